#include "text/json_text.h"

#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

std::string unescaped(std::string_view quoted) {
  std::string out;
  return append_unescaped(quoted, out) ? out : "(refused)";
}

TEST(AppendUnescaped, ReadsEveryEscape) {
  EXPECT_EQ(unescaped(R"(plain)"), "plain");
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(a\u0041b\u00e9\u20AC)"), "aAb\xC3\xA9\xE2\x82\xAC");
  EXPECT_EQ(unescaped(R"(\ud83d\ude00)"), "\xF0\x9F\x98\x80");
}

TEST(AppendUnescaped, ReplacesLoneSurrogates) {
  EXPECT_EQ(unescaped(R"(\ud83d)"), "\xEF\xBF\xBD");
  EXPECT_EQ(unescaped(R"(\ude00x)"), "\xEF\xBF\xBDx");
  EXPECT_EQ(unescaped(R"(\ud83d\u0041)"),
            "\xEF\xBF\xBD"
            "A");
}

TEST(AppendUnescaped, RefusesUnknownAndCutEscapes) {
  for (const char* text : {R"(\x)", R"(\)", R"(\u12)", R"(\u12G4)", R"(\a)"}) EXPECT_EQ(unescaped(text), "(refused)");
}

TEST(AppendQuoted, EscapesWhatATerminalObeys) {
  std::string out;
  append_quoted(
      "\x1B[2J \x7F \xC2\x9B"
      "31m \xC2\x80\xC2\xA0\xC2",
      out);
  EXPECT_EQ(out, "\"\\u001b[2J \\u007f \\u009b31m \\u0080\xC2\xA0\xEF\xBF\xBD\"");
  EXPECT_EQ(with_controls_escaped("{\"a\":\n\"\xC2\x9B \x7F \xC3\x9B\"}"), "{\"a\":\n\"\\u009b \\u007f \xC3\x9B\"}");
  EXPECT_EQ(with_controls_escaped("\xC2"), "\xC2");
}

TEST(AppendQuoted, GivesValidJson) {
  std::string out;
  append_quoted("a\"b\\c\n\t\r\x01\xFF\xC3\xA9", out);
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\t\\r\\u0001\xEF\xBF\xBD\xC3\xA9\"");
  EXPECT_TRUE(is_json_value(out));
}

TEST(IsJsonValue, AcceptsValues) {
  for (const char* text : {"null", " true ", "false", "0", "-1.5e+10", R"("a\u0041\n")", "[]", "{}", "[1,[2,{}],{}]",
                           R"({"a":{"b":[1,"x",null]},"c":false})"}) {
    EXPECT_TRUE(is_json_value(text)) << text;
  }
}

TEST(IsJsonValue, RefusesEverythingElse) {
  for (const char* text :
       {"",        "tru",      "nullx",      "01",    "1.", ".5", "+1",  "1e",      "[",         "[1,]", "[1 2]",
        "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[}", "{]", "\"a", "\"\\x\"", "\"\\u12\"", "1 2",  "\"\n\""}) {
    EXPECT_FALSE(is_json_value(text)) << text;
  }
}

TEST(JsonFault, IsWhereTheValueBreaksOff) {
  EXPECT_FALSE(json_fault(R"( {"a": [1]} )"));
  EXPECT_EQ(json_fault(""), 0U);
  EXPECT_EQ(json_fault(R"({"a" 1})"), 5U);
  EXPECT_EQ(json_fault("[1, 2,]"), 6U);
  EXPECT_EQ(json_fault("[1]\n[2]"), 4U);
}

TEST(IsJsonValue, HasALimitOfDepthAndNeedsNoStack) {
  EXPECT_TRUE(is_json_value(std::string(kJsonDepth, '[') + std::string(kJsonDepth, ']')));
  EXPECT_FALSE(is_json_value(std::string(kJsonDepth + 1, '[') + std::string(kJsonDepth + 1, ']')));
  EXPECT_FALSE(is_json_value(std::string(1 << 20, '[')));
}

}  // namespace
}  // namespace riffle

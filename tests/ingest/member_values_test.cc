#include "ingest/member_values.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "riffle/article_reader.h"
#include "text/json_values.h"

namespace riffle {
namespace {

/// What a member gives, or why it gives nothing.
std::string text_of_member(std::string_view json, MemberRole role) {
  std::string text;
  switch (read_member(json, role, text)) {
    case MemberReading::kNothing: return text + "(nothing)";
    case MemberReading::kUnreadable: return text + "(unreadable)";
    case MemberReading::kTaken: return text;
  }
  return text;
}

struct MemberCase {
  const char* json;
  const char* expected;
};

TEST(MemberValues, OfBodies) {
  for (const auto& [json, expected] : std::vector<MemberCase>{
           {R"(["alpha","beta"])", "alpha\nbeta"},
           {R"([ "alpha" ,null, " ", "b\u00e9\"ta" ])", "alpha\nb\u00E9\"ta"},
           {"42", "42"},
           {"-1.50e3", "-1.50e3"},
           {"true", "true"},
           {"[1,false]", "1\nfalse"},
           {R"({"text":"epsilon"})", "epsilon"},
           {R"({"html":"h","value":"v","type":"x"})", "v"},
           {R"({"text":null,"content":"","$t":"t"})", "t"},
           {R"({"text":{"a":1},"#text":"n"})", "n"},
           {R"({"rendered":"<p>w</p>","protected":false})", "<p>w</p>"},
           {R"({"te\u0078t":"escaped"})", "escaped"},
           {R"([{"text":"one"},"two",{"type":"image","src":"x"},["no"],{"content":"three"}])", "one\ntwo\nthree"},
           {R"({"x":1})", "(unreadable)"},
           {R"({"text":42})", "(unreadable)"},
           {R"([{"x":"y"}])", "(unreadable)"},
           {R"([["a"]])", "(unreadable)"},
           {R"([null,{"x":"y"}])", "(unreadable)"},
           {"null", "(nothing)"},
           {"[]", "(nothing)"},
           {"[null,\"\",[ ],\" \"]", "(unreadable)"},
           {"[null,\"\",{ }]", "(nothing)"},
           {"{}", "(nothing)"},
           {R"({"text":""})", "(nothing)"},
       }) {
    EXPECT_EQ(text_of_member(json, MemberRole::kBody), expected) << json;
  }
}

TEST(MemberValues, TitlesAreJoinedBySpaces) {
  EXPECT_EQ(text_of_member(R"(["gamma","delta"])", MemberRole::kTitle), "gamma delta");
  EXPECT_EQ(text_of_member(R"({"$t":"zeta"})", MemberRole::kTitle), "zeta");
}

TEST(MemberValues, SourcesAndAddressesAreTheFirstThatCanBeUsed) {
  for (const auto& [json, expected] : std::vector<MemberCase>{
           {R"(["Reuters","AFP"])", "Reuters"},
           {R"([null,"",{"id":1},{"name":"AFP"},"AP"])", "AFP"},
           {R"({"id":null,"name":"BBC"})", "BBC"},
           {R"({"name":["BBC"]})", "(unreadable)"},
           {R"({"text":"BBC"})", "(unreadable)"},
           {"42", "(unreadable)"},
           {"[42]", "(unreadable)"},
           {R"({"name":""})", "(nothing)"},
       }) {
    EXPECT_EQ(text_of_member(json, MemberRole::kSource), expected) << json;
  }
  EXPECT_EQ(text_of_member(R"(["http://a","http://b"])", MemberRole::kUrl), "http://a");
  EXPECT_EQ(text_of_member(R"({"name":"http://a"})", MemberRole::kUrl), "(unreadable)");
}

TEST(MemberValues, Dates) {
  EXPECT_EQ(read_date_member(R"(["soon",null,"2024-01-01","2024-01-02"])"), parse_date("2024-01-01"));
  EXPECT_EQ(read_date_member("[20241130]"), parse_date("2024-11-30"));
  EXPECT_EQ(read_date_member("1732966200000"), parse_date("1732966200"));
  EXPECT_FALSE(read_date_member(R"({"day":"2024-01-01"})"));
  EXPECT_FALSE(read_date_member(R"([["2024-01-01"]])"));
  EXPECT_FALSE(read_date_member("true"));
}

TEST(MemberValues, BrokenJsonEndsTheWalk) {
  for (const char* json : {"", "[", "[1", "[\"a", "[{\"a\":", "[1 2]", "[,]", "[[", "x"}) {
    JsonItems items(json);
    int count = 0;
    while (items.next() && count < 10) ++count;
    EXPECT_LE(count, 1) << json;
  }
  for (const char* json : {"", "{", "{\"a\"", "{\"a\":", "{a:1}", "{\"b\":1 \"a\":2}", "{\"b\":{\"a\":1}", "[1]"}) {
    EXPECT_EQ(json_member(json, "a"), "") << json;
  }
  EXPECT_EQ(json_member(R"( { "b" : { "a" : [1] } , "a" : "x" , "a" : 2 } )", "a"), "\"x\"");
}

}  // namespace
}  // namespace riffle

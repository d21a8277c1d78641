#include "ingest/text_decoding.h"

#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

#define REPLACEMENT "\xEF\xBF\xBD"

std::string repaired(std::string_view text) {
  std::string out;
  append_repaired_utf8(text, out);
  EXPECT_TRUE(is_utf8(out));
  return out;
}

std::string decoded(std::string_view bytes) {
  std::string out;
  append_decoded(bytes, out);
  EXPECT_TRUE(is_utf8(out));
  return out;
}

TEST(AppendRepairedUtf8, KeepsWellFormedText) {
  const std::string text = "a \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xED\x9F\xBF";
  EXPECT_EQ(repaired(text), text);
}

TEST(AppendRepairedUtf8, ReplacesEachMaximalSubpartOnce) {
  // The example of the Unicode Standard, table 3-8 and the ones around it.
  EXPECT_EQ(repaired("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
            "a" REPLACEMENT REPLACEMENT REPLACEMENT "b" REPLACEMENT "c" REPLACEMENT REPLACEMENT "d");
  EXPECT_EQ(repaired("\xC0\xAF"), REPLACEMENT REPLACEMENT);
  EXPECT_EQ(repaired("\xED\xA0\x80"), REPLACEMENT REPLACEMENT REPLACEMENT);
  EXPECT_EQ(repaired("\xF4\x90\x80\x80"), REPLACEMENT REPLACEMENT REPLACEMENT REPLACEMENT);
  EXPECT_EQ(repaired("end \xE2\x82"), "end " REPLACEMENT);
}

TEST(AppendDecoded, TakesUtf16ByItsMark) {
  EXPECT_EQ(decoded(std::string_view("\xFF\xFE"
                                     "A\0\xE9\0\x3D\xD8\x00\xDE",
                                     10)),
            "A\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(decoded(std::string_view("\xFE\xFF\0A\0\xE9", 6)), "A\xC3\xA9");
  EXPECT_EQ(decoded(std::string_view("\xFF\xFE"
                                     "A\0\x3D\xD8"
                                     "B\0x",
                                     9)),
            "A" REPLACEMENT "B" REPLACEMENT);
}

TEST(AppendDecoded, SkipsTheMarkOfUtf8) { EXPECT_EQ(decoded("\xEF\xBB\xBFtext"), "text"); }

TEST(AppendDecoded, TakesOtherBytesForWindows1252) {
  EXPECT_EQ(decoded("caf\xE9 \x93quoted\x94 \x80 10 \x81"),
            "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D \xE2\x82\xAC 10 " REPLACEMENT);
}

TEST(AppendDecoded, RepairsTextThatIsMostlyUtf8) {
  EXPECT_EQ(decoded("caf\xC3\xA9 na\xC3\xAFve \xE2\x82"), "caf\xC3\xA9 na\xC3\xAFve " REPLACEMENT);
}

TEST(AppendCodePoint, ReplacesWhatIsNoCharacter) {
  std::string out;
  append_code_point(0xD800, out);
  append_code_point(0x110000, out);
  EXPECT_EQ(out, REPLACEMENT REPLACEMENT);
}

}  // namespace
}  // namespace riffle

#include "ingest/text_decoding.h"

#include <gtest/gtest.h>

#include <string>

#include "text/utf8.h"

namespace riffle {
namespace {

#define REPLACEMENT "\xEF\xBF\xBD"

std::string decoded(std::string_view bytes) {
  std::string out;
  append_decoded(bytes, out);
  EXPECT_TRUE(is_valid_utf8(out));
  return out;
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

}  // namespace
}  // namespace riffle

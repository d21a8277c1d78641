#include "ingest/mojibake.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "ingest/text_decoding.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// UTF-8 read as Windows-1252 and written as UTF-8 again.
std::string spoiled(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    char32_t found = byte;
    for (char32_t code_point = 0x80; byte >= 0x80 && code_point < 0x2200; ++code_point) {
      if (windows_1252_byte(code_point) == byte) found = code_point;
    }
    append_utf8(out, found);
  }
  return out;
}

TEST(Mojibake, IsFoundWhereUtf8WasReadAsWindows1252) {
  EXPECT_EQ(find_mojibake(spoiled("The minister doesn\u2019t know")), spoiled("\u2019"));
  EXPECT_EQ(find_mojibake(spoiled("caf\u00E9 and M\u00FCnchen")), spoiled("\u00FC"));
  EXPECT_NE(find_mojibake(spoiled("\u0628\u063A\u062F\u0627\u062F")), "");
}

TEST(Mojibake, SoundTextIsNoMojibake) {
  for (const std::string_view text : {
           "",
           "plain",
           "caf\u00E9 M\u00FCnchen \u0130zmir T\u00FCrkiye",
           "\u201CIt\u2019s\u201D \u2014 he said\u2026",
           "\u0628\u063A\u062F\u0627\u062F",
           "\u4E9A\u6D32",
           "\u00C3\u00A9 once",
           "\u00AB\u00C0 la mode\u00BB",
           "\xFF\xC3",
       }) {
    EXPECT_EQ(find_mojibake(text), "") << text;
  }
}

}  // namespace
}  // namespace riffle

#include "text/utf8.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace riffle {
namespace {

using std::string_view_literals::operator""sv;

Utf8Char decode(std::string_view text) { return decode_utf8(text.data(), text.data() + text.size()); }

TEST(DecodeUtf8, ReadsEachLengthAtItsBorders) {
  const std::vector<std::pair<std::string_view, char32_t>> cases = {
      {"\0"sv, 0},
      {"\x7F", 0x7F},
      {"\xC2\x80", 0x80},
      {"\xDF\xBF", 0x7FF},
      {"\xE0\xA0\x80", 0x800},
      {"\xED\x9F\xBF", 0xD7FF},
      {"\xEE\x80\x80", 0xE000},
      {"\xEF\xBF\xBF", 0xFFFF},
      {"\xF0\x90\x80\x80", 0x10000},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF},
  };
  for (const auto& [text, code_point] : cases) {
    const Utf8Char c = decode(text);
    EXPECT_TRUE(c.is_valid) << static_cast<std::uint32_t>(code_point);
    EXPECT_EQ(c.code_point, code_point);
    EXPECT_EQ(c.length, text.size());
    std::string written;
    append_utf8(written, code_point);
    EXPECT_EQ(written, text);
  }
}

TEST(DecodeUtf8, GivesTheMaximalSubpartOfIllFormedBytes) {
  const std::vector<std::pair<std::string_view, std::uint32_t>> cases = {
      {"\x80", 1},
      {"\xBF", 1},
      {"\xC0\x80", 1},
      {"\xC1\xBF", 1},
      {"\xF5\x80", 1},
      {"\xFF", 1},
      {"\xC3", 1},
      {"\xC3(", 1},
      {"\xE2\x82", 2},
      {"\xE2\x82(", 2},
      {"\xE0\x9F\x80", 1},
      {"\xED\xA0\x80", 1},
      {"\xF0\x9F\x98", 3},
      {"\xF0\x9F\x98(", 3},
      {"\xF0\x8F\xBF\xBF", 1},
      {"\xF4\x90\x80\x80", 1},
      {"\xF1\x80\xE1", 2},
  };
  for (const auto& [text, length] : cases) {
    const Utf8Char c = decode(text);
    EXPECT_FALSE(c.is_valid) << testing::PrintToString(text);
    EXPECT_EQ(c.code_point, kReplacementCharacter);
    EXPECT_EQ(c.length, length) << testing::PrintToString(text);
  }
}

TEST(DecodeUtf8, AgreesWithTheValidatorOnEveryShortString) {
  constexpr unsigned char kBytes[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF,
                                      0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
  constexpr std::size_t kCount = sizeof(kBytes);
  for (std::size_t i = 0; i < kCount * kCount * kCount * kCount; ++i) {
    std::string text;
    for (std::size_t rest = i, k = 0; k < 4; ++k, rest /= kCount)
      text.push_back(static_cast<char>(kBytes[rest % kCount]));
    bool all_valid = true;
    for (std::size_t at = 0; at < text.size();) {
      const Utf8Char c = decode(std::string_view(text).substr(at));
      all_valid = all_valid && c.is_valid;
      at += c.length;
    }
    ASSERT_EQ(all_valid, is_valid_utf8(text)) << testing::PrintToString(text);
  }
}

TEST(IsValidUtf8, TakesTheEmptyTextAndFindsOneBadByteInALongOne) {
  EXPECT_TRUE(is_valid_utf8({}));
  std::string text;
  for (int i = 0; i < 200; ++i) text += "caf\xC3\xA9 ";
  EXPECT_TRUE(is_valid_utf8(text));
  text[text.size() - 3] = 'x';
  EXPECT_FALSE(is_valid_utf8(text));
}

TEST(RepairUtf8, ReplacesEachMaximalSubpartOnce) {
  // The example of section 3.9 of the Unicode Standard, table 3-11.
  EXPECT_EQ(repair_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "\uFFFD\uFFFD\uFFFD\uFFFDA");
  EXPECT_EQ(repair_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
            "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
  EXPECT_EQ(repair_utf8(""), "");
  EXPECT_EQ(repair_utf8("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(repair_utf8("end\xC3"), "end\uFFFD");
}

TEST(CutUtf8, EndsAtACodePointBorder) {
  const std::string_view text = "a\u00E9\u20AC\U0001F600";  // 1 + 2 + 3 + 4 bytes
  const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t size = 0; size < std::size(expected); ++size) {
    EXPECT_EQ(cut_utf8(text, size), text.substr(0, expected[size])) << size;
  }
}

TEST(Utf16, RoundTripsAndRepairsBothWays) {
  const std::string text = "a\u00E9\u20AC\U0001F600";
  EXPECT_EQ(utf16_from_utf8(text), u"a\u00E9\u20AC\U0001F600");
  std::string back;
  append_utf8_from_utf16(back, utf16_from_utf8(text));
  EXPECT_EQ(back, text);
  EXPECT_EQ(utf16_from_utf8("x\xFFy"), u"x\uFFFDy");
  const char16_t unpaired[] = {u'x', 0xD83D, u'y', 0xDE00};
  back.clear();
  append_utf8_from_utf16(back, {unpaired, 4});
  EXPECT_EQ(back, "x\uFFFDy\uFFFD");
}

}  // namespace
}  // namespace riffle

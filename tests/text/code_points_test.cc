#include "text/code_points.h"

#include <gtest/gtest.h>

#include <string>

namespace riffle {
namespace {

TEST(CodePoints, WordsAreMadeOfLettersAndNumbersOfAnyScript) {
  for (const char32_t c : U"aZ9\u00E9\u0131\u0633\u05D0\u4E2D\u3042\uD55C\u00B2\u00BD\u2167\u0660\u02BC\U00010400") {
    if (c == 0) continue;
    EXPECT_TRUE(is_word_code_point(c)) << static_cast<std::uint32_t>(c);
  }
  for (const char32_t c : U" -_'.@\u00AD\u0301\u2019\u2013\u200B\u20AC\u3002\uFFFD\U0001F600") {
    EXPECT_FALSE(is_word_code_point(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(CodePoints, MarksAreToldFromLetters) {
  EXPECT_TRUE(is_mark(0x0301));
  EXPECT_TRUE(is_nonspacing_mark(0x0301));
  EXPECT_TRUE(is_mark(0x0903));  // a spacing mark, which is Alphabetic as well
  EXPECT_FALSE(is_nonspacing_mark(0x0903));
  EXPECT_TRUE(is_alphabetic(0x0903));
  EXPECT_FALSE(is_mark(U'a'));
}

TEST(CodePoints, WhiteSpaceOfUnicodeAndOfAscii) {
  EXPECT_TRUE(is_white_space(0x00A0));
  EXPECT_TRUE(is_white_space(0x3000));
  EXPECT_FALSE(is_white_space(0x200B));
  std::string ascii;
  for (int c = 0; c < 128; ++c) {
    if (is_ascii_space(static_cast<char>(c))) ascii.push_back(static_cast<char>(c));
  }
  EXPECT_EQ(ascii, "\t\n\v\f\r ");
}

TEST(CodePoints, MarksFoldOnLatinGreekAndCyrillicOnly) {
  EXPECT_TRUE(has_foldable_marks(U'a'));
  EXPECT_TRUE(has_foldable_marks(0x03B1));
  EXPECT_TRUE(has_foldable_marks(0x0438));
  EXPECT_FALSE(has_foldable_marks(0x0627));
  EXPECT_FALSE(has_foldable_marks(U'1'));
}

TEST(AppendLower, IsFullAndWithoutContext) {
  std::string out;
  for (const char32_t c : {U'A', U'z', U'7', U'\u00C9', U'\u0130', U'\u03A3', U'\u1E9E', U'\U00010400'}) {
    append_lower(out, c);
    out.push_back('|');
  }
  EXPECT_EQ(out, "a|z|7|\u00E9|i\u0307|\u03C3|\u00DF|\U00010428|");
}

}  // namespace
}  // namespace riffle

#include "analysis/common_words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analysis/common_table.h"
#include "analysis/unicode_words.h"
#include "text/utf8.h"
#include "tokens.h"

namespace riffle {
namespace {

std::string words_of(CommonWords& words, std::string_view piece) {
  if (!words.read(piece)) return "not common";
  std::string joined;
  CommonWords::Word word{};
  while (words.next(word)) {
    joined += "[" + std::string(word.term) + " " + std::to_string(word.begin) + " " + std::to_string(word.end) + "]";
  }
  return joined;
}

TEST(CommonWords, ReadsCommonPieces) {
  CommonWords words;
  const std::vector<TermCase> cases = {
      {"", ""},
      {"Syria\u2019s", "[syria 0 9]"},
      {"\u201CCaf\u00E9,\u201D\u2014x", "[cafe 3 8][x 15 16]"},
      {"a.b.c..d", "[a.b.c 0 5][d 7 8]"},
      {"\u02BC\u02BC", "[ 0 4]"},
      {"x\xFFy", "[x 0 1][y 2 3]"},
  };
  for (const auto& [piece, expected] : cases) EXPECT_EQ(words_of(words, piece), expected) << piece;
}

TEST(CommonWords, RefusesWhatNeedsIcuUnlessThereIsNoWordInIt) {
  CommonWords words;
  for (const std::string piece : {"e\u0301", "\u05D0", "\u4E2D", "\uFF21", "co\u00ADop", "\u30A2", "x\u200D"}) {
    EXPECT_EQ(words_of(words, piece), "not common") << piece;
  }
  for (const std::string piece : {"\u2714\uFE0F", "\U0001F600", "--\u200D--"}) EXPECT_EQ(words_of(words, piece), "");
}

/// Two of every common character and what it may join with, against ICU.
class CommonWordsAndIcu : public testing::TestWithParam<bool> {};

TEST_P(CommonWordsAndIcu, AgreeForEveryCommonCharacter) {
  CommonWords words;
  const auto reference = UnicodeWords::open();
  ASSERT_NE(reference, nullptr);
  if (GetParam()) {
    words.fold_all_digits();
    reference->fold_all_digits();
  }
  std::size_t common_count = 0;
  for (char32_t c = 0x80; c < 0x2E00; ++c) {
    if (CommonTable::get()[c].break_class == BreakClass::kNotCommon) continue;
    ++common_count;
    std::string x;
    append_utf8(x, c);
    for (const std::string_view pattern :
         {"*", "**", "a*b", "1*2", "a*1", "_*_", "*'s", "*.*", "\u0434*\u00E9", "*,*", "a'*", "I*-*"}) {
      const std::string piece = fill(pattern, x);
      std::string expected;
      EXPECT_EQ(reference->read_piece(piece, 0), piece.size());
      for (const UnicodeWords::Word& word : reference->words()) {
        expected += "[" + std::string(reference->fold(word)) + " " + std::to_string(word.begin) + " " +
                    std::to_string(word.end) + "]";
      }
      ASSERT_EQ(words_of(words, piece), expected) << piece;
    }
  }
  EXPECT_GT(common_count, 4000u);
}

INSTANTIATE_TEST_SUITE_P(Digits, CommonWordsAndIcu, testing::Bool());

}  // namespace
}  // namespace riffle

// The same text gives the same tokens, whatever the analyzer or the process has read before, and wherever it stands.
#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analysis/unicode_words.h"
#include "base/effort.h"
#include "random_text.h"
#include "text/utf8.h"
#include "tokens.h"

namespace riffle {
namespace {

class SameTokens : public testing::TestWithParam<std::string> {
 protected:
  std::string next_text(int round) {
    return random_.text_of(round % 4 == 0 ? mixed_pieces() : dictionary_pieces(), 10);
  }

  std::unique_ptr<BuiltInAnalyzer> analyzer_ = analyzer_named(GetParam());
  RandomText random_{29};
};

TEST_P(SameTokens, FromAnAnalyzerThatIsNewAndOneThatIsNot) {
  for (int round = 0; round < static_cast<int>(rounds(20000)) && !HasFailure(); ++round) {
    const std::string text = next_text(round);
    TokenList list;
    const auto other = analyzer_named(GetParam());
    (void)other->analyze(text, list);
    EXPECT_EQ(tokens_of(*analyzer_, text), list.tokens) << testing::PrintToString(text) << " in round " << round;
  }
}

TEST_P(SameTokens, AloneAndBehindOtherText) {
  for (int round = 0; round < static_cast<int>(rounds(10000)) && !HasFailure(); ++round) {
    std::string text = next_text(round) + "\n";
    const auto offset = static_cast<std::uint32_t>(text.size());
    std::vector<Token> expected = tokens_of(*analyzer_, text);
    const std::uint32_t position = expected.empty() ? 0 : expected.back().position + 1;
    const std::string second = next_text(round / 4);
    for (const Token& token : tokens_of(*analyzer_, second)) {
      expected.push_back({token.term, token.position + position, token.begin + offset, token.end + offset});
    }
    text += second;
    EXPECT_EQ(tokens_of(*analyzer_, text), expected) << testing::PrintToString(text) << " in round " << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Analyzers, SameTokens, testing::Values("simple", "english", "french"),
                         [](const auto& parameter) { return parameter.param; });

// Fails without its fix only as the first test of a process: once ICU has loaded a dictionary, all share it.
TEST(SameTokensOfText, ThatBeginsItsJapaneseWithTheLongVowelMark) {
  const std::string text = "\xC3\xA9\xE2\x82\xCD\x85\xE3\x83\xBC\xE3\x81\x82sB42\xF3\xA0\x80\xA0\xE1\x85\xA1.";
  const auto analyzer = analyzer_named("english");
  const std::vector<Token> first = tokens_of(*analyzer, text);
  EXPECT_EQ(tokens_of(*analyzer, text), first);
  (void)tokens_of(*analyzer, "\u3042\u30A2\u4E2D\u0E01");
  EXPECT_EQ(tokens_of(*analyzer, text), first);
}

std::string words_of(UnicodeWords& words, const std::string& text) {
  std::string joined;
  EXPECT_EQ(words.read_piece(text, 0), text.size());
  for (const UnicodeWords::Word& word : words.words()) {
    joined += text.substr(word.begin, word.end - word.begin);
    joined += '|';
  }
  return joined;
}

/// What ICU breaks by dictionary, or would if it had one. Han and Hangul have thousands alike; a few stand for them.
bool may_have_dictionary(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
         u_getIntPropertyValue(c, UCHAR_WORD_BREAK) == U_WB_KATAKANA ||
         u_getIntPropertyValue(c, UCHAR_SCRIPT) == USCRIPT_HIRAGANA || (c >= 0x2E80 && c < 0x3400) || c % 256 == 0;
}

TEST(SameTokensOfText, BehindEveryCharacterOfADictionary) {
  const std::string text = "\u30FC\u3042_\u1950_\u30FC\u30A2_\uFF70\uFF76_\u3031\u30FC\u3042";
  std::string expected;
  std::size_t count = 0;
  for (char32_t c = 0x80; c < 0x20000; ++c) {
    if (!may_have_dictionary(c) || (c >= 0xD800 && c < 0xE000)) continue;
    ++count;
    std::string before;
    append_utf8(before, c);
    const auto words = UnicodeWords::open();
    ASSERT_NE(words, nullptr);
    const std::string alone = words_of(*words, before);
    const std::string behind = words_of(*words, text);
    if (expected.empty()) expected = behind;
    ASSERT_EQ(behind, expected) << "behind " << before;
    ASSERT_EQ(words_of(*words, before), alone);
  }
  EXPECT_GT(count, 1500u);
}

}  // namespace
}  // namespace riffle

#include "analysis/unicode_words.h"

#include <gtest/gtest.h>
#include <unicode/ubrk.h>

#include <cstdint>
#include <string>
#include <vector>

#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

using Border = std::pair<std::uint32_t, std::uint32_t>;

/// The segments with letters or numbers of a whole text, straight from ICU.
std::vector<Border> icu_words(const std::string& text) {
  const std::u16string units = utf16_from_utf8(text);
  std::vector<std::uint32_t> bytes;  // of each UTF-16 unit
  std::vector<bool> is_word;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Char c = decode_utf8(text.data() + at, text.data() + text.size());
    for (int i = 0; i < (c.code_point >= 0x10000 ? 2 : 1); ++i) {
      bytes.push_back(static_cast<std::uint32_t>(at));
      is_word.push_back(is_word_code_point(c.code_point));
    }
    at += c.length;
  }
  bytes.push_back(static_cast<std::uint32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator* const iterator =
      ubrk_open(UBRK_WORD, "", units.data(), static_cast<std::int32_t>(units.size()), &status);
  EXPECT_TRUE(U_SUCCESS(status));
  std::vector<Border> words;
  std::int32_t begin = ubrk_first(iterator);
  for (std::int32_t end = ubrk_next(iterator); end != UBRK_DONE; begin = end, end = ubrk_next(iterator)) {
    bool has_word = false;
    for (std::int32_t i = begin; i < end; ++i) has_word = has_word || is_word[static_cast<std::size_t>(i)];
    if (has_word) words.emplace_back(bytes[static_cast<std::size_t>(begin)], bytes[static_cast<std::size_t>(end)]);
  }
  ubrk_close(iterator);
  return words;
}

std::vector<Border> piece_words(const std::string& text) {
  const auto reader = UnicodeWords::open();
  std::vector<Border> words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii_space(text[at])) {
      ++at;
      continue;
    }
    at = reader->read_piece(text, at);
    for (const UnicodeWords::Word& word : reader->words()) words.emplace_back(word.begin, word.end);
  }
  return words;
}

TEST(UnicodeWords, PiecesBreakAsTheWholeTextDoes) {
  for (const std::string text : {
           "Hay\u2019at Tahrir al-Sham (HTS) can\u2019t 3.14 1,000 foo_bar U.S. x",
           "\u4E2D\u56FD\u65B0\u95FB\u793E\u5317\u4EAC \u6771\u4EAC\u90FD\u306B\u4F4F\u3080 \u30AB\u30BF\u30AB\u30CA",
           "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35 \u0E0A\u0E32\u0E27\u0E42\u0E25\u0E01\n\u0E01",
           "\u05E6\u05D4\"\u05DC \u05D2\u05F3 \u0633\u0648\u0631\u064A\u0627\u060C \u062D\u0644\u0628",
           "a\u0301 \u0301b\tco\u00ADop \U0001F1EB\U0001F1F7x \U0001D400\U0001D401",
           "\uD55C\uAD6D\uC5B4 \u0939\u093F\u0928\u094D\u0926\u0940 \u1780\u17D2\u1798\u17C2\u179A",
       }) {
    EXPECT_EQ(piece_words(text), icu_words(text)) << text;
  }
}

TEST(UnicodeWords, APieceEndsAtWhiteSpaceOrAtItsLongestSize) {
  const auto reader = UnicodeWords::open();
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(reader->read_piece("ab cd", 0), 2u);
  EXPECT_EQ(reader->read_piece("ab cd", 3), 5u);
  const std::string at_limit(UnicodeWords::kPieceBytes, 'x');
  EXPECT_EQ(reader->read_piece(at_limit, 0), UnicodeWords::kPieceBytes);
  EXPECT_EQ(reader->read_piece("y" + at_limit, 0), UnicodeWords::kPieceBytes);
  EXPECT_EQ(reader->read_piece(at_limit.substr(1) + "\u00E9", 0), UnicodeWords::kPieceBytes - 1);
}

TEST(UnicodeWords, ABreakingApostropheNeedsALetterBeforeAndBehind) {
  EXPECT_EQ(piece_words("a`b"), (std::vector<Border>{{0, 3}}));
  EXPECT_EQ(piece_words("a\u0301`b"), (std::vector<Border>{{0, 5}}));
  EXPECT_EQ(piece_words("a`1 `b a` a``b"), (std::vector<Border>{{0, 1}, {2, 3}, {5, 6}, {7, 8}, {10, 11}, {13, 14}}));
}

}  // namespace
}  // namespace riffle

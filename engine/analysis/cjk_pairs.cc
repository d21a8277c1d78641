#include "analysis/cjk_pairs.h"

#include <unicode/uscript.h>
#include <unicode/utf16.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Jamo, of which syllables of Hangul may be made, are not among them.
constexpr char32_t kFirstCjk = 0x2E80;

/// A character and the marks behind it.
using Character = UnicodeWords::Word;

bool is_cjk(char32_t c) {
  if (c < kFirstCjk) return false;
  if (c == 0x30FC || c == 0xFF70) return true;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(static_cast<UChar32>(c), &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO: return true;
    default: return false;
  }
}

/// What belongs to the character before it; the sound marks of half-width katakana are letters to Unicode.
bool is_attached(char32_t c) { return is_mark(c) || c == 0xFF9E || c == 0xFF9F; }

std::uint32_t utf8_length(char32_t c) {
  if (c < 0x80) return 1;
  if (c < 0x800) return 2;
  return c < 0x10000 ? 3 : 4;
}

/// Puts the characters of a word behind `characters`; nothing, and false, when it holds others.
bool append_characters(std::u16string_view units, const UnicodeWords::Word& word, std::vector<Character>& characters) {
  const std::size_t before = characters.size();
  std::uint32_t byte = word.begin;
  for (std::uint32_t unit = word.unit_begin; unit < word.unit_end;) {
    const std::uint32_t begin = unit;
    char32_t c = 0;
    U16_NEXT(units.data(), unit, word.unit_end, c);
    const std::uint32_t end = byte + utf8_length(c);
    if (characters.size() > before && is_attached(c)) {
      characters.back().end = end;
      characters.back().unit_end = unit;
    } else if (is_cjk(c)) {
      characters.push_back({byte, end, begin, unit});
    } else {
      characters.resize(before);
      return false;
    }
    byte = end;
  }
  return true;
}

void append_pairs(const std::vector<Character>& run, std::vector<UnicodeWords::Word>& words) {
  if (run.size() == 1) words.push_back(run[0]);
  for (std::size_t i = 1; i < run.size(); ++i) {
    words.push_back({run[i - 1].begin, run[i].end, run[i - 1].unit_begin, run[i].unit_end});
  }
}

}  // namespace

bool is_cjk_character(std::string_view word) {
  if (word.empty()) return false;
  const Utf8Char c = decode_utf8(word.data(), word.data() + word.size());
  return c.is_valid && c.length == word.size() && is_cjk(c.code_point);
}

void pair_cjk_words(std::u16string_view units, std::vector<UnicodeWords::Word>& words) {
  std::vector<UnicodeWords::Word> paired;
  std::vector<Character> run;
  for (const UnicodeWords::Word& word : words) {
    if (!run.empty() && run.back().unit_end != word.unit_begin) {
      append_pairs(run, paired);
      run.clear();
    }
    if (append_characters(units, word, run)) continue;
    append_pairs(run, paired);
    run.clear();
    paired.push_back(word);
  }
  append_pairs(run, paired);
  words = std::move(paired);
}

}  // namespace riffle

// The apostrophe class: the characters that stand for an apostrophe, or for the hamza and ayn of transliterations; and
// what becomes of them in a word.
// Source:  format-spec/analysis.md, "Apostrophes".
#ifndef RIFFLE_ANALYSIS_APOSTROPHES_H_
#define RIFFLE_ANALYSIS_APOSTROPHES_H_

#include <cstddef>
#include <string>

namespace riffle {

inline constexpr bool is_apostrophe(char32_t code_point) {
  switch (code_point) {
    case U'\'':
    case U'`':
    case 0x00B4:  // acute accent
    case 0x02B9:  // modifier letter prime
    case 0x02BB:  // modifier letter turned comma
    case 0x02BC:  // modifier letter apostrophe
    case 0x02BD:  // modifier letter reversed comma
    case 0x02BE:  // modifier letter right half ring
    case 0x02BF:  // modifier letter left half ring
    case 0x05F3:  // Hebrew geresh
    case 0x2018:  // left single quotation mark
    case 0x2019:  // right single quotation mark
    case 0xFF07:  // full-width apostrophe
      return true;
    default: return false;
  }
}

/// The members that break words by UAX #29; between letters they count as U+0027.
inline constexpr bool is_breaking_apostrophe(char32_t code_point) { return code_point == U'`' || code_point == 0x00B4; }

/// Characters that some ICU versions join words with and others do not; they break words.
inline constexpr bool is_forced_break(char32_t code_point) {
  return code_point == U':' || code_point == U'@' || code_point == 0xFE55 || code_point == 0xFF1A;
}

/// Drops the U+0027 at both ends of `word`, then one "'s" at its end, then every U+0027 that is left.
/// String: std::string or std::u16string, case-folded.
template <typename String>
void remove_apostrophes(String& word) {
  using Char = typename String::value_type;
  constexpr Char kApostrophe = '\'';
  const std::size_t last = word.find_last_not_of(kApostrophe);
  if (last == String::npos) {
    word.clear();
    return;
  }
  word.resize(last + 1);
  word.erase(0, word.find_first_not_of(kApostrophe));
  const std::size_t size = word.size();
  if (size >= 2 && word[size - 1] == Char{'s'} && word[size - 2] == kApostrophe) word.resize(size - 2);
  std::erase(word, kApostrophe);
}

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_APOSTROPHES_H_

#include "analysis/common_table.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <string>

#include "analysis/apostrophes.h"
#include "text/code_points.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace riffle {
namespace {

BreakClass break_class_of(char32_t code_point) {
  if (is_breaking_apostrophe(code_point)) return BreakClass::kBreakingApostrophe;
  if (is_forced_break(code_point)) return BreakClass::kOther;
  const auto c = static_cast<UChar32>(code_point);
  // ICU breaks these by dictionary.
  if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT) return BreakClass::kNotCommon;
  switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
    case U_WB_DOUBLE_QUOTE:  // joins Hebrew letters only
    case U_WB_WSEGSPACE:     // joins white space only
    case U_WB_CR:
    case U_WB_LF:
    case U_WB_NEWLINE: return BreakClass::kOther;
    case U_WB_ALETTER: return BreakClass::kLetter;
    case U_WB_NUMERIC: return BreakClass::kNumeric;
    case U_WB_EXTENDNUMLET: return BreakClass::kExtendNumLet;
    case U_WB_MIDLETTER: return BreakClass::kMidLetter;
    case U_WB_MIDNUM: return BreakClass::kMidNum;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE: return BreakClass::kMidNumLet;
    default: return BreakClass::kNotCommon;
  }
}

std::string fold(char32_t code_point) {
  // It is folded only where it stands for U+0027; by itself it would become a space.
  if (is_breaking_apostrophe(code_point)) return "'";
  std::u16string units;
  append_utf16(units, code_point);
  nfkc_casefold(units);
  for (char16_t& unit : units) {
    if (is_apostrophe(unit)) unit = u'\'';
  }
  fold_accents(units);
  std::string folded;
  append_utf8_from_utf16(folded, units);
  return folded;
}

/// True when the folded form of a word is the folded forms of its characters in a row, as far as this one goes.
bool folds_alone(char32_t code_point, const std::string& folded) {
  if (folded.empty() || folded.size() > sizeof(CommonCharacter::fold)) return false;
  const char32_t first = decode_utf8(folded.data(), folded.data() + folded.size()).code_point;
  return starts_nfkc_casefold(code_point) && starts_nfc(first) && !is_nonspacing_mark(first);
}

CommonCharacter describe(char32_t code_point) {
  CommonCharacter character{};
  character.break_class = break_class_of(code_point);
  character.is_alphabetic = is_alphabetic(code_point);
  character.is_word = is_word_code_point(code_point);
  // What breaks on both sides and is no word by itself is never folded.
  if (character.break_class == BreakClass::kNotCommon) return {};
  if (character.break_class == BreakClass::kOther && !character.is_word) return character;
  const std::string folded = fold(code_point);
  if (!folds_alone(code_point, folded)) return {};
  character.fold_size = static_cast<std::uint8_t>(folded.size());
  std::copy(folded.begin(), folded.end(), character.fold);
  return character;
}

}  // namespace

const CommonTable& CommonTable::get() {
  static const CommonTable table;
  return table;
}

CommonTable::CommonTable() {
  for (char32_t c = 0; c < kLowEnd; ++c) characters_[c] = describe(c);
  for (char32_t c = kHighBegin; c < kHighEnd; ++c) characters_[c - kHighBegin + kLowEnd] = describe(c);
}

}  // namespace riffle

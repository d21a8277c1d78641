#include "analysis/common_words.h"

#include "analysis/apostrophes.h"
#include "analysis/common_table.h"
#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr CommonCharacter kEnd{BreakClass::kOther, false, false, 0, {}};

/// Letters, numbers and connectors, which always join each other (WB5, WB8 to WB10, WB13a, WB13b).
bool is_core(BreakClass break_class) { return break_class >= BreakClass::kLetter; }

/// True when `middle` joins two neighbours of class `sides` (WB6, WB7, WB11, WB12).
bool joins(BreakClass sides, BreakClass middle) {
  if (middle == BreakClass::kMidNumLet) return sides == BreakClass::kLetter || sides == BreakClass::kNumeric;
  return (sides == BreakClass::kLetter && middle == BreakClass::kMidLetter) ||
         (sides == BreakClass::kNumeric && middle == BreakClass::kMidNum);
}

/// As fold_digits(), for digits that are common: U+0660 to U+0669 and U+06F0 to U+06F9.
void fold_common_digits(std::string& term) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < term.size(); ++i) {
    const auto lead = static_cast<unsigned char>(term[i]);
    const auto next = i + 1 < term.size() ? static_cast<unsigned char>(term[i + 1]) : 0U;
    char folded = 0;
    if (lead == 0xD9 && next >= 0xA0 && next <= 0xA9) folded = static_cast<char>('0' + (next - 0xA0));
    if (lead == 0xDB && next >= 0xB0 && next <= 0xB9) folded = static_cast<char>('0' + (next - 0xB0));
    if (lead == 0xD9 && next == 0xAB) folded = '.';
    if (lead == 0xD9 && next == 0xAC) folded = ',';
    if (folded != 0) ++i;
    term[size++] = folded != 0 ? folded : term[i];
  }
  term.resize(size);
}

}  // namespace

bool CommonWords::read(std::string_view piece) {
  const CommonTable& table = CommonTable::get();
  units_.clear();
  at_ = 0;
  bool is_common = true;
  bool has_word = false;
  const char* const end = piece.data() + piece.size();
  for (const char* at = piece.data(); at < end;) {
    const Utf8Char c = decode_utf8(at, end);
    // An ill-formed sequence breaks words as the end does.
    const CommonCharacter* const character = c.is_valid ? &table[c.code_point] : &kEnd;
    if (character->break_class == BreakClass::kNotCommon) {
      is_common = false;
      has_word = has_word || is_word_code_point(c.code_point);
    }
    has_word = has_word || character->is_word;
    units_.push_back({character, static_cast<std::uint32_t>(at - piece.data()), character->break_class});
    at += c.length;
  }
  if (!is_common && has_word) return false;
  if (!has_word) units_.clear();
  const auto size = static_cast<std::uint32_t>(piece.size());
  units_.push_back({&kEnd, size, BreakClass::kOther});
  units_.push_back({&kEnd, size, BreakClass::kOther});
  join_breaking_apostrophes();
  return true;
}

void CommonWords::join_breaking_apostrophes() {
  for (std::size_t i = 0; i + 2 < units_.size(); ++i) {
    Unit& unit = units_[i];
    if (unit.break_class != BreakClass::kBreakingApostrophe) continue;
    const bool is_joined = i > 0 && units_[i - 1].character->is_alphabetic && units_[i + 1].character->is_alphabetic;
    unit.break_class = is_joined ? BreakClass::kMidNumLet : BreakClass::kOther;
  }
}

std::size_t CommonWords::end_of_word(std::size_t first) const {
  std::size_t i = first;
  while (is_core(units_[i].break_class)) {
    const BreakClass here = units_[i].break_class;
    const BreakClass next = units_[i + 1].break_class;
    if (is_core(next)) {
      ++i;
    } else if (joins(here, next) && units_[i + 2].break_class == here) {
      i += 2;
    } else {
      break;
    }
  }
  return i + 1;
}

void CommonWords::fold(std::size_t first, std::size_t last) {
  term_.clear();
  for (std::size_t i = first; i < last; ++i) term_ += units_[i].character->folded();
  if (folds_digits_) fold_common_digits(term_);
  if (term_.find('\'') != std::string::npos) remove_apostrophes(term_);
}

bool CommonWords::next(Word& word) {
  while (at_ + 2 < units_.size()) {
    const std::size_t first = at_;
    at_ = end_of_word(first);
    bool has_word = false;
    for (std::size_t i = first; i < at_ && !has_word; ++i) has_word = units_[i].character->is_word;
    if (!has_word) continue;
    fold(first, at_);
    word = {units_[first].begin, units_[at_].begin, term_};
    return true;
  }
  return false;
}

}  // namespace riffle

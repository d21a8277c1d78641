#include "analysis/unicode_words.h"

#include <unicode/ubrk.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "analysis/apostrophes.h"
#include "analysis/cjk_pairs.h"
#include "base/spare_memory.h"
#include "text/code_points.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Stands for what must break words on both sides whatever the neighbours are.
constexpr char16_t kForcedBreak = u'#';
/// Stands for an ill-formed sequence: not even a combining mark attaches to it.
constexpr char16_t kIllFormed = u'\n';

/// An i and U+0307.
constexpr std::u16string_view kDottedI = u"i\u0307";

/// No unit below is broken by the dictionary of Chinese and Japanese.
constexpr char16_t kFirstDictionaryUnit = 0x2E80;
/// Leads ICU to that dictionary by its script, hiragana. Twice, as a single unit is not looked up.
constexpr std::u16string_view kCjkText = u"\u3042\u3042";

/// More than the copy of an iterator takes. ICU writes through what it could not get of that.
constexpr std::size_t kIteratorBytes = 16 << 10;

/// ICU loads its rules once; every analyzer gets a clone. Where there is no memory for them the next one tries again.
const UBreakIterator* word_rules() {
  static std::atomic<const UBreakIterator*> rules = nullptr;
  const UBreakIterator* known = rules.load();
  if (known != nullptr) return known;
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator* const opened = ubrk_open(UBRK_WORD, "", nullptr, 0, &status);
  if (U_FAILURE(status) || opened == nullptr) return nullptr;
  if (rules.compare_exchange_strong(known, opened)) return opened;
  ubrk_close(opened);
  return known;
}

bool has_word_code_point(std::u16string_view units) {
  for (std::size_t i = 0; i < units.size();) {
    char32_t code_point = 0;
    U16_NEXT(units.data(), i, units.size(), code_point);
    if (is_word_code_point(code_point)) return true;
  }
  return false;
}

}  // namespace

void UnicodeWords::Close::operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }

std::unique_ptr<UnicodeWords> UnicodeWords::open() {
  const UBreakIterator* const rules = word_rules();
  if (rules == nullptr || !has_memory(kIteratorBytes)) return nullptr;
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UBreakIterator, Close> iterator(ubrk_clone(rules, &status));
  if (U_FAILURE(status) || iterator == nullptr) return nullptr;
  return std::unique_ptr<UnicodeWords>(new UnicodeWords(std::move(iterator)));
}

std::size_t UnicodeWords::decode_piece(std::string_view text, std::size_t begin) {
  units_.clear();
  std::size_t at = begin;
  while (at < text.size() && !is_ascii_space(text[at])) {
    const Utf8Char c = decode_utf8(text.data() + at, text.data() + text.size());
    if (at + c.length - begin > kPieceBytes) break;
    if (!c.is_valid) {
      units_.push_back(kIllFormed);
    } else if (is_forced_break(c.code_point)) {
      units_.push_back(kForcedBreak);
    } else {
      append_utf16(units_, c.code_point);
    }
    at += c.length;
  }
  return at;
}

void UnicodeWords::join_breaking_apostrophes() {
  for (std::size_t i = 1; i + 1 < units_.size(); ++i) {
    if (!is_breaking_apostrophe(units_[i])) continue;
    char32_t before = 0;
    char32_t after = 0;
    std::size_t at = i;
    U16_PREV(units_.data(), 0, at, before);
    at = i + 1;
    U16_NEXT(units_.data(), at, units_.size(), after);
    if ((is_alphabetic(before) || is_mark(before)) && is_alphabetic(after)) units_[i] = u'\'';
  }
}

bool UnicodeWords::set_text(std::u16string_view units) {
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(iterator_.get(), units.data(), static_cast<std::int32_t>(units.size()), &status);
  return U_SUCCESS(status) != 0;
}

// ICU looks for a dictionary by the script of the first character that no dictionary it has takes, and notes the
// script when there is none. U+30FC and U+FF70 have the script Common, which has none, but the dictionary of Chinese
// and Japanese takes them once another character has loaded it: their words would depend on what was read before.
// All other characters that dictionaries take have a script of which one dictionary, or none, takes all of them.
bool UnicodeWords::load_cjk_dictionary() {
  if (has_cjk_dictionary_) return true;
  if (!set_text(kCjkText)) return false;
  while (ubrk_next(iterator_.get()) != UBRK_DONE) {
  }
  has_cjk_dictionary_ = true;
  return true;
}

std::size_t UnicodeWords::read_piece(std::string_view text, std::size_t begin) {
  words_.clear();
  const std::size_t end = decode_piece(text, begin);
  join_breaking_apostrophes();
  const bool may_have_cjk =
      std::any_of(units_.begin(), units_.end(), [](char16_t unit) { return unit >= kFirstDictionaryUnit; });
  if (may_have_cjk && !load_cjk_dictionary()) return end;
  if (!set_text(units_)) return end;
  std::size_t unit = 0;
  std::size_t byte = begin;
  (void)ubrk_first(iterator_.get());
  for (std::int32_t next = ubrk_next(iterator_.get()); next != UBRK_DONE; next = ubrk_next(iterator_.get())) {
    const std::size_t unit_begin = unit;
    const std::size_t byte_begin = byte;
    while (unit < static_cast<std::size_t>(next)) {
      const Utf8Char c = decode_utf8(text.data() + byte, text.data() + text.size());
      byte += c.length;
      unit += c.code_point >= 0x10000 ? 2 : 1;
    }
    if (!has_word_code_point(std::u16string_view(units_).substr(unit_begin, unit - unit_begin))) continue;
    words_.push_back({static_cast<std::uint32_t>(byte_begin), static_cast<std::uint32_t>(byte),
                      static_cast<std::uint32_t>(unit_begin), static_cast<std::uint32_t>(unit)});
  }
  if (pairs_cjk_ && may_have_cjk) pair_cjk_words(units_, words_);
  return end;
}

void UnicodeWords::fold_case(const Word& word) {
  folded_.assign(units_, word.unit_begin, word.unit_end - word.unit_begin);
  nfkc_casefold(folded_);
  if (folds_digits_) fold_digits(folded_);
  for (char16_t& unit : folded_) {
    if (is_apostrophe(unit)) unit = u'\'';
  }
}

std::string_view UnicodeWords::finish_fold() {
  remove_apostrophes(folded_);
  term_.clear();
  append_utf8_from_utf16(term_, folded_);
  return term_;
}

std::string_view UnicodeWords::fold(const Word& word) {
  fold_case(word);
  fold_accents(folded_);
  return finish_fold();
}

std::string_view UnicodeWords::fold_with_accents(const Word& word, std::span<const std::u16string_view> articles) {
  fold_case(word);
  // What is left of the dot of U+0130: "i" with a dot is "i".
  for (std::size_t at = folded_.find(kDottedI); at != std::u16string::npos; at = folded_.find(kDottedI, at)) {
    folded_.erase(at + 1, 1);
  }
  const std::size_t apostrophe = articles.empty() ? std::u16string::npos : folded_.find(u'\'');
  if (apostrophe != std::u16string::npos && apostrophe + 1 < folded_.size() &&
      std::find(articles.begin(), articles.end(), std::u16string_view(folded_).substr(0, apostrophe)) !=
          articles.end()) {
    folded_.erase(0, apostrophe + 1);
  }
  return finish_fold();
}

}  // namespace riffle

#include "text/sentences.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Quotes, brackets and dashes between white space and the first letter of a sentence.
constexpr std::size_t kMostOpening = 4;
/// No abbreviation is longer.
constexpr std::size_t kAbbreviationBytes = 12;

/// A name or a title follows: no sentence ends here.
constexpr auto kTitles = std::to_array<std::string_view>(
    {"adm",  "brig", "capt", "cdr",  "cmdr",   "cmdt", "col",  "cpl", "dr",  "drs",  "fr",   "gen", "gov", "hon",
     "insp", "lt",   "ltc",  "maj",  "messrs", "mr",   "mrs",  "ms",  "mx",  "pres", "prof", "pte", "pvt", "rep",
     "rev",  "sec",  "sen",  "sens", "sgt",    "spc",  "supt", "vs",  "viz", "cf",   "eg",   "ie"});
/// A sentence ends here only before a word of kStarters.
constexpr auto kOthers = std::to_array<std::string_view>(
    {"al", "approx", "assn", "ave", "blvd", "bros", "co", "corp", "dept", "est", "etc", "ft",   "inc", "intl",
     "jr", "ltd",    "mt",   "mts", "ph.d", "plc",  "rd", "reps", "sr",   "st",  "ste", "univ", "v",   "vols"});
/// With a capital and before a digit no sentence ends here.
constexpr auto kNumbered =
    std::to_array<std::string_view>({"Apr", "Art", "Aug", "Ch", "Dec", "Feb", "Fig", "Jan", "Jul", "Jun", "Mar", "No",
                                     "Nos", "Nov", "Oct", "Sep", "Sept", "Vol"});
constexpr auto kStarters = std::to_array<std::string_view>(
    {"A",     "According", "After", "Although",  "An",   "And",   "As",    "At",      "Before", "But",
     "By",    "During",    "For",   "From",      "He",   "Her",   "His",   "However", "I",      "If",
     "In",    "It",        "Its",   "Meanwhile", "On",   "She",   "Since", "Some",    "That",   "The",
     "Their", "There",     "These", "They",      "This", "Those", "We",    "When",    "While",  "With"});

template <std::size_t kSize>
bool is_one_of(std::string_view word, const std::array<std::string_view, kSize>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Bytes that a stop or a line end begins with.
constexpr auto kInteresting = [] {
  std::array<bool, 256> table{};
  for (const unsigned c : {0x0Au, 0x21u, 0x2Eu, 0x3Fu, 0xD8u, 0xDBu, 0xE0u, 0xE2u, 0xE3u, 0xEFu}) table[c] = true;
  return table;
}();

bool is_stop(char32_t c) {
  return c == U'.' || c == U'!' || c == U'?' || c == U'\u2026' || c == U'\u203C' || (c >= 0x2047 && c <= 0x2049) ||
         c == U'\u061F' || c == U'\u06D4' || c == U'\u0964';
}

/// Stops behind which no white space need stand.
bool is_wide_stop(char32_t c) { return c == U'\u3002' || c == U'\uFF01' || c == U'\uFF1F' || c == U'\uFF61'; }

bool is_closing(char32_t c) {
  constexpr std::u32string_view kClosing = U"\"')]}\u00BB\u2019\u201D\u203A\u300D\u300F\u3011\uFF09";
  return kClosing.find(c) != std::u32string_view::npos;
}

bool is_opening(char32_t c) {
  constexpr std::u32string_view kOpening =
      U"\"'([{-*\u00A1\u00AB\u00BF\u2010\u2011\u2012\u2013\u2014\u2015\u2018\u201A\u201C\u201E\u2022\u2039\u300C"
      U"\u300E\u3010\uFF08";
  return kOpening.find(c) != std::u32string_view::npos;
}

Utf8Char read(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {0, 0, false};
  return decode_utf8(text.data() + at, text.data() + text.size());
}

/// White space of any kind from `at` on; whether it holds two line ends.
std::size_t skip_white(std::string_view text, std::size_t at, bool& has_blank_line) {
  std::size_t line_ends = 0;
  while (at < text.size()) {
    const Utf8Char c = read(text, at);
    if (!(c.code_point < 0x80 ? is_ascii_space(static_cast<char>(c.code_point)) : is_white_space(c.code_point))) break;
    line_ends += c.code_point == U'\n' ? 1 : 0;
    at += c.length;
  }
  has_blank_line = line_ends > 1;
  return at;
}

/// The word that ends at `end`: letters, digits, full stops and whatever is not ASCII.
std::string_view word_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  const std::size_t least = end - std::min(end, kAbbreviationBytes + 1);
  while (begin > least) {
    const char c = text[begin - 1];
    if (!is_ascii_letter(c) && !is_ascii_digit(c) && c != '.' && static_cast<unsigned char>(c) < 0x80) break;
    --begin;
  }
  return text.substr(begin, end - begin);
}

std::string_view word_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_ascii_letter(text[end])) ++end;
  // A letter with a full stop is an initial.
  return end < text.size() && text[end] == '.' ? std::string_view() : text.substr(begin, end - begin);
}

/// "J", "U.S", "a.m": letters with full stops between them.
bool is_dotted_letters(std::string_view word) {
  bool wants_letter = true;
  for (const char c : word) {
    if (wants_letter ? !is_ascii_letter(c) : c != '.') return false;
    wants_letter = !wants_letter;
  }
  return !word.empty() && !wants_letter && (word.size() > 1 || (word[0] >= 'A' && word[0] <= 'Z'));
}

/// Whether one full stop behind `word` belongs to it, so that no sentence ends before what stands at `next`.
bool is_abbreviation(std::string_view word, std::string_view text, std::size_t next) {
  if (word.empty() || word.size() > kAbbreviationBytes) return false;
  if (is_one_of(word, kNumbered)) return next < text.size() && is_ascii_digit(text[next]);
  const std::string lower = to_lower_ascii(word);
  if (is_one_of(std::string_view(lower), kTitles)) return true;
  if (!is_dotted_letters(word) && !is_one_of(std::string_view(lower), kOthers)) return false;
  return !is_one_of(word_at(text, next), kStarters);
}

bool begins_sentence(char32_t c) {
  if (c < 0x80) return (c >= U'A' && c <= U'Z') || is_ascii_digit(c);
  return is_word_code_point(c) && !is_mark(c) && !is_lower_case(c);
}

}  // namespace

std::size_t SentenceStarts::next() {
  if (!is_begun_) {
    is_begun_ = true;
    return 0;
  }
  while (at_ < text_.size()) {
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (!kInteresting[byte]) {
      ++at_;
      continue;
    }
    const std::size_t start = byte == '\n' ? behind_line_end(at_) : behind_stop(at_);
    if (start != kNone) return start;
  }
  return kNone;
}

// A blank line ends a sentence.
std::size_t SentenceStarts::behind_line_end(std::size_t& at) const {
  bool is_blank = false;
  at = skip_white(text_, at, is_blank);
  return is_blank && at < text_.size() ? at : kNone;
}

std::size_t SentenceStarts::behind_stop(std::size_t& at) const {
  const std::size_t stop = at;
  std::size_t stops = 0;
  bool is_wide = false;
  Utf8Char c = read(text_, at);
  for (; c.length > 0 && (is_stop(c.code_point) || is_wide_stop(c.code_point)); c = read(text_, at)) {
    is_wide = is_wide_stop(c.code_point);
    at += c.length;
    ++stops;
  }
  if (stops == 0) {
    at += c.length;
    return kNone;
  }
  for (; c.length > 0 && is_closing(c.code_point); c = read(text_, at)) at += c.length;
  bool is_blank = false;
  const std::size_t start = skip_white(text_, at, is_blank);
  if (start == text_.size() || (start == at && !is_wide)) return kNone;
  at = start;
  if (is_blank || is_wide) return start;
  std::size_t first = start;
  c = read(text_, first);
  for (std::size_t i = 0; i < kMostOpening && is_opening(c.code_point); ++i) {
    first = skip_white(text_, first + c.length, is_blank);
    c = read(text_, first);
  }
  if (c.length == 0 || !c.is_valid || !begins_sentence(c.code_point)) return kNone;
  const bool is_full_stop = stops == 1 && text_[stop] == '.';
  return is_full_stop && is_abbreviation(word_before(text_, stop), text_, first) ? kNone : start;
}

}  // namespace riffle

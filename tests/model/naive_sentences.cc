#include "naive_sentences.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <set>

#include "query_model.h"

namespace model {
namespace {

using Text = std::u32string;

bool is_white(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

bool is_wordy(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  return u_hasBinaryProperty(point, UCHAR_ALPHABETIC) != 0 || (U_GET_GC_MASK(point) & U_GC_N_MASK) != 0;
}

bool is_in(char32_t c, const Text& set) { return set.find(c) != Text::npos; }

const Text kWide = U"\u3002\uFF01\uFF1F\uFF61";
const Text kStops = U".!?\u2026\u203C\u2047\u2048\u2049\u061F\u06D4\u0964" + kWide;
const Text kClosing = U"\"')]}\u00BB\u2019\u201D\u203A\u300D\u300F\u3011\uFF09";
const Text kOpening =
    U"\"'([{-*\u00A1\u00AB\u00BF\u2010\u2011\u2012\u2013\u2014\u2015\u2018\u201A\u201C\u201E\u2022\u2039\u300C\u300E"
    U"\u3010\uFF08";

std::set<std::string> words_of(const std::string& list) {
  std::set<std::string> words;
  std::string word;
  for (const char c : list + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.insert(word);
      word.clear();
    }
  }
  return words;
}

const std::set<std::string> kNumbered =
    words_of("Apr Art Aug Ch Dec Feb Fig Jan Jul Jun Mar No Nos Nov Oct Sep Sept Vol");
const std::set<std::string> kTitles = words_of(
    "adm brig capt cdr cmdr cmdt col cpl dr drs fr gen gov hon insp lt ltc maj messrs mr mrs ms mx pres prof pte pvt "
    "rep "
    "rev sec sen sens sgt spc supt vs viz cf eg ie");
const std::set<std::string> kOthers = words_of(
    "al approx assn ave blvd bros co corp dept est etc ft inc intl jr ltd mt mts ph.d plc rd reps sr st ste univ v "
    "vols");
const std::set<std::string> kStarters = words_of(
    "A According After Although An And As At Before But By During For From He Her His However I If In It Its Meanwhile "
    "On "
    "She Since Some That The Their There These They This Those We When While With");

bool is_ascii_letter(char32_t c) { return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z'); }
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

std::string utf8(const Text& text) {
  std::string out;
  icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), static_cast<std::int32_t>(text.size()))
      .toUTF8String(out);
  return out;
}

bool is_dotted(const std::string& word) {
  if (word.size() == 1) return word[0] >= 'A' && word[0] <= 'Z';
  if (word.size() % 2 == 0) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i % 2 == 0 ? !is_ascii_letter(static_cast<unsigned char>(word[i])) : word[i] != '.') return false;
  }
  return true;
}

/// Whether the full stop at `stop` belongs to the word before it, where `first` begins what follows.
bool is_abbreviation(const Text& text, std::size_t stop, std::size_t first) {
  std::size_t begin = stop;
  while (begin > 0 && (is_ascii_letter(text[begin - 1]) || is_digit(text[begin - 1]) || text[begin - 1] == U'.' ||
                       text[begin - 1] >= 0x80)) {
    --begin;
  }
  const std::string word = utf8(text.substr(begin, stop - begin));
  if (word.empty() || word.size() > 12) return false;
  if (kNumbered.contains(word)) return is_digit(text[first]);
  const std::string lower = lower_ascii(word);
  if (kTitles.contains(lower)) return true;
  if (!is_dotted(word) && !kOthers.contains(lower)) return false;
  std::string next;
  std::size_t end = first;
  while (end < text.size() && is_ascii_letter(text[end])) next += static_cast<char>(text[end++]);
  const bool is_initial = end < text.size() && text[end] == U'.';
  return is_initial || !kStarters.contains(next);
}

/// Whether a sentence begins at `place`, which is neither the first nor white space.
bool begins(const Text& text, std::size_t place) {
  std::size_t white = place;
  std::size_t line_ends = 0;
  while (white > 0 && is_white(text[white - 1])) line_ends += text[--white] == U'\n' ? 1 : 0;
  if (line_ends > 1) return true;
  std::size_t closing = white;
  while (closing > 0 && is_in(text[closing - 1], kClosing)) --closing;
  std::size_t stops = closing;
  while (stops > 0 && is_in(text[stops - 1], kStops)) --stops;
  if (stops == closing) return false;
  // A row is read to its end, and so are closing characters.
  if (white == place && (is_in(text[place], kClosing) || (closing == white && is_in(text[place], kStops))))
    return false;
  if (is_in(text[closing - 1], kWide)) return true;
  if (white == place) return false;
  std::size_t first = place;
  for (int i = 0; i < 4 && first < text.size() && is_in(text[first], kOpening); ++i) {
    ++first;
    while (first < text.size() && is_white(text[first])) ++first;
  }
  if (first == text.size()) return false;
  const char32_t c = text[first];
  const auto point = static_cast<UChar32>(c);
  const bool is_ascii_beginning = (c >= U'A' && c <= U'Z') || is_digit(c);
  const bool is_other_beginning =
      c >= 0x80 && is_wordy(c) && (U_GET_GC_MASK(point) & U_GC_M_MASK) == 0 && u_charType(point) != U_LOWERCASE_LETTER;
  if (!is_ascii_beginning && !is_other_beginning) return false;
  return closing - stops > 1 || text[stops] != U'.' || !is_abbreviation(text, stops, first);
}

}  // namespace

std::vector<std::size_t> sentence_numbers(const std::string& text) {
  const icu::UnicodeString units = icu::UnicodeString::fromUTF8(text);
  Text points;
  for (std::int32_t at = 0; at < units.length(); at = units.moveIndex32(at, 1)) {
    points += static_cast<char32_t>(units.char32At(at));
  }
  std::vector<std::size_t> numbers;
  std::size_t number = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && !is_white(points[i]) && begins(points, i)) ++number;
    if (is_wordy(points[i]) && (i == 0 || !is_wordy(points[i - 1]))) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace model

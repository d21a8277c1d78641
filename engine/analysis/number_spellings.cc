#include "analysis/number_spellings.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "analysis/spoken_numbers.h"
#include "analysis/word_groups.h"
#include "base/ascii.h"

namespace riffle {
namespace {

constexpr std::size_t kGroup = 3;
constexpr std::size_t kMostDigits = 15;

/// What means the same behind a number: written directly behind it, and as a word of its own. The first of `glued` is
/// the usual one.
struct Unit {
  std::string_view glued;
  std::string_view words;
};

constexpr Unit kUnits[] = {
    {"am", "am"},
    {"bn b", "billion bn"},
    {"c", "c"},
    {"cm", "cm centimetres centimeters centimetre centimeter"},
    {"f", "f"},
    {"ft", "ft feet foot"},
    {"g gr", "grams grammes gram gramme g gr"},
    {"gb", "gb"},
    {"gw", "gw"},
    {"ha", "ha hectares hectare"},
    {"hr hrs", "hours hour hrs hr"},
    {"k", "thousand"},
    {"kg", "kg kilograms kilos kilogrammes kilogram kilogramme kilo"},
    {"km", "km kilometres kilometers kilometre kilometer"},
    {"kph", "kph"},
    {"kw", "kw"},
    {"l", "litres liters litre liter"},
    {"m", "metres meters metre meter"},
    {"m mn mln", "million mn mln"},
    {"min mins", "minutes minute mins min"},
    {"mm", "mm millimetres millimeters millimetre millimeter"},
    {"mph", "mph"},
    {"mw", "mw megawatts megawatt"},
    {"pm", "pm"},
    {"tn trn", "trillion tn"},
};

/// Whether `word` is one of the words of `row`.
bool has_word(std::string_view row, std::string_view word) {
  bool is_in = false;
  for_each_word(row, [&](std::string_view known) { is_in = is_in || known == word; });
  return is_in;
}

/// The digits that begin `term`, with what divides them ("1,400", "5.5"); empty when it begins with none.
std::string_view leading_number(std::string_view term) {
  std::size_t size = 0;
  while (size < term.size() && (is_ascii_digit(term[size]) || (size > 0 && (term[size] == '.' || term[size] == ',')))) {
    ++size;
  }
  return size > 0 && is_ascii_digit(term[size - 1]) ? term.substr(0, size) : std::string_view();
}

bool is_year(std::string_view digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

/// "1990s", "90s": "1990's" is two words in a text.
bool is_decade(std::string_view term) {
  const bool is_long = term.size() == 3 || term.size() == 5;
  return is_long && term.ends_with("0s") && leading_number(term).size() == term.size() - 1;
}

/// "f16s" for "f16", and the other way round; empty for what is not one to three letters and up to four digits.
std::string other_number_of_model(std::string_view term) {
  constexpr std::size_t kMostModelLetters = 3;
  constexpr std::size_t kMostModelDigits = 4;
  const bool is_plural = term.ends_with('s');
  const std::string_view model = is_plural ? term.substr(0, term.size() - 1) : term;
  std::size_t letters = 0;
  while (letters < model.size() && model[letters] >= 'a' && model[letters] <= 'z') ++letters;
  const std::string_view digits = model.substr(letters);
  if (letters == 0 || letters > kMostModelLetters || digits.empty() || digits.size() > kMostModelDigits) return {};
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return is_ascii_digit(c); })) return {};
  return is_plural ? std::string(model) : std::string(model) + "s";
}

/// With commas for without, and the other way round; empty for what is no such number.
std::string other_commas(std::string_view term) {
  if (term.size() <= kGroup || term.size() > with_commas(std::string(kMostDigits, '0')).size()) return {};
  std::string digits(term);
  std::erase(digits, ',');
  if (digits.size() <= kGroup || digits.size() > kMostDigits || digits[0] == '0' || is_year(digits)) return {};
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return is_ascii_digit(c); })) return {};
  std::string written = with_commas(digits);
  if (term == digits) return written;
  return term == written ? digits : std::string();
}

std::string two_words(std::string_view first, std::string_view second) {
  return std::string(first).append(" ").append(second);
}

std::string_view first_word(std::string_view words) { return words.substr(0, words.find(' ')); }

/// "5g", which is no weight.
bool is_network(std::string_view number, std::string_view glued) { return glued == "g" && number.size() == 1; }

/// "25 000" of "25,000", where it cannot be two numbers: not "1 400", which may be a day or a chapter and what stands
/// behind it. Empty for others.
std::string with_spaces(std::string_view with_commas) {
  constexpr std::string_view kLastDay = "31";
  const std::size_t first = std::min(with_commas.find(','), with_commas.size());
  if (first == with_commas.size()) return {};
  const bool is_no_day = first == 3 || (first == 2 && with_commas.substr(0, first) > kLastDay);
  const bool has_zero_first = with_commas.find(",0") != std::string_view::npos;
  if (!is_no_day && !has_zero_first && with_commas.find(',', first + 1) == std::string_view::npos) return {};
  std::string spaced(with_commas);
  std::ranges::replace(spaced, ',', ' ');
  return spaced;
}

/// "1 400": three digits behind one to three that are not 0.
bool is_group_behind(std::string_view number, std::string_view next) {
  const auto are_digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_ascii_digit(c); });
  };
  return next.size() == kGroup && number.size() <= kGroup && number[0] != '0' && are_digits(number) && are_digits(next);
}

}  // namespace

std::string with_commas(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % kGroup == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string with_ascii_digits(std::string_view term) {
  std::string out;
  bool has_other = false;
  for (std::size_t i = 0; i < term.size(); ++i) {
    const auto lead = static_cast<unsigned char>(term[i]);
    const bool may_be_digit = (lead == 0xD9 || lead == 0xDB) && i + 1 < term.size();
    const auto behind = may_be_digit ? static_cast<unsigned char>(term[i + 1]) : 0U;
    const unsigned first = lead == 0xD9 ? 0xA0 : 0xB0;  // U+0660 is D9 A0, U+06F0 is DB B0
    if (may_be_digit && behind >= first && behind < first + 10) {
      out += static_cast<char>('0' + (behind - first));
      has_other = true;
      ++i;
    } else {
      out += term[i];
    }
  }
  return has_other ? out : std::string();
}

std::vector<std::string> number_spellings(std::string_view term) {
  std::vector<std::string> spellings;
  if (std::string model = other_number_of_model(term); !model.empty()) spellings.push_back(std::move(model));
  if (is_decade(term)) spellings.push_back(std::string(term.substr(0, term.size() - 1)) + " s");
  if (std::string other = other_commas(term); !other.empty()) {
    std::string spaced = with_spaces(other.find(',') == std::string::npos ? term : std::string_view(other));
    spellings.push_back(std::move(other));
    if (!spaced.empty()) spellings.push_back(std::move(spaced));
  }
  const std::string_view number = leading_number(term);
  if (number.empty() || number.size() == term.size()) return spellings;
  const std::string_view glued = term.substr(number.size());
  for (const Unit& unit : kUnits) {
    if (!has_word(unit.glued, glued) || is_network(number, glued)) continue;
    for_each_word(unit.words, [&](std::string_view word) { spellings.push_back(two_words(number, word)); });
    // "11m" is "eleven metres"; the words that a text has behind a spelt number come first. "Hundred-metre" has a
    // joined form, which is no part of "two hundred metres".
    std::string spelt = in_words(whole_number(number));
    if (number == "1" && is_large_number(first_word(unit.words)))
      spellings.push_back(two_words("a", first_word(unit.words)));
    if (const std::string_view round = round_number(number); !round.empty()) {
      spelt = two_words("a", round);
      for_each_word(unit.words, [&](std::string_view word) { spellings.push_back(std::string(round).append(word)); });
    }
    std::size_t left = spelt.empty() ? 0 : 2;
    for_each_word(unit.words, [&](std::string_view word) {
      if (left == 0 || word.size() <= glued.size()) return;
      spellings.push_back(two_words(spelt, word));
      --left;
    });
  }
  if (glued == "k" && number.find('.') == std::string_view::npos) {
    spellings.push_back(std::string(number) + "000");
    spellings.push_back(std::string(number) + ",000");
    spellings.push_back(std::string(number) + " 000");
  }
  return spellings;
}

std::vector<std::string> unit_words(std::string_view unit) {
  std::vector<std::string> words;
  for (const Unit& known : kUnits) {
    if (!has_word(known.words, unit)) continue;
    for_each_word(known.words, [&](std::string_view word) { words.emplace_back(word); });
  }
  return words;
}

std::string joined_number(std::string_view number, std::string_view next) {
  if (number.empty() || leading_number(number).size() != number.size()) return {};
  if (is_group_behind(number, next)) return std::string(number).append(next);
  const auto* const found =
      std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& unit) { return has_word(unit.words, next); });
  if (found == std::end(kUnits)) return next == "m" ? std::string(number) + 'm' : std::string();
  return std::string(number).append(first_word(found->glued));
}

std::vector<std::string> spellings_of_two(std::string_view number, std::string_view next) {
  std::vector<std::string> spellings;
  const std::string joined = joined_number(number, next);
  if (joined.empty()) return spellings;
  if (!is_network(number, std::string_view(joined).substr(number.size()))) spellings.push_back(joined);
  if (is_group_behind(number, next)) {
    if (std::string other = other_commas(joined); !other.empty()) spellings.push_back(std::move(other));
    return spellings;
  }
  for (const Unit& unit : kUnits) {
    if (!has_word(unit.words, next) && !(next == "m" && has_word(unit.glued, next))) continue;
    for_each_word(unit.glued, [&](std::string_view glued) {
      if (is_network(number, glued)) return;
      if (std::string other = std::string(number).append(glued); other != joined) spellings.push_back(std::move(other));
    });
    for_each_word(unit.words, [&](std::string_view word) {
      if (word != next) spellings.push_back(two_words(number, word));
    });
  }
  return spellings;
}

}  // namespace riffle

#include "analysis/number_spellings.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "base/ascii.h"

namespace riffle {
namespace {

constexpr std::size_t kGroup = 3;
constexpr std::size_t kMostDigits = 15;

std::string with_commas(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % kGroup == 0) out += ',';
    out += digits[i];
  }
  return out;
}

/// A unit as it is written directly behind a number, and as a word of its own.
struct Unit {
  std::string_view glued;
  std::string_view word;
};

/// The first row of a word says how it is glued.
constexpr Unit kUnits[] = {
    {"am", "am"},
    {"bn", "billion"},
    {"bn", "bn"},
    {"b", "billion"},
    {"c", "c"},
    {"cm", "cm"},
    {"cm", "centimetres"},
    {"cm", "centimeters"},
    {"f", "f"},
    {"ft", "ft"},
    {"ft", "feet"},
    {"gb", "gb"},
    {"gw", "gw"},
    {"kg", "kg"},
    {"kg", "kilograms"},
    {"kg", "kilogrammes"},
    {"km", "km"},
    {"km", "kilometres"},
    {"km", "kilometers"},
    {"kph", "kph"},
    {"kw", "kw"},
    {"m", "million"},
    {"mm", "mm"},
    {"mm", "millimetres"},
    {"mm", "millimeters"},
    {"mn", "million"},
    {"mph", "mph"},
    {"mw", "mw"},
    {"mw", "megawatts"},
    {"pm", "pm"},
    {"tn", "trillion"},
    {"trn", "trillion"},
};

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

}  // namespace

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
  if (std::string other = other_commas(term); !other.empty()) spellings.push_back(std::move(other));
  const std::string_view number = leading_number(term);
  if (number.empty() || number.size() == term.size()) return spellings;
  for (const Unit& unit : kUnits) {
    if (unit.glued != term.substr(number.size())) continue;
    spellings.push_back(std::string(number).append(" ").append(unit.word));
  }
  return spellings;
}

std::string number_with_unit(std::string_view number, std::string_view unit) {
  if (number.empty() || leading_number(number).size() != number.size()) return {};
  const auto* const found =
      std::find_if(std::begin(kUnits), std::end(kUnits), [&](const Unit& known) { return known.word == unit; });
  return found == std::end(kUnits) ? std::string() : std::string(number).append(found->glued);
}

}  // namespace riffle

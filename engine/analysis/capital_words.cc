#include "analysis/capital_words.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "base/ascii.h"

namespace riffle {
namespace {

/// A word may stand here only if news hardly write the acronym with small letters: no "AIDS", which may be "Aids".
constexpr std::string_view kCapitals[] = {"ACT",  "ARM",  "CAR", "CARE",  "COP",  "DR",  "ICE",
                                          "IS",   "IT",   "LED", "MAD",   "NICE", "PIN", "POW",
                                          "SAFE", "SALT", "SEC", "START", "UN",   "US",  "WHO"};
constexpr std::size_t kLongest = 5;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_possessive(std::string_view rest) { return rest == "'s" || rest == "\u2019s"; }

}  // namespace

std::string_view capital_word(std::string_view written, std::string_view term) {
  if (written.size() < 2 || !is_capital(written[0]) || term.size() < 2 || term.size() > kLongest) return {};
  if (!is_capital(written[1]) && written[1] != '.') return {};
  const std::size_t end = static_cast<std::size_t>(
      std::find_if(written.begin(), written.end(), [](char c) { return !is_capital(c) && c != '.'; }) -
      written.begin());
  if (end < written.size() && !is_possessive(written.substr(end))) return {};
  const auto* const found = std::find_if(std::begin(kCapitals), std::end(kCapitals), [term](std::string_view capitals) {
    return capitals.size() == term.size() && to_lower_ascii(capitals) == term;
  });
  return found == std::end(kCapitals) ? std::string_view() : *found;
}

}  // namespace riffle

#include "analysis/number_spellings.h"

#include <algorithm>
#include <cstddef>

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

bool is_year(std::string_view digits) {
  return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

}  // namespace

std::string other_number_spelling(std::string_view term) {
  if (term.size() <= kGroup || term.size() > with_commas(std::string(kMostDigits, '0')).size()) return {};
  std::string digits(term);
  std::erase(digits, ',');
  if (digits.size() <= kGroup || digits.size() > kMostDigits || digits[0] == '0' || is_year(digits)) return {};
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return is_ascii_digit(c); })) return {};
  std::string written = with_commas(digits);
  if (term == digits) return written;
  return term == written ? digits : std::string();
}

}  // namespace riffle

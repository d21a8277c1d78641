#include "analysis/counted_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "analysis/acronyms.h"
#include "analysis/function_words.h"
#include "analysis/number_spellings.h"
#include "analysis/short_forms.h"
#include "base/ascii.h"
#include "base/month_names.h"

namespace riffle {
std::string_view ordinal_ending(std::uint32_t number) {
  const std::uint32_t last = number / 10 == 1 ? 0 : number % 10;
  return last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}

std::vector<std::string_view> month_spellings(std::string_view term) {
  constexpr std::size_t kShort = 3;
  for (const std::string_view name : kMonthNames) {
    const std::string_view shortened = name.substr(0, kShort);
    const bool is_september = name == "september";
    if (term != name && term != shortened && !(is_september && term == "sept")) continue;
    std::vector<std::string_view> spellings{name};
    if (shortened != name) spellings.push_back(shortened);
    if (is_september) spellings.emplace_back("sept");
    return spellings;
  }
  return {};
}

namespace {

constexpr std::uint32_t kMostDays = 31;

/// The digits of a whole number of at most six, with or without a comma before the last three; 0 for all else.
std::uint32_t whole_number(std::string_view term) {
  constexpr std::size_t kMostDigits = 6;
  std::string digits(term.substr(0, kMostDigits + 2));
  if (digits.size() > 4 && digits[digits.size() - 4] == ',') digits.erase(digits.size() - 4, 1);
  const bool is_whole = !digits.empty() && digits.size() <= kMostDigits && digits[0] != '0' &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return is_ascii_digit(c); });
  std::uint32_t number = 0;
  if (is_whole) std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// As one or two words, joined as a phrase has them; empty where it takes more.
std::string in_words(std::uint32_t number) {
  const auto word = [](std::uint32_t of) {
    const std::vector<std::string> words = number_words(std::to_string(of));
    return words.empty() ? std::string() : words.front();
  };
  if (std::string single = word(number); !single.empty()) return single;
  if (number > 20 && number < 100) return word(number / 10 * 10) + " " + word(number % 10);
  for (const auto& [unit, name] : {std::pair(100U, " hundred"), std::pair(1000U, " thousand")}) {
    const std::string count = number % unit == 0 && number / unit < 100 ? word(number / unit) : std::string();
    if (!count.empty() && (unit == 1000 || number < 1000)) return count + name;
  }
  return {};
}

constexpr std::string_view kOrdinals[] = {"first",     "second",      "third",      "fourth",     "fifth",
                                          "sixth",     "seventh",     "eighth",     "ninth",      "tenth",
                                          "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
                                          "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};
constexpr std::string_view kTensOrdinals[] = {"thirtieth",  "fortieth",  "fiftieth", "sixtieth",
                                              "seventieth", "eightieth", "ninetieth"};

/// "tenth", "twenty eighth"; empty from 100 on.
std::string ordinal_in_words(std::uint32_t number) {
  if (number == 0 || number >= 100) return {};
  if (number <= std::size(kOrdinals)) return std::string(kOrdinals[number - 1]);
  if (number % 10 == 0) return std::string(kTensOrdinals[number / 10 - 3]);
  return in_words(number / 10 * 10) + " " + std::string(kOrdinals[number % 10 - 1]);
}

/// Of a single word; 0 for what is none.
std::uint32_t number_of_ordinal(std::string_view word) {
  const auto* const small = std::find(std::begin(kOrdinals), std::end(kOrdinals), word);
  if (small != std::end(kOrdinals)) return static_cast<std::uint32_t>(small - kOrdinals) + 1;
  const auto* const tens = std::find(std::begin(kTensOrdinals), std::end(kTensOrdinals), word);
  return tens == std::end(kTensOrdinals) ? 0 : 10 * (static_cast<std::uint32_t>(tens - kTensOrdinals) + 3);
}

struct Day {
  std::uint32_t number = 0;  // 0 = it is none
  bool is_ordinal = false;
};

/// Of one or two digits.
Day ordinal_or_number(std::string_view term) {
  const std::size_t digits = std::min(term.find_first_not_of("0123456789"), term.size());
  const std::uint32_t number = digits <= 2 ? whole_number(term.substr(0, digits)) : 0;
  const std::string_view ending = term.substr(digits);
  if (number == 0 || (!ending.empty() && ending != ordinal_ending(number))) return {};
  return {.number = number, .is_ordinal = !ending.empty()};
}

Day day_of(std::string_view term) {
  const Day day = ordinal_or_number(term);
  return day.number > kMostDays ? Day() : day;
}

std::string phrase(std::string_view first, std::string_view second) {
  return std::string(first).append(" ").append(second);
}

/// "27 november", however it is written; of a day without an ending those that have one, as the words themselves find
/// the others.
std::vector<std::string> day_spellings(const Day& day, const std::vector<std::string_view>& months) {
  std::vector<std::string> ways;
  std::string number = std::to_string(day.number);
  if (!day.is_ordinal) number += ordinal_ending(day.number);
  for (const std::string_view month : months) {
    ways.push_back(phrase(month, number));
    ways.push_back(phrase(number, month));
  }
  return ways;
}

/// Of digits, or of a word that has some.
std::uint32_t number_of(std::string_view term) {
  if (const std::uint32_t number = whole_number(term); number != 0) return number;
  const std::vector<std::string> digits = number_words(term);
  return digits.empty() ? 0 : whole_number(digits.front());
}

bool is_year(std::uint64_t number) { return number >= 1900 && number < 2100; }

/// "six hundred" and "sixty thousand" in digits, with a comma and without; not as a year is written.
std::vector<std::string> digits_of_hundreds(std::string_view first, std::string_view second) {
  const std::uint32_t unit = second == "hundred" ? 100 : second == "thousand" ? 1000 : 0;
  const std::uint32_t count = unit == 0 ? 0 : number_of(first);
  if (count == 0 || count >= (unit == 100 ? 100U : 1000U)) return {};
  std::vector<std::string> ways{std::to_string(count * unit)};
  if (count * unit < 1000) return ways;
  std::string with_comma = with_commas(ways.front());
  if (is_year(count * unit)) return {std::move(with_comma)};
  ways.push_back(std::move(with_comma));
  return ways;
}

/// Below 1,000: "four hundred fifty" and "four hundred and fifty", "a hundred and ninety".
std::vector<std::string> ways_in_words(std::uint32_t number) {
  if (std::string words = in_words(number); !words.empty()) return {std::move(words)};
  const std::string hundreds = in_words(number / 100 * 100);
  const std::string rest = in_words(number % 100);
  if (hundreds.empty() || rest.empty()) return {};
  std::vector<std::string> ways{hundreds + " and " + rest, hundreds + " " + rest};
  if (number < 200) ways.push_back("a hundred and " + rest);
  return ways;
}

/// Behind a number of one word or two, the other names of its unit: "12 km" is "twelve kilometres". "Hundred" behind
/// "a", or one with its unit, as a text with a hyphen has it: what else ends so is "two hundred kilometres".
std::vector<std::string> unit_spellings(std::string_view first, std::string_view second) {
  std::vector<std::string> ways;
  const std::uint32_t number = whole_number(first);
  const std::string words = in_words(number);
  if (words.empty()) return ways;
  const std::string round(round_number(first));
  std::vector<std::string> units = unit_words(second);
  if (units.empty()) units.emplace_back(second);
  for (const std::string& unit : units) {
    if (!round.empty()) {
      ways.push_back(round + unit);
      ways.push_back(phrase(phrase("a", round), unit));
    }
    ways.push_back(phrase(words, unit));
  }
  return ways;
}

bool is_counted(std::string_view word) {
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
         !is_function_word(word);
}

}  // namespace

std::string digits_of_two(std::string_view tens, std::string_view ones) {
  const std::uint32_t ten = is_counted(tens) ? number_of(tens) : 0;
  if (ten < 20 || ten > 90 || !is_counted(ones)) return {};
  if (const std::uint32_t one = number_of(ones); one > 0 && one < 10) return std::to_string(ten + one);
  const std::uint32_t ordinal = number_of_ordinal(ones);
  if (ordinal == 0 || ordinal >= 10) return {};
  return std::to_string(ten + ordinal).append(ordinal_ending(ordinal));
}

std::vector<std::string> spelt_thousands(std::string_view term) {
  const std::uint32_t number = whole_number(term);
  if (number < 10'000 || number % 1000 != 0) return {};
  const std::string count = std::to_string(number / 1000);
  std::vector<std::string> ways;
  for (const std::string& words : ways_in_words(number / 1000)) ways.push_back(phrase(words, "thousand"));
  ways.push_back(phrase(count, "thousand"));
  ways.push_back(count + "k");
  return ways;
}

std::uint64_t number_of_words(std::span<const std::string> words) {
  constexpr std::pair<std::string_view, std::uint64_t> kLarge[] = {
      {"billion", 1'000'000'000}, {"million", 1'000'000}, {"thousand", 1000}};
  std::uint64_t total = 0;
  std::uint64_t group = 0;  // what stands before the next large unit
  std::uint64_t last_unit = UINT64_MAX;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const auto* const large =
        std::ranges::find(kLarge, std::string_view(word), [](const auto& unit) { return unit.first; });
    if (large != std::end(kLarge)) {
      if (group == 0 || large->second >= last_unit) return 0;
      total += group * large->second;
      last_unit = large->second;
      group = 0;
    } else if (word == "hundred") {
      // "Hundred and ninety thousand", with "a" before it or with nothing.
      if (i > 0 && (group == 0 || group >= 10)) return 0;
      group = std::max<std::uint64_t>(group, 1) * 100;
    } else if (word == "a" && i == 0) {
      group = words.size() > 1 ? 1 : 0;
    } else if (word == "and") {
      if (group < 100 || group % 100 != 0 || i + 1 == words.size()) return 0;
    } else {
      const std::uint64_t value = is_ascii_digit(word.front()) ? 0 : number_of(word);
      const bool is_one = value < 10 && group % 100 >= 20;
      if (value == 0 || (is_one ? group % 10 != 0 : group % 100 != 0)) return 0;
      group += value;
    }
  }
  return total + group;
}

std::vector<std::string> digits_of(std::uint64_t number) {
  const std::string plain = std::to_string(number);
  std::vector<std::string> ways{with_commas(plain)};
  if (ways.front() != plain && !is_year(number)) ways.push_back(plain);
  constexpr std::pair<std::uint64_t, std::string_view> kUnits[] = {
      {1'000'000'000, "billion bn"}, {1'000'000, "million m"}, {1000, "thousand k"}};
  for (const auto& [unit, names] : kUnits) {
    if (number < unit || number % unit != 0) continue;
    const std::string count = std::to_string(number / unit);
    const std::size_t space = names.find(' ');
    ways.push_back(phrase(count, names.substr(0, space)));
    ways.push_back(std::string(count).append(names.substr(space + 1)));
    break;
  }
  return ways;
}

std::string joined_round_number(std::span<const std::string> parts) {
  std::string joined(parts.size() < 2 ? std::string_view() : round_number(parts[0]));
  if (joined.empty()) return joined;
  for (const std::string& part : parts.subspan(1)) joined += part;
  return joined;
}

bool is_day_of_month(std::string_view day, std::string_view month) {
  return day_of(day).is_ordinal && !month_spellings(month).empty();
}

std::vector<std::string> counted_spellings(std::string_view first, std::string_view second) {
  if (const Day day = day_of(first); day.number != 0) {
    if (const auto months = month_spellings(second); !months.empty()) return day_spellings(day, months);
  }
  if (const Day day = day_of(second); day.number != 0) {
    if (const auto months = month_spellings(first); !months.empty()) return day_spellings(day, months);
  }
  if (std::string contraction = contraction_of(first, second); !contraction.empty()) {
    if (first == "can") return {"cannot", std::move(contraction)};
    return {std::move(contraction)};
  }
  if (phrase(first, second) == open_acronym("phd")) return {"phd", "ph.d"};
  if (!is_counted(second)) return {};
  if (std::string digits = digits_of_two(first, second); !digits.empty()) return {std::move(digits)};
  std::vector<std::string> ways = digits_of_hundreds(first, second);
  if (const Day ordinal = ordinal_or_number(first); ordinal.is_ordinal) {
    return {phrase(ordinal_in_words(ordinal.number), second)};
  }
  if (const std::uint32_t number = number_of_ordinal(first); number != 0) {
    return {phrase(std::to_string(number).append(ordinal_ending(number)), second)};
  }
  if (const std::uint32_t number = whole_number(first); number != 0) {
    for (std::string& way : unit_spellings(first, second)) ways.push_back(std::move(way));
    // A year is written without a comma, but a number that could be one may have it.
    if (is_year(number) && first.find(',') == std::string_view::npos) {
      ways.push_back(phrase(with_commas(std::to_string(number)), second));
    }
    return ways;
  }
  const std::vector<std::string> digits = number_words(first);
  if (digits.empty()) return ways;
  ways.push_back(phrase(digits.front(), second));
  for (const std::string& unit : unit_words(second)) {
    if (unit == second) continue;
    ways.push_back(phrase(digits.front(), unit));
    ways.push_back(phrase(first, unit));
  }
  ways.push_back(std::string(first).append(second));  // "twofold"
  if (std::string joined = joined_number(digits.front(), second);
      !joined.empty() && joined.find(' ') == std::string::npos) {
    ways.push_back(std::move(joined));
  }
  return ways;
}

std::string joined_pair(std::string_view first, std::string_view second) {
  if (std::string joined = joined_number(first, second); !joined.empty()) return joined;
  return counted_spellings(first, second).empty() ? std::string() : phrase(first, second);
}

std::vector<std::string> pair_spellings(std::string_view first, std::string_view second) {
  std::vector<std::string> ways = spellings_of_two(first, second);
  for (std::string& way : counted_spellings(first, second)) {
    if (std::ranges::find(ways, way) == ways.end()) ways.push_back(std::move(way));
  }
  return ways;
}

}  // namespace riffle

#include "analysis/counted_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "analysis/acronyms.h"
#include "analysis/function_words.h"
#include "analysis/number_spellings.h"
#include "analysis/short_forms.h"
#include "analysis/spoken_numbers.h"
#include "base/ascii.h"
#include "base/month_names.h"

namespace riffle {

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

/// "weeks" of "week", and the other way round.
std::string other_number(std::string_view word) {
  const auto ends_in = [](std::string_view text, std::initializer_list<std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view ending) { return text.ends_with(ending); });
  };
  std::string other(word);
  if (word.ends_with("ies") && word.size() > 4) return other.replace(other.size() - 3, 3, "y");
  if (ends_in(word, {"ches", "shes", "xes", "sses", "oes"})) return std::string(word.substr(0, word.size() - 2));
  if (word.ends_with('s')) return word.ends_with("ss") ? other + "es" : std::string(word.substr(0, word.size() - 1));
  if (ends_in(word, {"ch", "sh", "x", "o"})) return other + "es";
  const bool has_vowel_before =
      word.size() > 1 && std::string_view("aeiou").find(word[word.size() - 2]) != std::string_view::npos;
  if (word.ends_with('y') && !has_vowel_before) return other.replace(other.size() - 1, 1, "ies");
  return other + "s";
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
  if (units.empty()) units = {std::string(second), other_number(second)};
  if (number == 1 && is_large_number(second)) ways.push_back(phrase("a", second));
  for (const std::string& unit : units) {
    if (!round.empty()) {
      ways.push_back(round + unit);
      ways.push_back(phrase(phrase("a", round), unit));
    }
    ways.push_back(phrase(words, unit));
  }
  return ways;
}

/// What may be counted; "nine more" counts as well as "nine metres".
bool is_counted(std::string_view word) {
  if (word == "more") return true;
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
  if (!is_counted(second) && unit_words(second).empty()) return {};
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
  if (first == "a" && is_large_number(second))
    return {phrase("1", second), phrase("one", second), joined_number("1", second)};
  const std::vector<std::string> digits = number_words(first);
  if (digits.empty()) return ways;
  ways.push_back(phrase(digits.front(), second));
  if (unit_words(second).empty()) {
    const std::string other = other_number(second);
    ways.push_back(phrase(digits.front(), other));
    ways.push_back(phrase(first, other));
  }
  if (first == "one" && is_large_number(second)) ways.push_back(phrase("a", second));
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

std::vector<std::string> before_larger_number(std::string_view words) {
  const auto take_word = [&words] {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    return word;
  };
  const std::string_view first = take_word();
  std::string_view unit = take_word();
  if (first == "a" && is_large_number(unit)) return {"half", "quarter of"};
  const std::uint32_t number = is_counted(first) ? number_of(first) : 0;
  if (number == 0 || unit.empty()) return {};
  if (!digits_of_two(first, unit).empty()) unit = take_word();
  if (unit == "hundred") return {"thousand", "million"};
  std::vector<std::string> before{"hundred", "hundred and"};
  if (!is_large_number(unit)) before.emplace_back(unit == "thousand" ? "million" : "thousand");
  for (std::uint32_t ten = 20; number < 10 && ten < 100; ten += 10) before.push_back(in_words(ten));
  return before;
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
  if (!ways.empty()) {
    for (std::string& way : spelt_thousands(ways.front())) ways.push_back(std::move(way));
  }
  return ways;
}

}  // namespace riffle

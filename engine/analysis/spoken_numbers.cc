#include "analysis/spoken_numbers.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <utility>

#include "analysis/word_groups.h"
#include "base/ascii.h"

namespace riffle {
namespace {

constexpr std::string_view kNumberWords[] = {
    "1 one",      "2 two",      "3 three",      "4 four",      "5 five",      "6 six",       "7 seven",
    "8 eight",    "9 nine",     "10 ten",       "11 eleven",   "12 twelve",   "13 thirteen", "14 fourteen",
    "15 fifteen", "16 sixteen", "17 seventeen", "18 eighteen", "19 nineteen", "20 twenty",   "30 thirty",
    "40 forty",   "50 fifty",   "60 sixty",     "70 seventy",  "80 eighty",   "90 ninety"};

constexpr std::string_view kNumerals[] = {"ii 2 two",          "iii 3 three",     "iv 4 four",      "v 5 five",
                                          "vi 6 six",          "vii 7 seven",     "viii 8 eight",   "ix 9 nine",
                                          "x 10 ten",          "xi 11 eleven",    "xii 12 twelve",  "xiii 13 thirteen",
                                          "xiv 14 fourteen",   "xv 15 fifteen",   "xvi 16 sixteen", "xvii 17 seventeen",
                                          "xviii 18 eighteen", "xix 19 nineteen", "xx 20 twenty"};

constexpr auto kNumeralsIndex = index_words<count_words(kNumerals)>(kNumerals);

constexpr auto kNumberWordsIndex = index_words<count_words(kNumberWords)>(kNumberWords);

constexpr std::string_view kOrdinals[] = {"first",     "second",      "third",      "fourth",     "fifth",
                                          "sixth",     "seventh",     "eighth",     "ninth",      "tenth",
                                          "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
                                          "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};
constexpr std::string_view kTensOrdinals[] = {"thirtieth",  "fortieth",  "fiftieth", "sixtieth",
                                              "seventieth", "eightieth", "ninetieth"};

}  // namespace

std::vector<std::string> number_words(std::string_view term) {
  const std::vector<std::string_view> others = others_of_group(kNumberWords, kNumberWordsIndex, term);
  return {others.begin(), others.end()};
}

std::vector<std::string> numeral_spellings(std::string_view term) {
  const std::vector<std::string_view> others = others_of_group(kNumerals, kNumeralsIndex, term);
  return {others.begin(), others.end()};
}

std::string_view round_number(std::string_view digits) {
  if (digits == "100") return "hundred";
  return digits == "1000" || digits == "1,000" ? std::string_view("thousand") : std::string_view();
}

bool is_large_number(std::string_view word) { return word == "million" || word == "billion" || word == "trillion"; }

std::uint32_t whole_number(std::string_view term) {
  constexpr std::size_t kMostWholeDigits = 6;
  std::string digits(term.substr(0, kMostWholeDigits + 2));
  if (digits.size() > 4 && digits[digits.size() - 4] == ',') digits.erase(digits.size() - 4, 1);
  const bool is_whole = !digits.empty() && digits.size() <= kMostWholeDigits && digits[0] != '0' &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return is_ascii_digit(c); });
  std::uint32_t number = 0;
  if (is_whole) std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

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

std::string ordinal_in_words(std::uint32_t number) {
  if (number == 0 || number >= 100) return {};
  if (number <= std::size(kOrdinals)) return std::string(kOrdinals[number - 1]);
  if (number % 10 == 0) return std::string(kTensOrdinals[number / 10 - 3]);
  return in_words(number / 10 * 10) + " " + std::string(kOrdinals[number % 10 - 1]);
}

std::uint32_t number_of_ordinal(std::string_view word) {
  const auto* const small = std::find(std::begin(kOrdinals), std::end(kOrdinals), word);
  if (small != std::end(kOrdinals)) return static_cast<std::uint32_t>(small - kOrdinals) + 1;
  const auto* const tens = std::find(std::begin(kTensOrdinals), std::end(kTensOrdinals), word);
  return tens == std::end(kTensOrdinals) ? 0 : 10 * (static_cast<std::uint32_t>(tens - kTensOrdinals) + 3);
}

std::uint32_t number_of(std::string_view term) {
  if (const std::uint32_t number = whole_number(term); number != 0) return number;
  const std::vector<std::string> digits = number_words(term);
  return digits.empty() ? 0 : whole_number(digits.front());
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

std::string_view ordinal_ending(std::uint32_t number) {
  const std::uint32_t last = number / 10 == 1 ? 0 : number % 10;
  return last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}

}  // namespace riffle

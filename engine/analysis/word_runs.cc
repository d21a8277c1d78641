#include "analysis/word_runs.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "analysis/function_words.h"
#include "analysis/number_spellings.h"
#include "analysis/spoken_numbers.h"
#include "base/ascii.h"

namespace riffle {
namespace {

/// What means the same behind a number, in one word or several, with commas between; of `glued` also directly behind
/// its digits.
struct Measure {
  std::string_view units;
  std::string_view glued;
};

constexpr Measure kMeasures[] = {
    {"percent,per cent,pct", "pct"},
    {"km h,kmh,kph,kilometres an hour,kilometers an hour,kilometres per hour,kilometers per hour,km an hour,"
     "km per hour,kilometre an hour,kilometer an hour,kilometre per hour,kilometer per hour",
     "km h,kmh,kph"},
    {"mph,miles an hour,miles per hour,mile an hour,mile per hour", "mph"},
};

template <typename Visit>
void for_each_unit(std::string_view units, Visit visit) {
  while (!units.empty()) {
    const std::size_t comma = std::min(units.find(','), units.size());
    visit(units.substr(0, comma));
    units.remove_prefix(std::min(comma + 1, units.size()));
  }
}

std::string joined(std::span<const std::string> parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += ' ';
    text += part;
  }
  return text;
}

std::string side_by_side(std::string_view first, std::string_view second) {
  return std::string(first).append(" ").append(second);
}

bool is_of_letters(std::string_view part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

constexpr std::uint64_t kMostSaid = 999'999;

/// The number that the parts are, as it may be written; none when they are none.
std::vector<std::string> ways_of_number(std::span<const std::string> parts) {
  if (parts.empty()) return {};
  std::vector<std::string> ways{joined(parts)};
  std::uint32_t number = 0;
  if (is_ascii_digit(parts[0][0])) {
    if (parts.size() > 1) return {};
    number = whole_number(parts[0]);
    for (std::string& other : number_spellings(parts[0])) {
      if (other.find(' ') == std::string::npos) ways.push_back(std::move(other));
    }
  } else {
    if (std::ranges::find(parts, "a") != parts.end()) return {};
    const std::uint64_t said = number_of_words(parts);
    if (said == 0 || said > kMostSaid) return {};
    number = static_cast<std::uint32_t>(said);
    ways.push_back(std::to_string(number));
  }
  if (std::string words = in_words(number); !words.empty()) ways.push_back(std::move(words));
  return ways;
}

/// "142 km h".
WordRun run_of_measure(std::span<const std::string> parts) {
  constexpr std::string_view kLast[] = {"percent", "cent", "pct", "h", "kmh", "kph", "hour", "mph"};
  WordRun run;
  std::vector<std::string>& ways = run.ways;
  if (std::ranges::find(kLast, parts.back()) == std::end(kLast)) return run;
  for (const Measure& measure : kMeasures) {
    for_each_unit(measure.units, [&](std::string_view unit) {
      const auto words = static_cast<std::size_t>(1 + std::count(unit.begin(), unit.end(), ' '));
      if (!ways.empty() || parts.size() <= words || joined(parts.last(words)) != unit) return;
      run.numbers = ways_of_number(parts.first(parts.size() - words));
      run.is_measure = !run.numbers.empty();
      run.units.clear();
      for_each_unit(measure.units, [&](std::string_view other) { run.units.emplace_back(other); });
      for (const std::string& number : run.numbers) {
        for_each_unit(measure.units, [&](std::string_view other) { ways.push_back(side_by_side(number, other)); });
        if (!is_ascii_digit(number[0])) continue;
        for_each_unit(measure.glued,
                      [&](std::string_view other) { ways.push_back(std::string(number).append(other)); });
      }
    });
  }
  return run;
}

/// 1 to 20, as a numeral, digits, a word or an ordinal: "ii", "2", "two".
std::vector<std::string> ways_of_numeral(std::string_view part) {
  constexpr std::string_view kOne[] = {"i", "1", "one"};
  if (std::ranges::find(kOne, part) != std::end(kOne)) return {std::begin(kOne), std::end(kOne)};
  std::vector<std::string> ways = numeral_spellings(part);
  if (!ways.empty()) ways.emplace_back(part);
  return ways;
}

/// "second" and "2nd"; 0 for what is none.
std::uint32_t number_of_any_ordinal(std::string_view part) {
  const std::size_t digits = std::min(part.find_first_not_of("0123456789"), part.size());
  if (digits == 0) return number_of_ordinal(part);
  const std::uint32_t number = whole_number(part.substr(0, digits));
  return part.substr(digits) == ordinal_ending(number) ? number : 0;
}

/// "first world war", "world war one", "wwi", "ww 1"; "second gulf war" and "gulf war 2".
std::vector<std::string> ways_of_war(std::span<const std::string> parts) {
  constexpr std::uint32_t kMostWars = 20;
  std::string name;
  std::vector<std::string> numerals;
  if (parts.size() == 3 && parts[2] == "war") {
    const std::uint32_t number = number_of_any_ordinal(parts[0]);
    if (number == 0 || number > kMostWars) return {};
    name = parts[1];
    numerals = ways_of_numeral(std::to_string(number));
  } else if (parts.size() == 3 && parts[1] == "war") {
    name = parts[0];
    numerals = ways_of_numeral(parts[2]);
  } else if (parts.size() <= 2 && parts[0].starts_with("ww")) {
    name = "world";
    numerals = ways_of_numeral(parts.size() == 2 && parts[0].size() == 2 ? std::string_view(parts[1])
                                                                         : std::string_view(parts[0]).substr(2));
    if (parts.size() == 2 && parts[0].size() > 2) return {};
  }
  const bool is_name = is_of_letters(name) && !is_function_word(name);
  // "The war I know".
  const bool may_be_word = name != "world" && parts.size() == 3 && parts[2] == "i";
  if (numerals.empty() || !is_name || may_be_word) return {};
  const std::string war = side_by_side(name, "war");
  std::vector<std::string> ways;
  for (const std::string& numeral : numerals) {
    ways.push_back(side_by_side(war, numeral));
    const bool is_digit = is_ascii_digit(numeral[0]);
    const bool is_word = !is_digit && !number_words(numeral).empty();
    if (name == "world" && !is_word) ways.push_back("ww" + numeral);
    if (!is_digit) continue;
    const std::uint32_t number = whole_number(numeral);
    ways.push_back(side_by_side(ordinal_in_words(number), war));
    ways.push_back(side_by_side(std::to_string(number).append(ordinal_ending(number)), war));
  }
  return ways;
}

/// The noun of "abdulrahman", "abdurrahman" and "abdelrahman"; empty for "abdullah" and what is no such name.
std::string_view noun_of_servant(std::string_view name) {
  constexpr std::size_t kShortestNoun = 4;
  constexpr std::string_view kServant = "abd";
  const std::size_t vowel = name.starts_with("abdou") ? 2 : 1;
  if (!name.starts_with(kServant) || name.size() < kServant.size() + vowel + 1 + kShortestNoun) return {};
  if (std::string_view("aeou").find(name[kServant.size()]) == std::string_view::npos) return {};
  const std::size_t article_end = kServant.size() + vowel;
  const std::string_view noun = name.substr(article_end + 1);
  const bool is_assimilated =
      name[article_end] == noun[0] && std::string_view("nrstdz").find(noun[0]) != std::string_view::npos;
  return (name[article_end] == 'l' || is_assimilated) && !noun.starts_with("lah") ? noun : std::string_view();
}

/// "abd al rahman", "abdul rahman", "abdulrahman": the noun; else empty.
std::string_view noun_of_servant(std::span<const std::string> parts) {
  constexpr std::string_view kBefore[] = {"abd", "abdul", "abdel", "abdal", "abdoul", "abdool"};
  constexpr std::string_view kArticles[] = {"al", "el", "ul", "ar", "er", "ur", "as", "es", "us", "an", "en", "ad"};
  if (parts.size() == 1) return noun_of_servant(parts[0]);
  if (parts.size() > 3 || std::ranges::find(kBefore, parts[0]) == std::end(kBefore)) return {};
  if (parts.size() == 3 && (parts[0] != "abd" || std::ranges::find(kArticles, parts[1]) == std::end(kArticles)))
    return {};
  const std::string_view noun = parts.back();
  const bool is_article = std::ranges::find(kArticles, noun) != std::end(kArticles);
  return noun.size() > 2 && is_of_letters(noun) && !is_article && !is_function_word(noun) ? noun : std::string_view();
}

WordRun run_of_servant(std::span<const std::string> parts) {
  WordRun run;
  const std::string_view noun = noun_of_servant(parts);
  if (noun.empty()) return run;
  for (const std::string_view before : {"abd", "abd al", "abdul", "abdel"})
    run.ways.push_back(side_by_side(before, noun));
  if (parts.size() > 1) run.name = std::string("Abdul").append(noun);
  return run;
}

}  // namespace

WordRun run_of(std::span<const std::string> parts) {
  if (parts.empty() || parts.size() > kMostParts) return {};
  if (parts[0].starts_with("abd")) return run_of_servant(parts);
  const WordRun run{.ways = ways_of_war(parts), .name = {}};
  return run.ways.empty() ? run_of_measure(parts) : run;
}

}  // namespace riffle

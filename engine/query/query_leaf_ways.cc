// LeafMaker for what is written out and documents write in other ways: a day, a number, a run of words.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "analysis/counted_words.h"
#include "analysis/spoken_numbers.h"
#include "base/month_names.h"
#include "query/date_range.h"
#include "query/joined_words.h"
#include "query/query_leaf.h"
#include "text/calendar.h"

namespace riffle {
namespace {

constexpr unsigned kMonths = 12;

std::string joined_by(std::initializer_list<std::string_view> parts, std::string_view between) {
  std::string text;
  for (const std::string_view part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

/// "30 November 2024", "Nov 30th, 2024", "2024-11-30", "30/11/2024" and the like. A month before the day in numbers
/// only where it cannot be taken for the day.
std::vector<std::string> ways_to_write(Date midnight) {
  const Civil civil = civil_from_days(midnight / kDaySeconds);
  const std::string written = format_second(midnight);
  const std::string year = written.substr(0, 4);
  const std::string month_of_two = written.substr(5, 2);
  const std::string day_of_two = written.substr(8, 2);
  const std::string month = std::to_string(civil.month);
  const std::string day = std::to_string(civil.day);
  const std::string ordinal = joined_by({day, ordinal_ending(civil.day)}, "");
  const std::string ordinal_of = joined_by({ordinal, "of"}, " ");
  std::vector<std::string> ways;
  for (const std::string_view name : month_spellings(kMonthNames[civil.month - 1])) {
    for (const std::string& number : {day, ordinal}) {
      ways.push_back(joined_by({number, name, year}, " "));
      ways.push_back(joined_by({name, number, year}, " "));
    }
    ways.push_back(joined_by({ordinal_of, name, year}, " "));
  }
  for (const char* const between : {"-", "."}) {
    for (const auto& [d, m] : {std::pair(day_of_two, month_of_two), std::pair(day, month)}) {
      ways.push_back(joined_by({year, m, d}, between));
      ways.push_back(joined_by({d, m, year}, between));
    }
  }
  ways.push_back(joined_by({year, month_of_two, day_of_two}, ""));
  if (civil.day > kMonths) ways.push_back(joined_by({month, day, year}, "-"));
  return ways;
}

}  // namespace

bool LeafMaker::ways(const WrittenWays& written, bool is_any, const QueryField* field, QueryNodePtr& leaf) {
  std::vector<QueryNodePtr> parts;
  std::vector<std::string> known;
  const auto add = [&](QueryNodePtr part) {
    if (part == nullptr) return;
    std::string text = to_string(*part);
    if (std::find(known.begin(), known.end(), text) != known.end()) return;
    known.push_back(std::move(text));
    parts.push_back(std::move(part));
  };
  const bool are_apart = !written.is_measure || !text_.is_english();
  std::vector<QueryNodePtr> typed;
  for (const Token& token : written.words) {
    QueryNodePtr part;
    if (are_apart && !word(token.text, token.begin, field, part)) return false;
    if (part != nullptr) typed.push_back(std::move(part));
  }
  if (!typed.empty()) add(is_any ? make_or(std::move(typed)) : make_and(std::move(typed)));
  const std::size_t offset = written.words.front().begin;
  if (!written.name.empty()) {
    QueryNodePtr name;
    if (!word(written.name, offset, field, name)) return false;
    add(std::move(name));
  }
  for (const std::string& way : written.ways) {
    QueryNodePtr part;
    if (!plain_text(way, offset, field, part)) return false;
    if (part != nullptr && part->kind == QueryNode::Kind::kPhrase) {
      part = but_not_larger(std::move(part), way, before_larger_number(way));
    }
    add(std::move(part));
  }
  for (QueryNodePtr& range : in_ranges(text_field_name(field), written.numbers, written.units)) {
    QueryNodePtr part;
    if (!keep(std::move(range), part)) return false;
    parts.push_back(std::move(part));  // nothing that was added above is one
  }
  leaf = make_or(std::move(parts));
  return true;
}

bool LeafMaker::day(Date midnight, std::size_t offset, const QueryField* field, QueryNodePtr typed,
                    QueryNodePtr& leaf) {
  std::vector<QueryNodePtr> parts;
  std::vector<std::string> known;
  const auto add = [&](QueryNodePtr part) {
    std::string text = to_string(*part);
    if (std::find(known.begin(), known.end(), text) != known.end()) return;
    known.push_back(std::move(text));
    parts.push_back(std::move(part));
  };
  if (typed->kind == QueryNode::Kind::kOr) {
    for (const QueryNodePtr& way : typed->children) known.push_back(to_string(*way));
  }
  add(std::move(typed));
  for (const std::string& way : ways_to_write(midnight)) {
    QueryNodePtr part;
    if (!plain_text(way, offset, field, part)) return false;
    if (part != nullptr) add(std::move(part));
  }
  const auto date = std::find_if(fields_.begin(), fields_.end(),
                                 [](const QueryField& other) { return other.kind == QueryField::Kind::kDate; });
  if (field == nullptr && date != fields_.end()) {
    QueryNodePtr part;
    if (!keep(make_date_range(date->name, midnight, midnight + kDaySeconds - 1), part)) return false;
    add(std::move(part));
  }
  leaf = make_or(std::move(parts));
  return true;
}

}  // namespace riffle

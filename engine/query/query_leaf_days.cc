// LeafMaker for a day that is written out, as documents write it in other ways.
#include <algorithm>
#include <string>
#include <utility>

#include "base/month_names.h"
#include "query/query_leaf.h"
#include "text/calendar.h"

namespace riffle {
namespace {

constexpr unsigned kMonths = 12;

std::string two_digits(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// "30 November 2024", "Nov 30, 2024", "2024-11-30", "30/11/2024" and the like. A month before the day in numbers only
/// where it cannot be taken for the day.
std::vector<std::string> ways_to_write(const Civil& civil) {
  constexpr std::size_t kShort = 3;
  const std::string year = std::to_string(civil.year);
  const std::string day = std::to_string(civil.day);
  const std::string month = std::to_string(civil.month);
  const std::string day_of_two = two_digits(civil.day);
  const std::string month_of_two = two_digits(civil.month);
  const std::string name(kMonthNames[civil.month - 1]);
  std::vector<std::string> ways;
  for (const std::string& spelled : {name, name.substr(0, kShort)}) {
    ways.push_back(day + " " + spelled + " " + year);
    ways.push_back(spelled + " " + day + " " + year);
  }
  ways.push_back(year + "-" + month_of_two + "-" + day_of_two);
  ways.push_back(day_of_two + "-" + month_of_two + "-" + year);
  ways.push_back(day_of_two + "." + month_of_two + "." + year);
  ways.push_back(day + "-" + month + "-" + year);
  ways.push_back(day + "." + month + "." + year);
  if (civil.day > kMonths) ways.push_back(month + "-" + day + "-" + year);
  return ways;
}

}  // namespace

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
  add(std::move(typed));
  for (const std::string& way : ways_to_write(civil_from_days(midnight / kDaySeconds))) {
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

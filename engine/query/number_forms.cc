#include "query/number_forms.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "analysis/counted_words.h"
#include "analysis/number_spellings.h"
#include "base/try.h"
#include "query/joined_words.h"

namespace riffle {
namespace {

/// The words of spelt_apart() near each other, in documents that have neither "six hundred thousand" nor the way
/// itself; null where there are none.
QueryNodePtr spelt_near(const QueryNode& before, const QueryNode& node, const std::string& way) {
  std::vector<ProximityItem> items = spelt_apart(before, node, way);
  if (items.empty()) return nullptr;
  const std::string number = way.substr(0, way.rfind(' '));
  QueryNodePtr near = make_proximity(node.field, std::move(items), {kSpeltApart}, 0);
  std::vector<QueryNodePtr> others;
  const auto but_not = [&](const std::string& words) {
    others.push_back(make_phrase(node.field, phrase_of_words(words)));
  };
  for (const char* const unit : {" hundred", " thousand", " million", " billion"}) but_not(number + unit);
  for (const char* const unit : {"hundred ", "thousand ", "million ", "and "}) but_not(unit + number);
  but_not(way);  // which scores by itself
  near = make_boosted(near, node.boost * kNameWeight, [](const QueryNode&) { return true; });
  return make_and({std::move(near), make_not(make_or(std::move(others)))});
}

}  // namespace

Result<QueryNodePtr> NumberForms::resolve(const QueryNode& before, const QueryNode& node) {
  std::vector<QueryNodePtr> ways;
  for (const std::string& way : pair_spellings(before.term, node.term)) {
    const std::size_t space = way.find(' ');
    RIFFLE_TRY_ASSIGN(const bool has_first, has_term(std::string_view(way).substr(0, space)));
    if (!has_first) continue;
    RIFFLE_TRY_ASSIGN(const bool has_last, has_term(std::string_view(way).substr(way.rfind(' ') + 1)));
    if (!has_last) continue;
    auto number =
        space == std::string::npos ? std::make_shared<QueryNode>(*make_term(node.field, way)) : spelt_open(node, way);
    number->boost = node.boost;
    RIFFLE_TRY_ASSIGN(const std::vector<std::string> larger, known_before(way));
    ways.push_back(but_not_larger(std::move(number), way, larger));
    if (QueryNodePtr near = spelt_near(before, node, way); near != nullptr) ways.push_back(std::move(near));
  }
  RIFFLE_TRY(add_ranges(before, node, ways));
  return ways.empty() ? QueryNodePtr() : make_or(std::move(ways));
}

// Of a number and its unit: "five to seven kilometres" for "5 km". What has both as they were typed is found anyway.
Status NumberForms::add_ranges(const QueryNode& before, const QueryNode& node, std::vector<QueryNodePtr>& ways) {
  std::vector<std::string> typed_units;
  std::vector<std::string> other_units;
  for (std::string& unit : unit_words(node.term)) {
    RIFFLE_TRY_ASSIGN(const bool has, has_term(unit));
    if (!has) continue;
    const bool is_typed = unit == node.term || std::ranges::any_of(node.spellings, [&](const WordSpelling& spelling) {
                            return spelling.term == unit;
                          });
    (is_typed ? typed_units : other_units).push_back(std::move(unit));
  }
  const std::vector<std::string> numbers = both_ways(before.term);
  const auto add = [&](std::span<const std::string> counts, std::span<const std::string> units) {
    for (const QueryNodePtr& range : in_ranges(node.field, counts, units)) {
      ways.push_back(make_boosted(range, node.boost, [](const QueryNode&) { return true; }));
    }
  };
  add(std::span(numbers).subspan(1), typed_units);
  add(numbers, other_units);
  return {};
}

Result<std::vector<std::string>> NumberForms::known_before(const std::string& way) {
  std::vector<std::string> known;
  for (std::string& before : before_larger_number(way)) {
    RIFFLE_TRY_ASSIGN(const bool has, has_term(std::string_view(before).substr(0, before.find(' '))));
    if (has) known.push_back(std::move(before));
  }
  return known;
}

Result<bool> NumberForms::has_term(std::string_view term) {
  const auto known = known_terms_.find(term);
  if (known != known_terms_.end()) return known->second;
  bool has = false;
  for (const LiveSegment& segment : snapshot_.segments()) {
    RIFFLE_TRY_ASSIGN(const auto found, segment.reader->find_term(kTextSpace, term));
    has = found.has_value();
    if (has) break;
  }
  known_terms_.emplace(term, has);
  return has;
}

}  // namespace riffle

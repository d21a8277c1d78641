// LeafMaker for values of fields that are no text: keywords, dates, numbers.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/number_spellings.h"
#include "base/limits.h"
#include "query/date_range.h"
#include "query/number_range.h"
#include "query/pattern_text.h"
#include "query/query_leaf.h"
#include "query/query_suffix.h"

namespace riffle {

bool LeafMaker::keyword_word(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  if (text == "*") return keep(make_exists(field.name), leaf);
  const auto [distance, boost_text] = cut_suffix(text);
  double ignored = 1;
  if (!take_boost(boost_text, offset + text.size() + distance.size(), ignored)) return false;
  const bool is_pattern = is_regex(text) || text.find('*') != std::string_view::npos;
  if (is_pattern && !pattern_distance(distance, offset + text.size())) return false;
  if (is_regex(text)) return regex(text, offset, &field, leaf);
  if (text == "''" || text == "\u2018\u2019") return value({}, offset, field, leaf);
  const std::string folded = normalize_keyword(text);
  // Without a star when that stood behind what is cut off: no value is that long, and so it is the value itself.
  if (is_pattern && is_bare_value(folded) && folded.find('*') != std::string::npos) {
    std::string wildcard = one_star_each(folded);
    if (wildcard == "*") return keep(make_exists(field.name), leaf);
    return pattern({PatternSort::kWildcard, std::move(wildcard), 0}, text, offset, &field, leaf);
  }
  if (!is_pattern && !distance.empty() && is_bare_value(folded) && folded.find('*') == std::string::npos) {
    std::uint32_t edits = 0;
    if (!take_edits(distance, folded, offset + text.size(), edits)) return false;
    if (edits > 0) return pattern({PatternSort::kFuzzy, folded, edits}, text, offset, &field, leaf);
  }
  return value(std::string(text), offset, field, leaf);
}

bool LeafMaker::value(std::string text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  if (field.kind == FieldSort::kKeyword) text = normalize_keyword(text);
  if (!text.empty()) {
    std::vector<std::string> values;
    if (field.kind == FieldSort::kKeyword && !like_values(text, offset, field, values)) return false;
    if (values.empty()) values.push_back(std::move(text));
    if (values.size() > 1 && !count_pattern()) return false;
    return keep(make_term_set(field.name, std::move(values)), leaf);
  }
  return report_.trouble(offset, "the value of " + excerpt(field.name) + " is empty", "it is ignored",
                         "write a value, or * for any");
}

/// Of a value that no document has, those that a reader takes for the same: "le soleil" for "Le  Soleil".
bool LeafMaker::like_values(const std::string& value, std::size_t offset, const QueryField& field,
                            std::vector<std::string>& values) {
  if (!index_.has_value || !index_.like_values || value.size() > limits::kKeywordBytes) return true;
  if (index_.has_value(field, value)) return true;
  values = index_.like_values(field, value);
  if (values.empty()) return true;
  return report_.trouble(
      offset, "no " + excerpt(field.name) + " is " + excerpt(value) + ", but one is " + excerpt(values.front()),
      "that is searched", "write " + excerpt(values.front()));
}

bool LeafMaker::date(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  const auto suffix = operator_suffix(text);
  if (suffix.starts_with('^') && suffix.size() < text.size()) {
    text.remove_suffix(suffix.size());
    if (!ignored_suffix(suffix, offset + text.size())) return false;
  }
  if (field.kind != FieldSort::kDate) return number(text, offset, field, leaf);
  const std::string digits = with_ascii_digits(text);
  if (const auto range = parse_date_range(digits.empty() ? text : digits)) {
    return keep(make_date_range(field.name, range->from, range->to), leaf);
  }
  return report_.trouble(offset, excerpt(text) + " is neither a date nor a range of dates", kSearchedAsWords,
                         "write 2024, 2024-11, 2024-11-30, 2024-11-30T12:00:00Z, A..B with the earlier first, or "
                         ">=A") &&
         plain_text(text, offset, nullptr, leaf);
}

bool LeafMaker::number(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  if (const auto range = parse_number_range(text, field.kind == FieldSort::kFloat64)) {
    return keep(make_number_range(field.name, range->first, range->second), leaf);
  }
  return report_.trouble(offset, excerpt(text) + " is neither a number nor a range of numbers", kSearchedAsWords,
                         "write 12, 10..20 with the smaller first, or >=10") &&
         plain_text(text, offset, nullptr, leaf);
}

bool LeafMaker::stored(std::string_view text, std::size_t offset, const QueryField& field, QueryNodePtr& leaf) {
  return report_.trouble(offset, "the field " + excerpt(field.name) + " is stored but not indexed", kSearchedAsWords,
                         "search another field") &&
         plain_text(text, offset, nullptr, leaf);
}

}  // namespace riffle

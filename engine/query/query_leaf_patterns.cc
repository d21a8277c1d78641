// LeafMaker for patterns: wildcards, edit distances and regular expressions.
#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "query/pattern_text.h"
#include "query/query_leaf.h"
#include "query/query_suffix.h"
#include "query/term_machine.h"

namespace riffle {
namespace {

using FieldSort = QueryField::Kind;

constexpr std::size_t kShortWord = 5;  ///< characters up to which "~" alone allows one edit

}  // namespace

/// "~2" behind a pattern.
bool LeafMaker::pattern_distance(std::string_view distance, std::size_t offset) {
  return distance.empty() || report_.trouble(offset, "the distance " + excerpt(distance) + " stands behind a pattern",
                                             "it is ignored", "leave it out");
}

/// The number of edits that "~1" asks for; 0 when it asks for none.
bool LeafMaker::take_edits(std::string_view distance, std::string_view word, std::size_t offset, std::uint32_t& edits) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < word.size(); ++characters) i += decode_code_point(word, i).length;
  const auto number = read_distance(distance, characters <= kShortWord ? 1 : kMaxEdits);
  if (!number) {
    return report_.trouble(offset, "the distance " + excerpt(distance) + " is no whole number", "it is ignored",
                           "write ~1 or ~2");
  }
  edits = static_cast<std::uint32_t>(std::min<std::size_t>(*number, kMaxEdits));
  return *number <= kMaxEdits || report_.trouble(offset, "the distance " + excerpt(distance) + " is more than 2",
                                                 "it is taken as ~2", "write ~1 or ~2");
}

bool LeafMaker::fuzzy(std::string_view text, std::string_view distance, std::size_t offset, const QueryField* field,
                      QueryNodePtr& leaf) {
  std::vector<PhraseTerm> terms;
  if (!analyze(text, terms)) return false;
  if (terms.size() != 1) {
    return (terms.empty() || report_.trouble(offset + text.size(), "a distance stands behind several words",
                                             "they are searched as they are", "leave it out, or split the words")) &&
           bare_text(text, offset, field, leaf);
  }
  std::uint32_t edits = 0;
  if (!take_edits(distance, terms[0].term, offset + text.size(), edits)) return false;
  if (edits == 0) return bare_text(text, offset, field, leaf);
  return pattern({PatternSort::kFuzzy, std::move(terms[0].term), edits}, text, offset, field, leaf);
}

bool LeafMaker::regex(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  const std::string_view inner = text.substr(1, text.size() - 2);
  return pattern({PatternSort::kRegex, fold_regex(inner), 0}, text, offset, field, leaf);
}

/// Each literal part goes through the analyzer and must be one word, or nothing.
bool LeafMaker::wildcard(std::string_view text, std::size_t offset, const QueryField* field, QueryNodePtr& leaf) {
  std::string_view rest = text;
  while (!rest.empty() && rest.back() == '?') rest.remove_suffix(1);
  std::string out;
  while (!rest.empty()) {
    const std::size_t literal = std::min(rest.find_first_of("*?"), rest.size());
    std::vector<PhraseTerm> terms;
    if (!analyze(rest.substr(0, literal), terms)) return false;
    if (terms.size() > 1) {
      return report_.trouble(offset, "the wildcard in " + excerpt(text) + " belongs to several words", kSearchedAsWords,
                             "put a space between the words") &&
             plain_text(text, offset, field, leaf);
    }
    if (!terms.empty()) out += terms[0].term;
    rest.remove_prefix(literal);
    if (rest.empty()) break;
    out += rest.front();
    rest.remove_prefix(1);
  }
  // Punctuation may have stood behind the last ones.
  while (out.ends_with('?')) out.pop_back();
  if (out.find_first_not_of("*?") == std::string::npos || !has_wildcard(out)) {
    return plain_text(text, offset, field, leaf);
  }
  return pattern({PatternSort::kWildcard, one_star_each(out), 0}, text, offset, field, leaf);
}

/// Keeps the pattern, or says what is wrong with it and searches for what was typed.
bool LeafMaker::pattern(TermPattern made, std::string_view typed, std::size_t offset, const QueryField* field,
                        QueryNodePtr& leaf) {
  const bool is_text = field == nullptr || field->kind == FieldSort::kText;
  std::string fault = why_no_machine(made);
  const bool is_written_plainly = made.sort == PatternSort::kRegex || !is_text ||
                                  (is_bare_value(made.text) && made.text.find_first_of(":+-") == std::string::npos);
  if (fault.empty() && !is_written_plainly) fault = "holds characters that a pattern cannot";
  if (fault.empty()) {
    if (!count_pattern()) return false;
    return keep(make_pattern(field == nullptr || field->is_of_names ? FieldName() : field->name, std::move(made)),
                leaf);
  }
  if (!report_.trouble(offset, excerpt(typed) + " " + fault, is_text ? kSearchedAsWords : "it is searched as it is",
                       "put it in double quotes to search for it as text")) {
    return false;
  }
  return is_text ? plain_text(typed, offset, field, leaf) : value(std::string(typed), offset, *field, leaf);
}

bool LeafMaker::count_pattern() {
  return ++pattern_count_ <= limits_.patterns ||
         report_.over_limit("the query holds more than " + std::to_string(limits_.patterns) + " patterns and lists");
}

}  // namespace riffle

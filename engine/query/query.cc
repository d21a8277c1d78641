#include "riffle/query.h"

#include <algorithm>
#include <utility>

#include "query/pattern_text.h"
#include "query/query_near.h"
#include "query/query_report.h"
#include "query/query_tree.h"
#include "query/term_machine.h"

namespace riffle {
namespace {

/// What the parts of a combined query had to say, within the bound that one query has.
std::vector<std::string> join_notes(const std::vector<Query>& queries) {
  std::vector<std::string> notes;
  for (const auto& query : queries) {
    const std::size_t room = kMaxQueryNotes - notes.size();
    const auto count = static_cast<std::ptrdiff_t>(std::min(room, query.notes().size()));
    notes.insert(notes.end(), query.notes().begin(), query.notes().begin() + count);
  }
  return notes;
}

/// A query for a pattern; nothing for one of which no machine can be made.
Query pattern_query(TermPattern pattern, std::string_view field) {
  if (pattern.text.empty() || !why_no_machine(pattern).empty()) return {};
  return {make_pattern(FieldName(field), std::move(pattern)), {}};
}

}  // namespace

std::string quote_query_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

Query::Query() : root_(make_none()) {}

Query::Query(std::shared_ptr<const QueryNode> root, std::vector<std::string> notes, std::string text)
    : root_(root == nullptr ? make_none() : std::move(root)), notes_(std::move(notes)), text_(std::move(text)) {}

Query Query::term(std::string_view term, std::string_view field) {
  return term.empty() ? Query() : Query(make_term(FieldName(field), std::string(term)), {});
}

Query Query::phrase(const std::vector<std::string>& terms, std::uint32_t slop, std::string_view field) {
  // No document holds the empty term, so none holds the phrase.
  if (std::find(terms.begin(), terms.end(), std::string()) != terms.end()) return {};
  if (slop > 0 && terms.size() > 1) {
    ProximityItem item;
    for (const auto& term : terms) item.slots.push_back({static_cast<std::uint32_t>(item.slots.size()), {term}, {}});
    return {make_proximity(FieldName(field), {std::move(item)}, {}, std::min(slop, kMostDistance)), {}};
  }
  std::vector<PhraseTerm> phrase;
  phrase.reserve(terms.size());
  for (const auto& term : terms) phrase.push_back({term, static_cast<std::uint32_t>(phrase.size())});
  return {make_phrase(FieldName(field), std::move(phrase)), {}};
}

Query Query::wildcard(std::string_view pattern, std::string_view field) {
  return pattern_query({PatternSort::kWildcard, one_star_each(pattern), 0}, field);
}

Query Query::fuzzy(std::string_view term, std::uint32_t edits, std::string_view field) {
  if (edits == 0) return Query::term(term, field);
  return pattern_query({PatternSort::kFuzzy, std::string(term), std::min(edits, kMaxEdits)}, field);
}

Query Query::near(const Query& left, const Query& right, std::uint32_t distance, bool ordered) {
  ProximityLink link;
  link.is_ordered = ordered;
  link.distance = std::clamp<std::uint32_t>(distance, 1, kMostDistance);
  QueryNodePtr joined = join_near(left.root_, link, right.root_);
  if (joined == nullptr) return all_of({left, right});
  return {std::move(joined), join_notes({left, right})};
}

Query Query::date_range(std::string_view field, Date from, Date to) {
  return from > to ? Query() : Query(make_date_range(FieldName(field), from, to), {});
}

Query Query::exists(std::string_view field) { return {make_exists(FieldName(field)), {}}; }

Query Query::all_of(const std::vector<Query>& queries) {
  std::vector<QueryNodePtr> roots;
  roots.reserve(queries.size());
  for (const auto& query : queries) roots.push_back(query.root_);
  return {make_and(std::move(roots)), join_notes(queries)};
}

Query Query::any_of(const std::vector<Query>& queries) {
  std::vector<QueryNodePtr> roots;
  roots.reserve(queries.size());
  for (const auto& query : queries) roots.push_back(query.root_);
  return {make_or(std::move(roots)), join_notes(queries)};
}

Query Query::at_least(std::size_t minimum, const std::vector<Query>& queries) {
  std::vector<QueryNodePtr> roots;
  roots.reserve(queries.size());
  for (const auto& query : queries) roots.push_back(query.root_);
  return {make_at_least(minimum, std::move(roots)), join_notes(queries)};
}

Query Query::one_of(std::string_view field, const std::vector<std::string>& terms) {
  return {make_term_set(std::string(field), terms), {}};
}

Query Query::boosted(const Query& query, double factor) {
  if (!(factor >= 0)) return query;
  return {make_boosted(query.root_, factor, [](const QueryNode&) { return true; }), query.notes_};
}

Query Query::and_not(const Query& wanted, const Query& unwanted) {
  return {make_and({wanted.root_, make_not(unwanted.root_)}), join_notes({wanted, unwanted})};
}

Query Query::everything() { return {make_all(), {}}; }

std::string Query::to_string() const { return riffle::to_string(*root_); }

}  // namespace riffle

#include "riffle/query.h"

#include <algorithm>
#include <utility>

#include "query/query_report.h"
#include "query/query_tree.h"

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

}  // namespace

Query::Query() : root_(make_none()) {}

Query::Query(std::shared_ptr<const QueryNode> root, std::vector<std::string> notes)
    : root_(root == nullptr ? make_none() : std::move(root)), notes_(std::move(notes)) {}

Query Query::term(std::string_view term) {
  return term.empty() ? Query() : Query(make_term("", std::string(term)), {});
}

Query Query::phrase(const std::vector<std::string>& terms) {
  std::vector<PhraseTerm> phrase;
  phrase.reserve(terms.size());
  for (const auto& term : terms) {
    // No document holds the empty term, so none holds the phrase.
    if (term.empty()) return {};
    phrase.push_back({term, static_cast<std::uint32_t>(phrase.size())});
  }
  return {make_phrase("", std::move(phrase)), {}};
}

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

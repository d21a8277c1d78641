// QueryNode: the tree that the parser makes and the planner reads.
// Shape:   leaves are terms, phrases, date ranges, "all" and "none"; inner nodes are And, Or and Not. And and Or have
// one
//          or more children; Not has one. A term is already analysed.
// Threads: immutable once built.
#ifndef RIFFLE_QUERY_QUERY_TREE_H_
#define RIFFLE_QUERY_QUERY_TREE_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/types.h"

namespace riffle {

/// How the tree names a field: by name, resolved against the schema of the index when the query is planned.
/// Empty = all text fields.
using FieldName = std::string;

struct PhraseTerm {
  std::string term;
  std::uint32_t position = 0;  ///< relative to the first term of the phrase; several terms may share one
};

struct QueryNode {
  enum class Kind : std::uint8_t {
    kNone,       ///< matches nothing
    kAll,        ///< matches every document
    kTerm,       ///< documents that hold `term` in `field` (a text or a keyword field)
    kPhrase,     ///< documents where `phrase` stands in one text field (`field`, or any)
    kDateRange,  ///< date in [date_from, date_to]
    kExists,     ///< documents with any value in `field`
    kAnd,
    kOr,
    kNot,  ///< documents that do not match children[0]
  };

  Kind kind = Kind::kNone;
  FieldName field;
  std::string term;
  std::vector<PhraseTerm> phrase;  ///< two or more terms, by position
  Date date_from = std::numeric_limits<Date>::min();
  Date date_to = std::numeric_limits<Date>::max();
  std::vector<std::shared_ptr<const QueryNode>> children;
};

using QueryNodePtr = std::shared_ptr<const QueryNode>;

QueryNodePtr make_none();
QueryNodePtr make_all();
QueryNodePtr make_term(FieldName field, std::string term);
/// One term gives a term node, none gives kNone.
QueryNodePtr make_phrase(FieldName field, std::vector<PhraseTerm> phrase);
QueryNodePtr make_date_range(FieldName field, Date from, Date to);
QueryNodePtr make_exists(FieldName field);
/// Nested nodes of the same kind are flattened; one child is returned as it is; no child gives kNone.
QueryNodePtr make_and(std::vector<QueryNodePtr> children);
QueryNodePtr make_or(std::vector<QueryNodePtr> children);
/// A double negation is removed.
QueryNodePtr make_not(QueryNodePtr child);

/// Query language text that parses to the same tree (terms that need it are quoted).
std::string to_string(const QueryNode& node);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_TREE_H_

// Query trees as text: to_string() of query_tree.h, and what makers of trees need to know of it.
// Source:  format-spec/query-language.md; what is written reads back as the same tree.
#ifndef RIFFLE_QUERY_QUERY_TEXT_H_
#define RIFFLE_QUERY_QUERY_TEXT_H_

#include "query/query_tree.h"

namespace riffle {

/// Its children stand side by side, with the same word between them.
inline bool is_join(QueryNode::Kind kind) { return kind == QueryNode::Kind::kAnd || kind == QueryNode::Kind::kOr; }

/// Whether to_string() puts parentheses around `child` of `parent`.
bool needs_parentheses(QueryNode::Kind parent, QueryNode::Kind child);

/// Whether it writes a slot as a group: (a OR b).
inline bool is_group(const ProximitySlot& slot) { return slot.terms.size() > 1; }

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_TEXT_H_

// What the operands of NEAR and ADJ become: one proximity leaf.
#ifndef RIFFLE_QUERY_QUERY_NEAR_H_
#define RIFFLE_QUERY_QUERY_NEAR_H_

#include <optional>
#include <vector>

#include "query/query_tree.h"

namespace riffle {

/// The items of a leaf that can stand beside NEAR: a word, a pattern, a phrase, an Or of words, or a chain of them.
/// Nothing for others, for a phrase with a slop, and for leaves of different fields.
std::optional<std::vector<ProximityItem>> near_items(const QueryNode& node);

/// `left` and `right` as one chain, or as an Or of chains, one for each pair of alternatives, 16 at most and without
/// patterns; null when they cannot be. The boosts are multiplied.
QueryNodePtr join_near(const QueryNodePtr& left, const ProximityLink& link, const QueryNodePtr& right);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_NEAR_H_

// What the operands of NEAR, ADJ and ^ become: one proximity leaf.
#ifndef RIFFLE_QUERY_QUERY_NEAR_H_
#define RIFFLE_QUERY_QUERY_NEAR_H_

#include "query/query_tree.h"

namespace riffle {

/// A word, a pattern, a phrase or an Or of them, where their field begins; null for others.
QueryNodePtr make_anchored(const QueryNode& node);

/// `left` and `right` as one chain, or as an Or of chains, one for each pair of alternatives, 16 at most and without
/// patterns; null when they cannot be. The boosts are multiplied.
QueryNodePtr join_near(const QueryNodePtr& left, const ProximityLink& link, const QueryNodePtr& right);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_NEAR_H_

// Frame: a group of a query that is open, or the whole query, and the finished parts of its expression.
// Shape:   the grammar has two levels (AND binds tighter than OR) and groups: operands joined by AND are a chain,
//          chains joined by OR a clause; what a shift/reduce parser would keep as operators is the frame's connector
//          and the prefix that waits for its operand.
#ifndef RIFFLE_QUERY_QUERY_FRAME_H_
#define RIFFLE_QUERY_QUERY_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "query/query_parser.h"
#include "query/query_tree.h"

namespace riffle {

/// What stands before an operand: NOT, -, + and the name of an unknown field, in the order in which they apply.
struct Prefix {
  bool is_negated = false;
  bool is_required = false;    ///< the last sign was +
  std::size_t depth = 0;       ///< how much of QueryLimits::depth it uses
  std::size_t at_least = 0;    ///< of ATLEAST/n, until its group opens
  std::size_t offset = 0;      ///< of the last part
  std::string_view name = {};  ///< of the last part: "NOT", "-", "+", "ATLEAST/2"; empty when there is none
  QueryNodePtr joined;         ///< the unknown field's name as a word: must match too
};

/// A group that is open, or the whole query.
struct Frame {
  enum class Connector : std::uint8_t { kStart, kOperand, kAnd, kOr, kNear };

  const QueryField* field = nullptr;  ///< what bare words in it search; null = all text fields
  std::size_t begin = 0;
  std::size_t operand_count = 0;
  std::size_t at_least = 0;         ///< the group of ATLEAST/n
  std::size_t at_least_offset = 0;  ///< where ATLEAST/n stands
  bool is_anchored = false;         ///< "^" stands before the group
  Prefix outer;                     ///< stands before the group
  Prefix prefix;                    ///< waits for the next operand of the group

  std::size_t connector_offset = 0;
  std::string_view connector_name = {};
  ProximityLink link;         ///< of kNear
  QueryNodePtr near_left;     ///< what stands before it
  QueryNodePtr last_operand;  ///< the last of the chain, without its negation; null when it was ignored

  std::vector<QueryNodePtr> chain;         ///< operands joined by AND
  std::vector<QueryNodePtr> alternatives;  ///< finished chains joined by OR
  std::size_t clause_operands = 0;         ///< operands of the current clause, ignored ones included

  Connector connector = Connector::kStart;
  bool match_any = false;           ///< juxtaposed parts are clauses
  bool is_last_negated = false;     ///< the last operand
  bool is_near_negated = false;     ///< what stands before kNear
  bool is_clause_required = false;  ///< by its first operand
  bool is_clause_excluded = false;

  // Finished clauses; more than one only where match_any holds.
  std::vector<QueryNodePtr> required;
  std::vector<QueryNodePtr> optional;
  std::vector<QueryNodePtr> excluded;
};

/// Ends the chain, and with it the clause.
void end_clause(Frame& frame);

/// Ends the chain: what follows is joined to it by OR.
void end_chain(Frame& frame);

/// The tree of a finished group; null when it holds nothing to search for.
QueryNodePtr finish(Frame& frame);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_FRAME_H_

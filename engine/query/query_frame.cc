#include "query/query_frame.h"

#include <iterator>
#include <utility>

namespace riffle {

void end_chain(Frame& frame) {
  if (!frame.chain.empty()) frame.alternatives.push_back(make_and(std::exchange(frame.chain, {})));
}

// A clause that is one operand with a sign is required or excluded; any other is optional.
void end_clause(Frame& frame) {
  end_chain(frame);
  if (!frame.alternatives.empty()) {
    auto clause = make_or(std::exchange(frame.alternatives, {}));
    const bool is_single = frame.clause_operands == 1;
    auto& list = is_single && frame.is_clause_required   ? frame.required
                 : is_single && frame.is_clause_excluded ? frame.excluded
                                                         : frame.optional;
    list.push_back(std::move(clause));
  }
  frame.clause_operands = 0;
  frame.is_clause_required = frame.is_clause_excluded = false;
}

QueryNodePtr finish(Frame& frame) {
  end_clause(frame);
  std::vector<QueryNodePtr> parts = std::move(frame.required);
  if (frame.at_least > 0) {
    parts.push_back(make_at_least(frame.at_least, std::move(frame.optional)));
  } else if (!frame.optional.empty()) {
    // Beside a required clause an optional one only adds to the score: "or all" keeps it from choosing documents.
    if (!parts.empty()) frame.optional.push_back(make_all());
    parts.push_back(make_or(std::move(frame.optional)));
  }
  std::move(frame.excluded.begin(), frame.excluded.end(), std::back_inserter(parts));
  return parts.empty() ? nullptr : make_and(std::move(parts));
}

}  // namespace riffle

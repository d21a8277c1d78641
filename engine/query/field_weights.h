// Field weights of a query: what a caller says, checked and by text field; probes for the plan; models for the scorer.
// Errors:  kNotFound for a field that is none, kInvalidArgument for one that is no text field and for numbers out of
//          range; kCorrupt.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Ranking".
#ifndef RIFFLE_QUERY_FIELD_WEIGHTS_H_
#define RIFFLE_QUERY_FIELD_WEIGHTS_H_

#include <vector>

#include "query/field_scorer.h"
#include "query/plan.h"
#include "riffle/ranking.h"
#include "storage/snapshot.h"

namespace riffle {

/// Checks all of `ranking`. One weight for each text field, in schema order; none when fields have no weights.
Result<std::vector<FieldWeight>> weights_by_field(const Schema& schema, const Ranking& ranking);

/// Adds what tells in which text fields the plan's leaves stand; `trees` must live as long as the plan.
Status add_field_probes(const Snapshot& snapshot, Plan& plan, std::vector<QueryNodePtr>& trees);

/// REQUIRES: `weights` come from weights_by_field().
std::vector<FieldModel> field_models(const Snapshot& snapshot, const std::vector<FieldWeight>& weights);

}  // namespace riffle

#endif  // RIFFLE_QUERY_FIELD_WEIGHTS_H_

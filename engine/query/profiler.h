// Profiler: runs a query and each of its parts by itself, and says what that took.
// Cost:    each part is counted twice; the first run brings and checks the bytes.
// Errors:  those of Searcher.
// Source:  the table of `riffle explain`.
#ifndef RIFFLE_QUERY_PROFILER_H_
#define RIFFLE_QUERY_PROFILER_H_

#include "query/query_tree.h"
#include "riffle/profile.h"
#include "riffle/search_control.h"
#include "storage/snapshot.h"

namespace riffle {

Result<QueryProfile> profile_query(const Snapshot& snapshot, const QueryNode& query, const SearchControl& control);

}  // namespace riffle

#endif  // RIFFLE_QUERY_PROFILER_H_

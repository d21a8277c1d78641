// What was probably meant by a query that finds little, added to its hits: words in place of words, and the query with
// them, as it was typed where they stand in it so.
// Shape:   only what finds more than the query does.
// Cost:    that of the suggestions, and a count.
#ifndef RIFFLE_API_SUGGESTED_QUERY_H_
#define RIFFLE_API_SUGGESTED_QUERY_H_

#include "query/searcher.h"
#include "riffle/error.h"
#include "riffle/index.h"
#include "riffle/query.h"
#include "storage/snapshot.h"

namespace riffle {

/// REQUIRES: hits.total is known. `searcher` is that of the query.
Status add_suggestions(const Snapshot& snapshot, const Query& query, const SearchControl& control, Searcher& searcher,
                       Hits& hits);

}  // namespace riffle

#endif  // RIFFLE_API_SUGGESTED_QUERY_H_

// DocumentOrder: which documents of which segments a merged segment gets, and in what order.
// Shape:   entry n is where document n comes from; tombstoned documents are not in it, no place stands twice. Any
//          permutation of the live documents is a legal order: further orders are further functions here.
// Cost:    8 bytes a document.
#ifndef RIFFLE_INDEXING_DOCUMENT_ORDER_H_
#define RIFFLE_INDEXING_DOCUMENT_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "format/schema.h"
#include "format/segment_reader.h"
#include "postings/doc_set_view.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

/// A segment to merge; both pointers must outlive the merge.
struct MergeSource {
  const SegmentReader* reader = nullptr;
  const DocIdSet* tombstones = nullptr;
};

struct DocPlace {
  std::uint32_t source = 0;
  DocId doc = 0;
};
using DocumentOrder = std::vector<DocPlace>;

/// The order that the documents have now.
DocumentOrder order_of_index(std::span<const MergeSource> sources);

/// By the first date field, oldest first, those without a date last; equal ones stay in index order.
Result<DocumentOrder> order_by_date(std::span<const MergeSource> sources, const Schema& schema);

/// Documents that share terms near one another (graph_bisection.h). Memory for the postings that it looks at is at most
/// half of `memory_bytes`; the order does not depend on the number of threads.
Result<DocumentOrder> order_by_bisection(std::span<const MergeSource> sources, std::size_t memory_bytes,
                                         unsigned threads);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_DOCUMENT_ORDER_H_

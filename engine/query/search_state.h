// SearchState: everything that one running query changes, kept by the thread between queries.
// Threads: one owner; lease() and give_back() use a cache of the calling thread.
#ifndef RIFFLE_QUERY_SEARCH_STATE_H_
#define RIFFLE_QUERY_SEARCH_STATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "query/age_factor.h"
#include "query/block_bounds.h"
#include "query/field_scorer.h"
#include "query/leaf_scorer.h"
#include "query/ranked_buffers.h"
#include "query/work_meter.h"

namespace riffle {

struct SearchState {
  SearchScratch scratch;
  QueryNodePtr expanded;                  ///< what the plan was made of, when that is not the query itself
  std::vector<QueryNodePtr> probe_trees;  ///< what the plan's probes were made of
  std::vector<std::string> notes;
  Plan plan;
  /// Dictionary entries of the plan's terms: of all segments when that is little, else of one segment at a time.
  std::vector<TermEntry> entries;
  std::vector<bool> is_looked_up;  ///< by segment; empty when entries are of one segment at a time
  std::size_t bound_segment = SIZE_MAX;
  WorkMeter meter;
  SegmentQuery query{meter};
  ContainerEvaluator evaluator{query, scratch};
  LeafScorer scorer{query, evaluator, scratch};
  BlockBounds bounds{query};
  FieldScorer fields{query, scorer};
  RankedBuffers ranked;
  std::vector<FieldWeight> field_weights;  ///< by text field; empty when they are one
  AgeFactor age;

  bool has_statistics = false;
  std::uint64_t live_count = 0;
  std::vector<LeafStatistics> leaf_statistics;
  /// By length slot, of this query or an earlier one.
  std::vector<double> average_lengths;
  std::vector<bm25::LengthWeights> weights;

  static std::unique_ptr<SearchState> lease();
  static void give_back(std::unique_ptr<SearchState> state);
  /// Forgets the last query.
  void reset();
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_SEARCH_STATE_H_

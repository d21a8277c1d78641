// FieldScorer: BM25F, what leaves add to scores where each text field has a weight and a length of its own.
// Shape:   x = sum over fields of weight * tf in the field / (1 - b + b * length / average length), a leaf adds
//          idf * boost * x / (x + k1). Documents are low halves of doc ids of one container, increasing; scores[i]
//          belongs to the i-th. Leaves are added from left to right and fields in schema order, so that sums are the
//          same whatever the plan.
// Cost:    bounds take the frequencies in all fields together, which posting lists have; scores also the positions of
//          every leaf in all fields but the last.
// Errors:  false when bytes are damaged: error() tells.
// Threads: one owner.
// Source:  Robertson, Zaragoza, Taylor 2004; format-spec/query-language.md, "Ranking".
#ifndef RIFFLE_QUERY_FIELD_SCORER_H_
#define RIFFLE_QUERY_FIELD_SCORER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "query/leaf_scorer.h"

namespace riffle {

/// One text field: what an occurrence counts in a field of each length byte.
class FieldModel {
 public:
  FieldModel(double weight, double b, double average_length);
  [[nodiscard]] double count(std::uint8_t length_byte) const { return counts_[length_byte]; }

 private:
  std::array<double, 256> counts_{};
};

class FieldScorer {
 public:
  FieldScorer(SegmentQuery& query, LeafScorer& leaves) : query_(query), leaves_(leaves) {}

  /// `models` by text field. REQUIRES: the plan has probes in all text fields but the last.
  void set_query(std::span<const LeafStatistics> statistics, std::vector<FieldModel> models);
  [[nodiscard]] bool is_used() const { return !models_.empty(); }

  /// Adds the scores of all leaves.
  bool add_all(std::uint32_t key, kernels::U16Array docs, double* scores);
  /// Adds what all leaves add at most.
  bool add_bounds(std::uint32_t key, kernels::U16Array docs, double* bounds);
  /// Adds the scores of one leaf.
  bool add_leaf(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, double* scores);

  [[nodiscard]] std::unexpected<Error> error() const { return error_ ? std::unexpected(*error_) : leaves_.error(); }

 private:
  bool find_counts(std::uint32_t key, kernels::U16Array docs);
  bool find_totals(std::size_t leaf, std::uint32_t key, kernels::U16Array docs);
  bool find_frequencies(std::size_t leaf, std::uint32_t key, kernels::U16Array docs);
  bool add_known(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, double* scores);

  SegmentQuery& query_;
  LeafScorer& leaves_;
  std::span<const LeafStatistics> statistics_;
  std::vector<FieldModel> models_;
  std::vector<std::size_t> first_probe_;    // by leaf, and the end
  std::vector<double> counts_;              // what an occurrence counts: by field, then document
  std::vector<std::uint32_t> totals_;       // of the leaf at hand, by document
  std::vector<std::uint32_t> frequencies_;  // likewise, by field, then document
  std::optional<Error> error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_FIELD_SCORER_H_

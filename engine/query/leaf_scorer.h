// LeafScorer: what the scoring leaves of a query add to the scores of the matches of one container.
// Shape:   matches are low halves of doc ids, increasing; scores[i] belongs to match i. Leaves are added from left to
//          right, of the ways of a word the best, so that sums are the same whatever the plan.
// Errors:  add_all() says false when bytes are damaged, and when the query must stop: error() tells.
// Threads: one owner.
#ifndef RIFFLE_QUERY_LEAF_SCORER_H_
#define RIFFLE_QUERY_LEAF_SCORER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "query/bm25.h"
#include "query/container_evaluator.h"

namespace riffle {

/// What is known of a leaf over the whole index.
struct LeafStatistics {
  double idf = 0;             ///< of the term, or the sum over those of the phrase
  double weight = 0;          ///< what scores: the idf times the boost of the leaf; of a set, its boost
  std::uint64_t live_df = 0;  ///< 0 for a phrase or a set
};

class LeafScorer {
 public:
  LeafScorer(SegmentQuery& query, ContainerEvaluator& evaluator, SearchScratch& scratch)
      : query_(query), evaluator_(evaluator), scratch_(scratch) {}

  /// `weights` by length slot.
  void set_statistics(std::span<const LeafStatistics> leaves, std::span<const bm25::LengthWeights> weights) {
    statistics_ = leaves;
    weights_ = weights;
  }

  /// Adds the scores of all leaves to `scores`, which must be 0. REQUIRES: `matches` come from the evaluator for `key`.
  bool add_all(std::uint32_t key, kernels::U16Array matches, double* scores);

  /// Adds about the score of one leaf for any documents of container `key`, increasing. Sums over all leaves are off by
  /// less than kApproximation * (leaves + 16) of them.
  bool add_approximately(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, float* scores);
  /// All of them, of a word with several ways the best.
  bool add_all_approximately(std::uint32_t key, kernels::U16Array docs, float* scores);
  /// About the scores of a term leaf for documents of container `key` with the given frequencies.
  bool approximate(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, const std::uint32_t* tfs,
                   float* scores);
  static constexpr double kApproximation = 1.0 / (1 << 21);

  /// Calls visit(place among the matches, tf) for the matches that `leaf` holds; tf is 1 for a set.
  template <typename Visit>
  bool for_each_frequency(const ScoringLeaf& leaf, std::uint32_t key, kernels::U16Array matches, Visit&& visit);

  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  struct Held {
    kernels::U16Array documents;                 // matches that the leaf holds
    const std::uint32_t* places = nullptr;       // where they stand among the matches; null = all matches
    const BoundTerm* term = nullptr;             // the leaf's list; null for a set, and a phrase without a list
    const std::uint32_t* ranks = nullptr;        // their posting numbers in that list
    const std::uint32_t* frequencies = nullptr;  // of a phrase
  };

  bool add_exactly(std::size_t leaf, std::uint32_t key, kernels::U16Array matches, double* scores);
  bool find(const ScoringLeaf& leaf, std::uint32_t key, kernels::U16Array matches, Held& held);
  bool count_work(kernels::U16Array docs);
  bool find_set(std::uint32_t index, std::uint32_t key, kernels::U16Array matches, Held& held);
  void keep_held(const ContainerSet& set, kernels::U16Array matches, Held& held);
  bool find_frequencies(const ScoringLeaf& leaf, std::uint32_t key, kernels::U16Array docs);
  bool find_saturations(std::uint32_t slot, std::uint32_t key, kernels::U16Array docs);
  bool find_term(BoundTerm& term, std::uint32_t key, kernels::U16Array matches, Held& held);
  bool find_phrase(std::uint32_t index, std::uint32_t key, kernels::U16Array matches, Held& held);
  bool find_proximity(std::uint32_t index, std::uint32_t key, kernels::U16Array matches, Held& held);
  void keep_found(const PhraseMatches& found, kernels::U16Array matches, Held& held);
  bool fail(std::unexpected<Error> error) {
    error_ = std::move(error).error();
    return false;
  }

  SegmentQuery& query_;
  ContainerEvaluator& evaluator_;
  SearchScratch& scratch_;
  std::span<const LeafStatistics> statistics_;
  std::span<const bm25::LengthWeights> weights_;
  std::optional<Error> error_;
};

template <typename Visit>
bool LeafScorer::for_each_frequency(const ScoringLeaf& leaf, std::uint32_t key, kernels::U16Array matches,
                                    Visit&& visit) {
  Held held;
  if (!find(leaf, key, matches, held)) return false;
  for (std::size_t i = 0; i < held.documents.count; ++i) {
    const std::size_t place = held.places == nullptr ? i : held.places[i];
    // Only lists out of order, in a forged file, have places beyond the end.
    if (place >= matches.count) continue;
    if (held.ranks != nullptr) {
      visit(place, held.term->tf(held.ranks[i]));
    } else {
      visit(place, held.frequencies == nullptr ? 1u : held.frequencies[i]);
    }
  }
  return true;
}

}  // namespace riffle

#endif  // RIFFLE_QUERY_LEAF_SCORER_H_

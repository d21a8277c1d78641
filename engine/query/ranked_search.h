// RankedSearch: the k best documents of a bound query, without scoring what cannot be among them.
// Shape:   the result equals that of scoring every match: same documents, same scores, same order.
// Cost:    containers and blocks of 64 documents are visited best bound first, so that the threshold rises early; a
//          block is left out when its bound is below the k-th best score so far. Of a union only the essential terms
//          (those without which no document reaches the threshold) bring documents. What is left is scored in single
//          precision first, and exactly when it may still be among the best at the end. Where all matches score the
//          same, the first ones are the best.
// Errors:  kCorrupt.
// Threads: one owner.
// Source:  Turtle & Flood 1995 (MaxScore); Dimopoulos, Nepomnyachiy, Suel 2013; Mallia et al. 2024 (blocks best first).
#ifndef RIFFLE_QUERY_RANKED_SEARCH_H_
#define RIFFLE_QUERY_RANKED_SEARCH_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "query/ranked_buffers.h"
#include "query/search_state.h"
#include "query/searcher.h"
#include "query/top_k.h"

namespace riffle {

struct BetterScore {
  bool operator()(const ScoredDoc& a, const ScoredDoc& b) const {
    if (a.score != b.score) return a.score > b.score;
    return a.segment != b.segment ? a.segment < b.segment : a.doc < b.doc;
  }
};

class RankedSearch {
 public:
  /// k == 0 keeps every match. REQUIRES: the statistics of `state` are prepared.
  RankedSearch(SearchState& state, std::size_t k, bool count_total);

  /// Looks through the segment that the query is bound to.
  Status search_segment(std::uint32_t segment);
  TopDocs take();

 private:
  using Container = RankedBuffers::Container;
  using Branch = RankedBuffers::Branch;
  using UnitedList = RankedBuffers::UnitedList;
  using ScoredList = RankedBuffers::ScoredList;
  using Candidate = RankedBuffers::Candidate;

  [[nodiscard]] float known_score() const;
  [[nodiscard]] float cutoff() const;
  [[nodiscard]] std::uint16_t threshold() const;
  [[nodiscard]] bool scores_alike() const;
  Status score_everything(bool are_alike);
  bool visit(std::uint32_t key);
  bool visit_matches(std::uint32_t key, const ContainerSet& matches);
  /// Considers the documents of bands of blocks of falling bounds: those of `matches`, or of the branches when null.
  bool visit_bands(std::uint32_t key, const ContainerSet* matches);
  bool consider(std::uint32_t key, std::size_t count, bool has_bounds);
  void keep_candidates(std::uint32_t key, kernels::U16Array documents, const float* scores);
  void raise_floor_to_best_of(std::span<const float> scores);
  template <typename Least, typename Use>
  void for_each_above(kernels::U16Array documents, const float* scores, Least&& least, Use&& use);
  std::size_t drop_hopeless(std::size_t count, const std::uint16_t* rest);
  /// `are_doubtful`: those that score nothing do not match.
  bool score(std::uint32_t key, kernels::U16Array documents, bool are_doubtful = false);
  bool score_few(std::uint32_t key, std::size_t count);
  bool score_candidates();
  Status failure();
  Status count_memory();

  // ranked_union.cc
  bool raise_floor();
  [[nodiscard]] std::uint64_t united_postings() const;
  template <typename Use>
  bool for_each_container(const std::uint8_t* docs, Use&& use) const;
  [[nodiscard]] bool is_union_of_lists() const;
  bool visit_union(std::uint32_t key);
  void gather_branches(std::uint32_t key);
  std::size_t documents_of_union(std::uint16_t low, std::uint16_t high);
  [[nodiscard]] std::uint64_t live_documents(std::uint32_t block, std::uint32_t least) const;

  // ranked_postings.cc
  void gather_lists(std::uint32_t key);
  [[nodiscard]] bool has_few_postings() const;
  bool visit_lists(std::uint32_t key);
  void take_over(const ScoredList& from, const ScoredList& into);
  void raise_floor_by(const ScoredList& scored);
  bool consider_scored(std::uint32_t key, const ScoredList& scored, std::size_t next);

  /// So many documents are looked at in a go.
  static constexpr std::size_t kStep = 256;

  SearchState& state_;
  std::uint32_t segment_ = 0;
  bool is_union_ = false;  // the root is a list or unites lists, each with one leaf
  bool prunes_;
  bool has_ways_;  // some word of the query has several, of which the best scores
  bool count_total_;
  std::uint64_t total_ = 0;
  TopK<ScoredDoc, BetterScore> best_;
  TopK<float, std::greater<>>& best_scores_;     // approximate, of all that was considered
  TopK<float, std::greater<>>& partial_scores_;  // of the documents of one container
  HeldMemory held_;
  bool answered_ = false;               // all that may be among the best of the segment is scored
  float floor_ = 0;                     // some k documents reach this approximate score
  double slack_;                        // relative error of an approximate score
  std::vector<Candidate>& candidates_;  // of this segment
  std::vector<std::uint16_t>& documents_;
  std::vector<std::uint32_t>& leaf_order_;
  BlockBounds::Blocks rest_;
  std::vector<Container>& containers_;
  std::vector<Branch>& branches_;
  std::vector<UnitedList>& lists_;
  std::vector<ScoredList>& scored_;
};

/// Calls use(document, score) for the scores that are least() at the time or more, which use() may raise.
template <typename Least, typename Use>
void RankedSearch::for_each_above(kernels::U16Array documents, const float* scores, Least&& least, Use&& use) {
  std::array<std::uint16_t, kStep + kernels::kOutSlack> kept_documents;
  std::array<float, kStep + kernels::kOutSlack> kept_scores;
  for (std::size_t at = 0; at < documents.count; at += kStep) {
    const kernels::U16Array step{documents.bytes + 2 * at, std::min(kStep, documents.count - at)};
    const std::size_t kept =
        kernels::select_scores(step, scores + at, least(), kept_documents.data(), kept_scores.data());
    raise_floor_to_best_of(std::span(kept_scores).first(kept));
    for (std::size_t i = 0; i < kept; ++i) {
      if (kept_scores[i] >= least()) use(kept_documents[i], kept_scores[i]);
    }
  }
}

}  // namespace riffle

#endif  // RIFFLE_QUERY_RANKED_SEARCH_H_

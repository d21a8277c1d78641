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

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

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
  struct Container {
    std::uint32_t key;
    std::uint32_t bound;
  };
  /// A list that the root, an Or, unites: its documents as a bitset, and what its leaf can add.
  struct Branch {
    const std::uint8_t* bits;
    const std::uint16_t* units;  // by block
    std::uint16_t weight;        // of the leaf
  };
  /// A document whose score is known to a few parts in a million.
  struct Candidate {
    std::uint32_t key;
    std::uint16_t low;
    float score;
  };

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
  std::size_t drop_hopeless(std::size_t count, const std::uint16_t* rest);
  bool score(std::uint32_t key, kernels::U16Array documents);
  bool score_candidates();
  Status failure();
  Status count_memory();

  // ranked_union.cc
  bool raise_floor();
  bool score_top_docs(std::size_t leaf, const std::uint8_t* docs, float* scores);
  [[nodiscard]] bool is_union_of_lists() const;
  bool visit_union(std::uint32_t key);
  [[nodiscard]] bool has_few_postings(std::uint32_t key) const;
  bool visit_postings(std::uint32_t key);
  void gather_branches(std::uint32_t key);
  std::size_t documents_of_union(std::uint16_t low, std::uint16_t high);
  [[nodiscard]] std::uint64_t live_documents(std::uint32_t block, std::uint32_t least) const;

  SearchState& state_;
  std::uint32_t segment_ = 0;
  bool is_union_ = false;  // the root is a list or unites lists, each with one leaf
  bool prunes_;
  bool count_total_;
  std::uint64_t total_ = 0;
  TopK<ScoredDoc, BetterScore> best_;
  TopK<float, std::greater<>> best_scores_;  // approximate, of all that was considered
  HeldMemory held_;
  bool answered_ = false;              // the segment's candidates are complete
  float floor_ = 0;                    // some k documents reach this approximate score
  double slack_;                       // relative error of an approximate score
  std::vector<Candidate> candidates_;  // of this segment
  std::vector<std::uint16_t> documents_;
  std::vector<std::uint32_t> leaf_order_;
  BlockBounds::Blocks rest_{};
  std::vector<Container> containers_;
  std::vector<Branch> branches_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_RANKED_SEARCH_H_

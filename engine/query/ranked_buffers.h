// RankedBuffers: the memory of a RankedSearch, kept from query to query.
// Threads: one owner.
#ifndef RIFFLE_QUERY_RANKED_BUFFERS_H_
#define RIFFLE_QUERY_RANKED_BUFFERS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "kernels/set_kernels.h"
#include "query/block_bounds.h"
#include "query/top_k.h"

namespace riffle {

struct RankedBuffers {
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
  /// A list of the union that has documents in the container, the largest bound first.
  struct UnitedList {
    std::size_t leaf;
    const BoundTerm* term;
    std::uint32_t bound;     // of what the leaf adds, in units of the bounds
    std::uint32_t rest = 0;  // the same of this list and all behind it
    std::uint32_t postings;  // in the container, or more
    bool is_array = true;
  };
  /// The documents of a list in the container, and about what they score so far.
  struct ScoredList {
    kernels::U16Array docs;
    float* scores;
  };
  /// A document whose score is known to a few parts in a million.
  struct Candidate {
    std::uint32_t key;
    std::uint16_t low;
    float score;
  };

  TopK<float, std::greater<>> best_scores{0};
  TopK<float, std::greater<>> partial_scores{0};
  std::vector<Candidate> candidates;
  std::vector<std::uint16_t> documents;
  std::vector<std::uint32_t> leaf_order;
  std::vector<Container> containers;
  std::vector<Branch> branches;
  std::vector<UnitedList> lists;
  std::vector<ScoredList> scored;

  /// For a search of the `k` best.
  void begin(std::size_t k) {
    best_scores.restart(k);
    partial_scores.restart(k);
    candidates.clear();
  }
  /// Gives back what a large query took.
  void release_large() {
    if (best_scores.bytes() > kMostKept) best_scores = TopK<float, std::greater<>>(0);
    if (partial_scores.bytes() > kMostKept) partial_scores = TopK<float, std::greater<>>(0);
    if (candidates.capacity() * sizeof(Candidate) > kMostKept) candidates = {};
  }

 private:
  static constexpr std::size_t kMostKept = 1 << 14;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_RANKED_BUFFERS_H_

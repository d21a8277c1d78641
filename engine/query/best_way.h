// The ways to write one word, of which the best scores: "air strike" and "airstrike" in one article are one word.
// Shape:   leaves of one ScoringLeaf::word above 0 that stand side by side are a word; of those of one way the scores
//          are added, of the ways the largest sum counts. All other leaves are words of their own.
// Cost:    two scores a document while a word of several leaves is scored.
#ifndef RIFFLE_QUERY_BEST_WAY_H_
#define RIFFLE_QUERY_BEST_WAY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "query/plan.h"

namespace riffle {

/// The leaf behind the word that begins with `first`.
inline std::size_t end_of_word(const std::vector<ScoringLeaf>& leaves, std::size_t first) {
  std::size_t end = first + 1;
  if (leaves[first].word == 0) return end;
  while (end < leaves.size() && leaves[end].word == leaves[first].word) ++end;
  return end;
}

/// Whether some word has several leaves.
inline bool has_ways(const std::vector<ScoringLeaf>& leaves) {
  for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) {
    if (end_of_word(leaves, leaf) > leaf + 1) return true;
  }
  return false;
}

/// The ways of a word, each once, as they come.
inline std::vector<std::uint32_t> ways_of(const std::vector<ScoringLeaf>& leaves, std::size_t first, std::size_t end) {
  std::vector<std::uint32_t> ways;
  for (std::size_t leaf = first; leaf < end; ++leaf) {
    if (std::find(ways.begin(), ways.end(), leaves[leaf].way) == ways.end()) ways.push_back(leaves[leaf].way);
  }
  return ways;
}

/// Adds the scores of all words to `scores`; add(leaf, scores) adds those of one leaf. False when it says so.
template <typename Score, typename Add>
bool add_words(const std::vector<ScoringLeaf>& leaves, std::size_t count, Score* scores, Add&& add) {
  std::vector<Score> best;
  std::vector<Score> sum;
  for (std::size_t first = 0; first < leaves.size();) {
    const std::size_t end = end_of_word(leaves, first);
    if (end == first + 1) {
      if (!add(first++, scores)) return false;
      continue;
    }
    best.assign(count, 0);
    for (const std::uint32_t way : ways_of(leaves, first, end)) {
      sum.assign(count, 0);
      for (std::size_t leaf = first; leaf < end; ++leaf) {
        if (leaves[leaf].way == way && !add(leaf, sum.data())) return false;
      }
      for (std::size_t i = 0; i < count; ++i) best[i] = std::max(best[i], sum[i]);
    }
    for (std::size_t i = 0; i < count; ++i) scores[i] += best[i];
    first = end;
  }
  return true;
}

}  // namespace riffle

#endif  // RIFFLE_QUERY_BEST_WAY_H_

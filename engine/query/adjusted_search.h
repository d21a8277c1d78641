// AdjustedSearch: the k best documents where scores are not those that the impacts of posting lists bound: text fields
// have weights, or scores fade with age.
// Shape:   the result equals that of scoring every match: same documents, same scores, same order.
// Cost:    every match gets a bound, from the frequencies of its words or from the impacts of its block of documents,
//          times what its age leaves; in each container the documents of the highest bounds are scored first, and the
//          rest is left out when its bounds are below the k-th best score so far.
// Errors:  kCorrupt.
// Threads: one owner.
#ifndef RIFFLE_QUERY_ADJUSTED_SEARCH_H_
#define RIFFLE_QUERY_ADJUSTED_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "query/age_factor.h"
#include "query/ranked_search.h"
#include "query/search_state.h"

namespace riffle {

class AdjustedSearch {
 public:
  /// k == 0 keeps every match. REQUIRES: the statistics of `state` are prepared; `age` lives as long.
  AdjustedSearch(SearchState& state, AgeFactor& age, std::size_t k)
      : state_(state), age_(age), best_(k), held_(state.meter) {}

  /// Looks through the segment that the query is bound to.
  Status search_segment(std::uint32_t segment);
  TopDocs take() { return {total_, best_.take()}; }

 private:
  struct Candidate {
    double bound;
    std::uint16_t low;
  };

  Status search_container(std::uint32_t key, kernels::U16Array matches);
  Status find_bounds(std::uint32_t key);
  Status score(std::uint32_t key, std::size_t first, std::size_t end);
  [[nodiscard]] std::unexpected<Error> failure() const;

  SearchState& state_;
  AgeFactor& age_;
  TopK<ScoredDoc, BetterScore> best_;
  HeldMemory held_;
  std::uint64_t total_ = 0;
  std::uint32_t segment_ = 0;
  bool has_bounds_ = false;
  std::vector<std::uint16_t> documents_;
  std::vector<double> scores_;
  std::vector<Candidate> candidates_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_ADJUSTED_SEARCH_H_

// ProximityEvaluator: the proximities of a bound query, container by container.
// Errors:  matches() says false when bytes are damaged: error() tells.
// Threads: one owner.
// Life:    refers to the SegmentQuery; forget() after it was bound to another segment.
#ifndef RIFFLE_QUERY_PROXIMITY_EVALUATOR_H_
#define RIFFLE_QUERY_PROXIMITY_EVALUATOR_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "query/proximity_matcher.h"

namespace riffle {

class ProximityEvaluator {
 public:
  ProximityEvaluator(SegmentQuery& query, SearchScratch& scratch) : query_(query), scratch_(scratch) {}

  void forget();
  /// Forgets, and gives the memory back.
  void release() {
    states_.clear();
    readings_.release();
    other_matches_ = {};
  }

  /// Matches of a proximity of the plan among `within`. They are kept when `is_needed`: every hit is among them; others
  /// are there until the next call.
  bool matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within, bool is_needed,
               const PhraseMatches** out);
  /// The same, or what was kept for `key`.
  bool known_matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within, const PhraseMatches** out);
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  struct State {
    ProximityMatcher matcher;
    PhraseMatches matches;            // those that are kept
    std::uint64_t counted_bytes = 0;  // of them, as memory of the segment
    std::uint32_t known_key = UINT32_MAX;
    bool is_bound = false;
  };

  bool keep(State& state, std::uint32_t key);

  SegmentQuery& query_;
  SearchScratch& scratch_;
  ProximityReadings readings_;
  std::vector<State> states_;
  PhraseMatches other_matches_;  // those that are not, of the last call
  std::optional<Error> error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_PROXIMITY_EVALUATOR_H_

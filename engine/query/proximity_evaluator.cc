#include "query/proximity_evaluator.h"

#include <utility>

namespace riffle {

void ProximityEvaluator::forget() {
  error_.reset();
  for (State& state : states_) {
    state.is_bound = false;
    state.known_key = UINT32_MAX;
  }
}

bool ProximityEvaluator::matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within, bool is_needed,
                                 const PhraseMatches** out) {
  while (states_.size() <= proximity) states_.push_back({ProximityMatcher(query_, scratch_), {}, UINT32_MAX, false});
  State& state = states_[proximity];
  *out = &state.matches;
  state.known_key = UINT32_MAX;
  if (!state.is_bound) {
    if (const Status bound = state.matcher.bind(proximity); !bound) {
      error_ = bound.error();
      return false;
    }
    state.is_bound = true;
  }
  if (!state.matcher.match(key, within, state.matches)) {
    error_ = std::move(state.matcher.error()).error();
    return false;
  }
  if (is_needed) state.known_key = key;
  return true;
}

bool ProximityEvaluator::known_matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within,
                                       const PhraseMatches** out) {
  if (proximity < states_.size() && states_[proximity].is_bound && states_[proximity].known_key == key) {
    *out = &states_[proximity].matches;
    return true;
  }
  return matches(proximity, key, within, false, out);
}

}  // namespace riffle

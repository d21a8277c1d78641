#include "query/proximity_evaluator.h"

#include <utility>

namespace riffle {

void ProximityEvaluator::forget() {
  error_.reset();
  readings_.forget();
  for (State& state : states_) {
    state.is_bound = false;
    state.counted_bytes = 0;
    state.known_key = UINT32_MAX;
  }
}

bool ProximityEvaluator::matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within, bool is_needed,
                                 const PhraseMatches** out) {
  while (states_.size() <= proximity) {
    states_.push_back({.matcher = ProximityMatcher(query_, scratch_, readings_), .matches = {}});
  }
  State& state = states_[proximity];
  PhraseMatches& matches = is_needed ? state.matches : other_matches_;
  *out = &matches;
  state.known_key = UINT32_MAX;
  if (!state.is_bound) {
    if (Status bound = state.matcher.bind(proximity); !bound) {
      error_ = std::move(bound).error();
      return false;
    }
    state.is_bound = true;
  }
  if (!state.matcher.match(key, within, matches)) {
    error_ = std::move(state.matcher.error()).error();
    return false;
  }
  return !is_needed || keep(state, key);
}

bool ProximityEvaluator::keep(State& state, std::uint32_t key) {
  const std::uint64_t bytes = state.matches.documents.capacity() * sizeof(std::uint16_t) +
                              state.matches.frequencies.capacity() * sizeof(std::uint32_t);
  state.known_key = key;
  if (bytes <= state.counted_bytes) return true;
  const Status taken = query_.meter().take_for_segment(bytes - std::exchange(state.counted_bytes, bytes));
  if (!taken) error_ = taken.error();
  return taken.has_value();
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

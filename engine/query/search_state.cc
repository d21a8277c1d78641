#include "query/search_state.h"

#include <utility>

namespace riffle {

namespace {

std::unique_ptr<SearchState>& cached_state() {
  thread_local std::unique_ptr<SearchState> state;
  return state;
}

}  // namespace

std::unique_ptr<SearchState> SearchState::lease() {
  std::unique_ptr<SearchState> state = std::exchange(cached_state(), nullptr);
  if (state == nullptr) return std::make_unique<SearchState>();
  state->reset();
  return state;
}

void SearchState::give_back(std::unique_ptr<SearchState> state) {
  // Sets and positions can be large, and most queries have none.
  state->query.release_sets();
  state->evaluator.release();
  state->ranked.release_large();
  cached_state() = std::move(state);
}

void SearchState::reset() {
  scratch.slots.release(0);
  plan.clear();
  expanded.reset();
  probe_trees.clear();
  field_weights.clear();
  age = {};
  fields.set_query({}, {});
  notes.clear();
  is_looked_up.clear();
  bound_segment = SIZE_MAX;
  has_statistics = false;
  leaf_statistics.clear();
}

}  // namespace riffle

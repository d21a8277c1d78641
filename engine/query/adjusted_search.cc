#include "query/adjusted_search.h"

#include <algorithm>
#include <tuple>

#include "base/try.h"

namespace riffle {
namespace {

constexpr std::size_t kScoredTogether = 256;
bool are_positive(const std::vector<LeafStatistics>& leaves) {
  return std::all_of(leaves.begin(), leaves.end(), [](const LeafStatistics& leaf) { return leaf.weight > 0; });
}

}  // namespace

std::unexpected<Error> AdjustedSearch::failure() const {
  if (!state_.evaluator.ok()) return state_.evaluator.error();
  return state_.fields.is_used() ? state_.fields.error() : state_.scorer.error();
}

Status AdjustedSearch::search_segment(std::uint32_t segment) {
  segment_ = segment;
  RIFFLE_TRY(state_.meter.step());
  if (state_.query.node(state_.query.root()).kind == BoundNode::Kind::kNone) return {};
  RIFFLE_TRY(state_.evaluator.bind());
  RIFFLE_TRY(age_.bind(state_.query.reader()));
  has_bounds_ = best_.limit() > 0 && !state_.leaf_statistics.empty() && are_positive(state_.leaf_statistics);
  if (has_bounds_ && !state_.fields.is_used()) RIFFLE_TRY(state_.bounds.bind());
  SlotStack& slots = state_.scratch.slots;
  const std::uint32_t end = state_.evaluator.container_count();
  for (std::uint32_t key = state_.evaluator.next_key(0); key < end; key = state_.evaluator.next_key(key + 1)) {
    RIFFLE_TRY(state_.meter.step());
    const std::size_t mark = slots.mark();
    const ContainerSet set = state_.evaluator.evaluate(key);
    if (!state_.evaluator.ok()) return state_.evaluator.error();
    RIFFLE_TRY(search_container(key, to_array(set, state_.query.universe(key), state_.scratch.matches.get())));
    slots.release(mark);
    RIFFLE_TRY(held_.grow_to(best_.bytes()));
  }
  return {};
}

Status AdjustedSearch::search_container(std::uint32_t key, kernels::U16Array matches) {
  total_ += matches.count;
  documents_.clear();
  for (std::size_t i = 0; i < matches.count; ++i) {
    const auto low = load<std::uint16_t>(matches.bytes + 2 * i);
    if (low < state_.query.universe(key)) documents_.push_back(low);
  }
  candidates_.clear();
  for (const std::uint16_t low : documents_) candidates_.push_back({.bound = 0, .low = low});
  if (has_bounds_ && documents_.size() > kScoredTogether) RIFFLE_TRY(find_bounds(key));
  for (std::size_t at = 0; at < candidates_.size(); at += kScoredTogether) {
    if (best_.is_full() && candidates_[at].bound > 0 && candidates_[at].bound < best_.worst().score) break;
    RIFFLE_TRY(state_.meter.step());
    RIFFLE_TRY(score(key, at, std::min(at + kScoredTogether, candidates_.size())));
  }
  return {};
}

// The candidates by falling bounds.
Status AdjustedSearch::find_bounds(std::uint32_t key) {
  const kernels::U16Array documents = kernels::as_array(documents_.data(), documents_.size());
  if (state_.fields.is_used()) {
    scores_.assign(documents.count, 0);
    if (!state_.fields.add_bounds(key, documents, scores_.data())) return failure();
    for (std::size_t i = 0; i < candidates_.size(); ++i) candidates_[i].bound = scores_[i];
  } else {
    state_.bounds.sum(key, state_.scratch.slots);
    for (Candidate& candidate : candidates_) {
      const std::uint32_t block = candidate.low / kBoundBlockDocs;
      candidate.bound = state_.bounds.unit() * state_.bounds.sums()[block];
    }
  }
  for (Candidate& candidate : candidates_) {
    RIFFLE_TRY_ASSIGN(const double factor, age_.of(key * kContainerDocs + candidate.low));
    candidate.bound *= factor * BlockBounds::kRounding;
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(b.bound, a.low) < std::tuple(a.bound, b.low);
  });
  return {};
}

Status AdjustedSearch::score(std::uint32_t key, std::size_t first, std::size_t end) {
  documents_.clear();
  for (std::size_t i = first; i < end; ++i) documents_.push_back(candidates_[i].low);
  std::sort(documents_.begin(), documents_.end());
  const kernels::U16Array documents = kernels::as_array(documents_.data(), documents_.size());
  scores_.assign(documents.count, 0);
  const bool sound = state_.fields.is_used() ? state_.fields.add_all(key, documents, scores_.data())
                                             : state_.scorer.add_all(key, documents, scores_.data());
  if (!sound) return failure();
  for (std::size_t i = 0; i < documents_.size(); ++i) {
    const DocId doc = key * kContainerDocs + documents_[i];
    RIFFLE_TRY_ASSIGN(const double factor, age_.of(doc));
    best_.add({segment_, doc, scores_[i] * factor});
  }
  return {};
}

}  // namespace riffle

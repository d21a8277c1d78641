#include "query/ranked_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <span>
#include <tuple>

#include "base/try.h"
#include "format/impact.h"
#include "query/best_way.h"

namespace riffle {

namespace {

// More candidates than these are scored before the next container is looked at.
constexpr std::size_t kMostCandidates = 65'536;
// So few matches of a container are scored exactly at once.
constexpr std::size_t kFewExact = 64;
// So few matches are scored without looking at bounds.
constexpr std::uint32_t kFewMatches = 512;
// How far below the best bound each band of blocks reaches, in 64ths of the way down to the threshold.
constexpr std::array<std::uint32_t, 3> kBands = {4, 16, 64};
constexpr std::uint32_t kLastBand = 64;

// Documents of `matches` in blocks whose bound lies in [low, high], into `out`.
std::size_t documents_between(const ContainerSet& matches, const std::uint16_t* sums, std::uint16_t low,
                              std::uint16_t high, std::uint16_t* out) {
  std::size_t count = 0;
  if (matches.is_array()) {
    const kernels::U16Array values = matches.values();
    const std::uint32_t width = std::uint32_t{high} - low;
    for (std::size_t i = 0; i < values.count; ++i) {
      const std::uint16_t doc = load<std::uint16_t>(values.bytes + 2 * i);
      out[count] = doc;
      count += std::uint32_t{sums[doc / kBoundBlockDocs]} - low <= width ? 1 : 0;
    }
    return count;
  }
  std::array<std::uint16_t, kernels::kBoundBlocks> blocks;
  const std::size_t block_count = kernels::select_sums(sums, low, high, blocks.data());
  for (std::size_t i = 0; i < block_count; ++i) {
    std::uint64_t word =
        matches.is_bitset() ? load<std::uint64_t>(matches.bytes + std::size_t{8} * blocks[i]) : ~std::uint64_t{0};
    for (; word != 0; word &= word - 1) {
      out[count++] = static_cast<std::uint16_t>(64u * blocks[i] + static_cast<unsigned>(std::countr_zero(word)));
    }
  }
  return count;
}

// Leaves that add nothing, or less, have no bounds worth looking at.
bool can_prune(const SearchState& state, std::size_t k) {
  return k > 0 && !state.leaf_statistics.empty() &&
         std::all_of(state.leaf_statistics.begin(), state.leaf_statistics.end(),
                     [](const LeafStatistics& leaf) { return leaf.weight > 0; });
}

}  // namespace

RankedSearch::RankedSearch(SearchState& state, std::size_t k, bool count_total)
    : state_(state),
      prunes_(can_prune(state, k)),
      has_ways_(has_ways(state.plan.leaves)),
      count_total_(count_total),
      best_(k),
      best_scores_(state.ranked.best_scores),
      partial_scores_(state.ranked.partial_scores),
      held_(state.meter),
      slack_(LeafScorer::kApproximation * static_cast<double>(state.plan.leaves.size() + 16)),
      candidates_(state.ranked.candidates),
      documents_(state.ranked.documents),
      leaf_order_(state.ranked.leaf_order),
      containers_(state.ranked.containers),
      branches_(state.ranked.branches),
      lists_(state.ranked.lists),
      scored_(state.ranked.scored) {
  state.ranked.begin(k);
}

TopDocs RankedSearch::take() { return {total_, best_.take()}; }

Status RankedSearch::failure() { return state_.evaluator.ok() ? state_.scorer.error() : state_.evaluator.error(); }

// The k-th best approximate score so far, or what is known to be below it.
float RankedSearch::known_score() const {
  return best_scores_.is_full() ? std::max(best_scores_.worst(), floor_) : floor_;
}

// No document of a smaller approximate score is among the k best.
float RankedSearch::cutoff() const { return static_cast<float>(known_score() * (1 - 2 * slack_)); }

// The least bound of a block that may hold one of the k best. A document that comes later may win a tie.
std::uint16_t RankedSearch::threshold() const { return state_.bounds.units_for(known_score() * (1 - slack_)); }

Status RankedSearch::search_segment(std::uint32_t segment) {
  segment_ = segment;
  RIFFLE_TRY(state_.meter.step());
  if (state_.query.node(state_.query.root()).kind == BoundNode::Kind::kNone) return {};
  RIFFLE_TRY(state_.evaluator.bind());
  const bool are_alike = best_.limit() > 0 && scores_alike();
  if (are_alike || !prunes_) return score_everything(are_alike);
  RIFFLE_TRY(state_.bounds.bind());
  leaf_order_.resize(state_.plan.leaves.size());
  std::iota(leaf_order_.begin(), leaf_order_.end(), 0u);
  std::sort(leaf_order_.begin(), leaf_order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tuple(state_.bounds.weight(b), a) < std::tuple(state_.bounds.weight(a), b);
  });
  answered_ = false;
  is_union_ = is_union_of_lists();
  if (!raise_floor()) return failure();
  if (answered_) {
    total_ += state_.query.list_of(state_.query.node(state_.query.root())).df();
    return {};
  }
  containers_.clear();
  const std::uint32_t end = state_.evaluator.container_count();
  for (std::uint32_t key = state_.evaluator.next_key(0); key < end; key = state_.evaluator.next_key(key + 1)) {
    containers_.push_back({key, state_.bounds.container_bound(key)});
  }
  std::sort(containers_.begin(), containers_.end(), [](const Container& a, const Container& b) {
    return std::tuple(b.bound, a.key) < std::tuple(a.bound, b.key);
  });
  for (const Container& container : containers_) {
    RIFFLE_TRY(state_.meter.step());
    if (container.bound < threshold()) {
      if (!count_total_) break;
      total_ += state_.evaluator.count(container.key);
    } else if (!visit(container.key)) {
      return failure();
    }
    if (!state_.evaluator.ok()) return state_.evaluator.error();
    if (candidates_.size() > kMostCandidates && !score_candidates()) return failure();
    RIFFLE_TRY(count_memory());
  }
  return score_candidates() ? count_memory() : failure();
}

// Of what grows with the matches; the rest is as large for every query.
Status RankedSearch::count_memory() { return held_.grow_to(best_.bytes() + best_scores_.bytes()); }

// Leaves may be sets alone, which score the same in every document, and each must stand in every match.
bool RankedSearch::scores_alike() const {
  const SegmentQuery& query = state_.query;
  const BoundNode& root = query.node(query.root());
  const NodeId root_id = query.root();
  const std::span<const NodeId> needed =
      root.kind == BoundNode::Kind::kAnd ? query.children(root) : std::span(&root_id, 1);
  return std::all_of(state_.plan.leaves.begin(), state_.plan.leaves.end(), [&](const ScoringLeaf& leaf) {
    return leaf.sort == LeafSort::kSet && std::any_of(needed.begin(), needed.end(), [&](NodeId id) {
             return query.node(id).kind == BoundNode::Kind::kSet && query.node(id).index == leaf.index;
           });
  });
}

// Of equal scores the first documents win: with all of them equal, what comes behind the first k of the segment is only
// counted. (Other segments may have worse ones: a branch that scores nothing may have no document in this one.)
Status RankedSearch::score_everything(bool are_alike) {
  std::size_t left = best_.limit();
  const std::uint32_t end = state_.evaluator.container_count();
  for (std::uint32_t key = state_.evaluator.next_key(0); key < end; key = state_.evaluator.next_key(key + 1)) {
    RIFFLE_TRY(state_.meter.step());
    if (are_alike && left == 0) {
      if (!count_total_) break;
      total_ += state_.evaluator.count(key);
      if (!state_.evaluator.ok()) return failure();
      continue;
    }
    const std::size_t mark = state_.scratch.slots.mark();
    const ContainerSet set = state_.evaluator.evaluate(key);
    kernels::U16Array matches = to_array(set, state_.query.universe(key), state_.scratch.matches.get());
    total_ += matches.count;
    if (are_alike) matches.count = std::min(matches.count, left);
    left -= std::min(matches.count, left);
    const bool sound = state_.evaluator.ok() && score(key, matches);
    state_.scratch.slots.release(mark);
    if (!sound) return failure();
    RIFFLE_TRY(count_memory());
  }
  return {};
}

bool RankedSearch::visit(std::uint32_t key) {
  SlotStack& slots = state_.scratch.slots;
  const std::size_t mark = slots.mark();
  bool sound = true;
  if (is_union_) {
    if (count_total_) total_ += state_.evaluator.count(key);
    sound = visit_union(key);
  } else {
    const ContainerSet matches = state_.evaluator.evaluate(key);
    if (count_total_) total_ += count(matches, state_.query.universe(key));
    sound = state_.evaluator.ok() && visit_matches(key, matches);
  }
  slots.release(mark);
  return sound;
}

bool RankedSearch::visit_matches(std::uint32_t key, const ContainerSet& matches) {
  std::uint16_t* documents = state_.scratch.matches.get();
  if (matches.is_empty()) return true;
  if (matches.is_array() && matches.count <= kFewMatches) {
    std::memcpy(documents, matches.bytes, 2u * matches.count);
    return consider(key, matches.count, false);
  }
  state_.bounds.sum(key, state_.scratch.slots);
  return visit_bands(key, &matches);
}

bool RankedSearch::visit_bands(std::uint32_t key, const ContainerSet* matches) {
  const std::uint32_t largest = kernels::largest_sum(state_.bounds.sums());
  const std::uint32_t lowest = threshold();
  std::uint32_t high = UINT16_MAX;
  for (const std::uint32_t band : kBands) {
    const std::uint32_t least = threshold();
    if (high < least || largest < least) return true;
    const std::uint32_t reach = largest > lowest ? (largest - lowest) * band / kLastBand : 0;
    const std::uint32_t low = std::max(band == kLastBand ? lowest : largest - reach, least);
    if (low > high) continue;
    const auto first = static_cast<std::uint16_t>(low);
    const auto last = static_cast<std::uint16_t>(high);
    const std::size_t found = matches == nullptr ? documents_of_union(first, last)
                                                 : documents_between(*matches, state_.bounds.sums(), first, last,
                                                                     state_.scratch.matches.get());
    if (!consider(key, found, true)) return false;
    if (low == 0) return true;
    high = low - 1;
  }
  return true;
}

// Adds the leaves up for the first `count` documents of the buffer, those with the largest bounds first; what cannot
// reach the threshold any more is dropped on the way.
bool RankedSearch::consider(std::uint32_t key, std::size_t count, bool has_bounds) {
  if (count == 0) return true;
  if (!has_bounds && count <= kFewExact) return score_few(key, count);
  LeafScorer& scorer = state_.scorer;
  const BlockBounds& bounds = state_.bounds;
  const std::size_t leaves = state_.plan.leaves.size();
  const std::uint16_t* documents = state_.scratch.matches.get();
  float* scores = state_.scratch.approximate_scores.get();
  std::fill_n(scores, count, 0.0f);
  if (has_ways_) {
    if (!scorer.add_all_approximately(key, kernels::as_array(documents, count), scores)) return false;
    keep_candidates(key, kernels::as_array(documents, count), scores);
    return true;
  }
  const bool drops = has_bounds && leaves > 1 && bounds.keeps_leaves() && known_score() > 0;
  if (drops) rest_ = *reinterpret_cast<const BlockBounds::Blocks*>(bounds.sums());
  for (std::size_t i = 0; i < leaves && count > 0; ++i) {
    const std::size_t leaf = leaf_order_[i];
    if (!scorer.add_approximately(leaf, key, kernels::as_array(documents, count), scores)) return false;
    if (!drops || i + 1 == leaves) continue;
    const BlockBounds::Blocks& units = bounds.units(leaf);
    for (std::size_t b = 0; b < rest_.size(); ++b) rest_[b] = static_cast<std::uint16_t>(rest_[b] - units[b]);
    count = drop_hopeless(count, rest_.data());
  }
  keep_candidates(key, kernels::as_array(documents, count), scores);
  return true;
}

// Those that may be among the best.
void RankedSearch::keep_candidates(std::uint32_t key, kernels::U16Array documents, const float* scores) {
  for_each_above(
      documents, scores, [this] { return cutoff(); },
      [&](std::uint16_t document, float score) {
        candidates_.push_back({key, document, score});
        best_scores_.add(score);
      });
}

// Many scores of different documents in a go: the k-th best of them is reached by k documents, and few reach it. The
// largest of each of kGroups groups tell it nearly.
void RankedSearch::raise_floor_to_best_of(std::span<const float> scores) {
  constexpr std::size_t kGroups = 32;
  const std::size_t k = best_.limit();
  if (k > kGroups / 2 || scores.size() < kGroups) return;
  std::array<float, kGroups> largest;
  std::copy_n(scores.begin(), kGroups, largest.begin());
  for (std::size_t at = kGroups; at + kGroups <= scores.size(); at += kGroups) {
    for (std::size_t i = 0; i < kGroups; ++i) largest[i] = std::max(largest[i], scores[at + i]);
  }
  const auto kth = largest.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(largest.begin(), kth, largest.end(), std::greater<>());
  floor_ = std::max(floor_, *kth);
}

// Keeps the documents that the leaves to come, which add at most `rest` units, may lift over the threshold.
std::size_t RankedSearch::drop_hopeless(std::size_t count, const std::uint16_t* rest) {
  std::uint16_t* documents = state_.scratch.matches.get();
  float* scores = state_.scratch.approximate_scores.get();
  const float least = cutoff();
  const auto unit = static_cast<float>(state_.bounds.unit() * (1 + slack_));
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t document = documents[i];
    const float score = scores[i];
    const std::size_t block = document / kBoundBlockDocs;
    documents[kept] = document;
    scores[kept] = score;
    kept += score + unit * static_cast<float>(rest[block]) >= least ? 1 : 0;
  }
  return kept;
}

// Those that may still be among the best, container by container.
bool RankedSearch::score_candidates() {
  const float least = cutoff();
  std::erase_if(candidates_, [least](const Candidate& candidate) { return candidate.score < least; });
  std::sort(candidates_.begin(), candidates_.end(),
            [](const Candidate& a, const Candidate& b) { return std::tuple(a.key, a.low) < std::tuple(b.key, b.low); });
  for (std::size_t i = 0; i < candidates_.size();) {
    const std::uint32_t key = candidates_[i].key;
    documents_.clear();
    for (; i < candidates_.size() && candidates_[i].key == key; ++i) documents_.push_back(candidates_[i].low);
    if (!score(key, kernels::as_array(documents_.data(), documents_.size()))) return false;
  }
  candidates_.clear();
  return true;
}

// What an exact score tells of the threshold an approximate one would as well.
bool RankedSearch::score_few(std::uint32_t key, std::size_t count) {
  if (!score(key, kernels::as_array(state_.scratch.matches.get(), count))) return false;
  const double* const scores = state_.scratch.scores.get();
  for (std::size_t i = 0; i < count; ++i) best_scores_.add(static_cast<float>(scores[i]));
  return true;
}

bool RankedSearch::score(std::uint32_t key, kernels::U16Array documents, bool are_doubtful) {
  if (documents.count == 0) return true;
  double* scores = state_.scratch.scores.get();
  std::fill_n(scores, documents.count, 0.0);
  if (!state_.scorer.add_all(key, documents, scores)) return false;
  for (std::size_t i = 0; i < documents.count; ++i) {
    const DocId doc = key * kContainerDocs + load<std::uint16_t>(documents.bytes + 2 * i);
    if (are_doubtful && scores[i] <= 0) continue;
    if (doc < state_.query.doc_count()) best_.add({segment_, doc, scores[i]});
  }
  return true;
}

}  // namespace riffle

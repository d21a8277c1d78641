// RankedSearch on a union of lists with few postings in a container: whole lists are scored in order of their bounds,
// as long as the lists to come could lift a document that no list so far holds among the best. Of the others (the
// non-essential ones of MaxScore) only the postings of documents are looked up that may still be among the best.
#include <algorithm>
#include <limits>
#include <tuple>

#include "query/ranked_search.h"

namespace riffle {

namespace {

// So many postings are scored one and all: looking at the bounds of blocks costs more.
constexpr std::uint32_t kFewPostings = 16'384;
// Stands for the score of a document that an earlier list has taken over; stays what it is whatever is added.
constexpr float kTakenOver = -std::numeric_limits<float>::infinity();

}  // namespace

void RankedSearch::gather_lists(std::uint32_t key) {
  lists_.clear();
  for (std::size_t leaf = 0; leaf < state_.plan.leaves.size(); ++leaf) {
    const BoundTerm* const term = state_.query.list_of_leaf(state_.plan.leaves[leaf]);
    const std::uint32_t bound = state_.bounds.leaf_bound(leaf, key);
    if (term == nullptr || !term->is_present() || bound == 0) continue;
    const PostingList& list = term->list();
    if (!list.is_long()) {
      lists_.push_back({.leaf = leaf, .term = term, .bound = bound, .postings = list.df()});
      continue;
    }
    const auto index = list.set().find(static_cast<std::uint16_t>(key));
    if (!index) continue;
    lists_.push_back({.leaf = leaf,
                      .term = term,
                      .bound = bound,
                      .postings = list.set().cardinality_of(*index),
                      .is_array = list.set().container(*index).kind == ContainerKind::kArray});
  }
  std::sort(lists_.begin(), lists_.end(), [](const UnitedList& a, const UnitedList& b) {
    return std::tuple(b.bound, a.leaf) < std::tuple(a.bound, b.leaf);
  });
  std::uint32_t rest = 0;
  for (std::size_t i = lists_.size(); i-- > 0;) lists_[i].rest = rest += lists_[i].bound;
}

// The essential lists are arrays, and few postings.
bool RankedSearch::has_few_postings() const {
  const std::uint32_t least = threshold();
  std::uint32_t postings = 0;
  for (const UnitedList& list : lists_) {
    if (list.rest < least) break;
    if (!list.is_array) return false;
    postings += list.postings;
  }
  return postings <= kFewPostings;
}

bool RankedSearch::visit_lists(std::uint32_t key) {
  std::uint32_t* tfs = state_.scratch.frequencies.get();
  float* scores = state_.scratch.list_scores.get();
  scored_.clear();
  partial_scores_.clear();
  std::size_t next = 0;
  for (; next < lists_.size() && lists_[next].rest >= threshold(); ++next) {
    const UnitedList& list = lists_[next];
    ScoredList scored{.docs = {}, .scores = scores};
    list.term->postings(key, scored.docs, tfs, state_.scratch.slots);
    if (!state_.scorer.approximate(list.leaf, key, scored.docs, tfs, scores)) return false;
    scores += scored.docs.count;
    for (const ScoredList& earlier : scored_) take_over(scored, earlier);
    scored_.push_back(scored);
    if (next + 1 < lists_.size()) raise_floor_by(scored);
  }
  return std::all_of(scored_.begin(), scored_.end(),
                     [&](const ScoredList& scored) { return consider_scored(key, scored, next); });
}

// Moves what `from` gives to documents of an earlier list there, so that each document has one score.
void RankedSearch::take_over(const ScoredList& from, const ScoredList& into) {
  std::uint16_t* common = state_.scratch.subset.get();
  std::uint32_t* places_from = state_.scratch.ranks.get();
  std::uint32_t* places_into = state_.scratch.subset_places.get();
  const std::size_t count = kernels::intersect(from.docs, into.docs, common);
  if (count == 0) return;
  kernels::ranks_of(from.docs, kernels::as_array(common, count), places_from);
  kernels::ranks_of(into.docs, kernels::as_array(common, count), places_into);
  for (std::size_t i = 0; i < count; ++i) {
    // Only lists out of order, in a forged file, have places beyond the end.
    if (places_from[i] >= from.docs.count || places_into[i] >= into.docs.count) continue;
    float& score = from.scores[places_from[i]];
    into.scores[places_into[i]] += score;
    score = kTakenOver;
  }
}

// The k best of what documents have so far: they are different ones, and what is to come only adds to it.
void RankedSearch::raise_floor_by(const ScoredList& scored) {
  for_each_above(
      scored.docs, scored.scores, [this] { return floor_; },
      [this](std::uint16_t /*document*/, float score) {
        partial_scores_.add(score);
        if (partial_scores_.is_full()) floor_ = std::max(floor_, partial_scores_.worst());
      });
}

// Adds what the lists from `next` on give to the documents that may still be among the best.
bool RankedSearch::consider_scored(std::uint32_t key, const ScoredList& scored, std::size_t next) {
  if (next == lists_.size()) {
    keep_candidates(key, scored.docs, scored.scores);
    return true;
  }
  std::uint16_t* documents = state_.scratch.matches.get();
  float* scores = state_.scratch.approximate_scores.get();
  const auto unit = static_cast<float>(state_.bounds.unit() * (1 + slack_));
  const auto needed_before = [&](std::size_t list) {
    return list < lists_.size() ? cutoff() - unit * static_cast<float>(lists_[list].rest) : cutoff();
  };
  std::size_t count = kernels::select_scores(scored.docs, scored.scores, needed_before(next), documents, scores);
  for (std::size_t list = next; list < lists_.size() && count > 0; ++list) {
    const kernels::U16Array considered = kernels::as_array(documents, count);
    if (!state_.scorer.add_approximately(lists_[list].leaf, key, considered, scores)) return false;
    count = kernels::select_scores(considered, scores, needed_before(list + 1), documents, scores);
  }
  keep_candidates(key, kernels::as_array(documents, count), scores);
  return true;
}

}  // namespace riffle

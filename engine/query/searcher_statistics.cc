// Searcher: what is known of the leaves of a query over the whole index, before any document is scored.
#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/try.h"
#include "query/field_weights.h"
#include "query/search_state.h"
#include "query/searcher.h"

namespace riffle {

namespace {

std::uint64_t live_among(const BoundTerm& term, const DocSetView& deleted, SlotStack& slots) {
  std::uint64_t dead = 0;
  for (std::uint32_t i = 0; i < deleted.container_count(); ++i) {
    const std::size_t mark = slots.mark();
    const std::uint32_t key = deleted.key(i);
    const ContainerSet held = term.container(key, slots);
    if (!held.is_empty()) dead += intersect_count(held, container_of(deleted, key, slots), kContainerDocs);
    slots.release(mark);
  }
  return term.df() - std::min<std::uint64_t>(term.df(), dead);
}

}  // namespace

Status Searcher::prepare_scores() {
  SearchState& state = *state_;
  if (state.has_statistics) return {};
  const CommitRecord& commit = snapshot_->commit();
  state.live_count = snapshot_->live_count();
  std::vector<std::uint64_t> live_df(state.plan.terms.size(), 0);
  for (std::size_t segment = 0; segment < snapshot_->segments().size(); ++segment) {
    RIFFLE_TRY(count_live_documents(segment, live_df));
  }
  const auto documents = static_cast<double>(state.live_count);
  for (const ScoringLeaf& leaf : state.plan.leaves) {
    LeafStatistics statistics;
    if (leaf.sort == LeafSort::kSet) {
      statistics.idf = 1;
    } else if (leaf.sort == LeafSort::kProximity) {
      statistics.idf = proximity_idf(state.plan.proximities[leaf.index], live_df);
    } else if (leaf.sort == LeafSort::kPhrase) {
      const PlanPhrase& phrase = state.plan.phrases[leaf.index];
      for (std::uint32_t i = 0; i < phrase.slot_count; ++i) {
        statistics.idf += bm25::idf(state.live_count, live_df[state.plan.slots[phrase.first_slot + i].term]);
      }
      if (phrase.slot_count == 1) statistics.live_df = live_df[state.plan.slots[phrase.first_slot].term];
    } else {
      statistics.live_df = live_df[leaf.index];
      statistics.idf = bm25::idf(state.live_count, statistics.live_df);
    }
    statistics.weight = statistics.idf * leaf.boost;
    state.leaf_statistics.push_back(statistics);
    std::uint64_t tokens = 0;
    for (const SegmentEntry& segment : commit.segments) {
      for (std::size_t field = 0; field < segment.live_field_tokens.size(); ++field) {
        if (leaf.length_slot == 0 || leaf.length_slot == field + 1) tokens += segment.live_field_tokens[field];
      }
    }
    if (state.weights.size() <= leaf.length_slot) {
      state.weights.resize(leaf.length_slot + 1);
      state.average_lengths.resize(leaf.length_slot + 1, -1.0);
    }
    const double average = state.live_count == 0 ? 0 : static_cast<double>(tokens) / documents;
    if (state.average_lengths[leaf.length_slot] == average) continue;
    state.average_lengths[leaf.length_slot] = average;
    state.weights[leaf.length_slot] = bm25::LengthWeights(average);
  }
  blend_statistics();
  if (!state.field_weights.empty()) {
    state.fields.set_query(state.leaf_statistics, field_models(*snapshot_, state.field_weights));
  }
  state.has_statistics = true;
  return {};
}

// A slot of several terms counts as the most frequent of them.
double Searcher::proximity_idf(const PlanProximity& proximity, std::span<const std::uint64_t> live_df) const {
  const Plan& plan = state_->plan;
  double sum = 0;
  for (std::uint32_t i = 0; i < proximity.slot_count; ++i) {
    const PlanSlot& slot = plan.proximity_slots[proximity.first_slot + i];
    std::uint64_t most = 0;
    for (std::uint32_t k = 0; k < slot.term_count; ++k) {
      most = std::max(most, live_df[plan.proximity_terms[proximity.first_term + slot.first_term + k]]);
    }
    sum += bm25::idf(state_->live_count, most);
  }
  return sum;
}

// The forms that a fuzzy word stands for count as the most frequent of them: a rare slip is no better a match.
void Searcher::blend_statistics() {
  const std::vector<ScoringLeaf>& leaves = state_->plan.leaves;
  std::unordered_map<std::uint32_t, double> least;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i].blend == 0) continue;
    double& idf = least.try_emplace(leaves[i].blend, state_->leaf_statistics[i].idf).first->second;
    idf = std::min(idf, state_->leaf_statistics[i].idf);
  }
  if (least.empty()) return;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i].blend == 0) continue;
    LeafStatistics& statistics = state_->leaf_statistics[i];
    statistics.idf = least[leaves[i].blend];
    statistics.weight = statistics.idf * leaves[i].boost;
  }
}

Status Searcher::count_live_documents(std::size_t segment, std::span<std::uint64_t> live_df) {
  RIFFLE_TRY(bind_segment(segment));
  SegmentQuery& query = state_->query;
  const DocSetView& deleted = query.segment().tombstone_view;
  for (std::uint32_t i = 0; i < live_df.size(); ++i) {
    BoundTerm& term = query.term(i);
    const TermSpace space = state_->plan.terms[i].space;
    if (!term.is_present() || (space != kTextSpace && space != kClassSpace)) continue;
    if (deleted.container_count() == 0) {
      live_df[i] += term.df();
    } else {
      RIFFLE_TRY(term.open_list());
      live_df[i] += live_among(term, deleted, state_->scratch.slots);
    }
  }
  return {};
}

}  // namespace riffle

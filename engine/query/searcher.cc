#include "query/searcher.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/adjusted_search.h"
#include "query/best_way.h"
#include "query/field_weights.h"
#include "query/ranked_search.h"
#include "query/search_state.h"
#include "query/spelling.h"
#include "query/term_expansion.h"
#include "query/top_k.h"
#include "query/word_forms.h"
#include "storage/sentence_support.h"

namespace riffle {

namespace {

constexpr std::size_t kKeptEntries = 4'096;

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

std::string describe(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::kPattern || node.kind == QueryNode::Kind::kTermSet ||
      node.kind == QueryNode::Kind::kProximity) {
    QueryNode plain = node;
    plain.boost = 1;
    return to_string(plain);
  }
  std::string text = node.field.empty() ? std::string() : node.field + ":";
  if (node.kind != QueryNode::Kind::kPhrase) return text + node.term;
  if (node.phrase.size() == 1) return text + node.phrase[0].term;
  text += '"';
  for (std::size_t i = 0; i < node.phrase.size(); ++i) text += (i == 0 ? "" : " ") + node.phrase[i].term;
  return text + '"';
}

/// kInvalidArgument when the plan asks for sentences that the index does not keep.
Status check_sentences(const Snapshot& snapshot, const Plan& plan) {
  const bool is_asked = std::any_of(plan.proximities.begin(), plan.proximities.end(),
                                    [](const PlanProximity& proximity) { return proximity.sentence_mark != kNoMark; });
  if (!is_asked) return {};
  RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(snapshot));
  if (marks != SentenceMarks::kNone) return {};
  return invalid_argument("the query asks for SENTENCE, and the index keeps no sentences; index anew with sentences");
}

/// Of each word the way that scores. `scored` = the leaves of the scores.
void keep_best_ways(const std::vector<ScoringLeaf>& leaves, const std::vector<std::size_t>& scored,
                    std::vector<TermScore>& scores) {
  std::vector<bool> is_kept(leaves.size(), true);
  for (std::size_t first = 0; first < leaves.size();) {
    const std::size_t end = end_of_word(leaves, first);
    double best = 0;
    std::uint32_t best_way = leaves[first].way;
    for (const std::uint32_t way : ways_of(leaves, first, end)) {
      double sum = 0;
      for (std::size_t i = 0; i < scored.size(); ++i) {
        const bool is_of_way = scored[i] >= first && scored[i] < end && leaves[scored[i]].way == way;
        sum += is_of_way ? scores[i].score : 0;
      }
      if (sum > best) best_way = way;
      best = std::max(best, sum);
    }
    for (std::size_t leaf = first; leaf < end; ++leaf) is_kept[leaf] = leaves[leaf].way == best_way;
    first = end;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    if (!is_kept[scored[i]]) continue;
    if (kept != i) scores[kept] = std::move(scores[i]);
    ++kept;
  }
  scores.resize(kept);
}

}  // namespace

Searcher::Searcher(const Snapshot& snapshot, std::unique_ptr<SearchState> state)
    : snapshot_(&snapshot), state_(std::move(state)) {}
Searcher::Searcher(Searcher&& other) noexcept = default;
Searcher& Searcher::operator=(Searcher&& other) noexcept {
  std::swap(snapshot_, other.snapshot_);
  std::swap(query_, other.query_);
  std::swap(visited_containers_, other.visited_containers_);
  std::swap(state_, other.state_);
  return *this;
}
Searcher::~Searcher() {
  if (state_ != nullptr) SearchState::give_back(std::move(state_));
}

Result<Searcher> Searcher::open(const Snapshot& snapshot, const QueryNode& query, const SearchControl& control,
                                const Ranking& ranking) {
  return catching([&]() -> Result<Searcher> {
    Searcher searcher(snapshot, SearchState::lease());
    searcher.query_ = &query;
    SearchState& state = *searcher.state_;
    state.meter.start(control);
    RIFFLE_TRY_ASSIGN(state.expanded, expand_patterns(snapshot, query, state.meter, state.notes));
    const QueryNode& meant = state.expanded != nullptr ? *state.expanded : query;
    RIFFLE_TRY_ASSIGN(QueryNodePtr resolved, resolve_word_forms(snapshot, meant, state.notes));
    if (resolved != nullptr) state.expanded = std::move(resolved);
    RIFFLE_TRY(make_plan(snapshot.schema(), state.expanded != nullptr ? *state.expanded : query, state.plan));
    RIFFLE_TRY(check_sentences(snapshot, state.plan));
    RIFFLE_TRY(searcher.prepare_ranking(ranking));
    const std::size_t terms = state.plan.entry_count();
    const std::size_t segments = snapshot.segments().size();
    const bool keeps_all = terms == 0 || segments <= kKeptEntries / terms;
    const std::size_t wanted = keeps_all ? terms * segments : terms;
    if (state.entries.size() < wanted) state.entries.resize(wanted);
    if (keeps_all) state.is_looked_up.assign(segments, false);
    return searcher;
  });
}

Status Searcher::prepare_ranking(const Ranking& ranking) {
  SearchState& state = *state_;
  RIFFLE_TRY_ASSIGN(state.field_weights, weights_by_field(snapshot_->schema(), ranking));
  if (!state.field_weights.empty()) RIFFLE_TRY(add_field_probes(*snapshot_, state.plan, state.probe_trees));
  RIFFLE_TRY_ASSIGN(state.age, AgeFactor::open(*snapshot_, ranking));
  return {};
}

const std::vector<ScoringLeaf>& Searcher::leaves() const { return state_->plan.leaves; }

Result<std::uint64_t> Searcher::estimate() {
  return catching([&]() -> Result<std::uint64_t> {
    std::uint64_t sum = 0;
    for (std::size_t segment = 0; segment < snapshot_->segments().size(); ++segment) {
      RIFFLE_TRY(bind_segment(segment));
      sum += state_->query.node(state_->query.root()).estimate;
    }
    return sum;
  });
}

Result<std::vector<WordSuggestion>> Searcher::suggestions() {
  return catching([&] { return suggest_words(*snapshot_, *query_, state_->meter); });
}

WorkMeter& Searcher::meter() const { return state_->meter; }
std::uint64_t Searcher::steps() const { return state_->meter.steps(); }
std::uint64_t Searcher::most_bytes() const { return state_->meter.most_bytes(); }

const std::vector<std::string>& Searcher::notes() const { return state_->notes; }

Status Searcher::bind_segment(std::size_t segment) {
  SearchState& state = *state_;
  if (state.bound_segment == segment) return {};
  state.bound_segment = SIZE_MAX;
  const LiveSegment& live = snapshot_->segments()[segment];
  const std::size_t terms = state.plan.entry_count();
  const bool keeps_all = !state.is_looked_up.empty();
  const std::span<TermEntry> entries{state.entries.data() + (keeps_all ? terms * segment : 0), terms};
  if (!keeps_all || !state.is_looked_up[segment]) {
    RIFFLE_TRY(SegmentQuery::look_up(state.plan, *live.reader, entries));
    if (keeps_all) state.is_looked_up[segment] = true;
  }
  RIFFLE_TRY(state.query.bind(state.plan, live, entries));
  state.bound_segment = segment;
  return {};
}

Result<std::uint64_t> Searcher::count() {
  return catching([&]() -> Result<std::uint64_t> {
    std::uint64_t total = 0;
    for (std::size_t segment = 0; segment < snapshot_->segments().size(); ++segment) {
      RIFFLE_TRY_ASSIGN(const std::uint64_t part, count_segment(segment));
      total += part;
    }
    return total;
  });
}

Result<std::uint64_t> Searcher::count_segment(std::size_t segment) {
  RIFFLE_TRY(bind_segment(segment));
  const SegmentQuery& query = state_->query;
  const BoundNode& root = query.node(query.root());
  switch (root.kind) {
    case BoundNode::Kind::kNone: return 0;
    case BoundNode::Kind::kAll: return query.doc_count();
    case BoundNode::Kind::kList: return query.list_of(root).df();
    default: break;
  }
  ContainerEvaluator& evaluator = state_->evaluator;
  RIFFLE_TRY(evaluator.bind());
  std::uint64_t total = 0;
  const std::uint32_t containers = evaluator.container_count();
  for (std::uint32_t key = evaluator.next_key(0); key < containers; key = evaluator.next_key(key + 1)) {
    RIFFLE_TRY(state_->meter.step());
    ++visited_containers_;
    total += evaluator.count(key);
  }
  if (!evaluator.ok()) return evaluator.error();
  return total;
}

template <typename Use>
Status Searcher::for_each_container(Use&& use) {
  SearchState& state = *state_;
  for (std::size_t segment = 0; segment < snapshot_->segments().size(); ++segment) {
    RIFFLE_TRY(bind_segment(segment));
    if (state.query.node(state.query.root()).kind == BoundNode::Kind::kNone) continue;
    ContainerEvaluator& evaluator = state.evaluator;
    RIFFLE_TRY(evaluator.bind());
    const std::uint32_t containers = evaluator.container_count();
    for (std::uint32_t key = evaluator.next_key(0); key < containers; key = evaluator.next_key(key + 1)) {
      RIFFLE_TRY(state.meter.step());
      ++visited_containers_;
      SlotStack& slots = state.scratch.slots;
      const std::size_t mark = slots.mark();
      const ContainerSet set = evaluator.evaluate(key);
      if (!evaluator.ok()) return evaluator.error();
      const kernels::U16Array matches = to_array(set, state.query.universe(key), state.scratch.matches.get());
      Result<bool> goes_on = true;
      if (matches.count > 0) goes_on = use(static_cast<std::uint32_t>(segment), key, matches);
      slots.release(mark);
      if (!goes_on) return std::unexpected(std::move(goes_on).error());
      if (!*goes_on) return {};
    }
  }
  return {};
}

Result<TopDocs> Searcher::top_k(std::size_t k, bool count_total) {
  return catching([&]() -> Result<TopDocs> {
    RIFFLE_TRY(prepare_scores());
    SearchState& state = *state_;
    state.scorer.set_statistics(state.leaf_statistics, state.weights);
    state.bounds.set_query(state.leaf_statistics, state.average_lengths.empty() ? 0 : state.average_lengths[0]);
    if (state.fields.is_used() || state.age.is_used()) return search_segments(AdjustedSearch(state, state.age, k));
    return search_segments(RankedSearch(state, k, count_total));
  });
}

template <typename Search>
Result<TopDocs> Searcher::search_segments(Search&& search) {
  for (std::size_t segment = 0; segment < snapshot_->segments().size(); ++segment) {
    RIFFLE_TRY(bind_segment(segment));
    RIFFLE_TRY(search.search_segment(static_cast<std::uint32_t>(segment)));
  }
  return search.take();
}

Status Searcher::for_each_match(const std::function<bool(std::uint32_t segment, DocId doc)>& visit) {
  return catching([&]() -> Status {
    return for_each_container([&](std::uint32_t segment, std::uint32_t key, kernels::U16Array matches) -> Result<bool> {
      // The caller's function may run another query, which takes buffers of its own.
      for (std::size_t i = 0; i < matches.count; ++i) {
        const DocId doc = key * kContainerDocs + load<std::uint16_t>(matches.bytes + 2 * i);
        if (doc < state_->query.doc_count() && !visit(segment, doc)) return false;
      }
      return true;
    });
  });
}

Status Searcher::for_each_block(const std::function<Result<bool>(const MatchBlock&)>& visit) {
  return catching([&]() -> Status {
    return for_each_container([&](std::uint32_t segment, std::uint32_t key, kernels::U16Array matches) -> Result<bool> {
      return visit({.segment = segment,
                    .reader = &state_->query.reader(),
                    .first_doc = key * kContainerDocs,
                    .count = matches.count,
                    .low_halves = matches.bytes});
    });
  });
}

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

Result<std::span<const LeafStatistics>> Searcher::leaf_statistics() {
  return catching([&]() -> Result<std::span<const LeafStatistics>> {
    RIFFLE_TRY(prepare_scores());
    return state_->leaf_statistics;
  });
}

Result<Explanation> Searcher::explain(std::uint32_t segment, DocId doc) {
  return catching([&]() -> Result<Explanation> {
    if (segment >= snapshot_->segments().size() || doc >= snapshot_->segments()[segment].reader->doc_count()) {
      return invalid_argument("no such document");
    }
    RIFFLE_TRY(prepare_scores());
    RIFFLE_TRY(bind_segment(segment));
    RIFFLE_TRY(state_->evaluator.bind());
    RIFFLE_TRY(state_->age.bind(state_->query.reader()));
    RIFFLE_TRY_ASSIGN(const double age_factor, state_->age.of(doc));
    Explanation explanation{bm25::kK1, bm25::kB, 0, state_->live_count, {}, age_factor};
    const CommitRecord& commit = snapshot_->commit();
    std::uint64_t tokens = 0;
    for (const SegmentEntry& entry : commit.segments) {
      for (const std::uint64_t field_tokens : entry.live_field_tokens) tokens += field_tokens;
    }
    if (state_->live_count > 0) {
      explanation.average_length = static_cast<double>(tokens) / static_cast<double>(state_->live_count);
    }
    const SegmentReader& reader = state_->query.reader();
    const auto low = static_cast<std::uint16_t>(doc);
    std::vector<std::size_t> scored;  // the leaves of the term scores
    const kernels::U16Array only{reinterpret_cast<const std::uint8_t*>(&low), 1};
    for (std::size_t i = 0; i < state_->plan.leaves.size(); ++i) {
      const ScoringLeaf& leaf = state_->plan.leaves[i];
      if (!reader.touch_norms(leaf.length_slot, doc, doc)) return reader.damage();
      const std::uint8_t length_byte = reader.norm(leaf.length_slot, doc);
      const LeafStatistics& statistics = state_->leaf_statistics[i];
      std::optional<std::uint32_t> frequency;
      const bool sound = state_->scorer.for_each_frequency(
          leaf, doc / kContainerDocs, only, [&](std::size_t /*place*/, std::uint32_t tf) { frequency = tf; });
      if (!sound) return state_->scorer.error();
      if (!frequency) continue;
      double score = statistics.weight;
      if (leaf.sort != LeafSort::kSet && state_->fields.is_used()) {
        score = 0;
        if (!state_->fields.add_leaf(i, doc / kContainerDocs, only, &score)) return state_->fields.error();
      } else if (leaf.sort != LeafSort::kSet) {
        score = state_->weights[leaf.length_slot].score(statistics.weight, *frequency, length_byte);
      }
      scored.push_back(i);
      explanation.term_scores.push_back({describe(*leaf.node), statistics.live_df, *frequency,
                                         decode_length(length_byte), statistics.idf, leaf.boost, score});
    }
    keep_best_ways(state_->plan.leaves, scored, explanation.term_scores);
    return explanation;
  });
}

}  // namespace riffle

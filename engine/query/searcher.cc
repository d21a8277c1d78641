#include "query/searcher.h"

#include <algorithm>
#include <utility>

#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/adjusted_search.h"
#include "query/field_weights.h"
#include "query/ranked_search.h"
#include "query/search_state.h"
#include "query/spelling.h"
#include "query/term_expansion.h"
#include "query/word_forms.h"
#include "storage/sentence_support.h"

namespace riffle {

namespace {

constexpr std::size_t kKeptEntries = 4'096;

/// kInvalidArgument when the plan asks for sentences that the index does not keep.
Status check_sentences(const Snapshot& snapshot, const Plan& plan) {
  const bool is_asked = std::any_of(plan.proximities.begin(), plan.proximities.end(),
                                    [](const PlanProximity& proximity) { return proximity.sentence_mark != kNoMark; });
  if (!is_asked) return {};
  RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(snapshot));
  if (marks != SentenceMarks::kNone) return {};
  return invalid_argument("the query asks for SENTENCE, and the index keeps no sentences; index anew with sentences");
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

Result<std::span<const LeafStatistics>> Searcher::leaf_statistics() {
  return catching([&]() -> Result<std::span<const LeafStatistics>> {
    RIFFLE_TRY(prepare_scores());
    return state_->leaf_statistics;
  });
}

}  // namespace riffle

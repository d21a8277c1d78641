#include "query/container_evaluator.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/try.h"
#include "query/threshold_counter.h"

namespace riffle {

namespace {

// Folds sets one by one, each result in the slot that the one before does not use.
class Fold {
 public:
  Fold(SlotStack& slots, ContainerSet start) : set_(start), outputs_{slots.push(), slots.push()} {}

  [[nodiscard]] const ContainerSet& set() const { return set_; }
  /// Where the next result may go.
  [[nodiscard]] std::uint8_t* output() const { return outputs_[0]; }
  /// The same for operations that may write over a bitset.
  [[nodiscard]] std::uint8_t* output_in_place() const {
    return set_.is_bitset() && set_.bytes == outputs_[1] ? outputs_[1] : outputs_[0];
  }
  void take(const ContainerSet& result) {
    set_ = result;
    if (set_.bytes == outputs_[0]) std::swap(outputs_[0], outputs_[1]);
  }
  /// Takes a copy, so that the slot of `result` may be released.
  void take_copy(const ContainerSet& result) {
    if (result.bytes == nullptr || result.bytes == set_.bytes) return take(result);
    std::memcpy(outputs_[0], result.bytes, result.is_array() ? 2u * result.count : kernels::kBitsetBytes);
    take({result.kind, result.count, outputs_[0]});
  }

 private:
  ContainerSet set_;
  std::array<std::uint8_t*, 2> outputs_;  // the second may hold set_
};

// REQUIRES: width is 1, 2, 4 or 8.
std::uint64_t largest_value(unsigned width) { return UINT64_MAX >> (64 - 8 * width); }

}  // namespace

Status ContainerEvaluator::bind() {
  error_.reset();
  columns_.clear();
  for (PhraseState& state : phrases_) {
    state.is_bound = false;
    state.known_key = UINT32_MAX;
  }
  proximities_.forget();
  return query_.open_lists();
}

Status ContainerEvaluator::bind_phrase(std::uint32_t phrase) {
  while (phrases_.size() <= phrase) phrases_.push_back({PhraseMatcher(query_, scratch_), {}, UINT32_MAX, false});
  if (phrases_[phrase].is_bound) return {};
  RIFFLE_TRY(phrases_[phrase].matcher.bind(phrase));
  phrases_[phrase].is_bound = true;
  return {};
}

ContainerSet ContainerEvaluator::fail(std::unexpected<Error> error) {
  if (!error_) error_ = std::move(error).error();
  return {};
}

// Of a part of the query.
bool ContainerEvaluator::count_work(std::uint32_t key) {
  const Status going = query_.meter().touch(query_.universe(key) / SegmentQuery::kContainersAtOnce);
  if (!going) fail(std::unexpected(going.error()));
  return going.has_value();
}

std::uint32_t ContainerEvaluator::next_key_of(NodeId id, std::uint32_t key) const {
  const BoundNode& node = query_.node(id);
  switch (node.kind) {
    case BoundNode::Kind::kNone: return kContainerDocs;
    case BoundNode::Kind::kList: return query_.list_of(node).next_key(key);
    case BoundNode::Kind::kAnd: return node.child_count > 0 ? next_key_of(query_.children(node)[0], key) : key;
    case BoundNode::Kind::kAtLeast:
    case BoundNode::Kind::kOr: {
      std::uint32_t next = kContainerDocs;
      for (const NodeId child : query_.children(node)) {
        next = std::min(next, next_key_of(child, key));
        if (next == key) break;
      }
      return next;
    }
    default: return key;
  }
}

bool ContainerEvaluator::is_plain(NodeId id) const {
  const BoundNode::Kind kind = query_.node(id).kind;
  return kind == BoundNode::Kind::kList || kind == BoundNode::Kind::kDeleted;
}

ContainerSet ContainerEvaluator::evaluate(NodeId id, std::uint32_t key, const ContainerSet& within) {
  // Once the query must stop, what is left of it is not looked at any more.
  if (within.is_empty() || !ok() || !count_work(key)) return {};
  const BoundNode& node = query_.node(id);
  switch (node.kind) {
    case BoundNode::Kind::kNone: return {};
    case BoundNode::Kind::kAll: return within;
    case BoundNode::Kind::kAnd: return evaluate_and(node, key, within);
    case BoundNode::Kind::kOr: return evaluate_or(node, key, within);
    case BoundNode::Kind::kAtLeast: return evaluate_at_least(node, key, within);
    case BoundNode::Kind::kPhrase: return evaluate_phrase(id, key, within);
    case BoundNode::Kind::kProximity: return evaluate_proximity(id, key, within);
    default: return evaluate_leaf(id, key, within);
  }
}

ContainerSet ContainerEvaluator::evaluate_leaf(NodeId id, std::uint32_t key, const ContainerSet& within) {
  const BoundNode& node = query_.node(id);
  std::uint8_t* output = scratch_.slots.push();
  ContainerSet set;
  switch (node.kind) {
    case BoundNode::Kind::kList: set = query_.list_of(node).container(key, scratch_.slots); break;
    case BoundNode::Kind::kSet:
      if (const Status going = query_.touch_set(node.index, key); !going) return fail(std::unexpected(going.error()));
      set = query_.set(node.index).container(key, scratch_.slots);
      break;
    case BoundNode::Kind::kDeleted: set = container_of(query_.segment().tombstone_view, key, scratch_.slots); break;
    case BoundNode::Kind::kDateRange: set = evaluate_dates(node, key); break;
    case BoundNode::Kind::kHasText: set = evaluate_has_text(node, key); break;
    default: set = evaluate_has_value(node, key); break;
  }
  return intersect(within, set, output);
}

ContainerSet ContainerEvaluator::evaluate_and(const BoundNode& node, std::uint32_t key, const ContainerSet& within) {
  SlotStack& slots = scratch_.slots;
  Fold fold(slots, within);
  for (const NodeId child : query_.children(node)) {
    const std::size_t mark = slots.mark();
    if (is_plain(child)) {
      const ContainerSet set = evaluate_leaf(child, key, ContainerSet::all());
      const bool keeps_slots = fold.set().is_all();
      fold.take(intersect(fold.set(), set, fold.output()));
      if (!keeps_slots) slots.release(mark);
    } else {
      fold.take_copy(evaluate(child, key, fold.set()));
      slots.release(mark);
    }
    if (fold.set().is_empty()) return {};
  }
  for (const NodeId child : query_.excluded(node)) {
    const std::size_t mark = slots.mark();
    const ContainerSet set = evaluate(child, key, is_plain(child) ? ContainerSet::all() : fold.set());
    fold.take(subtract(fold.set(), set, query_.universe(key), fold.output()));
    slots.release(mark);
    if (fold.set().is_empty()) return {};
  }
  return fold.set();
}

ContainerSet ContainerEvaluator::evaluate_or(const BoundNode& node, std::uint32_t key, const ContainerSet& within) {
  SlotStack& slots = scratch_.slots;
  Fold fold(slots, {});
  // Few candidates are better tested one child at a time; else the union is taken first.
  const bool narrows = within.is_array();
  for (const NodeId child : query_.children(node)) {
    const std::size_t mark = slots.mark();
    const ContainerSet set = evaluate(child, key, narrows || !is_plain(child) ? within : ContainerSet::all());
    const bool keeps_slots = fold.set().is_empty();
    fold.take(unite(fold.set(), set, fold.output_in_place()));
    if (!keeps_slots) slots.release(mark);
  }
  return narrows ? fold.set() : intersect(fold.set(), within, fold.output());
}

ContainerSet ContainerEvaluator::evaluate_at_least(const BoundNode& node, std::uint32_t key,
                                                   const ContainerSet& within) {
  SlotStack& slots = scratch_.slots;
  std::uint8_t* const output = slots.push();
  const std::uint32_t universe = query_.universe(key);
  ThresholdCounter counter(universe);
  for (const NodeId child : query_.children(node)) {
    if (const Status going = query_.meter().touch(universe / 2); !going) return fail(std::unexpected(going.error()));
    const std::size_t mark = slots.mark();
    const ContainerSet set = evaluate(child, key, within);
    counter.add(to_array(set, universe, scratch_.subset.get()));
    slots.release(mark);
  }
  return ok() ? counter.at_least(node.index, output) : ContainerSet{};
}

ContainerSet ContainerEvaluator::evaluate_phrase(NodeId id, std::uint32_t key, const ContainerSet& within) {
  const std::uint32_t phrase = query_.node(id).index;
  if (const Status bound = bind_phrase(phrase); !bound) return fail(std::unexpected(bound.error()));
  PhraseState& state = phrases_[phrase];
  state.known_key = UINT32_MAX;
  if (!state.matcher.match(key, within, state.matches)) return fail(state.matcher.error());
  if (query_.is_needed_by_root(id)) state.known_key = key;
  return set_of(state.matches);
}

ContainerSet ContainerEvaluator::evaluate_proximity(NodeId id, std::uint32_t key, const ContainerSet& within) {
  const PhraseMatches* found = nullptr;
  if (!proximities_.matches(query_.node(id).index, key, within, query_.is_needed_by_root(id), &found)) {
    return fail(proximities_.error());
  }
  return set_of(*found);
}

bool ContainerEvaluator::proximity_matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within,
                                           const PhraseMatches** out) {
  if (proximities_.known_matches(proximity, key, within, out)) return true;
  fail(proximities_.error());
  return false;
}

ContainerSet ContainerEvaluator::set_of(const PhraseMatches& matches) {
  const kernels::U16Array values = matches.values();
  std::uint8_t* slot = scratch_.slots.push();
  if (values.count > kMaxArray) return from_array(values, slot);
  // The matcher's own vector may be filled again before the set is used.
  if (values.count > 0) std::memcpy(slot, values.bytes, 2 * values.count);
  return ContainerSet::array(slot, values.count);
}

bool ContainerEvaluator::phrase_matches(std::uint32_t phrase, std::uint32_t key, const ContainerSet& within,
                                        const PhraseMatches** out) {
  if (const Status bound = bind_phrase(phrase); !bound) {
    fail(std::unexpected(bound.error()));
    return false;
  }
  PhraseState& state = phrases_[phrase];
  *out = &state.matches;
  if (state.known_key == key) return true;
  state.known_key = UINT32_MAX;
  if (state.matcher.match(key, within, state.matches)) return true;
  fail(state.matcher.error());
  return false;
}

std::uint32_t ContainerEvaluator::count_node(NodeId id, std::uint32_t key) {
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  const BoundNode& node = query_.node(id);
  std::uint32_t result = 0;
  if (node.kind == BoundNode::Kind::kAnd) {
    result = count_and(node, key);
  } else if (node.kind == BoundNode::Kind::kOr) {
    result = count_or(node, key);
  } else {
    result = riffle::count(evaluate(id, key, ContainerSet::all()), query_.universe(key));
  }
  slots.release(mark);
  return result;
}

// The last step counts instead of making a set.
std::uint32_t ContainerEvaluator::count_and(const BoundNode& node, std::uint32_t key) {
  const std::span<const NodeId> needed = query_.children(node);
  const std::span<const NodeId> excluded = query_.excluded(node);
  if (excluded.empty() && needed.size() <= kGatheredSets &&
      std::all_of(needed.begin(), needed.end(), [this](NodeId id) { return is_plain(id); })) {
    return count_lists(node, key);
  }
  const std::uint32_t universe = query_.universe(key);
  if (!excluded.empty()) {
    BoundNode rest = node;
    --rest.excluded_count;
    const ContainerSet kept = evaluate_and(rest, key, ContainerSet::all());
    if (kept.is_empty()) return 0;
    const NodeId last = excluded.back();
    const ContainerSet set = evaluate(last, key, is_plain(last) ? ContainerSet::all() : kept);
    return subtract_count(kept, set, universe);
  }
  return riffle::count(evaluate_and(node, key, ContainerSet::all()), universe);
}

// An And of lists: smallest container first; bitsets alone are counted in one pass.
std::uint32_t ContainerEvaluator::count_lists(const BoundNode& node, std::uint32_t key) {
  SlotStack& slots = scratch_.slots;
  const std::uint32_t universe = query_.universe(key);
  std::array<ContainerSet, kGatheredSets> sets;
  std::size_t count = 0;
  for (const NodeId child : query_.children(node)) {
    const ContainerSet set = evaluate_leaf(child, key, ContainerSet::all());
    if (set.is_empty()) return 0;
    std::size_t at = count++;
    for (; at > 0 && set.bound(universe) < sets[at - 1].bound(universe); --at) sets[at] = sets[at - 1];
    sets[at] = set;
  }
  if (count == 2) return intersect_count(sets[0], sets[1], universe);
  if (sets[0].is_bitset()) {
    std::array<const std::uint8_t*, kGatheredSets> bitsets;
    std::size_t bitset_count = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (sets[i].is_bitset()) bitsets[bitset_count++] = sets[i].bytes;
    }
    if (bitset_count == count) return static_cast<std::uint32_t>(kernels::and_count_many(bitsets.data(), count));
  }
  Fold fold(slots, sets[0]);
  for (std::size_t i = 1; i + 1 < count; ++i) {
    fold.take(intersect(fold.set(), sets[i], fold.output()));
    if (fold.set().is_empty()) return 0;
  }
  return intersect_count(fold.set(), sets[count - 1], universe);
}

std::uint32_t ContainerEvaluator::count_or(const BoundNode& node, std::uint32_t key) {
  SlotStack& slots = scratch_.slots;
  const std::uint32_t universe = query_.universe(key);
  std::array<ContainerSet, 2> held;  // sets that are not in the window yet
  std::size_t held_count = 0;
  std::uint8_t* window = nullptr;
  const auto add = [&window](const ContainerSet& set) {
    if (set.is_bitset()) {
      kernels::or_into(window, set.bytes, window);
    } else {
      kernels::set_bits(set.values(), window);
    }
  };
  for (const NodeId child : query_.children(node)) {
    const std::size_t mark = slots.mark();
    const ContainerSet set = evaluate(child, key, ContainerSet::all());
    if (set.is_all()) return universe;
    if (set.is_empty()) continue;
    if (window == nullptr && held_count < held.size()) {
      held[held_count++] = set;
      continue;
    }
    if (window == nullptr) {
      window = slots.push();
      std::memset(window, 0, kernels::kBitsetBytes);
      for (const ContainerSet& first : held) add(first);
      add(set);
    } else {
      add(set);
      slots.release(mark);
    }
  }
  if (window != nullptr) return static_cast<std::uint32_t>(kernels::popcount(window));
  if (held_count == 2) return unite_count(held[0], held[1], universe);
  return held_count == 1 ? riffle::count(held[0], universe) : 0;
}

const ColumnReader* ContainerEvaluator::column(std::uint32_t field) {
  for (const Column& known : columns_) {
    if (known.field == field) return &known.reader;
  }
  if (!query_.reader().section(SectionKind::kColumn, field).present()) return nullptr;
  Result<ColumnReader> opened = query_.reader().column(field);
  if (!opened) {
    fail(std::unexpected(std::move(opened).error()));
    return nullptr;
  }
  columns_.push_back({field, *opened});
  return &columns_.back().reader;
}

ContainerSet ContainerEvaluator::evaluate_dates(const BoundNode& node, std::uint32_t key) {
  const PlanNode& range = query_.plan().nodes[node.plan_node];
  const ColumnReader* values = column(node.index);
  if (values == nullptr || values->width() == 0) return {};
  const auto zone = values->zone(key);
  if (!zone) return fail(std::unexpected(zone.error()));
  if (!*zone || (*zone)->first > range.to || (*zone)->second < range.from) return {};
  if (range.to < values->base()) return {};
  // Stored value v means base + v - 1. Distances from the base fit 64 bits without a sign.
  const auto distance = [values](Date date) {
    return static_cast<std::uint64_t>(date) - static_cast<std::uint64_t>(values->base());
  };
  const std::uint64_t largest = largest_value(values->width());
  if (range.from > values->base() && distance(range.from) >= largest) return {};
  const std::uint64_t low = range.from > values->base() ? distance(range.from) + 1 : 1;
  const std::uint64_t high = std::min(distance(range.to), largest - 1) + 1;
  const std::uint32_t universe = query_.universe(key);
  const Result<const std::uint8_t*> bytes = values->values(key * kContainerDocs, universe);
  if (!bytes) return fail(std::unexpected(bytes.error()));
  std::uint8_t* slot = scratch_.slots.push();
  std::memset(slot, 0, kernels::kBitsetBytes);
  kernels::select_range(*bytes, values->width(), universe, low, high, slot);
  return ContainerSet::bitset(slot);
}

ContainerSet ContainerEvaluator::evaluate_has_text(const BoundNode& node, std::uint32_t key) {
  const SegmentReader& reader = query_.reader();
  const DocId first = key * kContainerDocs;
  const std::uint32_t universe = query_.universe(key);
  if (!reader.touch_norms(node.index, first, first + universe - 1)) return fail(reader.damage());
  const std::uint8_t* bytes =
      reader.section(SectionKind::kNorms).at(std::uint64_t{node.index} * reader.doc_count() + first);
  std::uint8_t* slot = scratch_.slots.push();
  std::memset(slot, 0, kernels::kBitsetBytes);
  // A length byte is 0 for length 0 only.
  kernels::select_range(bytes, 1, universe, 1, UINT8_MAX, slot);
  return ContainerSet::bitset(slot);
}

ContainerSet ContainerEvaluator::evaluate_has_value(const BoundNode& node, std::uint32_t key) {
  const ColumnReader* values = column(node.index);
  if (values == nullptr || values->width() == 0) return {};
  const std::uint32_t universe = query_.universe(key);
  const Result<const std::uint8_t*> bytes = values->values(key * kContainerDocs, universe);
  if (!bytes) return fail(std::unexpected(bytes.error()));
  std::uint8_t* slot = scratch_.slots.push();
  std::memset(slot, 0, kernels::kBitsetBytes);
  kernels::select_range(*bytes, values->width(), universe, 1, largest_value(values->width()), slot);
  return ContainerSet::bitset(slot);
}

}  // namespace riffle

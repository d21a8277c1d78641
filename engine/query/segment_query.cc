#include "query/segment_query.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/try.h"
#include "format/pair_scan.h"
#include "query/term_expansion.h"

namespace riffle {

Status SegmentQuery::look_up(const Plan& plan, const SegmentReader& reader, std::span<TermEntry> entries) {
  RIFFLE_TRY(reader.find_terms(plan.terms, entries.first(plan.terms.size())));
  for (std::size_t i = 0; i < plan.terms.size(); ++i) {
    if (plan.terms[i].space == kClassSpace) RIFFLE_TRY(reader.resolve_class(plan.terms[i].term, entries[i]));
  }
  if (plan.phrases.empty() && plan.proximities.empty()) return {};
  RIFFLE_TRY(look_up_pairs(plan, reader, entries));
  for (const TermEntry& entry : entries.first(plan.terms.size())) {
    if (entry.df > 0) prefetch_positions(reader, entry);
  }
  return {};
}

// Only pairs of frequent words have entries.
Status SegmentQuery::look_up_pairs(const Plan& plan, const SegmentReader& reader, std::span<TermEntry> entries) {
  const std::span<TermEntry> pairs = entries.subspan(plan.terms.size());
  std::fill(pairs.begin(), pairs.end(), TermEntry{});
  if (!reader.has_pairs()) return {};
  std::vector<std::size_t> wanted;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plan.pairs.size(); ++i) {
    const auto [first, second] = plan.pairs[i];
    if (entries[first].df == 0 || entries[first].kind != TermEntry::Kind::kLongTokenSpace) continue;
    if (entries[second].df == 0 || entries[second].kind != TermEntry::Kind::kLongTokenSpace) continue;
    wanted.push_back(i);
    names.push_back(pair_term(plan.terms[first].term, plan.terms[second].term));
  }
  if (wanted.empty()) return {};
  std::vector<TermKey> keys;
  keys.reserve(names.size());
  for (const std::string& name : names) keys.push_back({kPairSpace, name});
  std::vector<TermEntry> found(keys.size());
  RIFFLE_TRY(reader.find_terms(keys, found));
  for (std::size_t i = 0; i < wanted.size(); ++i) pairs[wanted[i]] = found[i];
  return {};
}

Status SegmentQuery::bind(const Plan& plan, const LiveSegment& segment, std::span<const TermEntry> entries) {
  plan_ = &plan;
  segment_ = &segment;
  doc_count_ = segment.reader->doc_count();
  nodes_.clear();
  children_.clear();
  pending_.clear();
  sets_.clear();
  meter_.begin_segment();
  sets_.resize(plan.sets.size());
  has_pairs_ = segment.reader->has_pairs();
  if (terms_.size() < plan.entry_count()) terms_.resize(plan.entry_count());
  for (std::size_t i = 0; i < plan.entry_count(); ++i) {
    terms_[i].bind(*segment.reader, entries[i].df == 0 ? nullptr : &entries[i]);
  }
  push({});
  push({.kind = BoundNode::Kind::kAll, .estimate = doc_count_});
  root_ = doc_count_ == 0 ? kNoneId : bind_node(plan.root);
  if (root_ != kNoneId && segment.tombstone_view.container_count() > 0) exclude_deleted();
  return {};
}

Status SegmentQuery::open_lists() {
  for (const BoundNode& node : nodes_) {
    if (node.kind == BoundNode::Kind::kList) RIFFLE_TRY(terms_[node.index].open_list());
    if (node.kind == BoundNode::Kind::kSet) RIFFLE_TRY(open_set(node.index));
  }
  return {};
}

Status SegmentQuery::open_set(std::uint32_t index) {
  if (sets_[index]) return {};
  RIFFLE_TRY_ASSIGN(sets_[index], unite_terms(*segment_->reader, plan_->sets[index], meter_));
  return {};
}

bool SegmentQuery::is_needed_by_root(NodeId id) const {
  if (id == root_) return true;
  if (nodes_[root_].kind != BoundNode::Kind::kAnd) return false;
  const std::span<const NodeId> needed = children(nodes_[root_]);
  return std::find(needed.begin(), needed.end(), id) != needed.end();
}

NodeId SegmentQuery::push(const BoundNode& node) {
  nodes_.push_back(node);
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId SegmentQuery::bind_node(std::uint32_t plan_node) {
  const PlanNode& node = plan_->nodes[plan_node];
  const std::span<const std::uint32_t> plan_children{plan_->children.data() + node.first_child, node.child_count};
  switch (node.kind) {
    case PlanNode::Kind::kNone: return kNoneId;
    case PlanNode::Kind::kAll: return kAllId;
    case PlanNode::Kind::kTerm: return bind_list(node.index);
    case PlanNode::Kind::kPhrase: return bind_phrase(node.index);
    case PlanNode::Kind::kProximity: return bind_proximity(node.index);
    case PlanNode::Kind::kSet:
      return push({.kind = BoundNode::Kind::kSet, .index = node.index, .estimate = doc_count_});
    case PlanNode::Kind::kDateRange:
      return push(
          {.kind = BoundNode::Kind::kDateRange, .index = node.index, .plan_node = plan_node, .estimate = doc_count_});
    case PlanNode::Kind::kHasText:
      return push({.kind = BoundNode::Kind::kHasText, .index = node.index, .estimate = doc_count_});
    case PlanNode::Kind::kHasValue:
      return push({.kind = BoundNode::Kind::kHasValue, .index = node.index, .estimate = doc_count_});
    case PlanNode::Kind::kAnd: return bind_and(plan_children);
    case PlanNode::Kind::kOr: return bind_or(plan_children);
    case PlanNode::Kind::kAtLeast: return bind_at_least(node);
    case PlanNode::Kind::kNot: {
      const std::uint32_t self[] = {plan_node};
      return bind_and(self);
    }
  }
  return kNoneId;
}

NodeId SegmentQuery::bind_list(std::uint32_t term) {
  if (!terms_[term].is_present()) return kNoneId;
  return push({.kind = BoundNode::Kind::kList, .index = term, .estimate = terms_[term].df()});
}

BoundTerm* SegmentQuery::list_of_leaf(const ScoringLeaf& leaf) {
  if (leaf.sort == LeafSort::kTerm) return &terms_[leaf.index];
  if (leaf.sort != LeafSort::kPhrase) return nullptr;
  const PlanPhrase& phrase = plan_->phrases[leaf.index];
  return phrase.is_pair && is_listed(plan_->pairs[phrase.first_pair]) ? &pairs_of(phrase).front() : nullptr;
}

bool SegmentQuery::lacks(const PlanPhrase& phrase) const {
  for (std::uint32_t i = 0; i < phrase.slot_count; ++i) {
    if (!terms_[plan_->slots[phrase.first_slot + i].term].is_present()) return true;
  }
  for (std::uint32_t i = 0; i < phrase.pair_count; ++i) {
    const std::size_t pair = phrase.first_pair + i;
    if (is_listed(plan_->pairs[pair]) && !terms_[plan_->terms.size() + pair].is_present()) return true;
  }
  return false;
}

// The documents of its pairs are needed first: the phrase is tested in what they leave.
NodeId SegmentQuery::bind_phrase(std::uint32_t phrase) {
  const PlanPhrase& description = plan_->phrases[phrase];
  if (lacks(description)) return kNoneId;
  const std::size_t base = pending_.size();
  std::uint64_t estimate = doc_count_;
  for (std::uint32_t i = 0; i < description.slot_count; ++i) {
    estimate = std::min<std::uint64_t>(estimate, terms_[plan_->slots[description.first_slot + i].term].df());
  }
  for (std::uint32_t i = 0; i < description.pair_count; ++i) {
    const std::uint32_t pair = description.first_pair + i;
    if (!is_listed(plan_->pairs[pair])) continue;
    pending_.push_back(bind_list(static_cast<std::uint32_t>(plan_->terms.size()) + pair));
    estimate = std::min(estimate, nodes_[pending_.back()].estimate);
  }
  if (!description.is_pair || pending_.size() == base) {
    pending_.push_back(push({.kind = BoundNode::Kind::kPhrase, .index = phrase, .estimate = estimate}));
  }
  return finish_and(base, pending_.size() - base);
}

NodeId SegmentQuery::bind_proximity(std::uint32_t proximity) {
  const PlanProximity& description = plan_->proximities[proximity];
  std::uint64_t estimate = doc_count_;
  // Of an item that is always behind one of others these need not be there.
  const std::uint32_t last_item = description.first_item + description.item_count - 1;
  const std::uint32_t first = description.is_always_behind ? plan_->proximity_items[last_item].first_slot : 0;
  for (std::uint32_t i = first; i < description.slot_count; ++i) {
    const PlanSlot& slot = plan_->proximity_slots[description.first_slot + i];
    std::uint64_t sum = 0;
    for (std::uint32_t k = 0; k < slot.term_count; ++k) {
      const BoundTerm& term = terms_[plan_->proximity_terms[description.first_term + slot.first_term + k]];
      sum += term.is_present() ? term.df() : 0;
    }
    if (sum == 0) return kNoneId;
    estimate = std::min(estimate, sum);
  }
  return push({.kind = BoundNode::Kind::kProximity, .index = proximity, .estimate = estimate});
}

NodeId SegmentQuery::bind_and(std::span<const std::uint32_t> plan_children) {
  const std::size_t base = pending_.size();
  for (const std::uint32_t child : plan_children) {
    if (plan_->nodes[child].kind == PlanNode::Kind::kNot) continue;
    const NodeId id = bind_node(child);
    if (id == kNoneId) {
      pending_.resize(base);
      return kNoneId;
    }
    const BoundNode& bound = nodes_[id];
    if (plan_->nodes[child].kind == PlanNode::Kind::kPhrase && bound.kind == BoundNode::Kind::kAnd) {
      // The phrase stays where the root can see it, and its pairs go where they are cheapest.
      const auto first = children_.begin() + bound.first_child;
      pending_.insert(pending_.end(), first, first + bound.child_count);
    } else if (id != kAllId) {
      pending_.push_back(id);
    }
  }
  const std::size_t needed_count = pending_.size() - base;
  for (const std::uint32_t child : plan_children) {
    const PlanNode& node = plan_->nodes[child];
    if (node.kind != PlanNode::Kind::kNot) continue;
    const NodeId id = bind_node(plan_->children[node.first_child]);
    if (id == kAllId) {
      pending_.resize(base);
      return kNoneId;
    }
    if (id != kNoneId) pending_.push_back(id);
  }
  return finish_and(base, needed_count);
}

// The children are pending_[base, end); the first `needed_count` must match, the others must not.
NodeId SegmentQuery::finish_and(std::size_t base, std::size_t needed_count) {
  const std::size_t total = pending_.size() - base;
  if (total == 0) return kAllId;
  if (total == 1 && needed_count == 1) {
    const NodeId only = pending_.back();
    pending_.resize(base);
    return only;
  }
  const auto begin = pending_.begin() + static_cast<std::ptrdiff_t>(base);
  const auto middle = begin + static_cast<std::ptrdiff_t>(needed_count);
  const auto cheaper = [this](NodeId a, NodeId b) {
    return std::tuple(cost_class(a), nodes_[a].estimate, a) < std::tuple(cost_class(b), nodes_[b].estimate, b);
  };
  std::sort(begin, middle, cheaper);
  std::sort(middle, pending_.end(), cheaper);
  BoundNode node{.kind = BoundNode::Kind::kAnd,
                 .first_child = static_cast<std::uint32_t>(children_.size()),
                 .child_count = static_cast<std::uint32_t>(needed_count),
                 .excluded_count = static_cast<std::uint32_t>(total - needed_count),
                 .estimate = doc_count_};
  for (auto child = begin; child != middle; ++child) {
    node.estimate = std::min(node.estimate, nodes_[*child].estimate);
  }
  children_.insert(children_.end(), begin, pending_.end());
  pending_.resize(base);
  return push(node);
}

NodeId SegmentQuery::bind_or(std::span<const std::uint32_t> plan_children) {
  const std::size_t base = pending_.size();
  std::uint64_t estimate = 0;
  for (const std::uint32_t child : plan_children) {
    const NodeId id = bind_node(child);
    if (id == kNoneId) continue;
    if (id == kAllId) {
      pending_.resize(base);
      return kAllId;
    }
    pending_.push_back(id);
    estimate = std::min<std::uint64_t>(doc_count_, estimate + nodes_[id].estimate);
  }
  const std::size_t total = pending_.size() - base;
  if (total <= 1) {
    const NodeId only = total == 0 ? kNoneId : pending_.back();
    pending_.resize(base);
    return only;
  }
  const auto first_child = static_cast<std::uint32_t>(children_.size());
  children_.insert(children_.end(), pending_.begin() + static_cast<std::ptrdiff_t>(base), pending_.end());
  pending_.resize(base);
  return push({.kind = BoundNode::Kind::kOr,
               .first_child = first_child,
               .child_count = static_cast<std::uint32_t>(total),
               .estimate = estimate});
}

// Children that match nothing or everything here leave fewer to count.
NodeId SegmentQuery::bind_at_least(const PlanNode& node) {
  const std::size_t base = pending_.size();
  std::uint32_t wanted = node.index;
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < node.child_count; ++i) {
    const NodeId id = bind_node(plan_->children[node.first_child + i]);
    if (id == kNoneId) continue;
    if (id == kAllId) {
      wanted -= wanted > 0 ? 1 : 0;
      continue;
    }
    pending_.push_back(id);
    sum += nodes_[id].estimate;
  }
  const auto left = static_cast<std::uint32_t>(pending_.size() - base);
  if (wanted == 0 || wanted > left) {
    pending_.resize(base);
    return wanted == 0 ? kAllId : kNoneId;
  }
  if (wanted == left) return finish_and(base, left);
  const auto first_child = static_cast<std::uint32_t>(children_.size());
  children_.insert(children_.end(), pending_.begin() + static_cast<std::ptrdiff_t>(base), pending_.end());
  pending_.resize(base);
  return push({.kind = wanted == 1 ? BoundNode::Kind::kOr : BoundNode::Kind::kAtLeast,
               .index = wanted,
               .first_child = first_child,
               .child_count = left,
               .estimate = std::min<std::uint64_t>(doc_count_, sum / wanted)});
}

void SegmentQuery::exclude_deleted() {
  const NodeId deleted = push({.kind = BoundNode::Kind::kDeleted, .estimate = segment_->tombstones.size()});
  const BoundNode& root = nodes_[root_];
  // Parts that turned out to match nothing may have left children behind those of the root.
  const bool ends_children = root.first_child + root.child_count + root.excluded_count == children_.size();
  if (root.kind == BoundNode::Kind::kAnd && ends_children) {
    children_.push_back(deleted);
    ++nodes_[root_].excluded_count;
    return;
  }
  const std::size_t base = pending_.size();
  const std::size_t needed_count = root_ == kAllId ? 0 : 1;
  if (needed_count == 1) pending_.push_back(root_);
  pending_.push_back(deleted);
  root_ = finish_and(base, needed_count);
}

// Lists first, then what is built from them, then columns, then what needs positions: those of phrases, of which the
// rarest word leads, before those of distances, which read all their words in every document.
unsigned SegmentQuery::cost_class(NodeId id) const {
  switch (nodes_[id].kind) {
    case BoundNode::Kind::kList:
    case BoundNode::Kind::kDeleted: return 0;
    case BoundNode::Kind::kPhrase: return 3;
    case BoundNode::Kind::kProximity: return 4;
    case BoundNode::Kind::kDateRange:
    case BoundNode::Kind::kHasText:
    case BoundNode::Kind::kHasValue: return 2;
    case BoundNode::Kind::kOr: {
      unsigned most = 1;
      for (const NodeId child : children(nodes_[id])) most = std::max(most, cost_class(child));
      return most;
    }
    default: return 1;
  }
}

}  // namespace riffle

#include "query/plan.h"

#include <algorithm>
#include <optional>

#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "format/sentence_mark.h"
#include "query/number_range.h"

namespace riffle {

namespace {

// A level of parentheses in query text can make an And, an Or and a Not.
constexpr std::size_t kTreeDepth = 4 * limits::kQueryDepth;
constexpr std::size_t kSharedTermScan = 64;
constexpr std::size_t kMostProbes = std::size_t{1} << 16;

template <typename Number>
std::uint32_t narrow(Number number) {
  return static_cast<std::uint32_t>(number);
}

bool is_same(const PlanSet& a, const PlanSet& b) {
  return a.space == b.space && a.text_field == b.text_field && a.node->pattern == b.node->pattern &&
         a.node->terms == b.node->terms && a.node->kind == b.node->kind;
}

class Planner {
 public:
  Planner(const Schema& schema, Plan& plan)
      : schema_(schema), plan_(plan), text_field_count_(schema.text_field_count()) {}

  Result<std::uint32_t> add(const QueryNode& node, std::size_t depth, bool scores) {
    if (depth > kTreeDepth) return make_error(ErrorCode::kResourceLimit, "the query is nested too deeply");
    switch (node.kind) {
      case QueryNode::Kind::kNone: return push({});
      case QueryNode::Kind::kAll: return push({.kind = PlanNode::Kind::kAll});
      case QueryNode::Kind::kTerm:
        RIFFLE_TRY(count_leaf());
        return node.class_name.empty() ? add_term(node, node.term, scores) : add_class(node, scores);
      case QueryNode::Kind::kProximity: RIFFLE_TRY(count_leaf()); return add_proximity(node, scores && !node.is_silent);
      case QueryNode::Kind::kPattern:
      case QueryNode::Kind::kTermSet: RIFFLE_TRY(count_leaf()); return add_set(node, scores);
      case QueryNode::Kind::kPhrase: RIFFLE_TRY(count_leaf()); return add_phrase(node, scores && !node.is_silent);
      case QueryNode::Kind::kDateRange: RIFFLE_TRY(count_leaf()); return add_date_range(node);
      case QueryNode::Kind::kNumberRange: RIFFLE_TRY(count_leaf()); return add_number_range(node);
      case QueryNode::Kind::kExists: RIFFLE_TRY(count_leaf()); return add_exists(node);
      case QueryNode::Kind::kAnd: return add_inner(PlanNode::Kind::kAnd, node, depth, scores);
      case QueryNode::Kind::kOr: return add_inner(PlanNode::Kind::kOr, node, depth, scores);
      case QueryNode::Kind::kAtLeast: return add_inner(PlanNode::Kind::kAtLeast, node, depth, scores);
      case QueryNode::Kind::kNot: return add_inner(PlanNode::Kind::kNot, node, depth, false);
    }
    return push({});
  }

 private:
  std::uint32_t push(const PlanNode& node) {
    plan_.nodes.push_back(node);
    return static_cast<std::uint32_t>(plan_.nodes.size() - 1);
  }

  Status count_leaf() {
    if (++leaf_count_ <= limits::kQueryLeaves) return {};
    return make_error(ErrorCode::kResourceLimit,
                      "the query has more than " + std::to_string(limits::kQueryLeaves) + " terms");
  }

  // Text field number of field `field`.
  std::uint32_t text_number(std::uint32_t field) const {
    std::uint32_t number = 0;
    for (std::uint32_t f = 0; f < field; ++f) number += schema_.fields[f].type == FieldType::kText ? 1 : 0;
    return number;
  }

  std::uint32_t term_index(TermSpace space, std::string_view term) {
    const std::size_t known = std::min(plan_.terms.size(), kSharedTermScan);
    for (std::size_t i = 0; i < known; ++i) {
      if (plan_.terms[i].space == space && plan_.terms[i].term == term) return static_cast<std::uint32_t>(i);
    }
    plan_.terms.push_back({space, term});
    return static_cast<std::uint32_t>(plan_.terms.size() - 1);
  }

  // The text field that positions must lie in; nullopt when there is no such text field.
  std::optional<std::uint32_t> scope(const FieldName& name) const {
    if (name.empty()) return kAnyTextField;
    const std::optional<std::uint32_t> field = schema_.find(name);
    if (!field || schema_.fields[*field].type != FieldType::kText) return std::nullopt;
    return text_field_count_ == 1 ? kAnyTextField : text_number(*field);
  }

  std::uint32_t add_term(const QueryNode& node, std::string_view term, bool scores) {
    if (!node.field.empty()) {
      const std::optional<std::uint32_t> field = schema_.find(node.field);
      if (!field) return push({});
      const FieldType type = schema_.fields[*field].type;
      if (type == FieldType::kId || type == FieldType::kKeyword) {
        const auto space = static_cast<TermSpace>(*field + 1);
        return push({.kind = PlanNode::Kind::kTerm, .index = term_index(space, term)});
      }
    }
    const std::optional<std::uint32_t> text_field = scope(node.field);
    if (!text_field) return push({});
    const std::uint32_t index = term_index(kTextSpace, term);
    if (*text_field != kAnyTextField) {
      plan_.slots.push_back({index, 0});
      return finish_phrase(node, 1, *text_field, scores);
    }
    if (scores) plan_.leaves.push_back({LeafSort::kTerm, index, 0, &node, node.boost, node.blend, node.word, node.way});
    return push({.kind = PlanNode::Kind::kTerm, .index = index});
  }

  // In one of several text fields a class stands for nothing here: resolve_word_forms() has put its forms in place.
  std::uint32_t add_class(const QueryNode& node, bool scores) {
    if (scope(node.field) != kAnyTextField) return push({});
    const std::uint32_t index = term_index(kClassSpace, node.class_name);
    if (scores) plan_.leaves.push_back({LeafSort::kTerm, index, 0, &node, node.boost, node.blend, node.word, node.way});
    return push({.kind = PlanNode::Kind::kTerm, .index = index});
  }

  Result<std::uint32_t> add_phrase(const QueryNode& node, bool scores) {
    if (node.phrase.empty()) return push({});
    if (node.phrase.size() == 1) return add_term(node, node.phrase[0].term, scores);
    if (node.phrase.size() > limits::kPhraseTerms) {
      return make_error(ErrorCode::kResourceLimit,
                        "a phrase has more than " + std::to_string(limits::kPhraseTerms) + " terms");
    }
    const std::optional<std::uint32_t> text_field = scope(node.field);
    if (!text_field) return push({});
    std::uint32_t first = UINT32_MAX;
    for (const PhraseTerm& term : node.phrase) first = std::min(first, term.position);
    for (const PhraseTerm& term : node.phrase) {
      plan_.slots.push_back({term_index(kTextSpace, term.term), term.position - first});
    }
    return finish_phrase(node, static_cast<std::uint32_t>(node.phrase.size()), *text_field, scores);
  }

  // The last `slot_count` slots become a phrase.
  std::uint32_t finish_phrase(const QueryNode& node, std::uint32_t slot_count, std::uint32_t text_field, bool scores) {
    const auto first_slot = static_cast<std::uint32_t>(plan_.slots.size() - slot_count);
    std::vector<std::uint32_t>& offsets = offsets_;
    offsets.clear();
    for (std::uint32_t i = 0; i < slot_count; ++i) offsets.push_back(plan_.slots[first_slot + i].offset);
    std::sort(offsets.begin(), offsets.end());
    bool has_holes = false;
    for (std::uint32_t i = 1; i < slot_count; ++i) has_holes |= offsets[i] - offsets[i - 1] > 1;
    const auto index = static_cast<std::uint32_t>(plan_.phrases.size());
    PlanPhrase phrase{.first_slot = first_slot,
                      .slot_count = slot_count,
                      .last_offset = offsets.back(),
                      .text_field = text_field,
                      .first_pair = narrow(plan_.pairs.size()),
                      .has_holes = has_holes};
    for (std::uint32_t i = 1; i < slot_count; ++i) {
      const PhraseSlot& before = plan_.slots[first_slot + i - 1];
      const PhraseSlot& slot = plan_.slots[first_slot + i];
      if (slot.offset != before.offset + 1) continue;
      plan_.pairs.push_back({before.term, slot.term});
      ++phrase.pair_count;
    }
    phrase.is_pair = phrase.pair_count == 1 && slot_count == 2 && text_field == kAnyTextField;
    plan_.phrases.push_back(phrase);
    if (scores) {
      const std::uint32_t length_slot = text_field == kAnyTextField ? 0 : text_field + 1;
      plan_.leaves.push_back(
          {LeafSort::kPhrase, index, length_slot, &node, node.boost, node.blend, node.word, node.way});
    }
    return push({.kind = PlanNode::Kind::kPhrase, .index = index});
  }

  std::uint32_t add_proximity(const QueryNode& node, bool scores) {
    const std::optional<std::uint32_t> text_field = scope(node.field);
    if (!text_field) return push({});
    PlanProximity proximity{.first_term = narrow(plan_.proximity_terms.size()),
                            .first_slot = narrow(plan_.proximity_slots.size()),
                            .first_item = narrow(plan_.proximity_items.size()),
                            .item_count = narrow(node.items.size()),
                            .first_link = narrow(plan_.links.size()),
                            .slop = node.slop,
                            .text_field = *text_field,
                            .is_always_behind = node.is_always_behind};
    std::vector<const ProximitySlot*> words;
    for (const ProximityItem& item : node.items) {
      plan_.proximity_items.push_back({proximity.slot_count, narrow(item.slots.size()), item.is_anchored});
      for (const ProximitySlot& slot : item.slots) {
        if (slot.terms.empty()) return push({});
        const auto known = std::find_if(words.begin(), words.end(), [&](const ProximitySlot* word) {
          return word->terms == slot.terms && word->pattern == slot.pattern;
        });
        plan_.proximity_slots.push_back({proximity.term_count, narrow(slot.terms.size()),
                                         slot.position - item.slots.front().position, narrow(known - words.begin())});
        if (known == words.end()) words.push_back(&slot);
        for (const std::string& term : slot.terms) plan_.proximity_terms.push_back(term_index(kTextSpace, term));
        proximity.term_count += narrow(slot.terms.size());
        ++proximity.slot_count;
      }
    }
    plan_.links.insert(plan_.links.end(), node.links.begin(), node.links.end());
    if (has_sentence(node)) proximity.sentence_mark = term_index(kTextSpace, kSentenceMark);
    const std::uint32_t index = narrow(plan_.proximities.size());
    plan_.proximities.push_back(proximity);
    const std::uint32_t length_slot = *text_field == kAnyTextField ? 0 : *text_field + 1;
    if (scores && !node.is_always_behind)
      plan_.leaves.push_back({LeafSort::kProximity, index, length_slot, &node, node.boost, 0, node.word, node.way});
    return push({.kind = PlanNode::Kind::kProximity, .index = index});
  }

  Result<std::uint32_t> add_set(const QueryNode& node, bool scores) {
    PlanSet set{.node = &node};
    const std::optional<std::uint32_t> field = node.field.empty() ? std::nullopt : schema_.find(node.field);
    if (!node.field.empty() && !field) return push({});
    if (field &&
        (schema_.fields[*field].type == FieldType::kId || schema_.fields[*field].type == FieldType::kKeyword)) {
      set.space = static_cast<TermSpace>(*field + 1);
    } else {
      const std::optional<std::uint32_t> text_field = scope(node.field);
      if (!text_field) return push({});
      set.text_field = *text_field;
    }
    std::size_t index = 0;
    while (index < plan_.sets.size() && !is_same(plan_.sets[index], set)) ++index;
    if (index == plan_.sets.size()) plan_.sets.push_back(set);
    if (index >= limits::kQueryPatterns) {
      return make_error(ErrorCode::kResourceLimit,
                        "the query holds more than " + std::to_string(limits::kQueryPatterns) + " patterns and lists");
    }
    const auto number = static_cast<std::uint32_t>(index);
    if (scores && set.space == kTextSpace) plan_.leaves.push_back({LeafSort::kSet, number, 0, &node, node.boost});
    return push({.kind = PlanNode::Kind::kSet, .index = number});
  }

  std::uint32_t add_date_range(const QueryNode& node) {
    const std::optional<std::uint32_t> field = node.field.empty() ? schema_.date_field() : schema_.find(node.field);
    if (!field || schema_.fields[*field].type != FieldType::kDate || node.date_from > node.date_to) return push({});
    return push({.kind = PlanNode::Kind::kDateRange, .index = *field, .from = node.date_from, .to = node.date_to});
  }

  // The same condition on a column as a range of dates.
  std::uint32_t add_number_range(const QueryNode& node) {
    const std::optional<std::uint32_t> field = schema_.find(node.field);
    if (!field) return push({});
    const FieldType type = schema_.fields[*field].type;
    if (type != FieldType::kInt64 && type != FieldType::kFloat64) return push({});
    const auto range = column_range(node.number_from, node.number_to, type == FieldType::kFloat64);
    if (!range) return push({});
    return push({.kind = PlanNode::Kind::kDateRange, .index = *field, .from = range->first, .to = range->second});
  }

  std::uint32_t add_exists(const QueryNode& node) {
    if (node.field.empty()) return push({.kind = PlanNode::Kind::kHasText, .index = 0});
    const std::optional<std::uint32_t> field = schema_.find(node.field);
    if (!field) return push({});
    switch (schema_.fields[*field].type) {
      case FieldType::kText: return push({.kind = PlanNode::Kind::kHasText, .index = text_number(*field) + 1});
      case FieldType::kId:
      case FieldType::kKeyword:
      case FieldType::kDate:
      case FieldType::kInt64:
      case FieldType::kFloat64: return push({.kind = PlanNode::Kind::kHasValue, .index = *field});
      case FieldType::kStored: break;
    }
    return push({});
  }

  Result<std::uint32_t> add_inner(PlanNode::Kind kind, const QueryNode& node, std::size_t depth, bool scores) {
    if (node.children.empty()) return push({});
    // Children lie together, so they are gathered aside while their own children are being added.
    const std::size_t base = pending_.size();
    for (const QueryNodePtr& child : node.children) {
      RIFFLE_TRY_ASSIGN(const std::uint32_t id, add(*child, depth + 1, scores));
      pending_.push_back(id);
    }
    const auto first = static_cast<std::uint32_t>(plan_.children.size());
    const auto count = static_cast<std::uint32_t>(kind == PlanNode::Kind::kNot ? 1 : node.children.size());
    plan_.children.insert(plan_.children.end(), pending_.begin() + static_cast<std::ptrdiff_t>(base),
                          pending_.begin() + static_cast<std::ptrdiff_t>(base + count));
    pending_.resize(base);
    return push({.kind = kind, .index = node.minimum, .first_child = first, .child_count = count});
  }

  const Schema& schema_;
  Plan& plan_;
  std::uint32_t text_field_count_;
  std::size_t leaf_count_ = 0;
  std::vector<std::uint32_t> pending_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace

void Plan::clear() {
  terms.clear();
  slots.clear();
  phrases.clear();
  pairs.clear();
  sets.clear();
  proximities.clear();
  proximity_items.clear();
  proximity_slots.clear();
  proximity_terms.clear();
  links.clear();
  nodes.clear();
  children.clear();
  leaves.clear();
  probes.clear();
  root = 0;
}

Status make_plan(const Schema& schema, const QueryNode& query, Plan& plan) {
  plan.clear();
  RIFFLE_TRY(check_tree_limits(query));
  RIFFLE_TRY_ASSIGN(plan.root, Planner(schema, plan).add(query, 0, true));
  return {};
}

Status add_probes(const Schema& schema, std::uint32_t leaf, std::uint32_t text_field, const QueryNode& scoped,
                  Plan& plan) {
  RIFFLE_TRY_ASSIGN(const std::uint32_t root, Planner(schema, plan).add(scoped, 0, false));
  std::vector<std::uint32_t> open = {root};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const PlanNode node = plan.nodes[open[i]];
    for (std::uint32_t child = 0; child < node.child_count; ++child) {
      open.push_back(plan.children[node.first_child + child]);
    }
    const bool is_phrase = node.kind == PlanNode::Kind::kPhrase;
    if (!is_phrase && node.kind != PlanNode::Kind::kProximity) continue;
    if (plan.probes.size() >= kMostProbes) {
      return make_error(ErrorCode::kResourceLimit, "the query has too many words for weights of fields");
    }
    plan.probes.push_back({.sort = is_phrase ? LeafSort::kPhrase : LeafSort::kProximity,
                           .index = node.index,
                           .text_field = text_field,
                           .leaf = leaf});
  }
  return {};
}

}  // namespace riffle

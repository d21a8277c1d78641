#include "query/query_near.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace riffle {
namespace {

using NodeKind = QueryNode::Kind;

/// Of an alternative at the left with one at the right.
constexpr std::size_t kMostPairs = 16;

const FieldName& field_of(const QueryNode& node) {
  return node.kind == NodeKind::kOr ? node.children.front()->field : node.field;
}

double boost_of(const QueryNode& node) {
  return node.kind == NodeKind::kOr ? node.children.front()->boost : node.boost;
}

/// Words of one field with one boost. Synonyms do not count beside what was typed.
std::optional<std::vector<ProximityItem>> items_of_words(const QueryNode& node) {
  ProximitySlot slot;
  const bool has_typed = !node.children.front()->is_synonym;
  for (const QueryNodePtr& child : node.children) {
    if (has_typed && child->is_synonym) continue;
    const bool is_alike = child->kind == NodeKind::kTerm && child->field == field_of(node) && child->blend == 0 &&
                          child->boost == boost_of(node);
    if (!is_alike) return std::nullopt;
    if (std::find(slot.terms.begin(), slot.terms.end(), child->term) == slot.terms.end()) {
      slot.terms.push_back(child->term);
    }
  }
  return std::vector<ProximityItem>{{.slots = {std::move(slot)}}};
}

/// What any of may stand beside NEAR. Synonyms do not count beside what was typed.
std::vector<QueryNodePtr> alternatives(const QueryNode& any) {
  const bool has_typed = !any.children.front()->is_synonym;
  std::vector<QueryNodePtr> found;
  for (const QueryNodePtr& child : any.children) {
    if (!has_typed || !child->is_synonym) found.push_back(child);
  }
  return found;
}

std::vector<QueryNodePtr> alternatives(const QueryNodePtr& node) {
  return node->kind == NodeKind::kOr ? alternatives(*node) : std::vector<QueryNodePtr>{node};
}

/// Patterns cost too much to be searched once for every pair.
bool has_pattern(const QueryNode& node) {
  return std::any_of(node.items.begin(), node.items.end(), [](const ProximityItem& item) {
    return std::any_of(item.slots.begin(), item.slots.end(),
                       [](const ProximitySlot& slot) { return slot.pattern.has_value(); });
  });
}

/// The items of a leaf that can stand beside NEAR: a word, a pattern, a phrase, an Or of words, or a chain of them.
/// Nothing for others, for a phrase with a slop, and for leaves of different fields.
std::optional<std::vector<ProximityItem>> near_items(const QueryNode& node) {
  switch (node.kind) {
    case NodeKind::kTerm: return std::vector<ProximityItem>{{.slots = {{.terms = {node.term}, .pattern = {}}}}};
    case NodeKind::kPattern: return std::vector<ProximityItem>{{.slots = {{.terms = {}, .pattern = node.pattern}}}};
    case NodeKind::kPhrase: {
      ProximityItem item;
      for (const PhraseTerm& term : node.phrase) {
        item.slots.push_back({term.position - node.phrase.front().position, {term.term}, {}});
      }
      return std::vector<ProximityItem>{std::move(item)};
    }
    case NodeKind::kProximity: return node.slop == 0 ? std::optional(node.items) : std::nullopt;
    case NodeKind::kOr: return items_of_words(node);
    default: return std::nullopt;
  }
}

/// One leaf; null when the two are not items of one field.
QueryNodePtr join_items(const QueryNodePtr& left, const ProximityLink& link, const QueryNodePtr& right) {
  auto items = near_items(*left);
  auto more = near_items(*right);
  if (!items || !more || field_of(*left) != field_of(*right)) return nullptr;
  items->insert(items->end(), std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
  std::vector<ProximityLink> links = left->links;
  links.push_back(link);
  links.insert(links.end(), right->links.begin(), right->links.end());
  const QueryNodePtr joined = make_proximity(field_of(*left), std::move(*items), std::move(links), 0);
  const double boost = boost_of(*left) * boost_of(*right);
  return boost == 1 ? joined : make_boosted(joined, boost, [](const QueryNode&) { return true; });
}

/// Of phrases, distances, patterns or words of different boosts: the Or of each of them anchored. Null where one cannot
/// be.
QueryNodePtr anchor_each(const QueryNode& any) {
  std::vector<QueryNodePtr> anchored;
  for (const QueryNodePtr& child : alternatives(any)) {
    const QueryNodePtr made = make_anchored(*child);
    if (made == nullptr) return nullptr;
    anchored.push_back(make_way(made, child->word, child->way));
  }
  return make_or(std::move(anchored));
}

}  // namespace

QueryNodePtr make_anchored(const QueryNode& node) {
  auto items = near_items(node);
  if (!items && node.kind == NodeKind::kOr) return anchor_each(node);
  if (!items || items->size() != 1) return nullptr;
  items->front().is_anchored = true;
  const QueryNodePtr anchored = make_proximity(field_of(node), std::move(*items), {}, 0);
  return boost_of(node) == 1 ? anchored : make_boosted(anchored, boost_of(node), [](const QueryNode&) { return true; });
}

QueryNodePtr join_near(const QueryNodePtr& left, const ProximityLink& link, const QueryNodePtr& right) {
  if (QueryNodePtr joined = join_items(left, link, right)) return joined;
  const std::vector<QueryNodePtr> lefts = alternatives(left);
  const std::vector<QueryNodePtr> rights = alternatives(right);
  if (lefts.size() * rights.size() > kMostPairs) return nullptr;
  std::vector<QueryNodePtr> pairs;
  for (const QueryNodePtr& before : lefts) {
    for (const QueryNodePtr& behind : rights) {
      pairs.push_back(join_items(before, link, behind));
      if (pairs.back() == nullptr || has_pattern(*pairs.back())) return nullptr;
    }
  }
  return make_or(std::move(pairs));
}

}  // namespace riffle

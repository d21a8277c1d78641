#include "query/query_tree.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/errors.h"
#include "base/limits.h"
#include "query/query_text.h"

namespace riffle {
namespace {

using NodeKind = QueryNode::Kind;

constexpr std::uint32_t kOverLimit = std::numeric_limits<std::uint32_t>::max();

std::shared_ptr<QueryNode> new_node(NodeKind kind, FieldName field = {}) {
  auto node = std::make_shared<QueryNode>();
  node->kind = kind;
  node->field = std::move(field);
  return node;
}

/// What stands for a tree that would pass a limit: it has no children, so that no tree ever gets too high to walk.
QueryNodePtr over_limit() {
  auto node = new_node(NodeKind::kNone);
  node->leaf_count = kOverLimit;
  return node;
}

std::uint32_t nesting_in(NodeKind parent, const QueryNode& child) {
  const bool is_level = parent == NodeKind::kNot || parent == NodeKind::kAtLeast;
  return child.nesting + (needs_parentheses(parent, child.kind) ? 1 : 0) + (is_level ? 1 : 0);
}

QueryNodePtr make_join(NodeKind kind, std::vector<QueryNodePtr> children, std::size_t minimum = 0) {
  if (children.empty()) return make_none();
  if (children.size() == 1) return std::move(children.front());
  std::uint64_t leaf_count = 0;
  for (const auto& child : children) leaf_count += child->leaf_count;
  if (leaf_count > limits::kQueryLeaves) return over_limit();

  auto node = new_node(kind);
  node->leaf_count = static_cast<std::uint32_t>(leaf_count);
  node->minimum = static_cast<std::uint32_t>(minimum);
  for (auto& child : children) {
    if (child->kind == kind && is_join(kind)) {
      node->children.insert(node->children.end(), child->children.begin(), child->children.end());
    } else {
      node->children.push_back(std::move(child));
    }
  }
  for (const auto& child : node->children) node->nesting = std::max(node->nesting, nesting_in(kind, *child));
  if (node->nesting > limits::kQueryDepth) return over_limit();
  return node;
}

double bounded_boost(double boost) { return boost == 0 ? 0 : std::clamp(boost, kLeastBoost, kMostBoost); }

}  // namespace

QueryNodePtr make_none() { return new_node(NodeKind::kNone); }

QueryNodePtr make_all() { return new_node(NodeKind::kAll); }

QueryNodePtr make_term(FieldName field, std::string term) {
  auto node = new_node(NodeKind::kTerm, std::move(field));
  node->term = std::move(term);
  return node;
}

QueryNodePtr make_exact(FieldName field, std::string term) {
  auto node = new_node(NodeKind::kTerm, std::move(field));
  node->term = std::move(term);
  node->is_exact = true;
  return node;
}

QueryNodePtr make_class(FieldName field, std::string term, std::string class_name) {
  auto node = new_node(NodeKind::kTerm, std::move(field));
  node->term = std::move(term);
  node->class_name = std::move(class_name);
  return node;
}

QueryNodePtr make_phrase(FieldName field, std::vector<PhraseTerm> phrase) {
  if (phrase.empty()) return make_none();
  if (phrase.size() == 1) return make_term(std::move(field), std::move(phrase.front().term));
  if (phrase.size() > limits::kPhraseTerms) return over_limit();
  auto node = new_node(NodeKind::kPhrase, std::move(field));
  node->phrase = std::move(phrase);
  return node;
}

std::vector<PhraseTerm> phrase_of_words(std::string_view words) {
  std::vector<PhraseTerm> phrase;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(' ', begin), words.size());
    phrase.push_back({std::string(words.substr(begin, end - begin)), static_cast<std::uint32_t>(phrase.size())});
    begin = end + 1;
  }
  return phrase;
}

QueryNodePtr make_pattern(FieldName field, TermPattern pattern) {
  auto node = new_node(NodeKind::kPattern, std::move(field));
  node->pattern = std::move(pattern);
  return node;
}

QueryNodePtr make_term_set(FieldName field, std::vector<std::string> terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  if (terms.empty()) return make_none();
  if (terms.size() == 1) return make_term(std::move(field), std::move(terms.front()));
  auto node = new_node(NodeKind::kTermSet, std::move(field));
  node->terms = std::move(terms);
  return node;
}

QueryNodePtr make_proximity(FieldName field, std::vector<ProximityItem> items, std::vector<ProximityLink> links,
                            std::uint32_t slop) {
  std::size_t slot_count = 0;
  for (const ProximityItem& item : items) slot_count += item.slots.size();
  if (slot_count == 0) return make_none();
  if (slot_count > limits::kPhraseTerms) return over_limit();
  const std::vector<ProximitySlot>& first = items.front().slots;
  const bool is_plain = items.size() == 1 && !items.front().is_anchored && (slop == 0 || slot_count == 1);
  if (is_plain && slot_count == 1 && first.front().pattern)
    return make_pattern(std::move(field), *first.front().pattern);
  const auto is_one_term = [](const ProximitySlot& slot) { return !slot.pattern && slot.terms.size() == 1; };
  if (is_plain && std::all_of(first.begin(), first.end(), is_one_term)) {
    std::vector<PhraseTerm> phrase;
    phrase.reserve(first.size());
    for (const ProximitySlot& slot : first) phrase.push_back({slot.terms.front(), slot.position});
    return make_phrase(std::move(field), std::move(phrase));
  }
  auto node = new_node(NodeKind::kProximity, std::move(field));
  node->items = std::move(items);
  node->links = std::move(links);
  node->slop = slot_count == 1 ? 0 : slop;
  // Alternatives are written in parentheses.
  for (const ProximityItem& item : node->items) {
    if (std::any_of(item.slots.begin(), item.slots.end(), is_group)) node->nesting = 1;
  }
  return node;
}

QueryNodePtr make_always_behind(FieldName field, std::vector<ProximityItem> before, ProximityItem item) {
  std::vector<ProximityItem> items = std::move(before);
  items.push_back(std::move(item));
  const std::vector<ProximityLink> links(items.size() - 1, {.is_ordered = true});
  auto node = std::make_shared<QueryNode>(*make_proximity(std::move(field), std::move(items), links, 0));
  node->is_always_behind = true;
  if (node->items.size() > 2) ++node->nesting;
  return node;
}

QueryNodePtr make_date_range(FieldName field, Date from, Date to) {
  if (from > to) return make_none();
  auto node = new_node(NodeKind::kDateRange, std::move(field));
  node->date_from = from;
  node->date_to = to;
  return node;
}

QueryNodePtr make_number_range(FieldName field, QueryNumber from, QueryNumber to) {
  const bool is_ordered = from.is_real || to.is_real ? from.to_real() <= to.to_real() : from.integer <= to.integer;
  if (!is_ordered) return make_none();
  auto node = new_node(NodeKind::kNumberRange, std::move(field));
  node->number_from = from;
  node->number_to = to;
  return node;
}

QueryNodePtr make_exists(FieldName field) { return new_node(NodeKind::kExists, std::move(field)); }

QueryNodePtr make_and(std::vector<QueryNodePtr> children) { return make_join(NodeKind::kAnd, std::move(children)); }

// How else a word is written stands behind it in to_string(); read again, it is there already. A synonym of the table
// counts beside the same word typed.
QueryNodePtr make_or(std::vector<QueryNodePtr> children) {
  constexpr std::size_t kMostBehind = 8;  // siblings that are looked at
  QueryNodePtr node = make_join(NodeKind::kOr, std::move(children));
  if (node->kind != NodeKind::kOr) return node;
  const std::span<const QueryNodePtr> all = node->children;
  const auto is_spelling = [](const QueryNodePtr& child) { return child->is_spelling; };
  if (std::none_of(all.begin(), all.end(), is_spelling)) return node;
  std::vector<QueryNodePtr> kept;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const QueryNode& added = *all[i];
    const auto behind = all.subspan(i + 1, std::min(kMostBehind, all.size() - i - 1));
    const bool stands_twice = added.is_spelling && added.children.empty() &&
                              std::any_of(behind.begin(), behind.end(), [&](const QueryNodePtr& typed) {
                                return !typed->is_synonym && same_tree(added, *typed);
                              });
    if (!stands_twice) kept.push_back(all[i]);
  }
  return kept.size() == all.size() ? node : make_join(NodeKind::kOr, std::move(kept));
}

QueryNodePtr make_at_least(std::size_t minimum, std::vector<QueryNodePtr> children) {
  if (minimum == 0) return make_all();
  if (minimum > children.size()) return make_none();
  if (minimum == 1) return make_or(std::move(children));
  if (minimum == children.size()) return make_and(std::move(children));
  return make_join(NodeKind::kAtLeast, std::move(children), minimum);
}

QueryNodePtr make_boosted(const QueryNodePtr& node, double factor,
                          const std::function<bool(const QueryNode& leaf)>& scores) {
  const bool is_leaf = node->kind == NodeKind::kTerm || node->kind == NodeKind::kPhrase ||
                       node->kind == NodeKind::kPattern || node->kind == NodeKind::kProximity ||
                       node->kind == NodeKind::kTermSet;
  if (node->children.empty() && !(is_leaf && scores(*node))) return node;
  auto copy = std::make_shared<QueryNode>(*node);
  if (is_leaf) copy->boost = bounded_boost(node->boost * factor);
  for (QueryNodePtr& child : copy->children) child = make_boosted(child, factor, scores);
  return copy;
}

QueryNodePtr make_not(QueryNodePtr child) {
  if (child->leaf_count == kOverLimit) return child;
  if (child->kind == NodeKind::kNot) return child->children.front();
  if (child->kind == NodeKind::kAll) return make_none();
  if (child->kind == NodeKind::kNone) return make_all();
  auto node = new_node(NodeKind::kNot);
  node->leaf_count = child->leaf_count;
  node->nesting = nesting_in(NodeKind::kNot, *child);
  if (node->nesting > limits::kQueryDepth) return over_limit();
  node->children.push_back(std::move(child));
  return node;
}

QueryNodePtr make_silent(const QueryNode& leaf) {
  auto silent = std::make_shared<QueryNode>(leaf);
  silent->is_silent = true;
  return silent;
}

QueryNodePtr make_way(const QueryNodePtr& node, std::uint32_t word, std::uint32_t way) {
  auto copy = std::make_shared<QueryNode>(*node);
  if (node->children.empty() && node->word == 0) {
    copy->word = word;
    copy->way = way;
  }
  for (QueryNodePtr& child : copy->children) child = make_way(child, word, way);
  return copy;
}

Status check_tree_limits(const QueryNode& root) {
  if (root.leaf_count <= limits::kQueryLeaves && root.nesting <= limits::kQueryDepth) return {};
  return make_error(ErrorCode::kResourceLimit,
                    "the query is too large: at most " + std::to_string(limits::kQueryLeaves) + " terms and phrases, " +
                        std::to_string(limits::kQueryDepth) + " nested parentheses and negations, and " +
                        std::to_string(limits::kPhraseTerms) + " terms in a phrase");
}

bool has_sentence(const QueryNode& leaf) {
  return std::any_of(leaf.links.begin(), leaf.links.end(), [](const ProximityLink& link) { return link.is_sentence; });
}

bool same_tree(const QueryNode& a, const QueryNode& b) {
  std::vector<std::pair<const QueryNode*, const QueryNode*>> todo{{&a, &b}};
  while (!todo.empty()) {
    const auto [left, right] = todo.back();
    todo.pop_back();
    if (left->kind != right->kind || left->field != right->field || left->term != right->term ||
        left->class_name != right->class_name || left->name_weight != right->name_weight ||
        left->spellings != right->spellings || left->joined != right->joined || left->pattern != right->pattern ||
        left->items != right->items || left->links != right->links || left->slop != right->slop ||
        left->is_always_behind != right->is_always_behind || left->is_silent != right->is_silent ||
        left->terms != right->terms || left->phrase != right->phrase || left->date_from != right->date_from ||
        left->date_to != right->date_to || left->number_from != right->number_from ||
        left->number_to != right->number_to || left->minimum != right->minimum || left->boost != right->boost ||
        left->children.size() != right->children.size()) {
      return false;
    }
    for (std::size_t i = 0; i < left->children.size(); ++i) {
      todo.emplace_back(left->children[i].get(), right->children[i].get());
    }
  }
  return true;
}

}  // namespace riffle

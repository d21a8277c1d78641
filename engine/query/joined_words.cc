#include "query/joined_words.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analysis/counted_words.h"
#include "base/ascii.h"

namespace riffle {
namespace {

/// The word that was typed: a leaf, or the first of an Or of its other spellings; null for other nodes.
const QueryNode* typed_word(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::kTerm) return &node;
  if (node.kind != QueryNode::Kind::kOr || node.children.front()->kind != QueryNode::Kind::kTerm) return nullptr;
  const bool are_others = std::all_of(node.children.begin() + 1, node.children.end(),
                                      [](const QueryNodePtr& child) { return child->is_synonym; });
  return are_others ? node.children.front().get() : nullptr;
}

}  // namespace

const QueryNode* word_joined_to(const QueryNode& parent, std::size_t i) {
  const QueryNode& node = *parent.children[i];
  const bool may_be = parent.kind == QueryNode::Kind::kAnd || parent.kind == QueryNode::Kind::kOr;
  if (node.joined.term.empty() || !may_be || i == 0) return nullptr;
  const QueryNode* const before = typed_word(*parent.children[i - 1]);
  if (before == nullptr || before->field != node.field || before->boost != node.boost) return nullptr;
  const bool is_number = node.joined.class_name.empty();
  const std::string both = is_number ? joined_pair(before->term, node.term) : before->term + node.term;
  return node.joined.term == both ? before : nullptr;
}

std::vector<ProximityItem> spelt_apart(const QueryNode& before, const QueryNode& node, std::string_view way) {
  const std::size_t last = way.rfind(' ');
  const std::string_view number = way.substr(0, std::min(last, way.size()));
  if (!is_ascii_digit(before.term.front()) || number.find(' ') == std::string_view::npos ||
      way.substr(last + 1) != node.term || number.find(' ') != number.rfind(' ')) {
    return {};
  }
  ProximityItem spelt;
  for (PhraseTerm& word : phrase_of_words(number)) spelt.slots.push_back({word.position, {std::move(word.term)}, {}});
  return {std::move(spelt), {.slots = {{0, {node.term}, {}}}}};
}

QueryNodePtr but_not_larger(QueryNodePtr number, const std::string& words, std::span<const std::string> before) {
  const auto item_of = [](const std::string& text) {
    ProximityItem item;
    for (PhraseTerm& word : phrase_of_words(text)) item.slots.push_back({word.position, {std::move(word.term)}, {}});
    return item;
  };
  ProximitySlot one_word;
  std::vector<ProximityItem> larger;
  for (const std::string& text : before) {
    if (text.find(' ') == std::string::npos) {
      one_word.terms.push_back(text);
    } else {
      larger.push_back(item_of(text));
    }
  }
  if (!one_word.terms.empty()) larger.insert(larger.begin(), {.slots = {std::move(one_word)}});
  if (larger.empty()) return number;
  QueryNodePtr always = make_always_behind(number->field, std::move(larger), item_of(words));
  return make_and({std::move(number), make_not(std::move(always))});
}

}  // namespace riffle

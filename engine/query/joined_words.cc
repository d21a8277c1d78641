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

ProximityItem item_of(std::string_view words) {
  ProximityItem item;
  for (PhraseTerm& word : phrase_of_words(words)) item.slots.push_back({word.position, {std::move(word.term)}, {}});
  return item;
}

/// Those of one word are one item.
std::vector<ProximityItem> items_of(std::span<const std::string> texts) {
  ProximitySlot one_word;
  std::vector<ProximityItem> items;
  for (const std::string& text : texts) {
    if (text.find(' ') == std::string::npos) {
      one_word.terms.push_back(text);
    } else {
      items.push_back(item_of(text));
    }
  }
  if (!one_word.terms.empty()) items.insert(items.begin(), {.slots = {std::move(one_word)}});
  return items;
}

/// The unit of "40 to 45 percent" behind its first number.
constexpr std::uint32_t kUnitInRange = 3;

/// Each number and unit of a range, with what stands between them left out: what scores.
std::vector<QueryNodePtr> phrases_of(const FieldName& field, const ProximitySlot& number, const ProximityItem& unit) {
  std::vector<QueryNodePtr> phrases;
  for (const std::string& count : number.terms) {
    for (const std::string& first : unit.slots.front().terms) {
      std::vector<PhraseTerm> words{{count, 0}, {first, kUnitInRange}};
      for (const ProximitySlot& slot : std::span(unit.slots).subspan(1)) {
        words.push_back({slot.terms.front(), kUnitInRange + slot.position});
      }
      phrases.push_back(make_phrase(field, std::move(words)));
    }
  }
  return phrases;
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
  return {item_of(number), {.slots = {{0, {node.term}, {}}}}};
}

std::vector<QueryNodePtr> in_ranges(const FieldName& field, std::span<const std::string> numbers,
                                    std::span<const std::string> units) {
  ProximitySlot number;
  for (const std::string& word : numbers) {
    if (word.find(' ') == std::string::npos) number.terms.push_back(word);
  }
  std::vector<QueryNodePtr> ranges;
  if (number.terms.empty() || units.empty()) return ranges;
  ProximitySlot spelt;
  std::vector<ProximityItem> larger;
  for (const std::string& word : number.terms) {
    const std::vector<std::string> before = before_larger_number(std::string(word).append(" ").append(units.front()));
    if (before.empty()) continue;
    spelt.terms.push_back(word);
    larger = items_of(before);
  }
  const ProximitySlot between{.position = 1, .terms = {"to", "and", "or"}, .pattern = {}};
  std::vector<QueryNodePtr> begun;
  for (const std::string& word : number.terms) {
    for (const std::string& sign : between.terms) {
      begun.push_back(make_silent(*make_phrase(field, {{word, 0}, {sign, 1}})));
    }
  }
  const QueryNodePtr begins = make_or(std::move(begun));
  for (const ProximityItem& unit : items_of(units)) {
    std::vector<QueryNodePtr> range{make_or(phrases_of(field, number, unit)), begins};
    if (!larger.empty()) range.push_back(make_not(make_always_behind(field, larger, {.slots = {spelt, between}})));
    ranges.push_back(make_and(std::move(range)));
  }
  return ranges;
}

QueryNodePtr but_not_larger(QueryNodePtr number, const std::string& words, std::span<const std::string> before) {
  std::vector<ProximityItem> larger = items_of(before);
  if (larger.empty()) return number;
  QueryNodePtr always = make_always_behind(number->field, std::move(larger), item_of(words));
  return make_and({std::move(number), make_not(std::move(always))});
}

std::shared_ptr<QueryNode> spelt_open(const QueryNode& word, const std::string& spelling) {
  auto open = std::make_shared<QueryNode>(*make_phrase(word.field, phrase_of_words(spelling)));
  open->boost = word.boost;
  open->is_synonym = true;
  return open;
}

}  // namespace riffle

#include "query/joined_words.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "analysis/counted_words.h"
#include "analysis/spoken_numbers.h"
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

/// The first number of a range in one way, or in all that are one word.
struct BegunRange {
  ProximityItem number;
  std::vector<ProximityItem> larger;  // what may stand before it where it is the end of another number
};

/// "40" and "forty" are one; "twenty five" is one of its own.
std::vector<BegunRange> begun_ranges(std::span<const std::string> numbers, const std::string& unit) {
  std::vector<BegunRange> begun;
  ProximitySlot one_word;
  std::vector<ProximityItem> larger;
  for (const std::string& number : numbers) {
    const std::vector<std::string> before = before_larger_number(std::string(number).append(" ").append(unit));
    if (number.find(' ') != std::string::npos) {
      begun.push_back({item_of(number), items_of(before)});
    } else {
      one_word.terms.push_back(number);
      if (!before.empty()) larger = items_of(before);
    }
  }
  if (!one_word.terms.empty()) begun.push_back({{.slots = {std::move(one_word)}}, std::move(larger)});
  return begun;
}

/// The words of the number that are not digits: behind these the second number may be of two words.
ProximityItem spelt_only(ProximityItem number) {
  for (ProximitySlot& slot : number.slots) {
    std::erase_if(slot.terms, [](const std::string& term) { return is_ascii_digit(term.front()); });
  }
  return number;
}

bool has_words(const ProximityItem& number) { return !number.slots.front().terms.empty(); }

/// `item` and what stands `gap` words behind it.
ProximityItem followed_by(ProximityItem item, std::uint32_t gap, const ProximityItem& next) {
  const std::uint32_t begin = item.slots.back().position + gap + 1;
  for (ProximitySlot slot : next.slots) {
    slot.position += begin;
    item.slots.push_back(std::move(slot));
  }
  return item;
}

/// One phrase for each choice of a term; only first slots have several.
std::vector<QueryNodePtr> phrases_of(const FieldName& field, const ProximityItem& number, std::uint32_t gap,
                                     const ProximityItem& unit) {
  std::vector<QueryNodePtr> phrases;
  const ProximityItem both = followed_by(number, gap, unit);
  for (const std::string& count : number.slots.front().terms) {
    for (const std::string& first : unit.slots.front().terms) {
      std::vector<PhraseTerm> words;
      words.reserve(both.slots.size());
      for (const ProximitySlot& slot : both.slots) words.push_back({slot.terms.front(), slot.position});
      words.front().term = count;
      words[number.slots.size()].term = first;
      phrases.push_back(make_phrase(field, std::move(words)));
    }
  }
  return phrases;
}

/// A number, `between`, `gap` words and a unit. The phrases, in which all between number and unit is left out, score
/// and are quickly found; the distance is what is asked for.
QueryNodePtr range_of(const FieldName& field, const ProximityItem& number, const ProximityItem& between,
                      std::uint32_t gap, const ProximityItem& unit) {
  const auto left_out = static_cast<std::uint32_t>(between.slots.size()) + gap;
  const QueryNodePtr whole = make_proximity(field, {followed_by(followed_by(number, 0, between), gap, unit)}, {}, 0);
  return make_and({make_or(phrases_of(field, number, left_out, unit)), make_silent(*whole)});
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
  std::vector<QueryNodePtr> ranges;
  if (numbers.empty() || units.empty()) return ranges;
  const ProximityItem sign{.slots = {{.position = 0, .terms = {"to", "and", "or"}, .pattern = {}}}};
  const ProximityItem tens{
      .slots = {{.position = 0,
                 .terms = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"},
                 .pattern = {}}}};
  const std::vector<ProximityItem> unit_items = items_of(units);
  for (const BegunRange& begun : begun_ranges(numbers, units.front())) {
    const ProximityItem spelt = spelt_only(begun.number);
    std::vector<QueryNodePtr> ways;
    for (const ProximityItem& unit : unit_items) {
      ways.push_back(range_of(field, begun.number, sign, 1, unit));
      if (has_words(spelt)) ways.push_back(range_of(field, spelt, followed_by(sign, 0, tens), 1, unit));
    }
    if (begun.larger.empty()) {
      ranges.insert(ranges.end(), ways.begin(), ways.end());
    } else {
      QueryNodePtr larger = make_always_behind(field, begun.larger, followed_by(spelt, 0, sign));
      ranges.push_back(make_and({make_or(std::move(ways)), make_not(std::move(larger))}));
    }
  }
  return ranges;
}

std::vector<ProximityItem> larger_numbers(const std::string& words) { return items_of(before_larger_number(words)); }

std::vector<std::string> both_ways(const std::string& number) {
  std::vector<std::string> ways{number};
  const std::uint32_t value = number_of(number);
  std::string other = is_ascii_digit(number.front()) ? in_words(value) : std::to_string(value);
  if (value != 0 && !other.empty()) ways.push_back(std::move(other));
  return ways;
}

const QueryNode* whole_of_range(const QueryNode& node) {
  if (node.kind != QueryNode::Kind::kAnd) return nullptr;
  const auto found = std::ranges::find_if(node.children, [](const QueryNodePtr& child) {
    return child->kind == QueryNode::Kind::kProximity && child->is_silent;
  });
  return found == node.children.end() ? nullptr : found->get();
}

std::vector<const QueryNode*> wholes_of_ranges(const QueryNode& node) {
  std::vector<const QueryNode*> wholes;
  std::vector<const QueryNode*> todo{&node};
  while (!todo.empty()) {
    const QueryNode& part = *todo.back();
    todo.pop_back();
    if (const QueryNode* const whole = whole_of_range(part); whole != nullptr) {
      wholes.push_back(whole);
    } else {
      for (const QueryNodePtr& child : part.children) todo.push_back(child.get());
    }
  }
  return wholes;
}

const QueryNode* always_behind_of(const QueryNode& node) {
  if (node.kind != QueryNode::Kind::kAnd) return nullptr;
  for (const QueryNodePtr& child : node.children) {
    if (child->kind == QueryNode::Kind::kNot && child->children.front()->is_always_behind) {
      return child->children.front().get();
    }
  }
  return nullptr;
}

std::vector<ProximityItem> items_before(const QueryNode& always) {
  return {always.items.begin(), always.items.end() - 1};
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

#include "results/wanted_terms.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "analysis/counted_words.h"
#include "analysis/melted_words.h"
#include "analysis/number_spellings.h"
#include "analysis/ordinary_words.h"
#include "query/joined_words.h"
#include "query/term_machine.h"

namespace riffle {
namespace {

/// What is wanted so far, and where each term stands in it.
struct Collection {
  WantedTerms wanted;
  std::unordered_map<std::string, std::size_t> places;
};

/// The place of the term.
std::size_t want_term(Collection& collection, const std::string& term) {
  const auto [place, is_new] = collection.places.try_emplace(term, collection.wanted.terms.size());
  if (is_new) collection.wanted.terms.push_back(term);
  return place->second;
}

/// The word in any form, where it has some.
void want_form(Collection& collection, const std::string& term, const std::string& class_name) {
  if (class_name.empty()) {
    want_term(collection, term);
  } else if (has_melted_word(class_name)) {
    want_term(collection, WantedTerms::kToldApartMark + term);
  } else {
    want_term(collection, WantedTerms::kClassMark + class_name);
  }
}

/// From now on what the pattern accepts is an occurrence of its term. False for what is none.
bool know_pattern(Collection& collection, const TermPattern& pattern) {
  std::string term = pattern_term(pattern);
  std::vector<WantedPattern>& all = collection.wanted.patterns;
  if (std::any_of(all.begin(), all.end(), [&](const WantedPattern& known) { return known.term == term; })) return true;
  if (!why_no_machine(pattern).empty()) return false;
  all.push_back({std::move(term), pattern});
  return true;
}

/// A phrase that is wanted wherever it stands stays so.
void want_phrase(Collection& collection, std::vector<PhraseTerm> words, std::vector<ProximityItem> before = {}) {
  std::vector<WantedPhrase>& phrases = collection.wanted.phrases;
  const auto known =
      std::find_if(phrases.begin(), phrases.end(), [&](const WantedPhrase& phrase) { return phrase.words == words; });
  if (known == phrases.end()) {
    phrases.push_back({std::move(words), std::move(before)});
  } else if (before.empty()) {
    known->before.clear();
  }
}

void want_distance(Collection& collection, WantedDistance distance) {
  std::vector<WantedDistance>& known = collection.wanted.distances;
  if (std::find(known.begin(), known.end(), distance) == known.end()) known.push_back(std::move(distance));
}

/// Spellings in one word are forms of their classes, those in several are phrases.
void want_spellings(Collection& collection, const std::string& class_name, const std::vector<WordSpelling>& spellings) {
  WantedSpellings word{WantedTerms::kSpellingsMark + class_name, class_name};
  for (const WordSpelling& spelling : spellings) {
    if (spelling.class_name.empty()) {
      want_phrase(collection, phrase_of_words(spelling.term));
    } else {
      word.classes.insert(spelling.class_name);
    }
  }
  if (word.classes.empty()) return;
  want_term(collection, word.term);
  std::vector<WantedSpellings>& all = collection.wanted.spellings;
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const WantedSpellings& other) { return other.term == word.term; });
  if (known == all.end()) {
    all.push_back(std::move(word));
  } else {
    known->classes.merge(word.classes);
  }
}

void want_proximity(Collection& collection, const QueryNode& node) {
  for (const ProximityItem& item : node.items) {
    for (const ProximitySlot& slot : item.slots) {
      if (slot.pattern && !know_pattern(collection, *slot.pattern)) return;
    }
  }
  want_distance(collection, {node.items, node.links, node.slop});
}

/// What `node` is with the word before it: one word in any form, or all other ways to write a number with what it
/// counts ("12 metres": "twelve metres", "12m").
void want_joined(Collection& collection, const QueryNode& before, const QueryNode& node) {
  if (!node.joined.class_name.empty()) {
    want_form(collection, node.joined.term, node.joined.class_name);
    return want_spellings(collection, node.joined.class_name, node.joined_spellings);
  }
  for (const std::string& way : pair_spellings(before.term, node.term)) {
    std::vector<PhraseTerm> phrase = phrase_of_words(way);
    if (phrase.size() == 1) {
      want_term(collection, way);
    } else {
      want_phrase(collection, std::move(phrase), larger_numbers(way));
    }
    std::vector<ProximityItem> apart = spelt_apart(before, node, way);
    if (!apart.empty()) want_distance(collection, {std::move(apart), {kSpeltApart}});
  }
  for (const QueryNodePtr& range : in_ranges(node.field, both_ways(before.term), unit_words(node.term))) {
    for (const QueryNode* whole : wholes_of_ranges(*range)) want_proximity(collection, *whole);
  }
}

/// `before` = the word that it may be one with, or null.
void want_word(Collection& collection, const QueryNode& node, const QueryNode* before) {
  want_form(collection, node.term, node.class_name);
  const bool is_asked = node.name_weight == 1;  // name:(...)
  if (is_asked || (node.name_weight > 0 && !is_ordinary_word(node.term))) {
    want_term(collection, (is_asked ? WantedTerms::kAskedNamesMark : WantedTerms::kNamesMark) + node.term);
  }
  if (before != nullptr) want_joined(collection, *before, node);
  want_spellings(collection, node.class_name, node.spellings);
}

}  // namespace

std::string pattern_term(const TermPattern& pattern) {
  std::string term{WantedTerms::kPatternMark, static_cast<char>('0' + static_cast<int>(pattern.sort)),
                   static_cast<char>('0' + pattern.edits)};
  return term += pattern.text;
}

WantedTerms collect_highlights(const QueryNode& root, std::span<const std::string> text_fields) {
  const auto is_shown = [&](const FieldName& field) {
    return field.empty() || std::find(text_fields.begin(), text_fields.end(), field) != text_fields.end();
  };
  Collection collection;
  struct Part {
    const QueryNode* node;
    const QueryNode* before;  // the word that it may be one with
    const QueryNode* larger;  // what it must not always stand behind, if it is that
  };
  std::vector<Part> todo{{&root, nullptr, nullptr}};
  while (!todo.empty()) {
    const auto [part, before, larger] = todo.back();
    const QueryNode& node = *part;
    todo.pop_back();
    if (node.kind == QueryNode::Kind::kAnd || node.kind == QueryNode::Kind::kOr ||
        node.kind == QueryNode::Kind::kAtLeast) {
      // Of a range what is asked for is wanted, not the phrases that find it.
      const QueryNode* const whole = whole_of_range(node);
      if (whole != nullptr) {
        todo.push_back({whole, nullptr, nullptr});
        continue;
      }
      const QueryNode* const always = always_behind_of(node);
      for (std::size_t i = node.children.size(); i-- > 0;) {
        todo.push_back({node.children[i].get(), word_joined_to(node, i), always});
      }
      continue;
    }
    if (!is_shown(node.field)) continue;
    switch (node.kind) {
      case QueryNode::Kind::kTerm: want_word(collection, node, before); break;
      case QueryNode::Kind::kPhrase:
        want_phrase(collection, node.phrase, larger == nullptr ? std::vector<ProximityItem>() : items_before(*larger));
        break;
      case QueryNode::Kind::kPattern:
        if (know_pattern(collection, node.pattern)) want_term(collection, pattern_term(node.pattern));
        break;
      case QueryNode::Kind::kProximity: want_proximity(collection, node); break;
      case QueryNode::Kind::kTermSet:
        for (const std::string& term : node.terms) want_term(collection, term);
        break;
      default: break;
    }
  }
  return std::move(collection.wanted);
}

}  // namespace riffle

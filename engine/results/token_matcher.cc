#include "results/token_matcher.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "analysis/melted_words.h"
#include "analysis/name_key.h"
#include "analysis/ordinary_words.h"

namespace riffle {

TokenMatcher::TokenMatcher(const WantedTerms& wanted, Analyzer& analyzer)
    : analyzer_(analyzer), spellings_(wanted.spellings) {
  for (const std::string& term : wanted.terms) want(term);
  for (const WantedPattern& pattern : wanted.patterns) {
    want(pattern.term);
    patterns_.push_back({make_machine(pattern.pattern), number_of(pattern.term)});
    note_beginning(patterns_.back().machine->prefix());
  }
  for (std::size_t i = 0; i < spellings_.size(); ++i) {
    for (const std::string& name : spellings_[i].classes) {
      spelling_classes_.emplace(name, i);
      note_class(name);
    }
  }
  const auto want_items = [this](std::span<const ProximityItem> items) {
    for (const ProximityItem& item : items) {
      for (const ProximitySlot& slot : item.slots) {
        for (const std::string& term : slot.terms) want(term);
      }
    }
  };
  for (const WantedPhrase& phrase : wanted.phrases) {
    for (const PhraseTerm& term : phrase.words) want(term.term);
    want_items(phrase.before);
  }
  for (const WantedDistance& distance : wanted.distances) want_items(distance.items);
  has_classes_ = has_classes_ || !told_apart_.empty() || !spellings_.empty();
}

/// What begins with the first byte of `token` may match; anything may when it is empty.
void TokenMatcher::note_beginning(std::string_view token) {
  if (token.empty()) {
    first_bytes_.set();
  } else {
    first_bytes_.set(static_cast<std::uint8_t>(token[0]));
  }
}

void TokenMatcher::note_class(std::string_view name) {
  note_beginning(analyzer_.class_keeps_first_byte() ? name : std::string_view());
}

void TokenMatcher::want(std::string_view term) {
  const auto [place, is_new] = numbers_.try_emplace(term, numbers_.size());
  if (!is_new || term.empty()) return;
  const std::string_view word = term.substr(1);
  switch (term[0]) {
    case WantedTerms::kClassMark:
      has_classes_ = true;
      note_class(word);
      break;
    case WantedTerms::kNamesMark:
    case WantedTerms::kAskedNamesMark:
      names_.push_back({word, name_key(word), place->second, term[0] == WantedTerms::kAskedNamesMark});
      first_bytes_.set();
      break;
    case WantedTerms::kToldApartMark:
      told_apart_.push_back({word, std::string(analyzer_.class_of(word)), place->second});
      note_class(told_apart_.back().class_name);
      break;
    case WantedTerms::kSpellingsMark:
    case WantedTerms::kPatternMark: break;
    default: note_beginning(term);
  }
}

std::span<const std::size_t> TokenMatcher::match(std::string_view token) {
  if (token.empty() || !first_bytes_[static_cast<std::uint8_t>(token[0])]) return {};
  if (const auto known = known_.find(token); known != known_.end()) return known->second;
  found_.clear();
  find(token);
  if (known_.size() < kMostKnown) known_.emplace(token, found_);
  return found_;
}

void TokenMatcher::add(std::size_t number) {
  if (std::find(found_.begin(), found_.end(), number) == found_.end()) found_.push_back(number);
}

void TokenMatcher::find(std::string_view token) {
  if (const auto term = numbers_.find(token); term != numbers_.end()) add(term->second);
  for (const Pattern& pattern : patterns_) {
    const std::string_view prefix = pattern.machine->prefix();
    if (token.starts_with(prefix) && pattern.machine->read(token.substr(prefix.size()))) add(pattern.number);
  }
  if (!names_.empty()) find_names(token);
  if (!has_classes_) return;
  class_.assign(1, WantedTerms::kClassMark).append(analyzer_.class_of(token));
  const std::string_view name = std::string_view(class_).substr(1);
  if (const auto same_stem = numbers_.find(class_); same_stem != numbers_.end()) add(same_stem->second);
  for (const Word& word : told_apart_) {
    if (name == word.class_name && !are_told_apart(token, word.form)) add(word.number);
  }
  if (spelling_classes_.contains(name)) find_spellings(token);
}

void TokenMatcher::find_names(std::string_view token) {
  key_ = name_key(token);
  if (key_.empty()) return;
  // "said" is found for name:(Saeed) alone.
  const bool is_ordinary = is_ordinary_word(token);
  for (const Name& name : names_) {
    if (is_ordinary && !name.is_asked) continue;
    if (name.key == key_ && token != name.spelling && is_same_name(name.spelling, token)) add(name.number);
  }
}

/// REQUIRES: the class of the token is that of a spelling, in class_.
void TokenMatcher::find_spellings(std::string_view token) {
  const std::vector<std::string> others = analyzer_.spellings_of(token);
  const auto [first, last] = spelling_classes_.equal_range(std::string_view(class_).substr(1));
  for (auto wanted = first; wanted != last; ++wanted) {
    const WantedSpellings& word = spellings_[wanted->second];
    const bool is_spelling = std::any_of(others.begin(), others.end(), [&](const std::string& other) {
      return analyzer_.class_of(other) == word.class_name;
    });
    if (is_spelling) add(number_of(word.term));
  }
}

}  // namespace riffle

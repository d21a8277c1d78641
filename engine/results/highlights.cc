#include "results/highlights.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analysis/counted_words.h"
#include "analysis/melted_words.h"
#include "analysis/name_key.h"
#include "base/try.h"
#include "query/term_machine.h"
#include "results/near_places.h"

namespace riffle {
namespace {

/// In front of the name of a stem class among wanted terms; no term begins with it, as terms are UTF-8.
constexpr char kClassMark = '\xFF';
/// In front of a name whose other spellings are wanted.
constexpr char kNamesMark = '\xFE';
/// In front of the name of a class whose other spellings, British or American, are wanted.
constexpr char kSpellingsMark = '\xFD';
/// In front of a word of a class whose forms are several words: those that are this one are wanted.
constexpr char kToldApartMark = '\xFC';

/// Texts are analysed in pieces of at most so many bytes: a few milliseconds.
constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
/// Of an occurrence: its place, and what choosing passages makes of it, while vectors of them grow.
constexpr std::uint64_t kOccurrenceBytes = 192;
constexpr std::uint64_t kPaidTogether = 256;

struct TokenPlace {
  std::uint32_t position;
  std::uint32_t begin;
  std::uint32_t end;
};

/// Keeps the places of the terms that are wanted, alone or in a phrase.
class PlaceCollector final : public TokenSink {
 public:
  PlaceCollector(const WantedTerms& wanted, Analyzer& analyzer, PacedLoop& pace, HeldMemory& held)
      : analyzer_(analyzer), pace_(pace), held_(held) {
    for (const auto& term : wanted.terms) want(term);
    for (const auto& wanted_pattern : wanted.patterns) {
      patterns_.push_back({make_machine(wanted_pattern.pattern), numbers_.at(wanted.terms[wanted_pattern.term])});
    }
    for (const auto& phrase : wanted.phrases) {
      for (const auto& term : phrase) want(term.term);
    }
    for (const WantedDistance& distance : wanted.distances) {
      for (const ProximityItem& item : distance.items) {
        for (const ProximitySlot& slot : item.slots) {
          for (const std::string& term : slot.terms) want(term);
        }
      }
    }
  }

  /// Analyses the next piece of the text, which begins at byte `offset` of it.
  Status read(std::string_view piece, std::size_t offset) {
    offset_ = static_cast<std::uint32_t>(offset);
    position_ += analyzer_.analyze(piece, *this);
    RIFFLE_TRY(pace_.status());
    if (status_) status_ = held_.grow_by(std::exchange(unpaid_count_, 0) * kOccurrenceBytes);
    return status_;
  }

  // A query that must stop leaves the rest of the piece to the analyzer alone.
  void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
    if (pace_.goes_on() && status_) find(term, {position_ + position, offset_ + begin, offset_ + end});
  }

  /// REQUIRES: `term` is wanted.
  [[nodiscard]] const std::vector<TokenPlace>& places(std::string_view term) const {
    return places_[numbers_.find(term)->second];
  }

 private:
  struct Name {
    std::string_view wanted;
    std::string key;
  };

  void find(std::string_view term, const TokenPlace& place) {
    const auto found = numbers_.find(term);
    if (found != numbers_.end()) keep(found->second, place);
    for (const Pattern& pattern : patterns_) {
      const std::string_view prefix = pattern.machine->prefix();
      const bool is_found_already = found != numbers_.end() && found->second == pattern.number;
      if (!is_found_already && term.starts_with(prefix) && pattern.machine->read(term.substr(prefix.size()))) {
        keep(pattern.number, place);
      }
    }
    if (!names_.empty()) find_names(term, place);
    if (!told_apart_.empty()) find_told_apart(term, place);
    if (has_spellings_) find_spellings(term, place);
    if (!has_classes_) return;
    class_.assign(1, kClassMark).append(analyzer_.class_of(term));
    const auto same_stem = numbers_.find(class_);
    if (same_stem != numbers_.end()) keep(same_stem->second, place);
  }

  void keep(std::size_t number, const TokenPlace& place) {
    places_[number].push_back(place);
    if (++unpaid_count_ < kPaidTogether || !status_) return;
    status_ = held_.grow_by(std::exchange(unpaid_count_, 0) * kOccurrenceBytes);
  }

  void find_names(std::string_view term, const TokenPlace& place) {
    const std::string key = name_key(term);
    if (key.empty()) return;
    for (const Name& name : names_) {
      const std::string_view spelling = name.wanted.substr(1);
      if (name.key == key && term != spelling && is_same_name(spelling, term)) {
        keep(numbers_.find(name.wanted)->second, place);
      }
    }
  }

  void find_told_apart(std::string_view term, const TokenPlace& place) {
    for (const std::string_view wanted : told_apart_) {
      const std::string_view word = wanted.substr(1);
      if (are_told_apart(term, word)) continue;
      class_ = analyzer_.class_of(word);
      if (analyzer_.class_of(term) == class_) keep(numbers_.find(wanted)->second, place);
    }
  }

  void find_spellings(std::string_view term, const TokenPlace& place) {
    for (const std::string& spelling : analyzer_.spellings_of(term)) {
      class_.assign(1, kSpellingsMark).append(analyzer_.class_of(spelling));
      const auto wanted = numbers_.find(class_);
      if (wanted == numbers_.end()) continue;
      keep(wanted->second, place);
      return;
    }
  }

  void want(std::string_view term) {
    has_spellings_ = has_spellings_ || term.starts_with(kSpellingsMark);
    has_classes_ = has_classes_ || term.starts_with(kClassMark);
    if (term.starts_with(kNamesMark)) names_.push_back({term, name_key(term.substr(1))});
    if (term.starts_with(kToldApartMark)) told_apart_.push_back(term);
    if (numbers_.try_emplace(term, places_.size()).second) places_.emplace_back();
  }

  struct Pattern {
    std::unique_ptr<TermMachine> machine;
    std::size_t number;
  };

  std::unordered_map<std::string_view, std::size_t> numbers_;
  std::vector<Pattern> patterns_;
  std::vector<std::vector<TokenPlace>> places_;
  std::uint64_t unpaid_count_ = 0;  // of places that held_ does not know yet
  std::uint32_t offset_ = 0;        // of the piece at hand, and of its first token
  std::uint32_t position_ = 0;
  Analyzer& analyzer_;
  PacedLoop& pace_;
  HeldMemory& held_;
  Status status_;
  bool has_classes_ = false;
  bool has_spellings_ = false;
  std::vector<Name> names_;
  std::vector<std::string_view> told_apart_;
  std::string class_;
};

/// The end of the piece that begins at byte `begin`: behind its last line or space, else where a code point ends.
std::size_t end_of_piece(std::string_view text, std::size_t begin) {
  if (text.size() - begin <= kPieceBytes) return text.size();
  const std::string_view piece = text.substr(begin, kPieceBytes);
  for (const char border : {'\n', ' '}) {
    const std::size_t last = piece.rfind(border);
    if (last != std::string_view::npos && last >= kPieceBytes / 2) return begin + last + 1;
  }
  std::size_t end = begin + kPieceBytes;
  for (int i = 0; i < 3 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80; ++i) --end;
  return end;
}

/// Adds the occurrences of one phrase. Positions do not decrease, so one pass over each term's places is enough.
void find_phrase(const std::vector<PhraseTerm>& phrase, std::size_t unit, const PlaceCollector& collector,
                 PacedLoop& pace, std::vector<Occurrence>& occurrences) {
  if (phrase.empty()) return;
  std::vector<std::size_t> next(phrase.size(), 0);
  const auto& leading = collector.places(phrase.front().term);
  for (const auto& first : leading) {
    if (!pace.goes_on()) return;
    Occurrence occurrence{.unit = unit, .begin = first.begin, .end = first.end};
    bool stands = true;
    for (std::size_t i = 1; i < phrase.size() && stands; ++i) {
      const auto& places = collector.places(phrase[i].term);
      const std::uint64_t wanted = std::uint64_t{first.position} + phrase[i].position - phrase.front().position;
      while (next[i] < places.size() && places[next[i]].position < wanted) ++next[i];
      if (next[i] == places.size()) return;
      stands = places[next[i]].position == wanted;
      occurrence.begin = std::min<std::size_t>(occurrence.begin, places[next[i]].begin);
      occurrence.end = std::max<std::size_t>(occurrence.end, places[next[i]].end);
    }
    if (stands) occurrences.push_back(occurrence);
  }
}

/// What is wanted so far, and where each term stands in it.
/// The places of a slot's terms, by position.
std::vector<ItemPlace> places_of_slot(const ProximitySlot& slot, const PlaceCollector& collector) {
  std::vector<ItemPlace> places;
  for (const std::string& term : slot.terms) {
    for (const TokenPlace& place : collector.places(term)) {
      places.push_back({place.position, place.position, place.begin, place.end});
    }
  }
  std::sort(places.begin(), places.end(), [](const ItemPlace& a, const ItemPlace& b) { return a.first < b.first; });
  return places;
}

/// The places where all words of an item stand one after the other.
std::vector<ItemPlace> places_of_item(const ProximityItem& item, const PlaceCollector& collector, PacedLoop& pace) {
  std::vector<ItemPlace> places = places_of_slot(item.slots.front(), collector);
  for (std::size_t i = 1; i < item.slots.size() && pace.goes_on(places.size()); ++i) {
    const std::vector<ItemPlace> next = places_of_slot(item.slots[i], collector);
    const std::uint32_t shift = item.slots[i].position - item.slots.front().position;
    std::erase_if(places, [&](ItemPlace& place) {
      const std::uint64_t wanted = std::uint64_t{place.first} + shift;
      const auto found = std::lower_bound(next.begin(), next.end(), wanted,
                                          [](const ItemPlace& a, std::uint64_t b) { return a.first < b; });
      if (found == next.end() || found->first != wanted) return true;
      place.last = found->first;
      place.begin = std::min(place.begin, found->begin);
      place.end = std::max(place.end, found->end);
      return false;
    });
  }
  if (item.is_anchored) std::erase_if(places, [](const ItemPlace& place) { return place.first != 0; });
  return places;
}

/// Adds what stands in the text of a distance that holds.
void find_distance(const WantedDistance& distance, std::size_t unit, const PlaceCollector& collector, PacedLoop& pace,
                   std::vector<Occurrence>& occurrences) {
  std::vector<std::vector<ItemPlace>> parts;
  if (distance.slop > 0) {
    std::vector<std::uint32_t> positions;
    for (const ProximitySlot& slot : distance.items.front().slots) {
      parts.push_back(places_of_slot(slot, collector));
      positions.push_back(slot.position);
    }
    if (pace.goes_on(parts.front().size())) keep_within_slop(parts, positions, distance.slop);
  } else {
    for (const ProximityItem& item : distance.items) parts.push_back(places_of_item(item, collector, pace));
    if (pace.goes_on(parts.front().size())) keep_linked(parts, distance.links);
  }
  for (const std::vector<ItemPlace>& places : parts) {
    for (const ItemPlace& place : places) occurrences.push_back({.unit = unit, .begin = place.begin, .end = place.end});
  }
}

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
    want_term(collection, kToldApartMark + term);
  } else {
    want_term(collection, kClassMark + class_name);
  }
}

void want_pattern(Collection& collection, const TermPattern& pattern) {
  for (const WantedPattern& known : collection.wanted.patterns) {
    if (known.pattern == pattern) return;
  }
  if (!why_no_machine(pattern).empty()) return;
  collection.wanted.patterns.push_back({want_term(collection, pattern.text), pattern});
}

void want_phrase(Collection& collection, const std::vector<PhraseTerm>& phrase) {
  std::vector<std::vector<PhraseTerm>>& phrases = collection.wanted.phrases;
  if (std::find(phrases.begin(), phrases.end(), phrase) == phrases.end()) phrases.push_back(phrase);
}

/// One word, or a pair of which any other way counts ("12 metres": "twelve metres").
void want_joined(Collection& collection, const WordSpelling& joined) {
  const std::size_t border = joined.term.find(' ');
  if (border == std::string::npos) return want_form(collection, joined.term, joined.class_name);
  const std::string_view pair = joined.term;
  for (const std::string& way : pair_spellings(pair.substr(0, border), pair.substr(border + 1))) {
    const std::vector<PhraseTerm> phrase = phrase_of_words(way);
    if (phrase.size() == 1) {
      want_term(collection, way);
    } else {
      want_phrase(collection, phrase);
    }
  }
}

void want_word(Collection& collection, const QueryNode& node) {
  want_form(collection, node.term, node.class_name);
  if (node.name_weight > 0) want_term(collection, kNamesMark + node.term);
  if (!node.joined.term.empty()) want_joined(collection, node.joined);
  if (!node.spellings.empty()) want_term(collection, kSpellingsMark + node.class_name);
}

void want_proximity(Collection& collection, const QueryNode& node) {
  const bool has_patterns = std::any_of(node.items.begin(), node.items.end(), [](const ProximityItem& item) {
    return std::any_of(item.slots.begin(), item.slots.end(),
                       [](const ProximitySlot& slot) { return slot.pattern.has_value(); });
  });
  if (!has_patterns) {
    WantedDistance distance{node.items, node.links, node.slop};
    std::vector<WantedDistance>& known = collection.wanted.distances;
    if (std::find(known.begin(), known.end(), distance) == known.end()) known.push_back(std::move(distance));
    return;
  }
  for (const ProximityItem& item : node.items) {
    const bool is_phrase = item.slots.size() > 1 && node.slop == 0 &&
                           std::all_of(item.slots.begin(), item.slots.end(), [](const ProximitySlot& slot) {
                             return !slot.pattern && slot.terms.size() == 1;
                           });
    std::vector<PhraseTerm> phrase;
    for (const ProximitySlot& slot : item.slots) {
      if (is_phrase) {
        phrase.push_back({slot.terms.front(), slot.position});
      } else if (slot.pattern) {
        want_pattern(collection, *slot.pattern);
      } else {
        for (const std::string& term : slot.terms) want_term(collection, term);
      }
    }
    if (is_phrase) want_phrase(collection, phrase);
  }
}

}  // namespace

WantedTerms collect_highlights(const QueryNode& root, std::span<const std::string> text_fields) {
  const auto is_shown = [&](const FieldName& field) {
    return field.empty() || std::find(text_fields.begin(), text_fields.end(), field) != text_fields.end();
  };
  Collection collection;
  std::vector<const QueryNode*> todo{&root};
  while (!todo.empty()) {
    const QueryNode& node = *todo.back();
    todo.pop_back();
    if (node.kind == QueryNode::Kind::kAnd || node.kind == QueryNode::Kind::kOr ||
        node.kind == QueryNode::Kind::kAtLeast) {
      for (std::size_t i = node.children.size(); i-- > 0;) todo.push_back(node.children[i].get());
      continue;
    }
    if (!is_shown(node.field)) continue;
    switch (node.kind) {
      case QueryNode::Kind::kTerm: want_word(collection, node); break;
      case QueryNode::Kind::kPhrase: want_phrase(collection, node.phrase); break;
      case QueryNode::Kind::kPattern: want_pattern(collection, node.pattern); break;
      case QueryNode::Kind::kProximity: want_proximity(collection, node); break;
      case QueryNode::Kind::kTermSet:
        for (const std::string& term : node.terms) want_term(collection, term);
        break;
      default: break;
    }
  }
  return std::move(collection.wanted);
}

Result<std::vector<Occurrence>> find_occurrences(std::string_view text, const WantedTerms& wanted, Analyzer& analyzer,
                                                 PacedLoop& pace, HeldMemory& held) {
  std::vector<Occurrence> occurrences;
  if (wanted.is_empty()) return occurrences;
  PlaceCollector collector(wanted, analyzer, pace, held);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = end_of_piece(text, begin);
    RIFFLE_TRY(collector.read(text.substr(begin, end - begin), begin));
    begin = end;
  }
  for (std::size_t i = 0; i < wanted.terms.size(); ++i) {
    for (const auto& place : collector.places(wanted.terms[i])) occurrences.push_back({i, place.begin, place.end});
  }
  for (std::size_t i = 0; i < wanted.phrases.size(); ++i) {
    find_phrase(wanted.phrases[i], wanted.terms.size() + i, collector, pace, occurrences);
  }
  for (std::size_t i = 0; i < wanted.distances.size(); ++i) {
    find_distance(wanted.distances[i], wanted.terms.size() + wanted.phrases.size() + i, collector, pace, occurrences);
  }
  RIFFLE_TRY(pace.status());
  std::sort(occurrences.begin(), occurrences.end(), [](const Occurrence& a, const Occurrence& b) {
    return std::tie(a.begin, a.end, a.unit) < std::tie(b.begin, b.end, b.unit);
  });
  return occurrences;
}

std::vector<TextRange> merge_ranges(std::span<const Occurrence> occurrences) {
  std::vector<TextRange> ranges;
  for (const auto& occurrence : occurrences) {
    if (!ranges.empty() && occurrence.begin <= ranges.back().end) {
      ranges.back().end = std::max(ranges.back().end, occurrence.end);
    } else {
      ranges.push_back({occurrence.begin, occurrence.end});
    }
  }
  return ranges;
}

}  // namespace riffle

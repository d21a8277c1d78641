#include "results/highlights.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/try.h"
#include "results/near_places.h"

namespace riffle {
namespace {

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
  PlaceCollector(TokenMatcher& matcher, Analyzer& analyzer, PacedLoop& pace, HeldMemory& held)
      : matcher_(matcher), places_(matcher.count()), analyzer_(analyzer), pace_(pace), held_(held) {}

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
    if (!pace_.goes_on() || !status_) return;
    for (const std::size_t number : matcher_.match(term))
      keep(number, {position_ + position, offset_ + begin, offset_ + end});
  }

  /// REQUIRES: `term` is wanted.
  [[nodiscard]] const std::vector<TokenPlace>& places(std::string_view term) const {
    return places_[matcher_.number_of(term)];
  }

 private:
  void keep(std::size_t number, const TokenPlace& place) {
    places_[number].push_back(place);
    if (++unpaid_count_ < kPaidTogether || !status_) return;
    status_ = held_.grow_by(std::exchange(unpaid_count_, 0) * kOccurrenceBytes);
  }

  TokenMatcher& matcher_;
  std::vector<std::vector<TokenPlace>> places_;
  std::uint64_t unpaid_count_ = 0;  // of places that held_ does not know yet
  std::uint32_t offset_ = 0;        // of the piece at hand, and of its first token
  std::uint32_t position_ = 0;
  Analyzer& analyzer_;
  PacedLoop& pace_;
  HeldMemory& held_;
  Status status_;
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

/// The places of a slot's terms and of what its pattern accepts, by position.
std::vector<ItemPlace> places_of_slot(const ProximitySlot& slot, const PlaceCollector& collector) {
  std::vector<ItemPlace> places;
  const auto add = [&](std::string_view term) {
    for (const TokenPlace& place : collector.places(term)) {
      places.push_back({place.position, place.position, place.begin, place.end});
    }
  };
  for (const std::string& term : slot.terms) add(term);
  if (slot.pattern) add(pattern_term(*slot.pattern));
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

/// Positions directly behind one of the items, increasing.
std::vector<std::uint32_t> places_behind(std::span<const ProximityItem> items, const PlaceCollector& collector,
                                         PacedLoop& pace) {
  std::vector<std::uint32_t> positions;
  for (const ProximityItem& item : items) {
    for (const ItemPlace& place : places_of_item(item, collector, pace)) positions.push_back(place.last + 1);
  }
  std::sort(positions.begin(), positions.end());
  return positions;
}

/// Adds the occurrences of one phrase. Positions do not decrease, so one pass over each term's places is enough.
void find_phrase(const WantedPhrase& wanted, std::size_t unit, const PlaceCollector& collector, PacedLoop& pace,
                 std::vector<Occurrence>& occurrences) {
  const std::vector<PhraseTerm>& phrase = wanted.words;
  if (phrase.empty()) return;
  const std::vector<std::uint32_t> begun = places_behind(wanted.before, collector, pace);
  std::vector<std::size_t> next(phrase.size(), 0);
  const auto& leading = collector.places(phrase.front().term);
  for (const auto& first : leading) {
    if (!pace.goes_on()) return;
    Occurrence occurrence{.unit = unit, .begin = first.begin, .end = first.end};
    bool stands = true;
    for (std::size_t i = 1; i < phrase.size() && stands; ++i) {
      const auto& places = collector.places(phrase[i].term);
      const std::uint64_t position = std::uint64_t{first.position} + phrase[i].position - phrase.front().position;
      while (next[i] < places.size() && places[next[i]].position < position) ++next[i];
      if (next[i] == places.size()) return;
      stands = places[next[i]].position == position;
      occurrence.begin = std::min<std::size_t>(occurrence.begin, places[next[i]].begin);
      occurrence.end = std::max<std::size_t>(occurrence.end, places[next[i]].end);
    }
    stands = stands && !std::binary_search(begun.begin(), begun.end(), first.position);
    if (stands) occurrences.push_back(occurrence);
  }
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

bool stands_before(const Occurrence& a, const Occurrence& b) {
  return std::tie(a.begin, a.end, a.unit) < std::tie(b.begin, b.end, b.unit);
}

/// By place. They come unit by unit: where there are more of them than bytes of text (hundreds of distances of one
/// word), each goes straight to its byte, and what stands there is nearly always in order.
std::vector<Occurrence> in_order(std::vector<Occurrence> occurrences, std::size_t text_bytes) {
  if (occurrences.size() < text_bytes) {
    std::sort(occurrences.begin(), occurrences.end(), stands_before);
    return occurrences;
  }
  std::vector<std::size_t> next(text_bytes + 1, 0);
  for (const Occurrence& occurrence : occurrences) ++next[occurrence.begin + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<Occurrence> placed(occurrences.size());
  for (const Occurrence& occurrence : occurrences) placed[next[occurrence.begin]++] = occurrence;
  // Each byte now names the end of its own, which is where those of the one behind begin.
  std::size_t first = 0;
  for (std::size_t byte = 0; byte < text_bytes; ++byte) {
    const auto begin = placed.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = placed.begin() + static_cast<std::ptrdiff_t>(next[byte]);
    if (!std::is_sorted(begin, end, stands_before)) std::sort(begin, end, stands_before);
    first = next[byte];
  }
  return placed;
}

}  // namespace

Result<std::vector<Occurrence>> Highlighter::find(std::string_view text, PacedLoop& pace, HeldMemory& held) {
  std::vector<Occurrence> occurrences;
  if (wanted_.is_empty()) return occurrences;
  PlaceCollector collector(matcher_, analyzer_, pace, held);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = end_of_piece(text, begin);
    RIFFLE_TRY(collector.read(text.substr(begin, end - begin), begin));
    begin = end;
  }
  for (std::size_t i = 0; i < wanted_.terms.size(); ++i) {
    for (const auto& place : collector.places(wanted_.terms[i])) occurrences.push_back({i, place.begin, place.end});
  }
  for (std::size_t i = 0; i < wanted_.phrases.size(); ++i) {
    find_phrase(wanted_.phrases[i], wanted_.terms.size() + i, collector, pace, occurrences);
  }
  for (std::size_t i = 0; i < wanted_.distances.size(); ++i) {
    find_distance(wanted_.distances[i], wanted_.terms.size() + wanted_.phrases.size() + i, collector, pace,
                  occurrences);
  }
  RIFFLE_TRY(pace.status());
  return in_order(std::move(occurrences), text.size());
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

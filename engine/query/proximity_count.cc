#include "query/proximity_count.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace riffle {
namespace {

/// Candidates that are further apart from each other are sorted.
constexpr std::uint64_t kPlacesPerCandidate = 64;

std::uint32_t length_of(const CountedItem& item) { return item.slots.back().offset + 1; }

bool holds(SlotPositions positions, std::uint64_t wanted) {
  return std::binary_search(positions.begin(), positions.end(), wanted);
}

/// Looks for the first of increasing places at or behind `low`, which does not decrease from call to call.
class PlaceWalk {
 public:
  explicit PlaceWalk(const std::vector<std::uint32_t>& places) : places_(places) {}

  /// Whether one of them lies in [low, high].
  bool any_within(std::int64_t low, std::int64_t high) {
    while (at_ < places_.size() && places_[at_] < low) ++at_;
    return at_ < places_.size() && places_[at_] <= high;
  }

 private:
  const std::vector<std::uint32_t>& places_;
  std::size_t at_ = 0;
};

/// The positions [begin, end) of a sentence; none when no sentence begins at or before the place.
struct Sentence {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

Sentence sentence_around(SlotPositions starts, std::uint32_t place) {
  const auto behind = std::upper_bound(starts.begin(), starts.end(), place);
  if (behind == starts.begin()) return {};
  return {*(behind - 1), behind == starts.end() ? std::int64_t{UINT32_MAX} : std::int64_t{*behind}};
}

/// Whether two items of one field are the same words, so that they stand at the same places.
bool is_same(const CountedItem& a, const CountedItem& b) {
  return a.is_anchored == b.is_anchored && std::equal(a.slots.begin(), a.slots.end(), b.slots.begin(), b.slots.end(),
                                                      [](const CountedSlot& x, const CountedSlot& y) {
                                                        return x.word == y.word && x.offset == y.offset;
                                                      });
}

}  // namespace

SlotPositions ProximityCounter::places_of(const CountedItem& item) {
  if (item.slots.size() == 1 && item.slots[0].offset == 0 && !item.is_anchored) return item.slots[0].positions;
  places_.clear();
  const auto rarest = std::min_element(item.slots.begin(), item.slots.end(), [](const auto& a, const auto& b) {
    return a.positions.size() < b.positions.size();
  });
  for (const std::uint32_t position : rarest->positions) {
    if (position < rarest->offset) continue;
    const std::uint32_t place = position - rarest->offset;
    if (item.is_anchored && place > 0) break;
    const bool stands = std::all_of(item.slots.begin(), item.slots.end(), [place](const CountedSlot& slot) {
      return holds(slot.positions, std::uint64_t{place} + slot.offset);
    });
    if (stands) places_.push_back(place);
  }
  return places_;
}

std::uint32_t ProximityCounter::count_chain(std::span<const CountedItem> items, std::span<const ProximityLink> links,
                                            SlotPositions sentences) {
  const SlotPositions first = places_of(items[0]);
  reached_.assign(first.begin(), first.end());
  bool is_settled = false;  // the item before was the same as that before it, and left all places as they were
  for (std::size_t i = 1; i < items.size() && !reached_.empty(); ++i) {
    const bool repeats = is_same(items[i], items[i - 1]);
    if (is_settled && repeats && links[i - 1] == links[i - 2]) continue;
    std::swap(reached_, reached_before_);
    reached_.clear();
    const std::int64_t length_before = length_of(items[i - 1]);
    const std::int64_t length = length_of(items[i]);
    const std::int64_t distance = links[i - 1].distance;
    PlaceWalk before(reached_before_);
    PlaceWalk behind(reached_before_);
    // An item that begins at b and is n long ends at b + n - 1.
    const auto is_linked = [&](std::int64_t at) {
      if (links[i - 1].is_sentence) {
        const Sentence sentence = sentence_around(sentences, static_cast<std::uint32_t>(at));
        if (at + length > sentence.end) return false;
        return before.any_within(sentence.begin, at - length_before) ||
               behind.any_within(at + length, sentence.end - length_before);
      }
      if (before.any_within(at - distance - length_before + 1, at - length_before)) return true;
      return !links[i - 1].is_ordered && behind.any_within(at + length, at + length - 1 + distance);
    };
    for (const std::uint32_t place : places_of(items[i])) {
      if (is_linked(place)) reached_.push_back(place);
    }
    is_settled = repeats && reached_ == reached_before_;
  }
  return static_cast<std::uint32_t>(reached_.size());
}

std::uint32_t ProximityCounter::count_sloppy(const CountedItem& item, std::uint32_t slop) {
  find_groups(item);
  if (!find_ranges(item, slop)) return 0;
  find_candidates(item);
  next_.assign(item.slots.size(), 0);
  return static_cast<std::uint32_t>(
      std::count_if(candidates_.begin(), candidates_.end(), [&](std::int64_t m) { return fits(item, m, slop); }));
}

void ProximityCounter::find_groups(const CountedItem& item) {
  group_count_ = 0;
  for (std::size_t i = 0; i < item.slots.size(); ++i) {
    std::size_t group = 0;
    while (group < group_count_ && item.slots[groups_[group][0]].word != item.slots[i].word) ++group;
    if (group == groups_.size()) groups_.emplace_back();
    if (group == group_count_) groups_[group_count_++].clear();
    groups_[group].push_back(i);
  }
}

// The places where every word has as many occurrences as it has slots between the first of them and the slop behind the
// last: nowhere else can all slots have theirs.
bool ProximityCounter::find_ranges(const CountedItem& item, std::uint32_t slop) {
  for (std::size_t group = 0; group < group_count_; ++group) {
    if (item.slots[groups_[group][0]].positions.size() < groups_[group].size()) return false;
  }
  ranges_.assign(1, {INT64_MIN, INT64_MAX});
  if (item.is_anchored) ranges_[0] = {0, 0};
  for (std::size_t group = 0; group < group_count_ && !ranges_.empty(); ++group) {
    narrow_ranges(item, groups_[group], slop);
  }
  return !ranges_.empty();
}

void ProximityCounter::narrow_ranges(const CountedItem& item, const std::vector<std::size_t>& group,
                                     std::uint32_t slop) {
  const CountedSlot& first = item.slots[group.front()];
  const CountedSlot& last = item.slots[group.back()];
  narrowed_.clear();
  std::size_t at = 0;
  for (std::size_t i = 0; i + group.size() <= first.positions.size(); ++i) {
    const std::int64_t low = std::int64_t{first.positions[i + group.size() - 1]} - last.offset - slop;
    const std::int64_t high = std::int64_t{first.positions[i]} - first.offset;
    if (low > high) continue;
    // What ends within what is found already holds nothing more.
    while (at < ranges_.size() &&
           (ranges_[at].last < low || (!narrowed_.empty() && ranges_[at].last <= narrowed_.back().last)))
      ++at;
    for (std::size_t k = at; k < ranges_.size() && ranges_[k].first <= high; ++k) {
      const Range both{std::max(low, ranges_[k].first), std::min(high, ranges_[k].last)};
      if (!narrowed_.empty() && both.first <= narrowed_.back().last) {
        narrowed_.back().last = std::max(narrowed_.back().last, both.last);
      } else {
        narrowed_.push_back(both);
      }
    }
  }
  std::swap(ranges_, narrowed_);
}

// Where the item would begin if one of its words stood right, within the ranges.
void ProximityCounter::find_candidates(const CountedItem& item) {
  candidates_.clear();
  if (item.is_anchored) {
    candidates_.push_back(0);
    return;
  }
  for (const CountedSlot& slot : item.slots) {
    auto position = slot.positions.begin();
    for (const Range& range : ranges_) {
      position = std::lower_bound(position, slot.positions.end(), range.first + slot.offset);
      for (; position != slot.positions.end() && *position <= range.last + slot.offset; ++position) {
        candidates_.push_back(std::int64_t{*position} - slot.offset);
      }
    }
  }
  sort_candidates();
}

// Increasing, and each once. They are often close to each other, and come several times: a bit for each place is then
// cheaper than sorting them.
void ProximityCounter::sort_candidates() {
  if (candidates_.empty()) return;
  const auto [least, most] = std::minmax_element(candidates_.begin(), candidates_.end());
  const std::int64_t first = *least;
  const auto places = static_cast<std::uint64_t>(*most - first) + 1;
  if (places > kPlacesPerCandidate * candidates_.size()) {
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
    return;
  }
  place_bits_.assign((places + 63) / 64, 0);
  for (const std::int64_t candidate : candidates_) {
    const auto place = static_cast<std::uint64_t>(candidate - first);
    place_bits_[place / 64] |= std::uint64_t{1} << (place % 64);
  }
  candidates_.clear();
  for (std::size_t i = 0; i < place_bits_.size(); ++i) {
    for (std::uint64_t word = place_bits_[i]; word != 0; word &= word - 1) {
      candidates_.push_back(first + static_cast<std::int64_t>(64 * i) + std::countr_zero(word));
    }
  }
}

// Whether every slot has an occurrence in [place + offset, place + offset + slop], no two of one word the same.
bool ProximityCounter::fits(const CountedItem& item, std::int64_t place, std::uint32_t slop) {
  return std::all_of(groups_.begin(), groups_.begin() + static_cast<std::ptrdiff_t>(group_count_),
                     [&](const std::vector<std::size_t>& group) { return group_fits(item, group, place, slop); });
}

// Windows of one word are equally long and come in order, so that each may take the first occurrence that is left.
bool ProximityCounter::group_fits(const CountedItem& item, const std::vector<std::size_t>& group, std::int64_t place,
                                  std::uint32_t slop) {
  const SlotPositions positions = item.slots[group.front()].positions;
  // With as many of them where all windows overlap as there are windows, nothing is left to ask.
  const std::size_t last = first_in_window(item, group.back(), place) + group.size() - 1;
  if (last < positions.size() && positions[last] <= place + item.slots[group.front()].offset + slop) return true;
  std::size_t taken = 0;  // occurrences before this one are used up
  return std::all_of(group.begin(), group.end(), [&](std::size_t i) {
    const std::size_t at = std::max(taken, first_in_window(item, i, place));
    taken = at + 1;
    return at < positions.size() && positions[at] <= place + item.slots[i].offset + slop;
  });
}

// Places come in increasing order, so that next_ only goes forward.
std::size_t ProximityCounter::first_in_window(const CountedItem& item, std::size_t slot, std::int64_t place) {
  const SlotPositions positions = item.slots[slot].positions;
  std::size_t& next = next_[slot];
  while (next < positions.size() && positions[next] < place + item.slots[slot].offset) ++next;
  return next;
}

}  // namespace riffle

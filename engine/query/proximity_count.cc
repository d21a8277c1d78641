#include "query/proximity_count.h"

#include <algorithm>
#include <utility>

namespace riffle {
namespace {

std::uint32_t length_of(const CountedItem& item) { return item.slots.back().offset + 1; }

bool holds(SlotPositions positions, std::uint64_t wanted) {
  return std::binary_search(positions.begin(), positions.end(), wanted);
}

/// Whether one of the increasing `begins` lies in [low, high].
bool any_within(const std::vector<std::uint32_t>& begins, std::int64_t low, std::int64_t high) {
  const auto first = std::lower_bound(begins.begin(), begins.end(), low);
  return first != begins.end() && *first <= high;
}

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

}  // namespace

// Where all words of an item stand at their offsets.
void ProximityCounter::find_places(const CountedItem& item, std::vector<std::uint32_t>& places) const {
  places.clear();
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
    if (stands) places.push_back(place);
  }
}

std::uint32_t ProximityCounter::count_chain(std::span<const CountedItem> items, std::span<const ProximityLink> links,
                                            SlotPositions sentences) {
  find_places(items[0], reached_);
  for (std::size_t i = 1; i < items.size() && !reached_.empty(); ++i) {
    find_places(items[i], places_);
    const std::int64_t length_before = length_of(items[i - 1]);
    const std::int64_t length = length_of(items[i]);
    const std::int64_t distance = links[i - 1].distance;
    // An item that begins at b and is n long ends at b + n - 1.
    std::erase_if(places_, [&](std::uint32_t place) {
      const std::int64_t at = place;
      if (links[i - 1].is_sentence) {
        const Sentence sentence = sentence_around(sentences, place);
        if (at + length > sentence.end) return true;
        return !any_within(reached_, sentence.begin, at - length_before) &&
               !any_within(reached_, at + length, sentence.end - length_before);
      }
      if (any_within(reached_, at - distance - length_before + 1, at - length_before)) return false;
      return links[i - 1].is_ordered || !any_within(reached_, at + length, at + length - 1 + distance);
    });
    std::swap(reached_, places_);
  }
  return static_cast<std::uint32_t>(reached_.size());
}

std::uint32_t ProximityCounter::count_sloppy(const CountedItem& item, std::uint32_t slop) {
  candidates_.clear();
  if (item.is_anchored) {
    candidates_.push_back(0);
  } else {
    for (const CountedSlot& slot : item.slots) {
      for (const std::uint32_t position : slot.positions) candidates_.push_back(std::int64_t{position} - slot.offset);
    }
    std::sort(candidates_.begin(), candidates_.end());
    candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
  }
  next_.assign(item.slots.size(), 0);
  find_repeated(item);
  return static_cast<std::uint32_t>(
      std::count_if(candidates_.begin(), candidates_.end(), [&](std::int64_t m) { return fits(item, m, slop); }));
}

// Whether every slot has an occurrence in [place + offset, place + offset + slop], no two of one word the same. Windows
// of one word are equally long and come in order, so that each may take the first occurrence that is left. Places come
// in increasing order, so that next_ only goes forward.
bool ProximityCounter::fits(const CountedItem& item, std::int64_t place, std::uint32_t slop) {
  bool all = true;
  for (std::size_t i = 0; i < item.slots.size(); ++i) {
    const CountedSlot& slot = item.slots[i];
    const std::int64_t low = place + slot.offset;
    std::size_t& next = next_[i];
    while (next < slot.positions.size() && slot.positions[next] < low) ++next;
    all = all && next < slot.positions.size() && slot.positions[next] <= low + slop;
  }
  return all && std::all_of(repeated_.begin(), repeated_.end(), [&](const std::vector<std::size_t>& group) {
           std::size_t taken = 0;  // occurrences before this one are used up
           return std::all_of(group.begin(), group.end(), [&](std::size_t i) {
             const CountedSlot& slot = item.slots[i];
             const std::size_t at = std::max(taken, next_[i]);
             taken = at + 1;
             return at < slot.positions.size() && slot.positions[at] <= place + slot.offset + slop;
           });
         });
}

void ProximityCounter::find_repeated(const CountedItem& item) {
  repeated_.clear();
  for (std::size_t i = 0; i < item.slots.size(); ++i) {
    std::vector<std::size_t> group;
    bool is_first = true;
    for (std::size_t k = 0; k < item.slots.size(); ++k) {
      if (item.slots[k].word != item.slots[i].word) continue;
      is_first = is_first && k >= i;
      group.push_back(k);
    }
    if (is_first && group.size() > 1) repeated_.push_back(std::move(group));
  }
}

}  // namespace riffle

#include "results/near_places.h"

#include <algorithm>

namespace riffle {
namespace {

using Places = std::vector<ItemPlace>;

/// Whether one of `places` begins behind `place`, at most `distance` from its end.
bool has_behind(const ItemPlace& place, const Places& places, std::uint32_t distance) {
  const auto next = std::upper_bound(places.begin(), places.end(), place.last,
                                     [](std::uint32_t last, const ItemPlace& other) { return last < other.first; });
  return next != places.end() && next->first - place.last <= distance;
}

/// Whether one of them ends before `place`, at most `distance` from its beginning.
bool has_before(const ItemPlace& place, const Places& places, std::uint32_t distance) {
  const auto next = std::lower_bound(places.begin(), places.end(), place.first,
                                     [](const ItemPlace& other, std::uint32_t first) { return other.last < first; });
  return next != places.begin() && place.first - (next - 1)->last <= distance;
}

/// Keeps what stands near one of `others`, the places of the item before, or, when `is_forward`, of the one behind.
void keep_near(Places& places, const Places& others, const ProximityLink& link, bool is_forward) {
  if (link.is_sentence) {
    if (others.empty()) places.clear();
    return;
  }
  std::erase_if(places, [&](const ItemPlace& place) {
    const bool behind = is_forward || !link.is_ordered;
    const bool before = !is_forward || !link.is_ordered;
    return !(behind && has_behind(place, others, link.distance)) &&
           !(before && has_before(place, others, link.distance));
  });
}

/// How far a place is from where its word would stand if the phrase began at 0.
std::int64_t displacement(const ItemPlace& place, std::uint32_t position) {
  return std::int64_t{place.first} - std::int64_t{position};
}

}  // namespace

void keep_linked(std::vector<std::vector<ItemPlace>>& items, std::span<const ProximityLink> links) {
  for (std::size_t i = 0; i < links.size(); ++i) keep_near(items[i + 1], items[i], links[i], false);
  for (std::size_t i = links.size(); i-- > 0;) keep_near(items[i], items[i + 1], links[i], true);
}

void keep_within_slop(std::vector<std::vector<ItemPlace>>& slots, std::span<const std::uint32_t> positions,
                      std::uint32_t slop) {
  std::vector<std::int64_t> starts;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    for (const ItemPlace& place : slots[i]) starts.push_back(displacement(place, positions[i]));
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  std::vector<std::int64_t> windows;  // where those begin that hold all words
  std::vector<std::size_t> next(slots.size(), 0);
  for (const std::int64_t start : starts) {
    bool holds_all = true;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      while (next[i] < slots[i].size() && displacement(slots[i][next[i]], positions[i]) < start) ++next[i];
      holds_all = holds_all && next[i] < slots[i].size() &&
                  displacement(slots[i][next[i]], positions[i]) <= start + std::int64_t{slop};
    }
    if (holds_all) windows.push_back(start);
  }
  for (std::size_t i = 0; i < slots.size(); ++i) {
    std::erase_if(slots[i], [&](const ItemPlace& place) {
      const std::int64_t at = displacement(place, positions[i]);
      const auto window = std::upper_bound(windows.begin(), windows.end(), at);
      return window == windows.begin() || at - *(window - 1) > std::int64_t{slop};
    });
  }
}

}  // namespace riffle

#include "results/near_places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace riffle {
namespace {

using Places = std::vector<ItemPlace>;

Places at(const std::vector<std::uint32_t>& positions, std::uint32_t length = 1) {
  Places places;
  for (const std::uint32_t first : positions) places.push_back({first, first + length - 1, first, first + length});
  return places;
}

TEST(NearPlaces, AChainKeepsWhatARowGoesThrough) {
  std::vector<Places> items{at({1, 20, 40}), at({5, 30}), at({7, 100})};
  keep_linked(items, std::vector<ProximityLink>{{.distance = 4}, {.distance = 2}});
  EXPECT_EQ(items, (std::vector<Places>{at({1}), at({5}), at({7})}));
  items = {at({5, 12}), at({3, 10, 14})};
  keep_linked(items, std::vector<ProximityLink>{{.is_ordered = true, .distance = 5}});
  EXPECT_EQ(items, (std::vector<Places>{at({5, 12}), at({10, 14})}));
  items = {at({5, 9}, 2), at({6, 11})};  // phrases do not overlap, and count from their end
  keep_linked(items, std::vector<ProximityLink>{{.distance = 1}});
  EXPECT_EQ(items, (std::vector<Places>{at({9}, 2), at({11})}));
  items = {at({5}), at({})};
  keep_linked(items, std::vector<ProximityLink>{{.is_sentence = true}});
  EXPECT_EQ(items, (std::vector<Places>{at({}), at({})}));
}

TEST(NearPlaces, ASlopKeepsWhatLiesInAWindow) {
  std::vector<Places> slots{at({1, 50}), at({4, 90})};
  keep_within_slop(slots, std::vector<std::uint32_t>{0, 1}, 2);
  EXPECT_EQ(slots, (std::vector<Places>{at({1}), at({4})}));
  slots = {at({1, 50}), at({5, 90})};
  keep_within_slop(slots, std::vector<std::uint32_t>{0, 1}, 2);
  EXPECT_EQ(slots, (std::vector<Places>{at({}), at({})}));
}

TEST(NearPlaces, AgreeWithTryingEveryRow) {
  std::mt19937 random(3);
  const auto draw = [&random](std::uint32_t below) { return static_cast<std::uint32_t>(random()) % below; };
  for (int round = 0; round < 500; ++round) {
    std::vector<Places> items;
    for (int i = 0; i < 3; ++i) {
      std::vector<std::uint32_t> positions;
      for (std::uint32_t position = 0; position < 30; ++position) {
        if (draw(6) == 0) positions.push_back(position);
      }
      items.push_back(at(positions));
    }
    const std::vector<ProximityLink> links{{.is_ordered = draw(2) == 0, .distance = 1 + draw(5)},
                                           {.is_ordered = draw(2) == 0, .distance = 1 + draw(5)}};
    const std::uint32_t slop = draw(6);
    const auto is_linked = [](const ItemPlace& a, const ItemPlace& b, const ProximityLink& link) {
      if (a.first < b.first) return b.first - a.first <= link.distance;
      return !link.is_ordered && b.first < a.first && a.first - b.first <= link.distance;
    };
    std::vector<Places> linked(3);
    std::vector<Places> close(3);
    const auto keep = [](Places& places, const ItemPlace& place) {
      if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
    };
    for (const ItemPlace& a : items[0]) {
      for (const ItemPlace& b : items[1]) {
        for (const ItemPlace& c : items[2]) {
          if (is_linked(a, b, links[0]) && is_linked(b, c, links[1])) {
            keep(linked[0], a), keep(linked[1], b), keep(linked[2], c);
          }
          const auto displacements = std::minmax({int(a.first), int(b.first) - 1, int(c.first) - 2});
          if (displacements.second - displacements.first <= int(slop)) {
            keep(close[0], a), keep(close[1], b), keep(close[2], c);
          }
        }
      }
    }
    for (std::vector<Places>* kept : {&linked, &close}) {
      for (Places& places : *kept) {
        std::sort(places.begin(), places.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
      }
    }
    std::vector<Places> by_links = items;
    keep_linked(by_links, links);
    EXPECT_EQ(by_links, linked);
    std::vector<Places> by_slop = items;
    keep_within_slop(by_slop, std::vector<std::uint32_t>{0, 1, 2}, slop);
    EXPECT_EQ(by_slop, close);
  }
}

}  // namespace
}  // namespace riffle

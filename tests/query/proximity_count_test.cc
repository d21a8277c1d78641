#include "query/proximity_count.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <random>
#include <set>
#include <vector>

namespace riffle {
namespace {

using Positions = std::vector<std::uint32_t>;

Positions random_positions(std::mt19937_64& random, std::uint32_t length) {
  Positions positions;
  for (std::uint32_t p = 0; p < length; ++p) {
    if (random() % 4 == 0) positions.push_back(p);
  }
  return positions;
}

bool contains(const Positions& positions, std::int64_t p) {
  return std::find(positions.begin(), positions.end(), p) != positions.end();
}

TEST(ProximityCounter, ASlopIsTheGreatestDifferenceOfDisplacements) {
  std::mt19937_64 random(11);
  ProximityCounter counter;
  for (int round = 0; round < 3'000; ++round) {
    const auto length = static_cast<std::uint32_t>(round % 4 == 0 ? 30 : 12);
    std::vector<Positions> words{random_positions(random, length), random_positions(random, length)};
    // Places that are far apart.
    if (round % 3 == 0) words[0].insert(words[0].end(), {9'000, 9'001, 9'003, 50'000});
    if (round % 3 == 0) words[1].insert(words[1].end(), {9'002, 9'004, 70'000});
    const std::size_t count = 2 + random() % 4;
    const auto slop = static_cast<std::uint32_t>(1 + random() % 6);
    std::vector<std::uint32_t> word_of;
    CountedItem item;
    item.is_anchored = random() % 8 == 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      word_of.push_back(random() % 2);
      item.slots.push_back({words[word_of[i]], i, word_of[i]});
    }
    std::set<std::int64_t> starts;
    for (std::uint32_t i = 0; i < count; ++i) {
      for (const std::uint32_t p : words[word_of[i]]) starts.insert(std::int64_t{p} - i);
    }
    if (item.is_anchored) starts = {0};
    std::uint32_t expected = 0;
    for (const std::int64_t m : starts) {
      std::set<std::pair<std::uint32_t, std::int64_t>> taken;
      const std::function<bool(std::uint32_t)> place = [&](std::uint32_t i) {
        if (i == count) return true;
        for (std::int64_t p = m + i; p <= m + i + slop; ++p) {
          if (!contains(words[word_of[i]], p) || !taken.emplace(word_of[i], p).second) continue;
          if (place(i + 1)) return true;
          taken.erase({word_of[i], p});
        }
        return false;
      };
      expected += place(0) ? 1 : 0;
    }
    ASSERT_EQ(counter.count_sloppy(item, slop), expected) << round;
  }
}

// Items that come again and again are passed over once they change nothing.
TEST(ProximityCounter, AChainOfItemsThatRepeatIsThatOfDifferentOnes) {
  std::mt19937_64 random(12);
  ProximityCounter counter;
  for (int round = 0; round < 1'000; ++round) {
    const std::vector<Positions> words{random_positions(random, 40), random_positions(random, 40)};
    const std::size_t count = 2 + random() % 12;
    const std::uint64_t other = 2 + random() % 20;  // one item in so many is the other word
    std::vector<CountedItem> items;
    std::vector<ProximityLink> links;
    const ProximityLink usual{.is_ordered = random() % 2 == 0,
                              .distance = static_cast<std::uint32_t>(1 + random() % 5)};
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t word = random() % other == 0 ? 1 : 0;
      items.push_back({{{words[word], 0, word}}, false});
      if (i > 0) links.push_back(random() % 6 == 0 ? ProximityLink{true, 3} : usual);
    }
    std::set<std::int64_t> reached(items[0].slots[0].positions.begin(), items[0].slots[0].positions.end());
    for (std::size_t i = 1; i < count; ++i) {
      std::set<std::int64_t> next;
      for (const std::int64_t place : items[i].slots[0].positions) {
        for (const std::int64_t before : reached) {
          const std::int64_t apart = links[i - 1].is_ordered ? place - before : std::abs(place - before);
          if (apart >= 1 && apart <= links[i - 1].distance) next.insert(place);
        }
      }
      reached = next;
    }
    ASSERT_EQ(counter.count_chain(items, links), reached.size()) << round;
  }
}

TEST(ProximityCounter, AChainNeedsEachItemNearTheOneBefore) {
  const Positions a{0, 20};
  const Positions b{3, 30};
  const Positions c{5, 28};
  ProximityCounter counter;
  const std::vector<CountedItem> items{{{{a, 0, 0}}, false}, {{{b, 0, 1}}, false}, {{{c, 0, 2}}, false}};
  const auto count = [&](ProximityLink first, ProximityLink second) {
    return counter.count_chain(items, std::vector<ProximityLink>{first, second});
  };
  EXPECT_EQ(count({true, 3}, {true, 2}), 1u);
  EXPECT_EQ(count({true, 2}, {true, 2}), 0u);
  EXPECT_EQ(count({true, 10}, {true, 2}), 1u);
  EXPECT_EQ(count({true, 10}, {false, 2}), 2u);
}

TEST(ProximityCounter, PhrasesCountFromTheirEndsAndDoNotOverlap) {
  const Positions a{0, 1, 2, 3};
  ProximityCounter counter;
  const CountedItem pair{{{a, 0, 0}, {a, 1, 0}}, false};
  // "a a" stands at 0, 1 and 2; only those at 0 and 2 do not overlap.
  EXPECT_EQ(counter.count_chain(std::vector{pair, pair}, std::vector<ProximityLink>{{true, 1}}), 1u);
  EXPECT_EQ(counter.count_chain(std::vector{pair, pair}, std::vector<ProximityLink>{{false, 1}}), 2u);
  const CountedItem anchored{{{a, 0, 0}, {a, 1, 0}}, true};
  EXPECT_EQ(counter.count_chain(std::vector{anchored}, {}), 1u);
}

TEST(ProximityCounter, SentenceKeepsBothItemsBetweenTwoStarts) {
  const Positions a{0, 4, 9};
  const Positions b{2, 5, 8, 12};
  const std::vector<ProximityLink> links{{.is_sentence = true}};
  ProximityCounter counter;
  const auto count = [&](const CountedItem& first, const CountedItem& second, const Positions& starts) {
    const std::vector<CountedItem> items{first, second};
    return counter.count_chain(items, links, starts);
  };
  const CountedItem one_a{.slots = {{a, 0, 0}}};
  const CountedItem one_b{.slots = {{b, 0, 1}}};
  EXPECT_EQ(count(one_a, one_b, {0, 4, 8}), 4u);
  EXPECT_EQ(count(one_a, one_b, {0, 4, 8, 12}), 3u);
  EXPECT_EQ(count(one_a, one_b, {0, 1, 5, 9, 10}), 1u);  // b at 2, a at 4
  EXPECT_EQ(count(one_a, one_b, {}), 0u);                // nothing begins
  EXPECT_EQ(count(one_a, one_b, {10}), 0u);              // b at 12 has no a behind the start
  // The same word must stand twice.
  EXPECT_EQ(count(one_a, one_a, {0, 4, 8}), 0u);
  EXPECT_EQ(count(one_a, one_a, {0, 8}), 2u);
  // "a b" at 4 and b: neither a start between them nor one inside, and not the b of the phrase itself.
  const CountedItem phrase{.slots = {{a, 0, 0}, {b, 1, 1}}};
  EXPECT_EQ(count(one_b, phrase, {0}), 1u);
  EXPECT_EQ(count(one_b, phrase, {0, 5}), 0u);
  EXPECT_EQ(count(one_b, phrase, {0, 4, 8}), 0u);
  EXPECT_EQ(count(phrase, one_b, {0, 4, 9}), 1u);
}

}  // namespace
}  // namespace riffle

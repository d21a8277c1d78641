#include "text/shingle_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>
#include <vector>

namespace riffle {
namespace {

TEST(ShingleSetProperty, OverlapIsThatOfSets) {
  std::mt19937_64 random(2);
  ShingleSet set;
  ShingleSet scratch;
  for (int round = 0; round < 500; ++round) {
    std::vector<std::uint32_t> a(random() % 50);
    std::vector<std::uint32_t> b(random() % 50);
    for (auto* values : {&a, &b}) {
      for (std::uint32_t& value : *values) value = static_cast<std::uint32_t>(random() % 40) * 0x10000U;
    }
    set.assign(a);
    const ShingleOverlap overlap = set.overlap(b, scratch);
    const std::set<std::uint32_t> first(a.begin(), a.end());
    const std::set<std::uint32_t> second(b.begin(), b.end());
    std::vector<std::uint32_t> both;
    std::set_intersection(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(both));
    EXPECT_EQ(overlap.first, first.size());
    EXPECT_EQ(overlap.second, second.size());
    EXPECT_EQ(overlap.shared, both.size());
    EXPECT_EQ(set.is_copy(b, second.size()), overlap.containment() >= kCopyContainment);
    EXPECT_EQ(set.is_copy(b, scratch), overlap.containment() >= kCopyContainment);
    EXPECT_EQ(set.overlap(b, scratch).shared, both.size());
  }
}

// Whatever the lengths of two texts, the sketch of the shorter-sampled one holds the common values of the deeper one.

}  // namespace
}  // namespace riffle

#include "query/top_k.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <utility>
#include <vector>

namespace riffle {
namespace {

using Hit = std::pair<int, int>;  // key, then number of arrival

struct Better {
  bool operator()(const Hit& a, const Hit& b) const {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  }
};

std::vector<Hit> random_hits(int count) {
  std::mt19937 random(3);
  std::vector<Hit> hits;
  for (int i = 0; i < count; ++i) hits.emplace_back(static_cast<int>(random() % 50), i);
  return hits;
}

TEST(TopK, KeepsTheBestInOrder) {
  const std::vector<Hit> hits = random_hits(1'000);
  std::vector<Hit> sorted = hits;
  std::sort(sorted.begin(), sorted.end(), Better());
  for (const std::size_t k :
       {std::size_t{1}, std::size_t{10}, std::size_t{999}, std::size_t{1'000}, std::size_t{5'000}}) {
    TopK<Hit, Better> best(k);
    for (const Hit& hit : hits) best.add(hit);
    EXPECT_EQ(best.is_full(), k <= hits.size());
    const std::vector<Hit> expected(sorted.begin(),
                                    sorted.begin() + static_cast<std::ptrdiff_t>(std::min(k, hits.size())));
    EXPECT_EQ(best.take(), expected) << k;
  }
}

TEST(TopK, ZeroKeepsAll) {
  const std::vector<Hit> hits = random_hits(300);
  TopK<Hit, Better> best(0);
  for (const Hit& hit : hits) best.add(hit);
  EXPECT_FALSE(best.is_full());
  EXPECT_EQ(best.take().size(), hits.size());
}

TEST(TopK, WorstIsTheOneToBeat) {
  TopK<Hit, Better> best(2);
  best.add({5, 0});
  EXPECT_FALSE(best.is_full());
  best.add({9, 1});
  EXPECT_EQ(best.worst(), Hit(5, 0));
  best.add({5, 2});  // a later hit does not win a tie
  EXPECT_EQ(best.worst(), Hit(5, 0));
  best.add({7, 3});
  EXPECT_EQ(best.worst(), Hit(7, 3));
}

}  // namespace
}  // namespace riffle

// The order by graph bisection: what it promises, and that it lowers the cost that it is made to lower.
#include "indexing/graph_bisection.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace riffle {
namespace {

using Documents = std::vector<std::set<std::uint16_t>>;

ForwardIndex index_of(const Documents& documents) {
  ForwardIndex index;
  for (const std::set<std::uint16_t>& terms : documents) {
    index.terms.insert(index.terms.end(), terms.begin(), terms.end());
    index.starts.push_back(index.terms.size());
    if (!terms.empty()) index.term_count = std::max(index.term_count, *terms.rbegin() + 1u);
  }
  return index;
}

/// Documents of one of `topics`, by turns, each of which has words of its own; some words are everybody's.
Documents topical(std::size_t count, std::size_t topics, unsigned seed) {
  std::mt19937 random(seed);
  Documents documents(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (int word = 0; word < 12; ++word) {
      documents[i].insert(static_cast<std::uint16_t>(40 + 60 * (i % topics) + random() % 60));
    }
    for (int word = 0; word < 4; ++word) documents[i].insert(static_cast<std::uint16_t>(random() % 40));
  }
  return documents;
}

std::vector<DocId> as_they_are(std::size_t count) {
  std::vector<DocId> order(count);
  std::iota(order.begin(), order.end(), DocId{0});
  return order;
}

/// Sum of the logarithms of the gaps in all posting lists, list by list.
double log_gap_cost(const Documents& documents, const std::vector<DocId>& order) {
  std::set<std::uint16_t> terms;
  for (const std::set<std::uint16_t>& of_document : documents) terms.insert(of_document.begin(), of_document.end());
  double cost = 0;
  for (const std::uint16_t term : terms) {
    double last = -1;
    for (std::size_t place = 0; place < order.size(); ++place) {
      if (!documents[order[place]].contains(term)) continue;
      cost += std::log2(static_cast<double>(place) - last);
      last = static_cast<double>(place);
    }
  }
  return cost;
}

/// The order, which must be a permutation and the same for every number of threads.
std::vector<DocId> bisected(const Documents& documents) {
  const ForwardIndex index = index_of(documents);
  const auto order = bisect_documents(index, 1);
  EXPECT_TRUE(order);
  std::vector<DocId> sorted = *order;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, as_they_are(documents.size()));
  for (const unsigned threads : {2u, 3u, 16u}) {
    const auto again = bisect_documents(index, threads);
    EXPECT_TRUE(again);
    EXPECT_EQ(*again, *order) << threads << " threads";
  }
  return *order;
}

TEST(GraphBisection, SeparatesTopicsThatComeByTurns) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    const Documents documents = topical(512, 2, seed);
    const std::vector<DocId> order = bisected(documents);
    for (std::size_t place = 0; place < order.size(); ++place) {
      EXPECT_EQ(order[place] % 2, order[place < 256 ? 0 : 256] % 2) << "place " << place;
    }
    EXPECT_NE(order[0] % 2, order[256] % 2);
    EXPECT_LT(log_gap_cost(documents, order), 0.85 * log_gap_cost(documents, as_they_are(512)));
  }
}

TEST(GraphBisection, SeparatesTopicsThatAreExactlyAlikeOnBothSides) {
  Documents documents(256);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i % 2 == 0) {
      documents[i] = {0, 1, 2};
    } else {
      documents[i] = {3, 4, 5};
    }
  }
  const std::vector<DocId> order = bisected(documents);
  for (std::size_t place = 0; place < order.size(); ++place) {
    EXPECT_EQ(order[place] % 2, order[place < 128 ? 0 : 128] % 2) << "place " << place;
  }
}

// Sets above and below the size at which the gains of terms are worked out first, and halves of unequal size.
TEST(GraphBisection, LowersTheCostOfManyTopics) {
  for (const std::size_t count : {400u, 1001u, 4999u}) {
    const Documents documents = topical(count, 20, static_cast<unsigned>(count));
    EXPECT_LT(log_gap_cost(documents, bisected(documents)), 0.8 * log_gap_cost(documents, as_they_are(count)))
        << count << " documents";
  }
}

TEST(GraphBisection, LeavesFewAndEqualDocumentsAsTheyAre) {
  EXPECT_TRUE(bisected({}).empty());
  EXPECT_EQ(bisected({{7}}), as_they_are(1));
  EXPECT_EQ(bisected(topical(kLeafDocuments, 2, 1)), as_they_are(kLeafDocuments));
  EXPECT_EQ(bisected(Documents(100)), as_they_are(100)) << "without terms";
  EXPECT_EQ(bisected(Documents(3000, {1, 2, 3})), as_they_are(3000));
}

TEST(GraphBisection, PutsCopiesNearOneAnother) {
  Documents documents = topical(300, 30, 5);
  const Documents once = documents;
  documents.insert(documents.end(), once.begin(), once.end());
  const std::vector<DocId> order = bisected(documents);
  std::vector<std::size_t> places(order.size());
  for (std::size_t place = 0; place < order.size(); ++place) places[order[place]] = place;
  std::size_t near = 0;
  for (std::size_t i = 0; i < once.size(); ++i) {
    const auto [least, most] = std::minmax(places[i], places[i + once.size()]);
    if (most - least < 2 * kLeafDocuments) ++near;
  }
  EXPECT_GT(near, once.size() * 9 / 10);
}

}  // namespace
}  // namespace riffle

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/bytes.h"

#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(BoundKernels);

using Sums = std::vector<std::uint16_t>;

std::vector<std::uint8_t> random_bounds(std::mt19937& random, std::size_t count) {
  std::vector<std::uint8_t> bounds(count);
  for (std::uint8_t& bound : bounds) bound = random() % 3 == 0 ? 0 : static_cast<std::uint8_t>(random());
  return bounds;
}

Sums random_sums(std::mt19937& random) {
  Sums sums(kBoundBlocks);
  for (std::uint16_t& sum : sums) sum = static_cast<std::uint16_t>(random());
  return sums;
}

TEST_P(BoundKernels, SumsEqualTheirDefinitionAndStopAtTheLargest) {
  std::mt19937 random(21);
  for (const std::uint16_t weight : {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{777}, std::uint16_t{65535}}) {
    const std::vector<std::uint8_t> bounds = random_bounds(random, kBoundBlocks);
    Sums sums = random_sums(random);
    Sums expected = sums;
    add_bounds(bounds.data(), weight, sums.data());
    scalar::add_bounds(bounds.data(), weight, expected.data());
    EXPECT_EQ(sums, expected) << weight;
    add_coarse_bounds(bounds.data(), weight, sums.data());
    scalar::add_coarse_bounds(bounds.data(), weight, expected.data());
    EXPECT_EQ(sums, expected) << weight;
  }
}

TEST_P(BoundKernels, ABoundIsNeverRoundedDown) {
  std::vector<std::uint8_t> bounds(kBoundBlocks);
  for (std::size_t i = 0; i < bounds.size(); ++i) bounds[i] = static_cast<std::uint8_t>(i);
  Sums sums(kBoundBlocks, 0);
  add_bounds(bounds.data(), 1000, sums.data());
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    EXPECT_GE(sums[i] * 256.0, bounds[i] * 1000.0);
    EXPECT_EQ(sums[i] == 0, bounds[i] == 0);
  }
}

TEST_P(BoundKernels, SelectsTheBlocksBetweenBothEnds) {
  std::mt19937 random(22);
  for (int round = 0; round < 200; ++round) {
    Sums sums = random_sums(random);
    auto low = static_cast<std::uint16_t>(random());
    auto high = static_cast<std::uint16_t>(random());
    if (round % 4 == 0) low = 0;
    if (round % 5 == 0) high = 65535;
    if (round % 7 == 0) low = high = sums[static_cast<std::size_t>(round)];
    Sums found(kBoundBlocks);
    Sums expected(kBoundBlocks);
    found.resize(select_sums(sums.data(), low, high, found.data()));
    expected.resize(scalar::select_sums(sums.data(), low, high, expected.data()));
    EXPECT_EQ(found, expected);
    EXPECT_EQ(largest_sum(sums.data()), *std::max_element(sums.begin(), sums.end()));
  }
}

TEST_P(BoundKernels, RanksInABitsetEqualTheirDefinition) {
  std::mt19937 random(23);
  std::vector<std::uint8_t> bitset(kBitsetBytes);
  for (std::uint8_t& byte : bitset) byte = static_cast<std::uint8_t>(random() & random());
  std::vector<std::uint8_t> directory(256);
  std::uint16_t before = 0;
  for (std::size_t group = 0; group < 128; ++group) {
    riffle::store(directory.data() + 2 * group, before);
    for (std::size_t bit = 512 * group; bit < 512 * group + 512; ++bit) {
      before = static_cast<std::uint16_t>(before + (bitset[bit / 8] >> (bit % 8) & 1));
    }
  }
  std::vector<std::uint16_t> docs(5000);
  for (std::uint16_t& doc : docs) doc = static_cast<std::uint16_t>(random());
  const U16Array array{reinterpret_cast<const std::uint8_t*>(docs.data()), docs.size()};
  std::vector<std::uint32_t> ranks(docs.size());
  std::vector<std::uint32_t> expected(docs.size());
  bitset_ranks(bitset.data(), directory.data(), array, ranks.data());
  scalar::bitset_ranks(bitset.data(), directory.data(), array, expected.data());
  EXPECT_EQ(ranks, expected);
}

TEST_P(BoundKernels, ScoresAreWithinAFewUnitsOfTheExactOnes) {
  std::mt19937 random(24);
  for (std::size_t count = 0; count < 70; ++count) {
    std::vector<std::uint32_t> tfs(count);
    std::vector<float> saturations(count);
    std::vector<float> scores(count, 0.5f);
    for (std::size_t i = 0; i < count; ++i) {
      tfs[i] = static_cast<std::uint32_t>(random() % 40);
      saturations[i] = 0.3f + static_cast<float>(random() % 1000) / 100;
    }
    add_scores(tfs.data(), saturations.data(), 3.25f, count, scores.data());
    for (std::size_t i = 0; i < count; ++i) {
      const double tf = tfs[i];
      const double exact = 0.5 + 3.25 * (tf / (tf + static_cast<double>(saturations[i])));
      EXPECT_NEAR(scores[i], exact, exact / (1 << 21));
    }
  }
}

TEST_P(BoundKernels, SelectsTheDocumentsThatScoreEnoughInPlaceAsWell) {
  std::mt19937 random(25);
  for (std::size_t count = 0; count < 150; ++count) {
    Sums docs(count + kOutSlack);
    std::vector<float> scores(count + kOutSlack);
    for (std::size_t i = 0; i < count; ++i) {
      docs[i] = static_cast<std::uint16_t>(500 * i + random() % 500);
      scores[i] = random() % 5 == 0 ? -std::numeric_limits<float>::infinity() : static_cast<float>(random() % 10);
    }
    for (const float least : {-1.0f, 0.0f, 5.0f, 9.0f, 10.0f}) {
      Sums out_docs(count + kOutSlack);
      std::vector<float> out_scores(count + kOutSlack);
      std::size_t kept =
          select_scores(as_array(docs.data(), count), scores.data(), least, out_docs.data(), out_scores.data());
      Sums expected_docs(count + 1);
      std::vector<float> expected_scores(count + 1);
      const std::size_t expected = scalar::select_scores(as_array(docs.data(), count), scores.data(), least,
                                                         expected_docs.data(), expected_scores.data());
      ASSERT_EQ(kept, expected);
      EXPECT_TRUE(
          std::equal(out_docs.begin(), out_docs.begin() + static_cast<std::ptrdiff_t>(kept), expected_docs.begin()));
      EXPECT_TRUE(std::equal(out_scores.begin(), out_scores.begin() + static_cast<std::ptrdiff_t>(kept),
                             expected_scores.begin()));
      Sums own_docs = docs;
      std::vector<float> own_scores = scores;
      kept =
          select_scores(as_array(own_docs.data(), count), own_scores.data(), least, own_docs.data(), own_scores.data());
      ASSERT_EQ(kept, expected);
      EXPECT_TRUE(
          std::equal(own_docs.begin(), own_docs.begin() + static_cast<std::ptrdiff_t>(kept), expected_docs.begin()));
      EXPECT_TRUE(std::equal(own_scores.begin(), own_scores.begin() + static_cast<std::ptrdiff_t>(kept),
                             expected_scores.begin()));
    }
  }
}

}  // namespace
}  // namespace riffle::kernels

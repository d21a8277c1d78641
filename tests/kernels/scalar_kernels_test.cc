// The definitions themselves, against the standard library.
#include <iterator>
#include <numeric>

#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

TEST(ScalarKernels, SetAlgebraEqualsTheStandardLibrary) {
  std::mt19937 random(12);
  for (int turn = 0; turn < 300; ++turn) {
    const std::uint32_t limit = turn % 2 == 0 ? 200 : 65536;
    const Values a = random_values(random, random() % 150, limit);
    const Values b = random_values(random, random() % 150, limit);
    Values common;
    Values only_a;
    Values either;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only_a));
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(either));
    Output out(a.size() + b.size());
    EXPECT_EQ(out.first(scalar::intersect(view_of(a), view_of(b), out.data())), common);
    EXPECT_EQ(scalar::intersect_count(view_of(a), view_of(b)), common.size());
    EXPECT_EQ(out.first(scalar::difference(view_of(a), view_of(b), out.data())), only_a);
    EXPECT_EQ(out.first(scalar::union_of(view_of(a), view_of(b), out.data())), either);
    const std::vector<std::uint8_t> b_bits = bitset_of(b);
    EXPECT_EQ(out.first(scalar::intersect_bitset(view_of(a), b_bits.data(), out.data())), common);
    EXPECT_EQ(out.first(scalar::difference_bitset(view_of(a), b_bits.data(), out.data())), only_a);
    EXPECT_EQ(out.first(scalar::bitset_to_array(b_bits.data(), out.data())), b);
    EXPECT_EQ(scalar::and_count(bitset_of(a).data(), b_bits.data()), common.size());
    EXPECT_EQ(scalar::or_count(bitset_of(a).data(), b_bits.data()), either.size());
    EXPECT_EQ(scalar::andnot_count(bitset_of(a).data(), b_bits.data()), only_a.size());
  }
}

TEST(ScalarKernels, ShiftedIntersectionComparesIn32Bits) {
  std::mt19937 random(13);
  for (const std::int32_t offset : {-65535, -300, -1, 0, 1, 300, 65535}) {
    const Values a = random_values(random, 20000);
    const Values b = random_values(random, 30000);
    const std::set<std::int32_t> in_b(b.begin(), b.end());
    Values expected;
    std::copy_if(a.begin(), a.end(), std::back_inserter(expected),
                 [&](std::uint16_t v) { return in_b.contains(v + offset); });
    Output out(a.size());
    EXPECT_EQ(out.first(scalar::intersect_shifted(view_of(a), view_of(b), offset, out.data())), expected);
  }
}

TEST(ScalarKernels, RanksAreLowerBounds) {
  const Values list = {3, 7, 8, 100, 65535};
  const Values subset = {0, 3, 4, 8, 99, 100, 101, 65535};
  std::vector<std::uint32_t> ranks(subset.size() + kOutSlack);
  scalar::ranks_of(view_of(list), view_of(subset), ranks.data());
  ranks.resize(subset.size());
  EXPECT_EQ(ranks, (std::vector<std::uint32_t>{0, 0, 1, 2, 3, 3, 4, 4}));
}

TEST(ScalarKernels, SelectRangeReadsLittleEndianValues) {
  const std::vector<std::uint8_t> values = {0, 1, 1, 0, 0xFF, 0xFF};  // 256, 1, 65535
  std::vector<std::uint8_t> bitset(kBitsetBytes);
  scalar::select_range(values.data(), 2, 3, 2, 300, bitset.data());
  EXPECT_EQ(bitset[0], 1);
  scalar::select_range(values.data(), 2, 3, 1, 1, bitset.data());
  EXPECT_EQ(bitset[0], 3);
}

TEST(ScalarKernels, NibblesCountFromOne) {
  const std::vector<std::uint8_t> nibbles = {0x21, 0x0F};
  EXPECT_EQ(scalar::sum_nibbles(nibbles.data(), 0, 4), 2u + 3 + 16 + 1);
  EXPECT_EQ(scalar::sum_nibbles(nibbles.data(), 1, 3), 3u + 16);
  EXPECT_EQ(scalar::sum_nibbles(nibbles.data(), 2, 2), 0u);
}

TEST(ScalarKernels, NibblesAreFrequenciesOfPostings) {
  using Frequencies = std::vector<std::uint32_t>;
  const std::vector<std::uint8_t> nibbles = {0x21, 0xF3, 0x04, 0x00};
  Frequencies tfs(3);
  EXPECT_EQ(scalar::unpack_frequencies(nibbles.data(), 1, 3, tfs.data()), 16u);
  EXPECT_EQ(tfs, (Frequencies{3, 4, 16}));
  EXPECT_EQ(scalar::unpack_frequencies(nibbles.data(), 1, 0, tfs.data()), 0u);
  const Frequencies ranks = {4, kAbsent, 0, 5};
  Frequencies found(4);
  EXPECT_EQ(scalar::frequencies_at(nibbles.data(), 5, ranks.data(), ranks.size(), found.data()), 5u);
  EXPECT_EQ(found, (Frequencies{5, 0, 2, 0}));
}

TEST(ScalarKernels, ScoresAreSelectedFromALeastOneOn) {
  const std::vector<std::uint16_t> docs = {3, 5, 9};
  const std::vector<float> scores = {1.0f, 2.5f, 2.0f};
  std::vector<std::uint16_t> out(3);
  std::vector<float> out_scores(3);
  ASSERT_EQ(scalar::select_scores(as_array(docs.data(), 3), scores.data(), 2.0f, out.data(), out_scores.data()), 2u);
  EXPECT_EQ(out[0], 5);
  EXPECT_EQ(out[1], 9);
  EXPECT_EQ(out_scores[0], 2.5f);
  EXPECT_EQ(out_scores[1], 2.0f);
}

}  // namespace
}  // namespace riffle::kernels

#include "postings/container_ops.h"

#include <gtest/gtest.h>

#include "doc_set_test_support.h"

namespace riffle {
namespace {

TEST(ContainerOps, BitsetArrayAndMembershipAgreeForEveryKind) {
  std::mt19937 random(6);
  for (const Fill fill : {Fill::kSparse, Fill::kArray, Fill::kDense, Fill::kRuns, Fill::kFull}) {
    const Ids ids = random_ids(random, 1, fill);
    for (const ByteBuffer& bytes : {bytes_of(roaring_of(ids).get()), run_optimized_bytes(ids)}) {
      const auto view = DocSetView::open(bytes);
      ASSERT_TRUE(view);
      const ContainerView container = view->container(0);
      std::vector<std::uint16_t> values(container_value_count(container) + kernels::kOutSlack);
      values.resize(container_to_array(container, values.data()));
      EXPECT_EQ(container_value_count(container), ids.size());
      EXPECT_EQ(Ids(values.begin(), values.end()), ids);

      std::vector<std::uint8_t> bitset(kernels::kBitsetBytes, 0xFF);
      load_as_bitset(container, bitset.data());
      EXPECT_EQ(kernels::popcount(bitset.data()), ids.size());
      const std::set<DocId> known(ids.begin(), ids.end());
      for (std::uint32_t value = 0; value < 65536; ++value) {
        const bool expected = known.contains(value);
        ASSERT_EQ(container_contains(container, static_cast<std::uint16_t>(value)), expected) << value;
        ASSERT_EQ(((bitset[value / 8] >> (value % 8)) & 1) != 0, expected) << value;
      }
    }
  }
}

TEST(ContainerOps, AddToBitsetKeepsTheOtherBits) {
  const ByteBuffer bytes = BitmapBuilder().runs(0, 4, {{10, 3}}).array(1, {0, 65535}).build();
  const auto view = DocSetView::open(bytes);
  ASSERT_TRUE(view);
  std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
  bitset[5] = 0xA5;
  add_to_bitset(view->container(0), bitset.data());
  add_to_bitset(view->container(1), bitset.data());
  EXPECT_EQ(kernels::popcount(bitset.data()), 4u + 4 + 2);
  EXPECT_EQ(bitset[5], 0xA5);
}

TEST(ContainerOps, FalseRunsAreCutToTheContainer) {
  const std::vector<std::pair<std::uint16_t, std::uint16_t>> everything_twice = {{0, 65535}, {0, 65535}, {9, 65535}};
  const std::vector<std::pair<std::uint16_t, std::uint16_t>> past_the_end = {{65530, 65535}};
  const std::vector<std::pair<std::uint16_t, std::uint16_t>> backwards = {{500, 9}, {100, 9}, {505, 9}};
  const std::pair<std::vector<std::pair<std::uint16_t, std::uint16_t>>, std::size_t> cases[] = {
      {everything_twice, 65536}, {past_the_end, 6}, {backwards, 15}};
  for (const auto& [runs, expected] : cases) {
    const ByteBuffer bytes = BitmapBuilder().runs(0, 30, runs).build();
    const auto view = DocSetView::open(bytes);
    ASSERT_TRUE(view);
    std::vector<std::uint16_t> values(kContainerValuesRoom);
    EXPECT_EQ(container_to_array(view->container(0), values.data()), expected);
    EXPECT_EQ(container_value_count(view->container(0)), expected);
    std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
    load_as_bitset(view->container(0), bitset.data());
    EXPECT_EQ(kernels::popcount(bitset.data()), expected);
  }
}

}  // namespace
}  // namespace riffle

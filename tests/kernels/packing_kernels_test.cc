#include <array>

#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(PackingKernels);

using Block = std::array<std::uint32_t, 128>;

Block random_block(std::mt19937& random) {
  Block block;
  for (std::uint32_t& v : block) v = static_cast<std::uint32_t>(random());
  return block;
}

std::uint32_t low_bits(std::uint32_t value, unsigned width) {
  return width == 32 ? value : value & ((1u << width) - 1);
}

TEST_P(PackingKernels, UnpackGivesBackWhatWasPackedForEveryWidth) {
  std::mt19937 random(9);
  for (unsigned width = 0; width <= 32; ++width) {
    for (const auto place : kPlaces) {
      const Block block = random_block(random);
      GuardedBytes packed(nullptr, 16 * width, place);
      pack128(block.data(), width, packed.data());
      std::vector<std::uint8_t> expected(16 * width + 1);
      scalar::pack128(block.data(), width, expected.data());
      ASSERT_EQ(std::memcmp(packed.data(), expected.data(), 16 * width), 0) << "width " << width;
      Block unpacked;
      Block by_definition;
      unpack128(packed.data(), width, unpacked.data());
      scalar::unpack128(packed.data(), width, by_definition.data());
      for (std::size_t i = 0; i < 128; ++i) {
        ASSERT_EQ(unpacked[i], low_bits(block[i], width)) << "width " << width << ", value " << i;
        ASSERT_EQ(by_definition[i], unpacked[i]);
      }
    }
  }
}

TEST_P(PackingKernels, ValueLiesInLaneIModulo4) {
  Block block{};
  block[6] = 1;  // lane 2, second of its lane
  std::array<std::uint8_t, 16 * 5> packed{};
  pack128(block.data(), 5, packed.data());
  std::array<std::uint8_t, 16 * 5> expected{};
  expected[8] = 1u << 5;
  EXPECT_EQ(packed, expected);
}

TEST_P(PackingKernels, NibbleSumsEqualTheirDefinitionForEveryStartAndEnd) {
  std::mt19937 random(10);
  std::vector<std::uint8_t> bytes(400);
  for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(random());
  for (std::size_t first = 0; first < 40; ++first) {
    for (std::size_t last = first; last <= 800; last += last < 300 ? 1 : 37) {
      const std::size_t used = last == first ? 0 : (last - 1) / 2 + 1;
      const std::size_t skipped = first / 2;
      // Only the bytes of the range are there.
      GuardedBytes guarded(bytes.data(), used, GuardedBytes::Place::kBeforeGuard);
      ASSERT_EQ(sum_nibbles(guarded.data(), first, last), scalar::sum_nibbles(bytes.data(), first, last))
          << first << " to " << last << " skipping " << skipped;
    }
  }
}

TEST_P(PackingKernels, NibbleSumOfManyFullNibblesDoesNotOverflow) {
  const std::vector<std::uint8_t> bytes(100000, 0xFF);
  EXPECT_EQ(sum_nibbles(bytes.data(), 0, 200000), 200000u * 16);
  EXPECT_EQ(sum_nibbles(bytes.data(), 1, 199999), 199998u * 16);
}

TEST_P(PackingKernels, FrequenciesOfARunEqualTheirDefinitionForEveryStartAndLength) {
  std::mt19937 random(11);
  std::vector<std::uint8_t> bytes(200);
  for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(random());
  for (std::size_t first = 0; first < 5; ++first) {
    for (std::size_t count = 0; count <= 390; count += count < 140 ? 1 : 25) {
      // Only the bytes of the run are there.
      GuardedBytes guarded(bytes.data(), (first + count + 1) / 2, GuardedBytes::Place::kBeforeGuard);
      std::vector<std::uint32_t> tfs(count);
      std::vector<std::uint32_t> expected(count);
      const std::uint32_t largest = unpack_frequencies(guarded.data(), first, count, tfs.data());
      ASSERT_EQ(largest, scalar::unpack_frequencies(bytes.data(), first, count, expected.data()));
      ASSERT_EQ(tfs, expected) << count << " from " << first;
    }
  }
}

TEST_P(PackingKernels, FrequenciesAtRanksEqualTheirDefinitionAndAreNothingBeyondTheLast) {
  std::mt19937 random(12);
  for (const std::uint32_t df : {1u, 7u, 8u, 129u, 1000u}) {
    std::vector<std::uint8_t> bytes((df + 7) / 8 * 4);
    for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(random());
    GuardedBytes guarded(bytes.data(), bytes.size(), GuardedBytes::Place::kBeforeGuard);
    for (std::size_t count = 0; count < 70; ++count) {
      std::vector<std::uint32_t> ranks(count);
      for (std::uint32_t& rank : ranks) rank = static_cast<std::uint32_t>(random() % (df + df / 2 + 1));
      if (count > 3) ranks[3] = kAbsent;
      std::vector<std::uint32_t> tfs(count);
      std::vector<std::uint32_t> expected(count);
      const std::uint32_t largest = frequencies_at(guarded.data(), df, ranks.data(), count, tfs.data());
      ASSERT_EQ(largest, scalar::frequencies_at(bytes.data(), df, ranks.data(), count, expected.data()));
      ASSERT_EQ(tfs, expected) << count << " of " << df;
    }
  }
}

}  // namespace
}  // namespace riffle::kernels

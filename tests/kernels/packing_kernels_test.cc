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

}  // namespace
}  // namespace riffle::kernels

#include "kernel_test_support.h"

namespace riffle::kernels {
namespace {

RIFFLE_KERNEL_SUITE(ColumnKernels);

struct Range {
  std::uint64_t low;
  std::uint64_t high;
};

std::vector<Range> ranges(unsigned width) {
  const std::uint64_t top = width == 8 ? UINT64_MAX : (std::uint64_t{1} << (8 * width)) - 1;
  return {{0, UINT64_MAX},   {0, 0}, {top, top},   {top / 4, top / 2}, {top / 2, top / 2 + 1}, {top, 0},
          {top, UINT64_MAX}, {5, 4}, {1, top - 1}, {top / 2 + 1, top}};
}

TEST_P(ColumnKernels, SelectRangeEqualsItsDefinition) {
  std::mt19937_64 random(11);
  for (const unsigned width : {1u, 2u, 4u, 8u}) {
    for (const std::size_t count :
         std::initializer_list<std::size_t>{0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 200, 4096, 65535, 65536}) {
      std::vector<std::uint8_t> bytes(count * width);
      for (std::uint8_t& b : bytes) b = random() % 4 == 0 ? 0xFF : static_cast<std::uint8_t>(random());
      for (const auto place : kPlaces) {
        GuardedBytes values(bytes.data(), bytes.size(), place);
        for (const Range range : ranges(width)) {
          // Bits that were set stay set.
          std::vector<std::uint8_t> before(kBitsetBytes);
          before[0] = 0x81;
          before[kBitsetBytes - 1] = 0x40;
          std::vector<std::uint8_t> expected = before;
          GuardedBytes bitset(before.data(), kBitsetBytes, place);
          scalar::select_range(values.data(), width, count, range.low, range.high, expected.data());
          select_range(values.data(), width, count, range.low, range.high, bitset.data());
          ASSERT_EQ(std::memcmp(bitset.data(), expected.data(), kBitsetBytes), 0)
              << "width " << width << ", count " << count << ", " << range.low << " to " << range.high;
        }
        if (count > 4096) break;
      }
    }
  }
}

}  // namespace
}  // namespace riffle::kernels

#include "base/large_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>

namespace riffle {
namespace {

TEST(LargeVector, HoldsItsValuesAcrossTheBorderOfLargePages) {
  LargeVector<std::uint32_t> values;
  // Small at first, and larger than kLeastBytes in the end.
  constexpr std::uint32_t kCount = 3 * large_pages::kLeastBytes / sizeof(std::uint32_t) + 1;
  for (std::uint32_t i = 0; i < kCount; ++i) values.push_back(i);
  std::uint32_t wanted = 0;
  for (const std::uint32_t value : values) ASSERT_EQ(value, wanted++);
  EXPECT_EQ(wanted, kCount);
}

TEST(LargeVector, LargeOnesBeginAtALargePage) {
  const LargeVector<char> values(large_pages::kLeastBytes);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % (std::size_t{2} << 20), 0U);
}

TEST(LargeVector, GrowsAndShrinksAndMoves) {
  LargeVector<std::uint64_t> values(large_pages::kLeastBytes / sizeof(std::uint64_t) + 1, 7);
  values.resize(10);
  values.shrink_to_fit();
  LargeVector<std::uint64_t> other = std::move(values);
  other.resize(large_pages::kLeastBytes, 1);
  EXPECT_EQ(std::accumulate(other.begin(), other.end(), std::uint64_t{0}), 10 * 7 + large_pages::kLeastBytes - 10);
}

TEST(LargeVector, MoreThanThereIsThrows) {
  LargePageAllocator<std::uint64_t> allocator;
  EXPECT_THROW(static_cast<void>(allocator.allocate(SIZE_MAX / 4)), std::bad_alloc);
  LargePageAllocator<char> bytes;
  EXPECT_THROW(static_cast<void>(bytes.allocate(SIZE_MAX - 1)), std::bad_alloc);
}

}  // namespace
}  // namespace riffle

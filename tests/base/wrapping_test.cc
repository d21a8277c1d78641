#include "base/wrapping.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace riffle {
namespace {

TEST(Wrapping, SumsDifferencesAndProductsAreTakenModuloTheType) {
  EXPECT_EQ(wrapping_add<std::uint64_t>(UINT64_MAX, 3), 2u);
  EXPECT_EQ(wrapping_sub<std::uint64_t>(2, 3), UINT64_MAX);
  EXPECT_EQ(wrapping_mul<std::uint32_t>(0x9E3779B1u, 0x10), 0xE3779B10u);
  EXPECT_EQ(wrapping_add<std::uint32_t>(UINT32_MAX, 1), 0u);
}

TEST(Wrapping, TheLowestBitIsTakenAway) {
  EXPECT_EQ(without_lowest_bit<std::uint64_t>(0b1101000), 0b1100000u);
  EXPECT_EQ(without_lowest_bit<std::uint64_t>(1), 0u);
  EXPECT_EQ(without_lowest_bit<std::uint64_t>(0), 0u);
}

}  // namespace
}  // namespace riffle

#include "base/checksum.h"

#include <array>
#include <cstdint>
#include <string_view>

#include <gtest/gtest.h>

namespace riffle {
namespace {

/// The buffer of the test vectors of the xxHash library.
ByteBuffer sanity_buffer(std::size_t bytes) {
  ByteBuffer out;
  std::uint64_t generator = 2654435761u;
  for (std::size_t i = 0; i < bytes; ++i) {
    out.push_back(static_cast<std::uint8_t>(generator >> 56));
    generator *= 11400714785074694797ull;
  }
  return out;
}

struct Vector {
  std::size_t bytes;
  std::uint64_t expected;
};

// Lengths on both sides of the algorithm's own cases; values of xxHash 0.8's sanity test, seed 0.
TEST(Checksum, IsXxh3WithSeedZero) {
  constexpr std::array<Vector, 8> kVectors{{{0, 0x2D06800538D394C2},
                                            {1, 0xC44BDFF4074EECDB},
                                            {6, 0x27B56A84CD2D7325},
                                            {12, 0xA713DAF0DFBB77E7},
                                            {24, 0xA3FE70BF9D3510EB},
                                            {48, 0x397DA259ECBA1F11},
                                            {80, 0xBCDEFBBB2C47C90A},
                                            {195, 0xCD94217EE362EC3A}}};
  for (const Vector& vector : kVectors) {
    EXPECT_EQ(checksum64(sanity_buffer(vector.bytes)), vector.expected) << vector.bytes;
  }
}

TEST(Checksum, WideFormHasItsLowHalfFirst) {
  const std::array<std::uint8_t, 16> hash = checksum128({});
  EXPECT_EQ(load<std::uint64_t>(hash.data()), 0x6001C324468D497Full);
  EXPECT_EQ(load<std::uint64_t>(hash.data() + 8), 0x99AA06D3014798D8ull);
}

TEST(Checksum, AnyFlippedBitChangesIt) {
  ByteBuffer bytes = sanity_buffer(600);
  const std::uint64_t whole = checksum64(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ (1u << (i % 8)));
    EXPECT_NE(checksum64(bytes), whole) << i;
    bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ (1u << (i % 8)));
  }
}

}  // namespace
}  // namespace riffle

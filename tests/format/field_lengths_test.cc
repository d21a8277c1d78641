// Length bytes (format-spec 8).
#include <cstdint>

#include <gtest/gtest.h>

#include "format/segment_reader.h"

namespace riffle {
namespace {

TEST(LengthByte, EveryByteComesBack) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const std::uint32_t length = decode_length(static_cast<std::uint8_t>(byte));
    EXPECT_EQ(encode_length(length), byte) << length;
  }
}

TEST(LengthByte, DecodedLengthsIncrease) {
  for (unsigned byte = 1; byte < 256; ++byte) {
    EXPECT_GT(decode_length(static_cast<std::uint8_t>(byte)), decode_length(static_cast<std::uint8_t>(byte - 1)));
  }
}

TEST(LengthByte, ShortLengthsAreExact) {
  for (std::uint32_t length = 0; length < 40; ++length) EXPECT_EQ(decode_length(encode_length(length)), length);
}

TEST(LengthByte, LengthsRoundDownToTheLastOneThatAByteHas) {
  for (unsigned byte = 0; byte < 255; ++byte) {
    const std::uint32_t here = decode_length(static_cast<std::uint8_t>(byte));
    const std::uint32_t next = decode_length(static_cast<std::uint8_t>(byte + 1));
    EXPECT_EQ(encode_length(next - 1), byte);
    EXPECT_EQ(encode_length(here + (next - here) / 2), byte);
  }
}

TEST(LengthByte, KnownValues) {
  EXPECT_EQ(decode_length(24), 24u);
  EXPECT_EQ(decode_length(32), 32u);
  EXPECT_EQ(decode_length(40), 40u);
  EXPECT_EQ(decode_length(48), 56u);
  EXPECT_EQ(decode_length(255), 2013265944u);
  EXPECT_EQ(encode_length(UINT32_MAX), 255);
  EXPECT_EQ(encode_length(0x7FFFFFFF), 255);
}

}  // namespace
}  // namespace riffle

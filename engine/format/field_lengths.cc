#include <algorithm>
#include <bit>

#include "format/segment_reader.h"

namespace riffle {
namespace {

constexpr std::uint32_t kExact = 24;
constexpr std::uint32_t kLongest = 0x7FFFFFFF;  // the longest that fits a byte

}  // namespace

std::uint8_t encode_length(std::uint32_t length) {
  length = std::min(length, kLongest);
  if (length < kExact) return static_cast<std::uint8_t>(length);
  const std::uint32_t x = length - kExact;
  if (x < 8) return static_cast<std::uint8_t>(kExact + x);
  const auto shift = static_cast<std::uint32_t>(std::bit_width(x)) - 4;
  return static_cast<std::uint8_t>(kExact + ((x >> shift & 7) | (shift + 1) << 3));
}

std::uint32_t decode_length(std::uint8_t byte) {
  if (byte < kExact) return byte;
  const std::uint32_t y = byte - kExact;
  const std::uint32_t mantissa = y & 7;
  const std::uint32_t exponent = y >> 3;
  if (exponent == 0) return kExact + mantissa;
  return static_cast<std::uint32_t>(kExact + (std::uint64_t{8 | mantissa} << (exponent - 1)));
}

}  // namespace riffle

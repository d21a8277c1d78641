// XXH3-64 over bytes (seed 0), the checksum of every part of the file.
#ifndef RIFFLE_BASE_CHECKSUM_H_
#define RIFFLE_BASE_CHECKSUM_H_

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace riffle {

std::uint64_t checksum64(ByteSpan bytes);

/// XXH3-128, low half first; names content (UUIDs), never secures it.
std::array<std::uint8_t, 16> checksum128(ByteSpan bytes);

}  // namespace riffle

#endif  // RIFFLE_BASE_CHECKSUM_H_

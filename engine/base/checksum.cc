#include "base/checksum.h"

#include <xxhash.h>

namespace riffle {

std::uint64_t checksum64(ByteSpan bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::array<std::uint8_t, 16> checksum128(ByteSpan bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::array<std::uint8_t, 16> out{};
  store(out.data(), hash.low64);
  store(out.data() + 8, hash.high64);
  return out;
}

}  // namespace riffle

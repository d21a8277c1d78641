// Byte shuffles that move chosen lanes of eight u16 to the front: entry m keeps the lanes whose bit is set in m.
#ifndef RIFFLE_KERNELS_COMPRESS_TABLE_H_
#define RIFFLE_KERNELS_COMPRESS_TABLE_H_

#include <array>
#include <cstdint>

namespace riffle::kernels {

struct alignas(16) LaneShuffle {
  std::uint8_t bytes[16];
};

inline constexpr std::array<LaneShuffle, 256> kCompressTable = [] {
  std::array<LaneShuffle, 256> table{};
  for (unsigned mask = 0; mask < 256; ++mask) {
    unsigned at = 0;
    for (unsigned lane = 0; lane < 8; ++lane) {
      if (((mask >> lane) & 1) == 0) continue;
      table[mask].bytes[at++] = static_cast<std::uint8_t>(2 * lane);
      table[mask].bytes[at++] = static_cast<std::uint8_t>(2 * lane + 1);
    }
  }
  return table;
}();

}  // namespace riffle::kernels

#endif  // RIFFLE_KERNELS_COMPRESS_TABLE_H_

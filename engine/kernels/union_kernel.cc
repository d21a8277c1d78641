// The union of two arrays: a merge mispredicts at every other value, a bitset does not know branches.
#include <array>

#include "kernels/kernel_table.h"

namespace riffle::kernels {
namespace {

/// From here on the bitset pays: it costs about 2 us to clear and to read, whatever it holds.
constexpr std::size_t kManyValues = 1500;

}  // namespace

std::size_t union_through_bitset(U16Array a, U16Array b, std::uint16_t* out) {
  if (a.count + b.count < kManyValues) return scalar::union_of(a, b, out);
  std::array<std::uint8_t, kBitsetBytes> bitset{};
  set_bits(a, bitset.data());
  set_bits(b, bitset.data());
  return bitset_to_array(bitset.data(), out);
}

}  // namespace riffle::kernels

// Elias-Fano sequences: eight upper bits at a time, whose places a table moves to the front, and the low parts beside
// them.
#include <algorithm>
#include <bit>

#include "base/bytes.h"
#include "base/wrapping.h"
#include "kernels/compress_table.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elias_fano_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using U16 = hn::Full128<std::uint16_t>;
using U8 = hn::Full128<std::uint8_t>;
using HalfU8 = hn::Full64<std::uint8_t>;

/// Eight low parts from the `first` one on. Reads at most 16 of them.
template <unsigned kLowBits>
HWY_INLINE hn::VFromD<U16> low_parts(const std::uint8_t* low, std::size_t first) {
  if constexpr (kLowBits == 8) {
    return hn::PromoteTo(U16(), hn::LoadU(HalfU8(), low + first));
  } else {
    std::uint64_t nibbles = load<std::uint64_t>(low + first / 2) >> (first % 2 * 4) & 0xFFFFFFFF;
    nibbles = (nibbles | nibbles << 16) & 0x0000FFFF0000FFFF;
    nibbles = (nibbles | nibbles << 8) & 0x00FF00FF00FF00FF;
    nibbles = (nibbles | nibbles << 4) & 0x0F0F0F0F0F0F0F0F;
    return hn::PromoteTo(U16(), hn::BitCast(HalfU8(), hn::Set(hn::Full64<std::uint64_t>(), nibbles)));
  }
}

template <unsigned kLowBits>
std::size_t decode(const EliasFano& sequence, std::uint16_t* out) {
  constexpr std::size_t kLowPartsRead = 16;
  const U16 d;
  const auto iota = hn::Iota(d, std::uint16_t{0});
  const auto step = hn::Set(d, std::uint16_t{8});
  auto places = iota;
  std::size_t count = 0;
  std::size_t byte = 0;
  for (; byte < sequence.upper_bytes && count + kLowPartsRead <= sequence.count; ++byte) {
    const std::uint8_t bits = sequence.upper[byte];
    const auto lanes = hn::BitCast(d, hn::LoadU(U8(), kCompressTable[bits].bytes));
    const auto set = hn::TableLookupBytes(places, lanes);
    const auto before = hn::Add(iota, hn::Set(d, static_cast<std::uint16_t>(count)));
    const auto high = hn::ShiftLeft<static_cast<int>(kLowBits)>(hn::Sub(set, before));
    hn::StoreU(hn::Or(high, low_parts<kLowBits>(sequence.low, count)), d, out + count);
    count += static_cast<std::size_t>(std::popcount(bits));
    places = hn::Add(places, step);
  }
  return scalar::decode_elias_fano_from(sequence, byte, count, out);
}

std::size_t decode_elias_fano(const EliasFano& sequence, std::uint16_t* out) {
  return sequence.low_bits == 8 ? decode<8>(sequence, out) : decode<4>(sequence, out);
}

/// Place of the k-th set bit, without branches: which byte it is in, then which bit of that (Vigna 2008, "Broadword
/// implementation of rank/select queries"). REQUIRES: k < popcount(word).
HWY_INLINE std::size_t select_bit(std::uint64_t word, std::uint64_t k) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  // The numbers of set bits up to each byte.
  std::uint64_t sums = word - (word >> 1 & 0x5555555555555555);
  sums = (sums & 0x3333333333333333) + (sums >> 2 & 0x3333333333333333);
  sums = wrapping_mul((sums + (sums >> 4)) & 0x0F0F0F0F0F0F0F0F, kOnes);
  const auto byte = static_cast<unsigned>(std::countr_zero(((sums | kHighBits) - (k + 1) * kOnes) & kHighBits)) / 8;
  k -= sums << 8 >> 8 * byte & 0xFF;
  // Bit i of that byte as byte i, and their sums.
  const std::uint64_t bits = (word >> 8 * byte & 0xFF) * kOnes & 0x8040201008040201;
  const std::uint64_t set = wrapping_mul((bits | ((bits | kHighBits) - kOnes)) >> 7 & kOnes, kOnes);
  const auto bit = static_cast<unsigned>(std::countr_zero(((set | kHighBits) - (k + 1) * kOnes) & kHighBits)) / 8;
  return std::size_t{8} * byte + bit;
}

std::size_t select_zero(const std::uint8_t* bits, std::size_t bytes, std::size_t from, std::size_t k) {
  std::size_t byte = from / 8;
  if (byte + 8 > bytes) return scalar::select_zero(bits, bytes, from, k);
  std::uint64_t zeros = ~load<std::uint64_t>(bits + byte) & ~std::uint64_t{0} << from % 8;
  for (;;) {
    const auto count = static_cast<std::size_t>(std::popcount(zeros));
    if (k < count) return 8 * byte + select_bit(zeros, k);
    k -= count;
    byte += 8;
    if (byte + 8 > bytes) return scalar::select_zero(bits, bytes, 8 * byte, k);
    zeros = ~load<std::uint64_t>(bits + byte);
  }
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_elias_fano([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.decode_elias_fano = &decode_elias_fano;
  table.select_zero = &select_zero;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_elias_fano);

void fill_elias_fano_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_elias_fano, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

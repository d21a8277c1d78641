// Bitset x bitset, and bitset -> array.
// Source: Mula, Kurz, Lemire 2018 for the population count without an instruction for it: bytes are counted by table
// look-up and summed as bytes for as long as they cannot overflow.
#include <bit>

#include "base/bytes.h"
#include "kernels/compress_table.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bitset_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using U8 = hn::ScalableTag<std::uint8_t>;
using U64 = hn::Repartition<std::uint64_t, U8>;
using Bytes = hn::VFromD<U8>;
constexpr std::size_t kVectorBytes = hn::MaxLanes(U8());

/// Vectors of one step: byte counters reach 8 * kUnroll, which must stay below 256.
constexpr std::size_t kUnroll = 4;
constexpr std::size_t kStepBytes = kUnroll * kVectorBytes;
static_assert(kBitsetBytes % kStepBytes == 0);

HWY_INLINE hn::VFromD<U64> count_step(const Bytes (&v)[kUnroll]) {
#if HWY_TARGET == HWY_AVX3_DL
  const U64 d;
  const auto low = hn::Add(hn::PopulationCount(hn::BitCast(d, v[0])), hn::PopulationCount(hn::BitCast(d, v[1])));
  const auto high = hn::Add(hn::PopulationCount(hn::BitCast(d, v[2])), hn::PopulationCount(hn::BitCast(d, v[3])));
  return hn::Add(low, high);
#else
  Bytes sum = hn::PopulationCount(v[0]);
  for (std::size_t k = 1; k < kUnroll; ++k) sum = hn::Add(sum, hn::PopulationCount(v[k]));
  return hn::SumsOf8(sum);
#endif
}

/// Set bits of a bitset whose vector at a byte offset is next(offset).
template <typename Next>
HWY_INLINE std::size_t count_bits(Next next) {
  const U64 d;
  auto sum = hn::Zero(d);
  for (std::size_t i = 0; i < kBitsetBytes; i += kStepBytes) {
    Bytes v[kUnroll];
    for (std::size_t k = 0; k < kUnroll; ++k) v[k] = next(i + k * kVectorBytes);
    sum = hn::Add(sum, count_step(v));
  }
  return static_cast<std::size_t>(hn::GetLane(hn::SumOfLanes(d, sum)));
}

std::size_t popcount(const std::uint8_t* a) {
  return count_bits([a](std::size_t i) HWY_ATTR { return hn::LoadU(U8(), a + i); });
}

std::size_t and_count(const std::uint8_t* a, const std::uint8_t* b) {
  return count_bits([a, b](std::size_t i) HWY_ATTR { return hn::And(hn::LoadU(U8(), a + i), hn::LoadU(U8(), b + i)); });
}

std::size_t andnot_count(const std::uint8_t* a, const std::uint8_t* b) {
  return count_bits([a, b](std::size_t i)
                        HWY_ATTR { return hn::AndNot(hn::LoadU(U8(), b + i), hn::LoadU(U8(), a + i)); });
}

std::size_t or_count(const std::uint8_t* a, const std::uint8_t* b) {
  return count_bits([a, b](std::size_t i) HWY_ATTR { return hn::Or(hn::LoadU(U8(), a + i), hn::LoadU(U8(), b + i)); });
}

std::size_t and_count_many(const std::uint8_t* const* sets, std::size_t n) {
  const U64 d;
  const U8 d8;
  auto sum = hn::Zero(d);
  for (std::size_t i = 0; i < kBitsetBytes; i += kStepBytes) {
    Bytes v[kUnroll];
    for (std::size_t k = 0; k < kUnroll; ++k) v[k] = hn::LoadU(d8, sets[0] + i + k * kVectorBytes);
    for (std::size_t s = 1; s < n; ++s) {
      const std::uint8_t* const set = sets[s] + i;
      for (std::size_t k = 0; k < kUnroll; ++k) v[k] = hn::And(v[k], hn::LoadU(d8, set + k * kVectorBytes));
    }
    sum = hn::Add(sum, count_step(v));
  }
  return static_cast<std::size_t>(hn::GetLane(hn::SumOfLanes(d, sum)));
}

void and_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) {
  const U8 d;
  for (std::size_t i = 0; i < kBitsetBytes; i += kVectorBytes) {
    hn::StoreU(hn::And(hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, out + i);
  }
}

void andnot_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) {
  const U8 d;
  for (std::size_t i = 0; i < kBitsetBytes; i += kVectorBytes) {
    hn::StoreU(hn::AndNot(hn::LoadU(d, b + i), hn::LoadU(d, a + i)), d, out + i);
  }
}

void or_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) {
  const U8 d;
  for (std::size_t i = 0; i < kBitsetBytes; i += kVectorBytes) {
    hn::StoreU(hn::Or(hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, out + i);
  }
}

#if HWY_TARGET == HWY_AVX3_DL
HWY_INLINE hn::Mask<hn::ScalableTag<std::uint16_t>> mask_of(std::uint32_t bits) {
  // LoadMaskBits may read 8 bytes.
  std::uint8_t bytes[8] = {};
  store(bytes, bits);
  return hn::LoadMaskBits(hn::ScalableTag<std::uint16_t>(), bytes);
}
#endif

/// Bit by bit: best when most words hold few.
std::size_t sparse_to_array(const std::uint8_t* bitset, std::uint16_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBitsetWords; ++i) {
    for (auto word = load<std::uint64_t>(bitset + 8 * i); word != 0; word &= word - 1) {
      out[count++] = static_cast<std::uint16_t>(64 * i + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
  return count;
}

#if HWY_TARGET == HWY_AVX3_DL
constexpr std::size_t kSparse = 1000;

/// 32 bits select among 32 consecutive values.
std::size_t dense_to_array(const std::uint8_t* bitset, std::uint16_t* out) {
  const hn::ScalableTag<std::uint16_t> d;
  const auto step = hn::Set(d, std::uint16_t{32});
  auto values = hn::Iota(d, std::uint16_t{0});
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBitsetBytes; i += 8) {
    const auto word = load<std::uint64_t>(bitset + i);
    const auto next = hn::Add(values, step);
    const auto low = static_cast<std::uint32_t>(word);
    const auto low_count = static_cast<std::size_t>(std::popcount(low));
    hn::StoreU(hn::Compress(values, mask_of(low)), d, out + count);
    hn::StoreU(hn::Compress(next, mask_of(static_cast<std::uint32_t>(word >> 32))), d, out + count + low_count);
    count += static_cast<std::size_t>(std::popcount(word));
    values = hn::Add(next, step);
  }
  return count;
}
#else
constexpr std::size_t kSparse = 1500;

/// 8 bits select among 8 consecutive values, by table look-up.
std::size_t dense_to_array(const std::uint8_t* bitset, std::uint16_t* out) {
  const hn::Full128<std::uint16_t> d;
  const hn::Full128<std::uint8_t> d_bytes;
  const auto step = hn::Set(d, std::uint16_t{8});
  auto values = hn::Iota(d, std::uint16_t{0});
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBitsetBytes; ++i) {
    const auto lanes = hn::LoadU(d_bytes, kCompressTable[bitset[i]].bytes);
    hn::StoreU(hn::TableLookupBytes(values, hn::BitCast(d, lanes)), d, out + count);
    count += static_cast<std::size_t>(std::popcount(bitset[i]));
    values = hn::Add(values, step);
  }
  return count;
}
#endif

std::size_t bitset_to_array(const std::uint8_t* bitset, std::uint16_t* out) {
  return popcount(bitset) < kSparse ? sparse_to_array(bitset, out) : dense_to_array(bitset, out);
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_bitsets([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.popcount = &popcount;
  table.and_count = &and_count;
  table.andnot_count = &andnot_count;
  table.or_count = &or_count;
  table.and_count_many = &and_count_many;
  table.and_into = &and_into;
  table.andnot_into = &andnot_into;
  table.or_into = &or_into;
  table.bitset_to_array = &bitset_to_array;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_bitsets);

void fill_bitset_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_bitsets, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

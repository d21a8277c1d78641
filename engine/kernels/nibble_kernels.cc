// Sums of nibbles, and nibbles as term frequencies.
#include <algorithm>

#include "base/bytes.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/nibble_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

/// Sum of both nibbles of each byte in [at, end).
std::uint64_t sum_of_bytes(const std::uint8_t* at, const std::uint8_t* end) {
  const hn::ScalableTag<std::uint8_t> d;
  const hn::Repartition<std::uint64_t, decltype(d)> d64;
  const std::size_t step = hn::Lanes(d);
  const auto low_nibble = hn::Set(d, std::uint8_t{0x0F});
  auto sums = hn::Zero(d64);
  for (; static_cast<std::size_t>(end - at) >= step; at += step) {
    const auto bytes = hn::LoadU(d, at);
    const auto high = hn::And(hn::BitCast(d, hn::ShiftRight<4>(hn::BitCast(d64, bytes))), low_nibble);
    sums = hn::Add(sums, hn::SumsOf8(hn::Add(hn::And(bytes, low_nibble), high)));
  }
  std::uint64_t sum = hn::GetLane(hn::SumOfLanes(d64, sums));
  constexpr std::uint64_t kLow = 0x0F0F0F0F0F0F0F0F;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    const auto word = load<std::uint64_t>(at);
    sum += (((word & kLow) + ((word >> 4) & kLow)) * kOnes) >> 56;
  }
  for (; at != end; ++at) sum += (*at & 0x0Fu) + (*at >> 4);
  return sum;
}

std::uint64_t sum_nibbles(const std::uint8_t* nibbles, std::size_t first, std::size_t last) {
  if (first >= last) return 0;
  std::uint64_t sum = last - first;
  if (first % 2 != 0) sum += nibbles[first++ / 2] >> 4;
  if (last % 2 != 0 && first < last) sum += nibbles[--last / 2] & 0x0Fu;
  return first < last ? sum + sum_of_bytes(nibbles + first / 2, nibbles + last / 2) : sum;
}

std::uint32_t unpack_frequencies(const std::uint8_t* nibbles, std::size_t first, std::size_t count,
                                 std::uint32_t* tfs) {
  const hn::ScalableTag<std::uint32_t> d;
  const hn::Rebind<std::uint8_t, decltype(d)> d8;
  const std::size_t lanes = hn::Lanes(d);
  std::uint32_t largest = 0;
  std::size_t i = 0;
  if (first % 2 != 0 && count > 0) {
    largest = tfs[i++] = (nibbles[first / 2] >> 4) + 1u;
  }
  const std::uint8_t* bytes = nibbles + (first + i) / 2;
  const auto low_nibble = hn::Set(d, 15u);
  const auto one = hn::Set(d, 1u);
  auto most = hn::Zero(d);
  // As many bytes as lanes give twice as many values.
  for (; count - i >= 2 * lanes; i += 2 * lanes, bytes += lanes) {
    const auto both = hn::PromoteTo(d, hn::LoadU(d8, bytes));
    const auto low = hn::Add(hn::And(both, low_nibble), one);
    const auto high = hn::Add(hn::ShiftRight<4>(both), one);
    most = hn::Max(most, hn::Max(low, high));
    hn::StoreInterleaved2(low, high, d, tfs + i);
  }
  largest = std::max(largest, hn::GetLane(hn::MaxOfLanes(d, most)));
  return std::max(largest, scalar::unpack_frequencies(nibbles, first + i, count - i, tfs + i));
}

std::uint32_t frequencies_at(const std::uint8_t* nibbles, std::uint32_t df, const std::uint32_t* ranks,
                             std::size_t count, std::uint32_t* tfs) {
  const hn::ScalableTag<std::uint32_t> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  const auto end = hn::Set(d, df);
  auto most = hn::Zero(d);
  std::size_t i = 0;
  for (; count - i >= lanes; i += lanes) {
    const auto rank = hn::LoadU(d, ranks + i);
    const auto is_held = hn::Lt(rank, end);
    // Eight nibbles a word. What is not held reads the first word.
    const auto word_index = hn::IfThenElseZero(is_held, hn::ShiftRight<3>(rank));
    const auto words = hn::GatherIndex(d, reinterpret_cast<const std::uint32_t*>(nibbles), hn::BitCast(di, word_index));
    const auto shift = hn::ShiftLeft<2>(hn::And(rank, hn::Set(d, 7u)));
    const auto tf = hn::Add(hn::And(hn::Shr(words, shift), hn::Set(d, 15u)), hn::Set(d, 1u));
    const auto kept = hn::IfThenElseZero(is_held, tf);
    most = hn::Max(most, kept);
    hn::StoreU(kept, d, tfs + i);
  }
  return std::max(hn::GetLane(hn::MaxOfLanes(d, most)),
                  scalar::frequencies_at(nibbles, df, ranks + i, count - i, tfs + i));
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_nibbles([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.sum_nibbles = &sum_nibbles;
  table.unpack_frequencies = &unpack_frequencies;
  table.frequencies_at = &frequencies_at;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_nibbles);

void fill_nibble_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_nibbles, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

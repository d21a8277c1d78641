// Sums of score bounds over the blocks of a container and the blocks that they leave alive; scores of candidates.
#include <bit>

#include "base/bytes.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bound_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using Sums = hn::ScalableTag<std::uint16_t>;
constexpr std::size_t kLanes = hn::MaxLanes(Sums());
static_assert(kLanes <= 64 && kBoundBlocks % kLanes == 0);

/// (bound << 8) * weight >> 16, and 1 more for bounds that are not 0.
template <class V>
HWY_INLINE V units_of(Sums d, V bounds, V weight) {
  const auto one = hn::Min(bounds, hn::Set(d, std::uint16_t{1}));
  return hn::Add(hn::MulHigh(hn::ShiftLeft<8>(bounds), weight), one);
}

void add_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums) {
  const Sums d;
  const hn::Rebind<std::uint8_t, Sums> d8;
  const auto factor = hn::Set(d, weight);
  for (std::size_t i = 0; i < kBoundBlocks; i += kLanes) {
    const auto bound = hn::PromoteTo(d, hn::LoadU(d8, bounds + i));
    hn::StoreU(hn::SaturatedAdd(hn::LoadU(d, sums + i), units_of(d, bound, factor)), d, sums + i);
  }
}

void add_coarse_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums) {
  const hn::CappedTag<std::uint16_t, 16> d;
  constexpr std::size_t kStep = hn::MaxLanes(decltype(d)());
  for (std::size_t i = 0; i < kBoundBlocks / 16; ++i) {
    if (bounds[i] == 0) continue;
    const auto units = hn::Set(d, static_cast<std::uint16_t>((std::uint32_t{bounds[i]} * weight >> 8) + 1));
    for (std::size_t k = 16 * i; k < 16 * i + 16; k += kStep) {
      hn::StoreU(hn::SaturatedAdd(hn::LoadU(d, sums + k), units), d, sums + k);
    }
  }
}

std::uint16_t largest_sum(const std::uint16_t* sums) {
  const Sums d;
  auto largest = hn::Zero(d);
  for (std::size_t i = 0; i < kBoundBlocks; i += kLanes) largest = hn::Max(largest, hn::LoadU(d, sums + i));
  return hn::GetLane(hn::MaxOfLanes(d, largest));
}

std::size_t select_sums(const std::uint16_t* sums, std::uint16_t low, std::uint16_t high, std::uint16_t* out) {
  const Sums d;
  if (low > high) return 0;
  const auto first = hn::Set(d, low);
  const auto last = hn::Set(d, high);
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBoundBlocks; i += kLanes) {
    const auto sum = hn::LoadU(d, sums + i);
    // Unsigned comparisons by the smaller and the larger of two.
    const auto inside = hn::And(hn::Eq(hn::Max(sum, first), sum), hn::Eq(hn::Min(sum, last), sum));
    if (hn::AllFalse(d, inside)) continue;
    std::uint8_t bits[8] = {};
    hn::StoreMaskBits(d, inside, bits);
    for (auto left = load<std::uint64_t>(bits); left != 0; left &= left - 1) {
      out[count++] = static_cast<std::uint16_t>(i + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
  return count;
}

#if HWY_TARGET <= HWY_AVX3_DL && HWY_ARCH_X86
/// Bits of the first `words` of eight 64-bit words.
HWY_INLINE int bits_before(const std::uint8_t* group, std::uint32_t words) {
  const hn::FixedTag<std::uint64_t, 8> d;
  const hn::Repartition<std::uint8_t, decltype(d)> d8;
  const auto all = hn::BitCast(d, hn::LoadU(d8, group));
  const auto counts = hn::PopulationCount(hn::IfThenElseZero(hn::FirstN(d, words), all));
  return static_cast<int>(hn::GetLane(hn::SumOfLanes(d, counts)));
}
#else
/// Bits of the first `words` of eight 64-bit words, without a branch on how many.
HWY_INLINE int bits_before(const std::uint8_t* group, std::uint32_t words) {
  int bits = 0;
  for (std::uint32_t word = 0; word < 7; ++word) {
    bits += std::popcount(word < words ? load<std::uint64_t>(group + std::size_t{8} * word) : 0);
  }
  return bits;
}
#endif

void bitset_ranks(const std::uint8_t* bitset, const std::uint8_t* directory, U16Array docs, std::uint32_t* ranks) {
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = value_at(docs, i);
    const std::uint8_t* const group = bitset + std::size_t{64} * (doc / 512);
    const auto word = load<std::uint64_t>(group + std::size_t{8} * (doc % 512 / 64));
    const std::uint64_t bit = std::uint64_t{1} << doc % 64;
    const int rank = load<std::uint16_t>(directory + std::size_t{2} * (doc / 512)) +
                     bits_before(group, doc % 512 / 64) + std::popcount(word & (bit - 1));
    ranks[i] = (word & bit) != 0 ? static_cast<std::uint32_t>(rank) : kAbsent;
  }
}

void add_scores(const std::uint32_t* tfs, const float* saturations, float weight, std::size_t count, float* scores) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const auto factor = hn::Set(d, weight);
  std::size_t i = 0;
  for (; count - i >= hn::Lanes(d); i += hn::Lanes(d)) {
    const auto tf = hn::ConvertTo(d, hn::LoadU(di, reinterpret_cast<const std::int32_t*>(tfs + i)));
    const auto part = hn::Div(tf, hn::Add(tf, hn::LoadU(d, saturations + i)));
    hn::StoreU(hn::MulAdd(factor, part, hn::LoadU(d, scores + i)), d, scores + i);
  }
  scalar::add_scores(tfs + i, saturations + i, weight, count - i, scores + i);
}

std::size_t select_scores(U16Array docs, const float* scores, float least, std::uint16_t* out_docs, float* out_scores) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> d32;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  const hn::Repartition<std::uint8_t, decltype(d16)> d8;
  static_assert(hn::MaxLanes(decltype(d)()) <= kOutSlack);
  const auto floor = hn::Set(d, least);
  std::size_t kept = 0;
  std::size_t i = 0;
  for (; docs.count - i >= hn::Lanes(d); i += hn::Lanes(d)) {
    const auto score = hn::LoadU(d, scores + i);
    const auto is_kept = hn::Ge(score, floor);
    if (hn::AllFalse(d, is_kept)) continue;
    const auto doc = hn::PromoteTo(d32, hn::BitCast(d16, hn::LoadU(d8, docs.bytes + 2 * i)));
    hn::StoreU(hn::DemoteTo(d16, hn::Compress(doc, hn::RebindMask(d32, is_kept))), d16, out_docs + kept);
    hn::StoreU(hn::Compress(score, is_kept), d, out_scores + kept);
    kept += hn::CountTrue(d, is_kept);
  }
  const U16Array tail{docs.bytes + 2 * i, docs.count - i};
  return kept + scalar::select_scores(tail, scores + i, least, out_docs + kept, out_scores + kept);
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_bounds([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.add_bounds = &add_bounds;
  table.add_coarse_bounds = &add_coarse_bounds;
  table.largest_sum = &largest_sum;
  table.select_sums = &select_sums;
  table.bitset_ranks = &bitset_ranks;
  table.add_scores = &add_scores;
  table.select_scores = &select_scores;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_bounds);

void fill_bound_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_bounds, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

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

// A plain loop; compiled for a target with a population count it takes one instruction a word.
void bitset_ranks(const std::uint8_t* bitset, const std::uint8_t* directory, U16Array docs, std::uint32_t* ranks) {
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = load<std::uint16_t>(docs.bytes + 2 * i);
    const std::uint8_t* words = bitset + std::size_t{64} * (doc / 512);
    int rank = load<std::uint16_t>(directory + 2 * (doc / 512));
    for (std::uint32_t word = 0; word < doc % 512 / 64; ++word) {
      rank += std::popcount(load<std::uint64_t>(words + std::size_t{8} * word));
    }
    const auto last = load<std::uint64_t>(words + std::size_t{8} * (doc % 512 / 64));
    const std::uint64_t bit = std::uint64_t{1} << doc % 64;
    rank += std::popcount(last & (bit - 1));
    ranks[i] = (last & bit) != 0 ? static_cast<std::uint32_t>(rank) : kAbsent;
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

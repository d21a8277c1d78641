// Range selection over a column of unsigned integers: value - low <= high - low, one comparison for both ends.
#include <algorithm>

#include "base/bytes.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/column_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

/// One bit for each of the 64 values at `values`.
template <typename T>
HWY_INLINE std::uint64_t select64(const std::uint8_t* values, T low, T span) {
  const hn::ScalableTag<T> d;
  const hn::Repartition<std::uint8_t, decltype(d)> d8;
  constexpr std::size_t kLanes = hn::MaxLanes(decltype(d)());
  static_assert(kLanes <= 64);
  const auto vector_low = hn::Set(d, low);
  const auto vector_span = hn::Set(d, span);
  std::uint64_t selected = 0;
  for (std::size_t i = 0; i < 64; i += kLanes) {
    const auto v = hn::BitCast(d, hn::LoadU(d8, values + i * sizeof(T)));
    const auto inside = hn::Not(hn::Lt(vector_span, hn::Sub(v, vector_low)));
    std::uint8_t bits[8] = {};
    hn::StoreMaskBits(d, inside, bits);
    selected |= load<std::uint64_t>(bits) << i;
  }
  return selected;
}

template <typename T>
void select(const std::uint8_t* values, std::size_t count, std::uint64_t low, std::uint64_t high,
            std::uint8_t* bitset) {
  const auto first = static_cast<T>(low);
  const auto span = static_cast<T>(high - low);
  std::size_t i = 0;
  for (; count - i >= 64; i += 64) {
    std::uint8_t* const word = bitset + i / 8;
    store(word, load<std::uint64_t>(word) | select64<T>(values + i * sizeof(T), first, span));
  }
  for (; i < count; ++i) {
    const auto distance = static_cast<T>(load<T>(values + i * sizeof(T)) - first);
    bitset[i / 8] = static_cast<std::uint8_t>(bitset[i / 8] | (static_cast<unsigned>(distance <= span) << (i % 8)));
  }
}

void select_range(const std::uint8_t* values, unsigned width, std::size_t count, std::uint64_t low, std::uint64_t high,
                  std::uint8_t* bitset) {
  const std::uint64_t largest = width >= 8 ? UINT64_MAX : (std::uint64_t{1} << (8 * width)) - 1;
  high = std::min(high, largest);
  if (low > high) return;
  switch (width) {
    case 1: return select<std::uint8_t>(values, count, low, high, bitset);
    case 2: return select<std::uint16_t>(values, count, low, high, bitset);
    case 4: return select<std::uint32_t>(values, count, low, high, bitset);
    case 8: return select<std::uint64_t>(values, count, low, high, bitset);
    default: return scalar::select_range(values, width, count, low, high, bitset);
  }
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_columns([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.select_range = &select_range;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_columns);

void fill_column_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_columns, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

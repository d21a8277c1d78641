// Set algebra of two sorted u16 arrays by all-pairs comparison of blocks.
//
// One array is `x`, read in blocks of kBlockX values that are compared in all rotations with a whole vector of the
// other, `y`. Lanes of y that met their equal have a zero in the accumulator (the minimum over x ^ y), so a block of y
// is decided once the walk leaves it; its lanes are then compressed into the output. Both pointers advance without a
// branch: the data decides them, no predictor can. Ends of arrays are blocks that overlap the one before, or copies
// when the array is shorter than a block.
// Source: Schlegel, Willhalm, Lehner 2011; Inoue, Ohara, Taura 2014.
#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "kernels/compress_table.h"
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"
#include "kernels/skewed_search.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/array_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using U16 = hn::ScalableTag<std::uint16_t>;
using U8 = hn::Repartition<std::uint8_t, U16>;
using Vec = hn::VFromD<U16>;
using Mask = hn::MFromD<U16>;

constexpr std::size_t kLanes = hn::MaxLanes(U16());
constexpr std::size_t kBlockX = kLanes > 8 ? 16 : 8;
static_assert(kLanes <= kOutSlack && kLanes % 8 == 0);
constexpr std::uint16_t kUnmatched = 0xFFFF;

enum class Output : std::uint8_t { kCount, kCommon, kOnlyY };

HWY_INLINE Vec load_values(const std::uint8_t* at) { return hn::BitCast(U16(), hn::LoadU(U8(), at)); }

/// What an array is compared as: its values plus `shift`, modulo 65,536.
struct Side {
  U16Array values;
  std::uint16_t shift;

  [[nodiscard]] HWY_INLINE std::uint16_t at(const std::uint8_t* value) const {
    return static_cast<std::uint16_t>(load<std::uint16_t>(value) + shift);
  }
};

/// acc = min(acc, y ^ each of the 8 values at `x`).
HWY_INLINE Vec match8(const std::uint8_t* x, Vec shift_x, Vec y, Vec acc) {
  const U8 d8;
  const U16 d;
  const auto x0 = hn::BitCast(d8, hn::Add(hn::BitCast(d, hn::LoadDup128(d8, x)), shift_x));
  const Vec d0 = hn::Xor(y, hn::BitCast(d, x0));
  const Vec d1 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<2>(d8, x0, x0)));
  const Vec d2 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<4>(d8, x0, x0)));
  const Vec d3 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<6>(d8, x0, x0)));
  const Vec d4 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<8>(d8, x0, x0)));
  const Vec d5 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<10>(d8, x0, x0)));
  const Vec d6 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<12>(d8, x0, x0)));
  const Vec d7 = hn::Xor(y, hn::BitCast(d, hn::CombineShiftRightBytes<14>(d8, x0, x0)));
  const Vec low = hn::Min(hn::Min(d0, d1), hn::Min(d2, d3));
  const Vec high = hn::Min(hn::Min(d4, d5), hn::Min(d6, d7));
  return hn::Min(acc, hn::Min(low, high));
}

HWY_INLINE Vec match_block(const std::uint8_t* x, Vec shift_x, Vec y, Vec acc) {
  for (std::size_t i = 0; i < kBlockX; i += 8) acc = match8(x + 2 * i, shift_x, y, acc);
  return acc;
}

HWY_INLINE std::uint64_t mask_bits(Mask mask) {
  using Bits =
      std::conditional_t<kLanes == 32, std::uint32_t, std::conditional_t<kLanes == 16, std::uint16_t, std::uint8_t>>;
  std::uint8_t bytes[8];
  hn::StoreMaskBits(U16(), mask, bytes);
  return load<Bits>(bytes);
}

/// The output: a count, and the values when kOutput is not kCount.
template <Output kOutput>
class Sink {
 public:
  /// Puts out at most `limit` values, each plus `shift`.
  HWY_INLINE Sink(std::uint16_t* out, std::size_t limit, std::uint16_t shift)
      : out_(out), limit_(limit), shift_(shift) {}

  /// Adds those lanes of y (raw values at `y`) that the accumulator selects and `valid` allows. When `keep` is false
  /// they are forgotten again: a store costs less than a branch that cannot be predicted.
  HWY_INLINE void add(const std::uint8_t* y, Vec acc, Mask valid, bool keep) {
    const U16 d;
    const Mask equal = hn::Eq(acc, hn::Zero(d));
    const Mask chosen = kOutput == Output::kOnlyY ? hn::AndNot(equal, valid) : hn::And(equal, valid);
    const std::size_t kept = std::size_t{0} - static_cast<std::size_t>(keep);
    if constexpr (kOutput == Output::kCount) {
      count_ += hn::CountTrue(d, chosen) & kept;
    } else {
      count_ = std::min(count_ + (compress(y, chosen) & kept), limit_);
    }
  }

  /// Adds raw values as they are.
  HWY_INLINE void copy(const std::uint8_t* from, const std::uint8_t* end) {
    if constexpr (kOutput == Output::kOnlyY) {
      std::memcpy(out_ + count_, from, static_cast<std::size_t>(end - from));
      count_ += static_cast<std::size_t>(end - from) / 2;
    }
  }

  [[nodiscard]] HWY_INLINE std::size_t count() const { return count_; }

 private:
  HWY_INLINE std::size_t compress(const std::uint8_t* y, Mask chosen) {
#if HWY_TARGET == HWY_AVX3_DL
    const U16 d;
    const Vec values = hn::Add(load_values(y), hn::Set(d, shift_));
    hn::StoreU(hn::Compress(values, chosen), d, out_ + count_);
    return hn::CountTrue(d, chosen);
#else
    // Highway's 16-bit compression of longer vectors goes through memory; eight lanes at a time is one table look-up.
    const hn::Full128<std::uint16_t> d128;
    const hn::Full128<std::uint8_t> d128_bytes;
    std::uint64_t bits = mask_bits(chosen);
    std::size_t added = 0;
    for (std::size_t i = 0; i < kLanes / 8; ++i, bits >>= 8) {
      const auto lanes = hn::LoadU(d128_bytes, kCompressTable[bits & 0xFF].bytes);
      const auto part = hn::BitCast(d128, hn::TableLookupBytes(hn::LoadU(d128_bytes, y + 16 * i), lanes));
      hn::StoreU(hn::Add(part, hn::Set(d128, shift_)), d128, out_ + count_ + added);
      added += hwy::PopCount(bits & 0xFF);
    }
    return added;
#endif
  }

  std::uint16_t* out_;
  std::size_t limit_;
  std::uint16_t shift_;
  std::size_t count_ = 0;
};

/// Up to a vector of values at `from`, without touching what lies behind them; the other lanes are unspecified.
template <class D>
HWY_INLINE hn::VFromD<D> load_some(D d, const std::uint8_t* from, std::size_t count) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return hn::MaskedLoad(hn::FirstN(d, count), d, reinterpret_cast<const std::uint16_t*>(from));
#else
  // Two copies that overlap instead of one of a size that only the data knows.
  alignas(16) std::uint8_t block[2 * hn::MaxLanes(D())] = {};
  const std::size_t bytes = 2 * count;
  const auto copy_ends = [&]<std::size_t kBytes>(std::integral_constant<std::size_t, kBytes> /*size*/) {
    std::memcpy(block, from, kBytes);
    std::memcpy(block + bytes - kBytes, from + bytes - kBytes, kBytes);
  };
  if (bytes >= 16) {
    copy_ends(std::integral_constant<std::size_t, 16>());
  } else if (bytes >= 8) {
    copy_ends(std::integral_constant<std::size_t, 8>());
  } else if (bytes >= 4) {
    copy_ends(std::integral_constant<std::size_t, 4>());
  } else if (bytes != 0) {
    std::memcpy(block, from, 2);
  }
  return hn::BitCast(d, hn::LoadU(hn::Repartition<std::uint8_t, D>(), block));
#endif
}

/// The values of x after its last whole block, filled up to a block with copies of the last value.
HWY_INLINE void copy_x_tail(U16Array x, std::size_t tail, std::uint8_t* block) {
  const hn::CappedTag<std::uint16_t, kBlockX> d;
  const hn::Repartition<std::uint8_t, decltype(d)> d8;
  const std::uint8_t* const end = x.bytes + 2 * x.count;
  const auto last = hn::Set(d, load<std::uint16_t>(end - 2));
  auto filled = last;
  if (x.count < kBlockX) {
    filled = hn::IfThenElse(hn::FirstN(d, x.count), load_some(d, x.bytes, x.count), last);
  } else {
    const auto values = hn::BitCast(d, hn::LoadU(d8, end - 2 * kBlockX));
    filled = hn::IfThenElse(hn::FirstN(d, kBlockX - tail), last, values);
  }
  hn::StoreU(hn::BitCast(d8, filled), d8, block);
}

/// The last vector of y: where it lies, and which of its lanes come after the last whole block.
struct TailY {
  const std::uint8_t* at;
  Mask valid;
};

HWY_INLINE TailY y_tail(U16Array y, std::size_t tail, std::uint8_t* block) {
  const U16 d;
  if (y.count < kLanes) {
    hn::StoreU(hn::BitCast(U8(), load_some(d, y.bytes, y.count)), U8(), block);
    return {block, hn::FirstN(d, tail)};
  }
  return {y.bytes + 2 * (y.count - kLanes), hn::Not(hn::FirstN(d, kLanes - tail))};
}

template <Output kOutput>
std::size_t walk(Side x, Side y, std::uint16_t* out, std::size_t limit, std::uint16_t out_shift = 0) {
  const U16 d;
  const Vec shift_x = hn::Set(d, x.shift);
  const Vec shift_y = hn::Set(d, y.shift);
  const Vec unmatched = hn::Set(d, kUnmatched);
  const Mask all = hn::FirstN(d, kLanes);
  const std::size_t x_tail = x.values.count % kBlockX;
  const std::size_t y_tail_count = y.values.count % kLanes;
  const std::uint8_t* px = x.values.bytes;
  const std::uint8_t* py = y.values.bytes;
  const std::uint8_t* const x_end = px + 2 * (x.values.count - x_tail);
  const std::uint8_t* const y_end = py + 2 * (y.values.count - y_tail_count);
  Sink<kOutput> sink(out, limit, out_shift);
  Vec acc = unmatched;

  while (px != x_end && py != y_end) {
    const Vec vy = hn::Add(load_values(py), shift_y);
    acc = match_block(px, shift_x, vy, acc);
    const std::uint16_t x_last = x.at(px + 2 * kBlockX - 2);
    const std::uint16_t y_last = y.at(py + 2 * kLanes - 2);
    const bool next_x = x_last <= y_last;
    const bool next_y = y_last <= x_last;
    sink.add(py, acc, all, next_y);
    acc = hn::Or(acc, hn::Set(d, static_cast<std::uint16_t>(-static_cast<int>(next_y))));
    px += next_x ? 2 * kBlockX : 0;
    py += next_y ? 2 * kLanes : 0;
  }

  HWY_ALIGN std::uint8_t x_block[2 * kBlockX];
  if (x_tail != 0) copy_x_tail(x.values, x_tail, x_block);

  // Only one of the two loops below runs: x is down to its tail, or y is.
  if (py != y_end) {
    const std::uint16_t x_last = x_tail != 0 ? x.at(x_block + 2 * kBlockX - 2) : std::uint16_t{0};
    bool more = true;
    while (more && py != y_end) {
      const Vec vy = hn::Add(load_values(py), shift_y);
      if (x_tail != 0) acc = match_block(x_block, shift_x, vy, acc);
      sink.add(py, acc, all, true);
      acc = unmatched;
      more = x_tail != 0 && y.at(py + 2 * kLanes - 2) < x_last;
      py += 2 * kLanes;
    }
    if (!more) {
      sink.copy(py, y.values.bytes + 2 * y.values.count);
      return sink.count();
    }
  }
  if (y_tail_count == 0) return sink.count();

  HWY_ALIGN std::uint8_t y_block[2 * kLanes];
  const TailY tail = y_tail(y.values, y_tail_count, y_block);
  const Vec vy = hn::Add(load_values(tail.at), shift_y);
  const std::uint16_t y_last = y.at(y.values.bytes + 2 * y.values.count - 2);
  bool more = true;
  for (; more && px != x_end; px += 2 * kBlockX) {
    acc = match_block(px, shift_x, vy, acc);
    more = x.at(px + 2 * kBlockX - 2) < y_last;
  }
  if (more && x_tail != 0) acc = match_block(x_block, shift_x, vy, acc);
  sink.add(tail.at, acc, tail.valid, true);
  return sink.count();
}

constexpr std::size_t kSkewRatio = 48;
constexpr std::size_t kRankSkewRatio = 200;

std::size_t intersect(U16Array a, U16Array b, std::uint16_t* out) {
  if (a.count > b.count) std::swap(a, b);
  if (a.count == 0) return 0;
  if (is_skewed(a.count, b.count, kSkewRatio)) return common_skewed(a, b, 0, 0, out);
  return walk<Output::kCommon>({a, 0}, {b, 0}, out, a.count);
}

std::size_t intersect_count(U16Array a, U16Array b) {
  if (a.count > b.count) std::swap(a, b);
  if (a.count == 0) return 0;
  if (is_skewed(a.count, b.count, kSkewRatio)) return common_skewed(a, b, 0, 0, nullptr);
  return walk<Output::kCount>({a, 0}, {b, 0}, nullptr, 0);
}

std::size_t difference(U16Array a, U16Array b, std::uint16_t* out) {
  if (a.count == 0) return 0;
  if (is_skewed(a.count, b.count, kSkewRatio)) return difference_skewed(a, b, out);
  return walk<Output::kOnlyY>({b, 0}, {a, 0}, out, a.count);
}

/// The values of `a` in [low, high]: with them alone, sums with the offset stay inside 16 bits.
U16Array clip(U16Array a, std::int32_t low, std::int32_t high) {
  const std::size_t first = low <= 0 ? 0 : lower_bound(a, static_cast<std::uint32_t>(low));
  const std::size_t last = high >= 65535 ? a.count : lower_bound(a, static_cast<std::uint32_t>(high + 1));
  return {a.bytes + 2 * first, last > first ? last - first : 0};
}

std::size_t intersect_shifted(U16Array a, U16Array b, std::int32_t offset, std::uint16_t* out) {
  if (offset < -65535 || offset > 65535) return 0;
  a = clip(a, -offset, 65535 - offset);
  b = clip(b, offset, 65535 + offset);
  if (a.count == 0 || b.count == 0) return 0;
  const auto shift = static_cast<std::uint16_t>(offset);
  if (is_skewed(a.count, b.count, kSkewRatio)) return common_skewed(a, b, offset, 0, out);
  if (is_skewed(b.count, a.count, kSkewRatio)) return common_skewed(b, a, -offset, -offset, out);
  // The longer one is y: it is passed in longer blocks.
  if (a.count >= b.count) return walk<Output::kCommon>({b, 0}, {a, shift}, out, b.count);
  const auto back = static_cast<std::uint16_t>(-offset);
  return walk<Output::kCommon>({a, shift}, {b, 0}, out, a.count, back);
}

/// How many of the vector of values at `at` are smaller than `value`.
HWY_INLINE std::size_t count_below(const std::uint8_t* at, std::uint16_t value) {
  const U16 d;
  return hn::CountTrue(d, hn::Lt(load_values(at), hn::Set(d, value)));
}

void ranks_of(U16Array list, U16Array subset, std::uint32_t* out) {
  if (is_skewed(subset.count, list.count, kRankSkewRatio)) return ranks_skewed(list, subset, out);
  HWY_ALIGN std::uint8_t block[2 * kLanes];
  if (list.count < kLanes) {
    std::memset(block, 0xFF, sizeof block);
    if (list.count != 0) std::memcpy(block, list.bytes, 2 * list.count);
    for (std::size_t i = 0; i < subset.count; ++i) {
      const std::size_t below = count_below(block, value_at(subset, i));
      out[i] = static_cast<std::uint32_t>(below);
    }
    return;
  }
  const std::size_t last_base = list.count - kLanes;
  std::size_t base = 0;
  for (std::size_t i = 0; i < subset.count; ++i) {
    const std::uint16_t value = value_at(subset, i);
    std::size_t below = count_below(list.bytes + 2 * base, value);
    while (below == kLanes && base != last_base) {
      base = std::min(base + kLanes, last_base);
      below = count_below(list.bytes + 2 * base, value);
    }
    out[i] = static_cast<std::uint32_t>(base + below);
  }
}

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_arrays([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.intersect = &intersect;
  table.intersect_count = &intersect_count;
  table.difference = &difference;
  table.union_of = &union_through_bitset;
  table.intersect_shifted = &intersect_shifted;
  table.ranks_of = &ranks_of;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_arrays);

void fill_array_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_arrays, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

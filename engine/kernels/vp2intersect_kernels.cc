// Set algebra of two sorted u16 arrays with the instruction VP2INTERSECTD, which compares 16 with 16 values at once.
// Zen 5 runs it in a cycle or two. Intel's processors that have it take a microcode routine of about 25 cycles, slower
// than the comparison by rotation, so that it is used on AMD's alone.
//
// Values are widened to 32 bits, so that no value of a tail's filler and no sum with an offset equals a real one.
#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "kernels/kernel_table.h"
#include "kernels/skewed_search.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define RIFFLE_VP2 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx512vp2intersect,bmi,bmi2,popcnt")))
#define RIFFLE_VP2_INLINE RIFFLE_VP2 __attribute__((always_inline)) inline

namespace riffle::kernels {
namespace {

/// ranks_of() of the table that these kernels are laid over.
constinit decltype(&scalar::ranks_of) general_ranks_of = &scalar::ranks_of;

constexpr std::size_t kBlockX = 16;
constexpr std::size_t kBlockY = 32;
static_assert(kBlockX <= kOutSlack);
constexpr std::size_t kSkewRatio = 96;
constexpr int kFillerX = 0x40000000;
constexpr int kFillerY = 0x50000000;

enum class Output : std::uint8_t { kCount, kCommon, kOnlyX, kIndexes };

/// An array and what is added to its values before they are compared.
struct Side {
  U16Array values;
  std::int32_t shift;
};

RIFFLE_VP2_INLINE __m256i load16(const std::uint8_t* at) {
  __m256i values;
  std::memcpy(&values, at, sizeof values);
  return values;
}

RIFFLE_VP2_INLINE __mmask16 first(std::size_t count) {
  return static_cast<__mmask16>(_bzhi_u32(0xFFFF, static_cast<unsigned>(count)));
}

RIFFLE_VP2_INLINE __m512i widen(const std::uint8_t* at, __m512i shift) {
  // The form with a mask, as GCC 12 warns of the other's undefined lanes.
  return _mm512_add_epi32(_mm512_maskz_cvtepu16_epi32(0xFFFF, load16(at)), shift);
}

/// The first `count` <= 16 values at `at`, then the filler.
RIFFLE_VP2_INLINE __m512i widen_some(const std::uint8_t* at, std::size_t count, __m512i shift, int filler) {
  const __m512i values = _mm512_maskz_cvtepu16_epi32(0xFFFF, _mm256_maskz_loadu_epi16(first(count), at));
  return _mm512_mask_add_epi32(_mm512_set1_epi32(filler), first(count), values, shift);
}

/// Which lanes of x are in y.
RIFFLE_VP2_INLINE std::uint32_t match(__m512i x, __m512i y) {
  __mmask16 in_y = 0;
  __mmask16 in_x = 0;
  _mm512_2intersect_epi32(x, y, &in_y, &in_x);
  return in_y;
}

RIFFLE_VP2_INLINE std::int32_t value_before(const std::uint8_t* end, std::int32_t shift) {
  return load<std::uint16_t>(end - 2) + shift;
}

/// The chosen lanes of a block of x, or their indexes, at `out`.
template <Output kOutput, typename Value>
RIFFLE_VP2_INLINE void put(std::uint32_t chosen, __m256i raw_x, std::int16_t out_shift, std::size_t index, Value* out) {
  const auto mask = static_cast<__mmask16>(chosen);
  // The register form of the compression: the memory form is microcode on AMD's processors.
  if constexpr (kOutput == Output::kIndexes) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i indexes = _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(index)));
    const __m512i packed = _mm512_maskz_compress_epi32(mask, indexes);
    std::memcpy(out, &packed, sizeof packed);
  } else if constexpr (kOutput != Output::kCount) {
    const __m256i values = _mm256_add_epi16(raw_x, _mm256_set1_epi16(out_shift));
    const __m256i packed = _mm256_maskz_compress_epi16(mask, values);
    std::memcpy(out, &packed, sizeof packed);
  }
}

/// Where a walk stands in both arrays, and what it has put out.
template <typename Value>
struct Position {
  const std::uint8_t* px;
  const std::uint8_t* py;
  Value* out;
  std::size_t count;
  std::uint32_t matched_before;  ///< lanes of the block of x that earlier blocks of y hold; for kOnlyX
};

/// What both loops of a walk share: puts out what the block of x gives, then goes on in x, in y or in both, without a
/// branch.
template <Output kOutput, typename Value>
RIFFLE_VP2_INLINE void step(Position<Value>& at, const Side& x, const Side& y, std::size_t limit,
                            std::int16_t out_shift, std::uint32_t matched, __m256i raw_x, std::size_t x_count,
                            std::size_t y_count) {
  const std::int32_t x_last = value_before(at.px + 2 * x_count, x.shift);
  const std::int32_t y_last = value_before(at.py + 2 * y_count, y.shift);
  const bool next_x = x_last <= y_last;
  const bool next_y = y_last <= x_last;
  const auto index = static_cast<std::size_t>(at.px - x.values.bytes) / 2;
  if constexpr (kOutput == Output::kOnlyX) {
    at.matched_before |= matched;
    const std::uint32_t chosen = first(x_count) & ~at.matched_before;
    put<kOutput>(chosen, raw_x, out_shift, index, at.out + at.count);
    at.count += next_x ? static_cast<std::size_t>(std::popcount(chosen)) : 0;
    at.matched_before = next_x ? 0 : at.matched_before;
  } else if constexpr (kOutput == Output::kCount) {
    at.count += static_cast<std::size_t>(std::popcount(matched));
  } else {
    put<kOutput>(matched, raw_x, out_shift, index, at.out + at.count);
    at.count = std::min(at.count + static_cast<std::size_t>(std::popcount(matched)), limit);
  }
  at.px += next_x ? 2 * x_count : 0;
  at.py += next_y ? 2 * y_count : 0;
}

/// Walks both arrays; what of x matched (or, for kOnlyX, did not) goes to out, at most `limit` values of it. out_shift
/// is added to the values that are put out.
template <Output kOutput, typename Value>
RIFFLE_VP2 std::size_t walk(Side x, Side y, Value* out, std::size_t limit, std::int32_t out_shift = 0) {
  const auto narrow_shift = static_cast<std::int16_t>(out_shift);
  const __m512i shift_x = _mm512_set1_epi32(x.shift);
  const __m512i shift_y = _mm512_set1_epi32(y.shift);
  Position<Value> at{x.values.bytes, y.values.bytes, out, 0, 0};
  const std::uint8_t* const x_end = at.px + 2 * x.values.count;
  const std::uint8_t* const y_end = at.py + 2 * y.values.count;

  while (x_end - at.px >= std::ptrdiff_t{2 * kBlockX} && y_end - at.py >= std::ptrdiff_t{2 * kBlockY}) {
    const __m512i vx = widen(at.px, shift_x);
    const std::uint32_t matched = match(vx, widen(at.py, shift_y)) | match(vx, widen(at.py + 2 * kBlockX, shift_y));
    step<kOutput>(at, x, y, limit, narrow_shift, matched, load16(at.px), kBlockX, kBlockY);
  }
  while (at.px != x_end && at.py != y_end) {
    const auto x_count = std::min(static_cast<std::size_t>(x_end - at.px) / 2, kBlockX);
    const auto y_count = std::min(static_cast<std::size_t>(y_end - at.py) / 2, kBlockY);
    const __m512i vx = widen_some(at.px, x_count, shift_x, kFillerX);
    std::uint32_t matched = match(vx, widen_some(at.py, std::min(y_count, kBlockX), shift_y, kFillerY));
    if (y_count > kBlockX) {
      matched |= match(vx, widen_some(at.py + 2 * kBlockX, y_count - kBlockX, shift_y, kFillerY));
    }
    const __m256i raw_x = _mm256_maskz_loadu_epi16(first(x_count), at.px);
    step<kOutput>(at, x, y, limit, narrow_shift, matched, raw_x, x_count, y_count);
  }

  if constexpr (kOutput == Output::kOnlyX) {
    if (at.px == x_end) return at.count;
    // y is at its end: the block of x that was being compared, then all behind it.
    const auto x_count = std::min(static_cast<std::size_t>(x_end - at.px) / 2, kBlockX);
    const std::uint32_t chosen = first(x_count) & ~at.matched_before;
    put<kOutput>(chosen, _mm256_maskz_loadu_epi16(first(x_count), at.px), narrow_shift, 0, out + at.count);
    at.count += static_cast<std::size_t>(std::popcount(chosen));
    at.px += 2 * x_count;
    const auto rest = static_cast<std::size_t>(x_end - at.px);
    if (rest != 0) std::memcpy(out + at.count, at.px, rest);
    at.count += rest / 2;
  }
  return at.count;
}

std::size_t vp2_intersect(U16Array a, U16Array b, std::uint16_t* out) {
  if (a.count > b.count) std::swap(a, b);
  if (is_skewed(a.count, b.count, kSkewRatio)) return common_skewed(a, b, 0, 0, out);
  return walk<Output::kCommon, std::uint16_t>({a, 0}, {b, 0}, out, a.count);
}

std::size_t vp2_intersect_count(U16Array a, U16Array b) {
  if (a.count > b.count) std::swap(a, b);
  if (is_skewed(a.count, b.count, kSkewRatio)) return common_skewed(a, b, 0, 0, nullptr);
  return walk<Output::kCount, std::uint16_t>({a, 0}, {b, 0}, nullptr, 0);
}

std::size_t vp2_difference(U16Array a, U16Array b, std::uint16_t* out) {
  if (is_skewed(a.count, b.count, kSkewRatio)) return difference_skewed(a, b, out);
  return walk<Output::kOnlyX, std::uint16_t>({a, 0}, {b, 0}, out, a.count);
}

std::size_t vp2_intersect_shifted(U16Array a, U16Array b, std::int32_t offset, std::uint16_t* out) {
  if (offset < -65535 || offset > 65535) return 0;
  if (is_skewed(a.count, b.count, kSkewRatio)) return common_skewed(a, b, offset, 0, out);
  if (is_skewed(b.count, a.count, kSkewRatio)) return common_skewed(b, a, -offset, -offset, out);
  if (a.count <= b.count) return walk<Output::kCommon, std::uint16_t>({a, offset}, {b, 0}, out, a.count);
  return walk<Output::kCommon, std::uint16_t>({b, 0}, {a, offset}, out, b.count, -offset);
}

/// Ranks of arrays of similar size: the indexes of the values that both have, which are all when `subset` is one.
void vp2_ranks_of(U16Array list, U16Array subset, std::uint32_t* out) {
  constexpr std::size_t kSimilar = 6;
  if (!is_skewed(subset.count, list.count, kSimilar)) {
    if (walk<Output::kIndexes, std::uint32_t>({list, 0}, {subset, 0}, out, subset.count) == subset.count) return;
  }
  general_ranks_of(list, subset, out);
}

}  // namespace

bool fill_vp2intersect_kernels(KernelTable& table) {
  if (!__builtin_cpu_supports("avx512vp2intersect") || !__builtin_cpu_supports("avx512vbmi2") ||
      !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") ||
      !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("bmi2") || !__builtin_cpu_is("amd")) {
    return false;
  }
  table.intersect = &vp2_intersect;
  table.intersect_count = &vp2_intersect_count;
  table.difference = &vp2_difference;
  table.intersect_shifted = &vp2_intersect_shifted;
  if (table.ranks_of != &vp2_ranks_of) general_ranks_of = table.ranks_of;
  table.ranks_of = &vp2_ranks_of;
  return true;
}

}  // namespace riffle::kernels

#else

namespace riffle::kernels {

bool fill_vp2intersect_kernels(KernelTable& /*table*/) { return false; }

}  // namespace riffle::kernels

#endif

// Bit packing of 128 values in 4 lanes of 32-bit words.
// Every width has its own unrolled function: all shifts are constants. Vectors of 128 bits are the shape of the layout,
// so that better targets than SSE4 would give the same code once more.
// Source: Lemire, Boytsov 2015 (SIMD-BP128).
#include <array>
#include <utility>

#include "base/bytes.h"

#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL)
#endif
#include "kernels/highway_config.h"
#include "kernels/kernel_table.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packing_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace riffle::kernels {
namespace HWY_NAMESPACE {
#if RIFFLE_SIMD_TARGET
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using U32 = hn::Full128<std::uint32_t>;
using U8 = hn::Full128<std::uint8_t>;
using Vec = hn::VFromD<U32>;

HWY_INLINE Vec load_words(const std::uint8_t* at) { return hn::BitCast(U32(), hn::LoadU(U8(), at)); }

template <unsigned kWidth>
constexpr std::uint32_t kMask = kWidth == 32 ? 0xFFFFFFFFu : (1u << kWidth) - 1;

/// Row kRow of 32: the values 4 * kRow to 4 * kRow + 3.
template <unsigned kWidth, unsigned kRow>
HWY_INLINE void unpack_row(const std::uint8_t* packed, std::uint32_t* out) {
  constexpr unsigned kBit = kRow * kWidth;
  constexpr unsigned kWord = kBit / 32;
  constexpr int kShift = static_cast<int>(kBit % 32);
  const U32 d;
  Vec row = hn::ShiftRight<kShift>(load_words(packed + 16 * kWord));
  if constexpr (kShift + static_cast<int>(kWidth) > 32) {
    row = hn::Or(row, hn::ShiftLeft<32 - kShift>(load_words(packed + 16 * (kWord + 1))));
  }
  if constexpr (kShift + static_cast<int>(kWidth) != 32) row = hn::And(row, hn::Set(d, kMask<kWidth>));
  hn::StoreU(row, d, out + 4 * kRow);
}

/// Word kWord of each lane: all rows that have bits in it.
template <unsigned kWidth, unsigned kWord>
HWY_INLINE void pack_word(const std::uint32_t* values, std::uint8_t* packed) {
  constexpr unsigned kFirstRow = kWord * 32 / kWidth;
  constexpr unsigned kLastRow = ((kWord + 1) * 32 - 1) / kWidth;
  const U32 d;
  const Vec mask = hn::Set(d, kMask<kWidth>);
  Vec word = hn::Zero(d);
  const auto add = [&]<unsigned kRow>() HWY_ATTR {
    constexpr int kShift = static_cast<int>(kRow * kWidth) - static_cast<int>(kWord * 32);
    const Vec row = hn::And(hn::LoadU(d, values + 4 * kRow), mask);
    if constexpr (kShift >= 0) {
      word = hn::Or(word, hn::ShiftLeft<kShift>(row));
    } else {
      word = hn::Or(word, hn::ShiftRight<-kShift>(row));
    }
  };
  [&]<unsigned... kRows>(std::integer_sequence<unsigned, kRows...>) HWY_ATTR {
    (add.template operator()<kFirstRow + kRows>(), ...);
  }(std::make_integer_sequence<unsigned, kLastRow - kFirstRow + 1>());
  hn::StoreU(hn::BitCast(U8(), word), U8(), packed + 16 * kWord);
}

template <unsigned kWidth, unsigned... kRows>
HWY_INLINE void unpack_rows(const std::uint8_t* packed, std::uint32_t* out,
                            std::integer_sequence<unsigned, kRows...> /*rows*/) {
  (unpack_row<kWidth, kRows>(packed, out), ...);
}

template <unsigned kWidth, unsigned... kWords>
HWY_INLINE void pack_words(const std::uint32_t* values, std::uint8_t* packed,
                           std::integer_sequence<unsigned, kWords...> /*words*/) {
  (pack_word<kWidth, kWords>(values, packed), ...);
}

template <unsigned kWidth>
void unpack_width(const std::uint8_t* packed, std::uint32_t* out) {
  if constexpr (kWidth == 0) {
    for (std::size_t i = 0; i < 128; ++i) out[i] = 0;
  } else {
    unpack_rows<kWidth>(packed, out, std::make_integer_sequence<unsigned, 32>());
  }
}

template <unsigned kWidth>
void pack_width([[maybe_unused]] const std::uint32_t* values, [[maybe_unused]] std::uint8_t* packed) {
  if constexpr (kWidth != 0) pack_words<kWidth>(values, packed, std::make_integer_sequence<unsigned, kWidth>());
}

template <unsigned... kWidths>
constexpr auto unpack_table(std::integer_sequence<unsigned, kWidths...> /*widths*/) {
  return std::array{&unpack_width<kWidths>...};
}

template <unsigned... kWidths>
constexpr auto pack_table(std::integer_sequence<unsigned, kWidths...> /*widths*/) {
  return std::array{&pack_width<kWidths>...};
}

constexpr auto kUnpack = unpack_table(std::make_integer_sequence<unsigned, 33>());
constexpr auto kPack = pack_table(std::make_integer_sequence<unsigned, 33>());

void unpack128(const std::uint8_t* packed, unsigned width, std::uint32_t* out) { kUnpack[width](packed, out); }
void pack128(const std::uint32_t* values, unsigned width, std::uint8_t* packed) { kPack[width](values, packed); }

}  // namespace
#endif  // RIFFLE_SIMD_TARGET

void fill_packing([[maybe_unused]] KernelTable& table) {
#if RIFFLE_SIMD_TARGET
  table.unpack128 = &unpack128;
  table.pack128 = &pack128;
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace riffle::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace riffle::kernels {

RIFFLE_EXPORT_TARGETS(fill_packing);

void fill_packing_kernels(std::int64_t targets, KernelTable& table) {
  RIFFLE_CALL_FOR_TARGETS(fill_packing, targets, table);
}

}  // namespace riffle::kernels
#endif  // HWY_ONCE

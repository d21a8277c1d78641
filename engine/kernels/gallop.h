// Galloping search in a sorted u16 array, for arrays of very different sizes.
// Cost:    O(log(distance)) a search.
// Hostile: an unsorted array gives an unspecified index in [from, count].
// Source:  Bentley, Yao 1976.
#ifndef RIFFLE_KERNELS_GALLOP_H_
#define RIFFLE_KERNELS_GALLOP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "kernels/set_kernels.h"

namespace riffle::kernels {

/// The size ratio from which on galloping beats comparing block by block.
inline constexpr std::size_t kGallopRatio = 64;

inline std::uint16_t value_at(U16Array a, std::size_t i) { return load<std::uint16_t>(a.bytes + 2 * i); }

/// Index of the first value >= `value` at or after `from`.
inline std::size_t lower_bound_from(U16Array a, std::size_t from, std::uint32_t value) {
  std::size_t step = 8;
  while (a.count - from > step && value_at(a, from + step) < value) {
    from += step + 1;
    step *= 2;
  }
  std::size_t length = std::min(a.count - from, step);
  while (length > 1) {
    const std::size_t half = length / 2;
    from += value_at(a, from + half - 1) < value ? half : 0;
    length -= half;
  }
  return from + (length == 1 && value_at(a, from) < value);
}

/// Each value v of `few` with (v + offset) in `many` goes, plus out_shift, to out, if out is not null; returns how
/// many.
std::size_t gallop_common(U16Array few, U16Array many, std::int32_t offset, std::int32_t out_shift, std::uint16_t* out);

/// Values of `few` that are not in `many`.
std::size_t gallop_difference(U16Array few, U16Array many, std::uint16_t* out);

}  // namespace riffle::kernels

#endif  // RIFFLE_KERNELS_GALLOP_H_

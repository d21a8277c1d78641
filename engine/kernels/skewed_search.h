// Set algebra of two sorted u16 arrays of very different sizes: binary searches for the values of the smaller one,
// eight at a time, so that the processor waits for eight loads at once and no branch depends on the data.
// Cost:    about 0.3 ns a value and level of the search. Hostile: unsorted arrays give an unspecified result; indexes
//          stay in [0, count].
// Source:  the idea of interleaved searches: CRoaring's intersect_skewed_uint16.
#ifndef RIFFLE_KERNELS_SKEWED_SEARCH_H_
#define RIFFLE_KERNELS_SKEWED_SEARCH_H_

#include <cstddef>
#include <cstdint>

#include "kernels/set_kernels.h"

namespace riffle::kernels {

/// Whether searches beat the comparison of blocks, which pays from size ratios of `ratio` on.
inline bool is_skewed(std::size_t few, std::size_t many, std::size_t ratio) { return many / ratio > few; }

/// Index of the first value >= `value`.
std::size_t lower_bound(U16Array a, std::uint32_t value);

/// Each value v of `few` with (v + offset) in `many` goes, plus out_shift, to out, if out is not null; returns how
/// many.
std::size_t common_skewed(U16Array few, U16Array many, std::int32_t offset, std::int32_t out_shift, std::uint16_t* out);

/// Values of `few` that are not in `many`.
std::size_t difference_skewed(U16Array few, U16Array many, std::uint16_t* out);

/// ranks_of() by search.
void ranks_skewed(U16Array list, U16Array subset, std::uint32_t* out);

}  // namespace riffle::kernels

#endif  // RIFFLE_KERNELS_SKEWED_SEARCH_H_

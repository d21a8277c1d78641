// The function table of one target. Entries that a target does not replace stay with the scalar twins.
// Threads: tables are filled before the first query and never change.
#ifndef RIFFLE_KERNELS_KERNEL_TABLE_H_
#define RIFFLE_KERNELS_KERNEL_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernels/set_kernels.h"
#include "kernels/text_kernels.h"

namespace riffle::kernels {

struct KernelTable {
  std::string_view name = "PORTABLE";

  decltype(&scalar::intersect) intersect = &scalar::intersect;
  decltype(&scalar::intersect_count) intersect_count = &scalar::intersect_count;
  decltype(&scalar::difference) difference = &scalar::difference;
  decltype(&scalar::union_of) union_of = &scalar::union_of;
  decltype(&scalar::intersect_shifted) intersect_shifted = &scalar::intersect_shifted;
  decltype(&scalar::ranks_of) ranks_of = &scalar::ranks_of;

  decltype(&scalar::intersect_bitset) intersect_bitset = &scalar::intersect_bitset;
  decltype(&scalar::intersect_bitset_count) intersect_bitset_count = &scalar::intersect_bitset_count;
  decltype(&scalar::difference_bitset) difference_bitset = &scalar::difference_bitset;

  decltype(&scalar::popcount) popcount = &scalar::popcount;
  decltype(&scalar::and_count) and_count = &scalar::and_count;
  decltype(&scalar::andnot_count) andnot_count = &scalar::andnot_count;
  decltype(&scalar::or_count) or_count = &scalar::or_count;
  decltype(&scalar::and_count_many) and_count_many = &scalar::and_count_many;
  decltype(&scalar::and_into) and_into = &scalar::and_into;
  decltype(&scalar::andnot_into) andnot_into = &scalar::andnot_into;
  decltype(&scalar::or_into) or_into = &scalar::or_into;
  decltype(&scalar::bitset_to_array) bitset_to_array = &scalar::bitset_to_array;

  decltype(&scalar::sum_nibbles) sum_nibbles = &scalar::sum_nibbles;
  decltype(&scalar::unpack_frequencies) unpack_frequencies = &scalar::unpack_frequencies;
  decltype(&scalar::frequencies_at) frequencies_at = &scalar::frequencies_at;
  decltype(&scalar::unpack128) unpack128 = &scalar::unpack128;
  decltype(&scalar::pack128) pack128 = &scalar::pack128;
  decltype(&scalar::decode_elias_fano) decode_elias_fano = &scalar::decode_elias_fano;
  decltype(&scalar::select_zero) select_zero = &scalar::select_zero;
  decltype(&scalar::select_range) select_range = &scalar::select_range;

  decltype(&scalar::add_bounds) add_bounds = &scalar::add_bounds;
  decltype(&scalar::add_coarse_bounds) add_coarse_bounds = &scalar::add_coarse_bounds;
  decltype(&scalar::largest_sum) largest_sum = &scalar::largest_sum;
  decltype(&scalar::select_sums) select_sums = &scalar::select_sums;
  decltype(&scalar::bitset_ranks) bitset_ranks = &scalar::bitset_ranks;
  decltype(&scalar::add_scores) add_scores = &scalar::add_scores;
  decltype(&scalar::select_scores) select_scores = &scalar::select_scores;

  decltype(&scalar::classify_text) classify_text = &scalar::classify_text;
};

/// union_of() of long arrays through a bitset on the stack; of short ones the plain loop.
std::size_t union_through_bitset(U16Array a, U16Array b, std::uint16_t* out);

// One function per file of kernels: replaces its entries by those of the best target in `targets`, a mask of Highway's
// HWY_* bits. A file that was not compiled for that target gives its next best one.
void fill_array_kernels(std::int64_t targets, KernelTable& table);
void fill_probe_kernels(std::int64_t targets, KernelTable& table);
void fill_bitset_kernels(std::int64_t targets, KernelTable& table);
void fill_elias_fano_kernels(std::int64_t targets, KernelTable& table);
void fill_nibble_kernels(std::int64_t targets, KernelTable& table);
void fill_packing_kernels(std::int64_t targets, KernelTable& table);
void fill_column_kernels(std::int64_t targets, KernelTable& table);
void fill_bound_kernels(std::int64_t targets, KernelTable& table);
void fill_text_kernels(std::int64_t targets, KernelTable& table);

/// Replaces the entries that the instruction VP2INTERSECTD makes faster; false when this processor has none worth
/// using.
bool fill_vp2intersect_kernels(KernelTable& table);

}  // namespace riffle::kernels

#endif  // RIFFLE_KERNELS_KERNEL_TABLE_H_

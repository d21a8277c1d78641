// SIMD set kernels on 16-bit arrays (sorted, no repeats) and 65,536-bit bitsets: the inner loops of every query.
// Shape:   an array is `count` little-endian uint16 values, strictly increasing, at ANY byte address (they point
//          straight into the mapped file); a bitset is 8,192 bytes = 1,024 little-endian uint64 words, at any byte
//          address. Array kernels never read outside [values, values + 2 * count).
// Hostile: arrays that are not sorted give an unspecified result, but no access outside the buffers named: `out` must
//          have room for min(count_a, count_b) + kOutSlack values (or as stated), whatever the input holds.
// Cost:    0.1 to 0.3 ns a value for arrays of similar size; binary searches beyond a size ratio of 50 to 100.
// Threads: pure functions.
// Source:  Schlegel, Willhalm, Lehner 2011 and Lemire, Boytsov, Kurz 2016 (SIMD intersection); Mula, Kurz, Lemire 2018
//          (population count).
// Every kernel here has a twin of the same name in kernels::scalar, which is its definition. The target is chosen once
// at run time, before main(); RIFFLE_ISA=portable|sse4|avx2|avx3|avx3_dl|avx3_vp2 in the environment forces one
// (unknown values are ignored).
#ifndef RIFFLE_KERNELS_SET_KERNELS_H_
#define RIFFLE_KERNELS_SET_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace riffle::kernels {

inline constexpr std::size_t kBitsetBytes = 8192;
inline constexpr std::size_t kBitsetWords = 1024;
/// Values that a kernel may write past the last one that it returns.
inline constexpr std::size_t kOutSlack = 64;

/// `count` sorted uint16 values at any address.
struct U16Array {
  const std::uint8_t* bytes = nullptr;
  std::size_t count = 0;
};

inline U16Array as_array(const std::uint16_t* values, std::size_t count) {
  return {reinterpret_cast<const std::uint8_t*>(values), count};
}

/// REQUIRES: index < values.count.
inline std::uint16_t value_at(U16Array values, std::size_t index) {
  return load<std::uint16_t>(values.bytes + 2 * index);
}

// --- array x array
/// Common values into out (room for min(a.count, b.count) + kOutSlack); returns how many. `out` must not overlap
/// inputs.
std::size_t intersect(U16Array a, U16Array b, std::uint16_t* out);
std::size_t intersect_count(U16Array a, U16Array b);
/// Values of a that are not in b, into out (room for a.count + kOutSlack).
std::size_t difference(U16Array a, U16Array b, std::uint16_t* out);
/// Values of either, into out (room for a.count + b.count + kOutSlack).
std::size_t union_of(U16Array a, U16Array b, std::uint16_t* out);
/// a and (b - offset): values v of a with v + offset in b, compared in 32 bits, offset in [-65535, 65535]. For phrases
/// in token space.
std::size_t intersect_shifted(U16Array a, U16Array b, std::int32_t offset, std::uint16_t* out);
/// Where the values of `subset` stand in `list`: index of the first element >= subset[i]. Both sorted. out has room for
/// subset.count + kOutSlack entries.
void ranks_of(U16Array list, U16Array subset, std::uint32_t* out);

// --- array x bitset
/// Values of a that are set in b, into out (room for a.count + kOutSlack).
std::size_t intersect_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out);
std::size_t intersect_bitset_count(U16Array a, const std::uint8_t* b);
/// Values of a that are NOT set in b.
std::size_t difference_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out);

// --- bitset x bitset; out is 8,192 bytes and may be one of the inputs
std::size_t popcount(const std::uint8_t* a);
std::size_t and_count(const std::uint8_t* a, const std::uint8_t* b);
std::size_t andnot_count(const std::uint8_t* a, const std::uint8_t* b);
std::size_t or_count(const std::uint8_t* a, const std::uint8_t* b);
/// Cardinality of the intersection of `n` >= 1 bitsets, in one pass.
std::size_t and_count_many(const std::uint8_t* const* sets, std::size_t n);
void and_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out);
void andnot_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out);
void or_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out);
/// Sets the bits of a's values.
void set_bits(U16Array a, std::uint8_t* bitset);
/// Clears the bits of a's values.
void clear_bits(U16Array a, std::uint8_t* bitset);
/// Sets bits [first, last], both included.
void set_range(std::uint32_t first, std::uint32_t last, std::uint8_t* bitset);
/// The set bits as values, into out (room for popcount + kOutSlack); returns how many.
std::size_t bitset_to_array(const std::uint8_t* bitset, std::uint16_t* out);

// --- nibbles (term frequencies)
/// Sum of (nibble + 1) over nibbles [first, last) of `nibbles` (low nibble first); bytes read: first/2 .. (last-1)/2.
std::uint64_t sum_nibbles(const std::uint8_t* nibbles, std::size_t first, std::size_t last);
/// tfs[i] = nibble + 1 of nibble first + i, for `count` of them; returns the largest, 0 of none. Reads the bytes that
/// hold them.
std::uint32_t unpack_frequencies(const std::uint8_t* nibbles, std::size_t first, std::size_t count, std::uint32_t* tfs);
/// tfs[i] = nibble + 1 of nibble ranks[i], 0 where ranks[i] >= df (as kAbsent is); returns the largest, 0 of none.
/// `tfs` may be `ranks`. Reads within the first df nibbles, filled up to whole 32-bit words. REQUIRES: df > 0.
std::uint32_t frequencies_at(const std::uint8_t* nibbles, std::uint32_t df, const std::uint32_t* ranks,
                             std::size_t count, std::uint32_t* tfs);

// --- bit unpacking: 128 values of `width` bits (0 to 32) in the layout of format-spec "Packed block": 4 lanes of
// 32-bit words, value i in lane i % 4. Reads exactly 16 * width bytes.
void unpack128(const std::uint8_t* packed, unsigned width, std::uint32_t* out);
/// The inverse; writes exactly 16 * width bytes. Higher bits of the values are cut off.
void pack128(const std::uint32_t* values, unsigned width, std::uint8_t* packed);

// --- Elias-Fano sequences (Elias 1974, Fano 1971; Vigna 2013, "Quasi-succinct indices")
/// Value i is (place of the i-th set bit of the upper bits - i) << low_bits, plus the i-th low part, modulo 2^16.
struct EliasFano {
  const std::uint8_t* upper;
  std::size_t upper_bytes;
  const std::uint8_t* low;  ///< low_bits each, the lowest first
  unsigned low_bits;        ///< 4 or 8
  std::size_t count;
};
/// The values into out (room for count + kOutSlack); returns how many: less than `count` where bits are missing.
std::size_t decode_elias_fano(const EliasFano& sequence, std::uint16_t* out);
/// Place of the k-th clear bit, k from 0, at or behind bit `from`; 8 * bytes when there is none.
std::size_t select_zero(const std::uint8_t* bits, std::size_t bytes, std::size_t from, std::size_t k);

// --- columns
/// Sets bit i of `bitset` for each i < count with low <= value[i] <= high; values are unsigned little-endian of `width`
/// bytes (1, 2, 4 or 8) at any address; count <= 65,536. Other bits are left alone.
void select_range(const std::uint8_t* values, unsigned width, std::size_t count, std::uint64_t low, std::uint64_t high,
                  std::uint8_t* bitset);

// --- score bounds of the kBoundBlocks ranges of 64 documents of a container, in units of a query's own
inline constexpr std::size_t kBoundBlocks = 1024;

/// sums[i] += (bounds[i] * weight >> 8) + 1 where bounds[i] > 0, saturating at 65,535; kBoundBlocks of each.
void add_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums);
/// The same with kBoundBlocks / 16 bounds, each for 16 sums in a row.
void add_coarse_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums);
/// Largest of kBoundBlocks sums.
std::uint16_t largest_sum(const std::uint16_t* sums);
/// Places i with low <= sums[i] <= high, increasing, into out (room for kBoundBlocks); returns how many.
std::size_t select_sums(const std::uint16_t* sums, std::uint16_t low, std::uint16_t high, std::uint16_t* out);

// --- scores
/// For each of `docs` (any order) its rank in the bitset, or kAbsent. `directory` = number of bits before every 512th
/// one, 128 little-endian uint16.
inline constexpr std::uint32_t kAbsent = UINT32_MAX;
void bitset_ranks(const std::uint8_t* bitset, const std::uint8_t* directory, U16Array docs, std::uint32_t* ranks);
/// scores[i] += weight * (tfs[i] / (tfs[i] + saturations[i])), 0 where tfs[i] is 0. Off from the exact value by a few
/// units in the last place, which may differ between targets. REQUIRES: saturations[i] > 0.
void add_scores(const std::uint32_t* tfs, const float* saturations, float weight, std::size_t count, float* scores);
/// Documents with scores[i] >= least and these scores, in order, into out_docs and out_scores (room for docs.count +
/// kOutSlack each), which may be the buffers of `docs` and `scores`; returns how many.
std::size_t select_scores(U16Array docs, const float* scores, float least, std::uint16_t* out_docs, float* out_scores);

/// Name of the target in use, e.g. "AVX3_VP2", "AVX2", "PORTABLE".
std::string_view active_target();
/// Names of all targets that this build has and this CPU can run; for tests and benches.
std::vector<std::string_view> runnable_targets();
/// Forces one of runnable_targets() for the whole process ("" = back to the best), in any case of letters; false when
/// there is none of that name. Not to be called while queries run.
bool force_target(std::string_view name);

namespace scalar {
// The definitions: plain loops, same contracts.
std::size_t intersect(U16Array a, U16Array b, std::uint16_t* out);
std::size_t intersect_count(U16Array a, U16Array b);
std::size_t difference(U16Array a, U16Array b, std::uint16_t* out);
std::size_t union_of(U16Array a, U16Array b, std::uint16_t* out);
std::size_t intersect_shifted(U16Array a, U16Array b, std::int32_t offset, std::uint16_t* out);
void ranks_of(U16Array list, U16Array subset, std::uint32_t* out);
std::size_t intersect_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out);
std::size_t intersect_bitset_count(U16Array a, const std::uint8_t* b);
std::size_t difference_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out);
std::size_t popcount(const std::uint8_t* a);
std::size_t and_count(const std::uint8_t* a, const std::uint8_t* b);
std::size_t andnot_count(const std::uint8_t* a, const std::uint8_t* b);
std::size_t or_count(const std::uint8_t* a, const std::uint8_t* b);
std::size_t and_count_many(const std::uint8_t* const* sets, std::size_t n);
void and_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out);
void andnot_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out);
void or_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out);
void set_bits(U16Array a, std::uint8_t* bitset);
void clear_bits(U16Array a, std::uint8_t* bitset);
void set_range(std::uint32_t first, std::uint32_t last, std::uint8_t* bitset);
std::size_t bitset_to_array(const std::uint8_t* bitset, std::uint16_t* out);
std::uint64_t sum_nibbles(const std::uint8_t* nibbles, std::size_t first, std::size_t last);
std::uint32_t unpack_frequencies(const std::uint8_t* nibbles, std::size_t first, std::size_t count, std::uint32_t* tfs);
std::uint32_t frequencies_at(const std::uint8_t* nibbles, std::uint32_t df, const std::uint32_t* ranks,
                             std::size_t count, std::uint32_t* tfs);
void unpack128(const std::uint8_t* packed, unsigned width, std::uint32_t* out);
void pack128(const std::uint32_t* values, unsigned width, std::uint8_t* packed);
std::size_t decode_elias_fano(const EliasFano& sequence, std::uint16_t* out);
/// The same from byte `byte` of the upper bits on, behind which `count` values are known.
std::size_t decode_elias_fano_from(const EliasFano& sequence, std::size_t byte, std::size_t count, std::uint16_t* out);
std::size_t select_zero(const std::uint8_t* bits, std::size_t bytes, std::size_t from, std::size_t k);
void select_range(const std::uint8_t* values, unsigned width, std::size_t count, std::uint64_t low, std::uint64_t high,
                  std::uint8_t* bitset);
void add_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums);
void add_coarse_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums);
std::uint16_t largest_sum(const std::uint16_t* sums);
std::size_t select_sums(const std::uint16_t* sums, std::uint16_t low, std::uint16_t high, std::uint16_t* out);
void bitset_ranks(const std::uint8_t* bitset, const std::uint8_t* directory, U16Array docs, std::uint32_t* ranks);
void add_scores(const std::uint32_t* tfs, const float* saturations, float weight, std::size_t count, float* scores);
std::size_t select_scores(U16Array docs, const float* scores, float least, std::uint16_t* out_docs, float* out_scores);
}  // namespace scalar

}  // namespace riffle::kernels

#endif  // RIFFLE_KERNELS_SET_KERNELS_H_

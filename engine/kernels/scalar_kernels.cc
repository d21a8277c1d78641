// The definitions of all kernels: plain loops, one value at a time. They are also the "PORTABLE" target.
#include <algorithm>
#include <bit>

#include "base/ascii.h"
#include "base/bytes.h"
#include "kernels/set_kernels.h"
#include "kernels/text_kernels.h"

namespace riffle::kernels::scalar {
namespace {

std::uint64_t word_at(const std::uint8_t* bitset, std::size_t i) { return load<std::uint64_t>(bitset + 8 * i); }

bool has_bit(const std::uint8_t* bitset, std::uint16_t value) { return (bitset[value >> 3] >> (value & 7)) & 1; }

template <typename Op>
std::size_t count_words(const std::uint8_t* a, const std::uint8_t* b, Op op) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBitsetWords; ++i) {
    count += static_cast<std::size_t>(std::popcount(op(word_at(a, i), word_at(b, i))));
  }
  return count;
}

template <typename Op>
void combine_words(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, Op op) {
  for (std::size_t i = 0; i < kBitsetWords; ++i) store(out + 8 * i, op(word_at(a, i), word_at(b, i)));
}

constexpr auto kAnd = [](std::uint64_t a, std::uint64_t b) { return a & b; };
constexpr auto kAndNot = [](std::uint64_t a, std::uint64_t b) { return a & ~b; };
constexpr auto kOr = [](std::uint64_t a, std::uint64_t b) { return a | b; };

/// Calls found(value of a) for each v of a with (v + offset) in b.
template <typename Found>
void for_each_common(U16Array a, U16Array b, std::int32_t offset, Found found) {
  for (std::size_t i = 0, j = 0; i < a.count && j < b.count;) {
    const std::uint16_t value = value_at(a, i);
    const std::int32_t left = value + offset;
    const std::int32_t right = value_at(b, j);
    if (left == right) found(value);
    i += left <= right;
    j += right <= left;
  }
}

}  // namespace

std::size_t intersect(U16Array a, U16Array b, std::uint16_t* out) { return scalar::intersect_shifted(a, b, 0, out); }

std::size_t intersect_count(U16Array a, U16Array b) {
  std::size_t count = 0;
  for_each_common(a, b, 0, [&](std::uint16_t) { ++count; });
  return count;
}

std::size_t difference(U16Array a, U16Array b, std::uint16_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0, j = 0; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    while (j < b.count && value_at(b, j) < value) ++j;
    if (j == b.count || value_at(b, j) != value) out[count++] = value;
  }
  return count;
}

std::size_t union_of(U16Array a, U16Array b, std::uint16_t* out) {
  std::size_t count = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.count && j < b.count) {
    const std::uint16_t left = value_at(a, i);
    const std::uint16_t right = value_at(b, j);
    out[count++] = std::min(left, right);
    i += left <= right;
    j += right <= left;
  }
  while (i < a.count) out[count++] = value_at(a, i++);
  while (j < b.count) out[count++] = value_at(b, j++);
  return count;
}

std::size_t intersect_shifted(U16Array a, U16Array b, std::int32_t offset, std::uint16_t* out) {
  std::size_t count = 0;
  for_each_common(a, b, offset, [&](std::uint16_t value) { out[count++] = value; });
  return count;
}

void ranks_of(U16Array list, U16Array subset, std::uint32_t* out) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < subset.count; ++i) {
    const std::uint16_t value = value_at(subset, i);
    while (at < list.count && value_at(list, at) < value) ++at;
    out[i] = static_cast<std::uint32_t>(at);
  }
}

std::size_t intersect_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    out[count] = value;
    count += has_bit(b, value);
  }
  return count;
}

std::size_t intersect_bitset_count(U16Array a, const std::uint8_t* b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.count; ++i) count += has_bit(b, value_at(a, i));
  return count;
}

std::size_t difference_bitset(U16Array a, const std::uint8_t* b, std::uint16_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    out[count] = value;
    count += !has_bit(b, value);
  }
  return count;
}

std::size_t popcount(const std::uint8_t* a) { return count_words(a, a, kAnd); }
std::size_t and_count(const std::uint8_t* a, const std::uint8_t* b) { return count_words(a, b, kAnd); }
std::size_t andnot_count(const std::uint8_t* a, const std::uint8_t* b) { return count_words(a, b, kAndNot); }
std::size_t or_count(const std::uint8_t* a, const std::uint8_t* b) { return count_words(a, b, kOr); }

std::size_t and_count_many(const std::uint8_t* const* sets, std::size_t n) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBitsetWords; ++i) {
    std::uint64_t word = word_at(sets[0], i);
    for (std::size_t k = 1; k < n; ++k) word &= word_at(sets[k], i);
    count += static_cast<std::size_t>(std::popcount(word));
  }
  return count;
}

void and_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) { combine_words(a, b, out, kAnd); }
void andnot_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) { combine_words(a, b, out, kAndNot); }
void or_into(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out) { combine_words(a, b, out, kOr); }

void set_bits(U16Array a, std::uint8_t* bitset) {
  for (std::size_t i = 0; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    bitset[value >> 3] = static_cast<std::uint8_t>(bitset[value >> 3] | (1u << (value & 7)));
  }
}

void clear_bits(U16Array a, std::uint8_t* bitset) {
  for (std::size_t i = 0; i < a.count; ++i) {
    const std::uint16_t value = value_at(a, i);
    bitset[value >> 3] = static_cast<std::uint8_t>(bitset[value >> 3] & ~(1u << (value & 7)));
  }
}

void set_range(std::uint32_t first, std::uint32_t last, std::uint8_t* bitset) {
  if (first > last || first > 65535) return;
  last = std::min<std::uint32_t>(last, 65535);
  const std::uint32_t first_byte = first >> 3;
  const std::uint32_t last_byte = last >> 3;
  const unsigned head = 0xFFu << (first & 7);
  const unsigned tail = 0xFFu >> (7 - (last & 7));
  if (first_byte == last_byte) {
    bitset[first_byte] = static_cast<std::uint8_t>(bitset[first_byte] | (head & tail));
    return;
  }
  bitset[first_byte] = static_cast<std::uint8_t>(bitset[first_byte] | head);
  std::fill(bitset + first_byte + 1, bitset + last_byte, std::uint8_t{0xFF});
  bitset[last_byte] = static_cast<std::uint8_t>(bitset[last_byte] | tail);
}

std::size_t bitset_to_array(const std::uint8_t* bitset, std::uint16_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBitsetWords; ++i) {
    for (std::uint64_t word = word_at(bitset, i); word != 0; word &= word - 1) {
      out[count++] = static_cast<std::uint16_t>(64 * i + static_cast<std::size_t>(std::countr_zero(word)));
    }
  }
  return count;
}

std::uint64_t sum_nibbles(const std::uint8_t* nibbles, std::size_t first, std::size_t last) {
  std::uint64_t sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += ((nibbles[i / 2] >> (4 * (i % 2))) & 0xFu) + 1u;
  return sum;
}

std::uint32_t unpack_frequencies(const std::uint8_t* nibbles, std::size_t first, std::size_t count,
                                 std::uint32_t* tfs) {
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    tfs[i] = ((nibbles[(first + i) / 2] >> ((first + i) % 2 * 4)) & 15u) + 1;
    largest = std::max(largest, tfs[i]);
  }
  return largest;
}

std::uint32_t frequencies_at(const std::uint8_t* nibbles, std::uint32_t df, const std::uint32_t* ranks,
                             std::size_t count, std::uint32_t* tfs) {
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t rank = ranks[i];
    tfs[i] = rank < df ? ((nibbles[rank / 2] >> (rank % 2 * 4)) & 15u) + 1 : 0;
    largest = std::max(largest, tfs[i]);
  }
  return largest;
}

void unpack128(const std::uint8_t* packed, unsigned width, std::uint32_t* out) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  for (std::size_t i = 0; i < 128; ++i) {
    const std::size_t lane = i % 4;
    const std::size_t bit = (i / 4) * width;
    const std::size_t word = bit / 32;
    std::uint64_t bits = width == 0 ? 0 : load<std::uint32_t>(packed + 16 * word + 4 * lane);
    if (bit % 32 + width > 32) {
      bits |= std::uint64_t{load<std::uint32_t>(packed + 16 * (word + 1) + 4 * lane)} << 32;
    }
    out[i] = static_cast<std::uint32_t>((bits >> (bit % 32)) & mask);
  }
}

void pack128(const std::uint32_t* values, unsigned width, std::uint8_t* packed) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::fill_n(packed, 16 * std::size_t{width}, std::uint8_t{0});
  for (std::size_t i = 0; width != 0 && i < 128; ++i) {
    const std::size_t bit = (i / 4) * width;
    std::uint8_t* const word = packed + 16 * (bit / 32) + 4 * (i % 4);
    const std::uint64_t bits = (values[i] & mask) << (bit % 32);
    store(word, load<std::uint32_t>(word) | static_cast<std::uint32_t>(bits));
    if (bit % 32 + width > 32) {
      store(word + 16, load<std::uint32_t>(word + 16) | static_cast<std::uint32_t>(bits >> 32));
    }
  }
}

std::size_t decode_elias_fano(const EliasFano& sequence, std::uint16_t* out) {
  return decode_elias_fano_from(sequence, 0, 0, out);
}

std::size_t decode_elias_fano_from(const EliasFano& sequence, std::size_t byte, std::size_t count, std::uint16_t* out) {
  for (; byte < sequence.upper_bytes && count < sequence.count; ++byte) {
    for (unsigned bits = sequence.upper[byte]; bits != 0 && count < sequence.count; bits &= bits - 1) {
      const std::size_t high = 8 * byte + static_cast<std::size_t>(std::countr_zero(bits)) - count;
      const unsigned low =
          sequence.low_bits == 8 ? unsigned{sequence.low[count]} : sequence.low[count / 2] >> (count % 2 * 4) & 15u;
      out[count++] = static_cast<std::uint16_t>(high << sequence.low_bits | low);
    }
  }
  return count;
}

std::size_t select_zero(const std::uint8_t* bits, std::size_t bytes, std::size_t from, std::size_t k) {
  unsigned behind = 0xFFu << from % 8 & 0xFFu;
  for (std::size_t byte = from / 8; byte < bytes; ++byte) {
    unsigned zeros = ~unsigned{bits[byte]} & behind;
    behind = 0xFF;
    const auto count = static_cast<std::size_t>(std::popcount(zeros));
    if (k < count) {
      for (; k > 0; --k) zeros &= zeros - 1;
      return 8 * byte + static_cast<std::size_t>(std::countr_zero(zeros));
    }
    k -= count;
  }
  return 8 * bytes;
}

void select_range(const std::uint8_t* values, unsigned width, std::size_t count, std::uint64_t low, std::uint64_t high,
                  std::uint8_t* bitset) {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t value = 0;
    for (unsigned k = 0; k < width; ++k) value |= std::uint64_t{values[i * width + k]} << (8 * k);
    if (value >= low && value <= high) bitset[i / 8] = static_cast<std::uint8_t>(bitset[i / 8] | (1u << (i % 8)));
  }
}

namespace {

std::uint16_t add_bound(std::uint16_t sum, std::uint8_t bound, std::uint16_t weight) {
  if (bound == 0) return sum;
  const std::uint32_t units = (std::uint32_t{bound} * weight >> 8) + 1;
  return static_cast<std::uint16_t>(std::min<std::uint32_t>(sum + units, UINT16_MAX));
}

}  // namespace

void add_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums) {
  for (std::size_t i = 0; i < kBoundBlocks; ++i) sums[i] = add_bound(sums[i], bounds[i], weight);
}

void add_coarse_bounds(const std::uint8_t* bounds, std::uint16_t weight, std::uint16_t* sums) {
  for (std::size_t i = 0; i < kBoundBlocks; ++i) sums[i] = add_bound(sums[i], bounds[i / 16], weight);
}

std::uint16_t largest_sum(const std::uint16_t* sums) { return *std::max_element(sums, sums + kBoundBlocks); }

std::size_t select_sums(const std::uint16_t* sums, std::uint16_t low, std::uint16_t high, std::uint16_t* out) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBoundBlocks; ++i) {
    if (sums[i] >= low && sums[i] <= high) out[count++] = static_cast<std::uint16_t>(i);
  }
  return count;
}

void bitset_ranks(const std::uint8_t* bitset, const std::uint8_t* directory, U16Array docs, std::uint32_t* ranks) {
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = value_at(docs, i);
    std::uint32_t rank = load<std::uint16_t>(directory + 2 * (doc / 512));
    for (std::uint32_t bit = doc / 512 * 512; bit < doc; ++bit) rank += (bitset[bit >> 3] >> (bit & 7)) & 1u;
    ranks[i] = ((bitset[doc >> 3] >> (doc & 7)) & 1) != 0 ? rank : kAbsent;
  }
}

void add_scores(const std::uint32_t* tfs, const float* saturations, float weight, std::size_t count, float* scores) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto tf = static_cast<float>(tfs[i]);
    scores[i] += weight * (tf / (tf + saturations[i]));
  }
}

std::size_t select_scores(U16Array docs, const float* scores, float least, std::uint16_t* out_docs, float* out_scores) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint16_t doc = value_at(docs, i);
    const float score = scores[i];
    out_docs[kept] = doc;
    out_scores[kept] = score;
    kept += score >= least ? 1 : 0;
  }
  return kept;
}

void classify_text(std::string_view text, ByteClasses* classes, char* lower) {
  const std::size_t blocks = text.size() / kTextBlock;
  std::fill(classes, classes + blocks, ByteClasses());
  for (std::size_t at = 0; at < blocks * kTextBlock; ++at) {
    const char c = text[at];
    const bool is_upper = c >= 'A' && c <= 'Z';
    ByteClasses& block = classes[at / kTextBlock];
    const auto bit = [at](bool is_set) { return std::uint64_t{is_set} << at % kTextBlock; };
    block.word |= bit(is_ascii_letter(c) || is_ascii_digit(c));
    block.high |= bit(static_cast<unsigned char>(c) >= 0x80);
    block.apostrophe |= bit(c == '\'' || c == '`');
    lower[at] = is_upper ? static_cast<char>(c + ('a' - 'A')) : c;
  }
}

}  // namespace riffle::kernels::scalar

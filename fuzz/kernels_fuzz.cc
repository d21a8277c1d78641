// Every kernel on every target against its scalar definition, on arrays that the input makes. The first byte says how
// the arrays are made: sorted ones must give equal results, raw ones only have to stay inside their buffers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "check.h"
#include "kernels/set_kernels.h"
#include "kernels/text_kernels.h"

namespace {

using riffle::fuzz::check;

namespace kernels = riffle::kernels;
using kernels::U16Array;
using Values = std::vector<std::uint16_t>;

/// An array at an odd address of a heap block that ends with it.
class OddArray {
 public:
  explicit OddArray(const Values& values)
      : bytes_(std::make_unique<std::uint8_t[]>(2 * values.size() + 1)), count_(values.size()) {
    if (count_ != 0) std::memcpy(bytes_.get() + 1, values.data(), 2 * count_);
  }
  [[nodiscard]] U16Array view() const { return {bytes_.get() + 1, count_}; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t count_;
};

/// kRaw: the bytes as they are; kSteps: each byte is the distance to the next value; kSorted: pairs of bytes, sorted.
enum class Make : std::uint8_t { kRaw, kSteps, kSorted };

Values make_values(const std::uint8_t* data, std::size_t size, Make make) {
  Values values;
  if (make == Make::kSteps) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < size; ++i) {
      next += 1u + data[i] * (data[i] >= 250 ? 40u : 1u);
      if (next > 65535) break;
      values.push_back(static_cast<std::uint16_t>(next));
    }
    return values;
  }
  values.resize(size / 2);
  if (!values.empty()) std::memcpy(values.data(), data, 2 * values.size());
  if (make == Make::kSorted) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  return values;
}

template <typename Kernel>
Values output_of(std::size_t room, Kernel kernel) {
  Values out(room + kernels::kOutSlack);
  const std::size_t count = kernel(out.data());
  check(count <= room);
  out.resize(count);
  return out;
}

void check_arrays(U16Array a, U16Array b, std::int32_t offset, bool sorted) {
  const std::size_t fewest = std::min(a.count, b.count);
  const auto same = [sorted](const Values& left, const Values& right) { check(!sorted || left == right); };
  same(output_of(fewest, [&](auto* out) { return kernels::intersect(a, b, out); }),
       output_of(fewest, [&](auto* out) { return kernels::scalar::intersect(a, b, out); }));
  same(output_of(fewest, [&](auto* out) { return kernels::intersect_shifted(a, b, offset, out); }),
       output_of(fewest, [&](auto* out) { return kernels::scalar::intersect_shifted(a, b, offset, out); }));
  same(output_of(a.count, [&](auto* out) { return kernels::difference(a, b, out); }),
       output_of(a.count, [&](auto* out) { return kernels::scalar::difference(a, b, out); }));
  same(output_of(a.count + b.count, [&](auto* out) { return kernels::union_of(a, b, out); }),
       output_of(a.count + b.count, [&](auto* out) { return kernels::scalar::union_of(a, b, out); }));
  check(!sorted || kernels::intersect_count(a, b) == kernels::scalar::intersect_count(a, b));
  std::vector<std::uint32_t> ranks(b.count + kernels::kOutSlack);
  std::vector<std::uint32_t> expected(b.count + kernels::kOutSlack);
  kernels::ranks_of(a, b, ranks.data());
  kernels::scalar::ranks_of(a, b, expected.data());
  for (std::size_t i = 0; i < b.count; ++i) check(sorted ? ranks[i] == expected[i] : ranks[i] <= a.count);
}

void check_bitsets(U16Array a, U16Array b) {
  std::vector<std::uint8_t> a_bits(kernels::kBitsetBytes);
  std::vector<std::uint8_t> b_bits(kernels::kBitsetBytes);
  kernels::set_bits(a, a_bits.data());
  kernels::set_bits(b, b_bits.data());
  check(kernels::popcount(a_bits.data()) == kernels::scalar::popcount(a_bits.data()));
  check(kernels::and_count(a_bits.data(), b_bits.data()) == kernels::scalar::and_count(a_bits.data(), b_bits.data()));
  check(kernels::andnot_count(a_bits.data(), b_bits.data()) ==
        kernels::scalar::andnot_count(a_bits.data(), b_bits.data()));
  check(kernels::or_count(a_bits.data(), b_bits.data()) == kernels::scalar::or_count(a_bits.data(), b_bits.data()));
  check(output_of(a.count, [&](auto* out) { return kernels::intersect_bitset(a, b_bits.data(), out); }) ==
        output_of(a.count, [&](auto* out) { return kernels::scalar::intersect_bitset(a, b_bits.data(), out); }));
  check(output_of(a.count, [&](auto* out) { return kernels::difference_bitset(a, b_bits.data(), out); }) ==
        output_of(a.count, [&](auto* out) { return kernels::scalar::difference_bitset(a, b_bits.data(), out); }));
  check(output_of(a.count, [&](auto* out) { return kernels::bitset_to_array(a_bits.data(), out); }) ==
        output_of(a.count, [&](auto* out) { return kernels::scalar::bitset_to_array(a_bits.data(), out); }));
}

void check_text(const std::uint8_t* data, std::size_t size) {
  const std::size_t blocks = size / kernels::kTextBlock;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<kernels::ByteClasses> actual(blocks);
  std::vector<kernels::ByteClasses> expected(blocks);
  std::vector<char> lower(blocks * kernels::kTextBlock);
  std::vector<char> expected_lower(blocks * kernels::kTextBlock);
  kernels::classify_text(text, actual.data(), lower.data());
  kernels::scalar::classify_text(text, expected.data(), expected_lower.data());
  check(actual == expected && lower == expected_lower);
}

/// Nibbles as frequencies: those of a run, and those of ranks (their low bytes here) within the first `df`.
void check_frequencies(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return;
  const std::vector<std::uint8_t> nibbles(data, data + size / 4 * 4);
  const auto df = static_cast<std::uint32_t>(2 * nibbles.size() - data[0] % 8);
  const std::size_t first = data[1] % (df + 1);
  std::vector<std::uint32_t> ranks(data, data + size);
  for (std::uint32_t& rank : ranks) rank = rank == 255 ? kernels::kAbsent : rank * df / 200;
  const auto both_agree = [&](std::size_t count, auto&& actual_of, auto&& expected_of) {
    std::vector<std::uint32_t> actual(count);
    std::vector<std::uint32_t> expected(count);
    check(actual_of(actual.data()) == expected_of(expected.data()) && actual == expected);
  };
  both_agree(
      df - first, [&](auto* out) { return kernels::unpack_frequencies(nibbles.data(), first, df - first, out); },
      [&](auto* out) { return kernels::scalar::unpack_frequencies(nibbles.data(), first, df - first, out); });
  both_agree(
      size, [&](auto* out) { return kernels::frequencies_at(nibbles.data(), df, ranks.data(), size, out); },
      [&](auto* out) { return kernels::scalar::frequencies_at(nibbles.data(), df, ranks.data(), size, out); });
}

/// Documents and whole scores of two bytes each.
void check_scores(const std::uint8_t* data, std::size_t size) {
  const std::size_t count = size / 4;
  const kernels::U16Array docs{data, count};
  std::vector<float> scores(count);
  for (std::size_t i = 0; i < count; ++i) scores[i] = static_cast<float>(data[2 * count + i]);
  const float least = size == 0 ? 0 : static_cast<float>(data[0]);
  const auto selected_by = [&](auto&& select) {
    std::vector<std::uint16_t> out(count + kernels::kOutSlack);
    std::vector<float> out_scores(count + kernels::kOutSlack);
    const std::size_t kept = select(docs, scores.data(), least, out.data(), out_scores.data());
    out.resize(kept);
    out_scores.resize(kept);
    return std::pair(out, out_scores);
  };
  check(selected_by(kernels::select_scores) == selected_by(kernels::scalar::select_scores));
}

/// Any bytes as the upper bits and the low parts of a sequence, and clear bits from any place on.
void check_elias_fano(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return;
  const unsigned low_bits = data[0] % 2 == 0 ? 4 : 8;
  const std::size_t upper_bytes = data[1] * (size - 3) / 255;
  const std::vector<std::uint8_t> upper(data + 3, data + 3 + upper_bytes);
  const std::vector<std::uint8_t> low(data + 3 + upper_bytes, data + size);
  const kernels::EliasFano sequence{.upper = upper.data(),
                                    .upper_bytes = upper_bytes,
                                    .low = low.data(),
                                    .low_bits = low_bits,
                                    .count = low.size() * 8 / low_bits};
  check(output_of(sequence.count, [&](auto* out) { return kernels::decode_elias_fano(sequence, out); }) ==
        output_of(sequence.count, [&](auto* out) { return kernels::scalar::decode_elias_fano(sequence, out); }));
  for (std::size_t k = 0; k < 20; ++k) {
    check(kernels::select_zero(upper.data(), upper_bytes, data[2], k * k) ==
          kernels::scalar::select_zero(upper.data(), upper_bytes, data[2], k * k));
  }
}

void check_bytes(const std::uint8_t* data, std::size_t size) {
  check_text(data, size);
  check_frequencies(data, size);
  check_scores(data, size);
  check_elias_fano(data, size);
  const std::size_t first = size == 0 ? 0 : data[0] % (2 * size);
  check(kernels::sum_nibbles(data, first, 2 * size) == kernels::scalar::sum_nibbles(data, first, 2 * size));
  const unsigned width = size == 0 ? 0 : data[0] % 33;
  if (size >= 16 * width) {
    std::uint32_t actual[128];
    std::uint32_t expected[128];
    kernels::unpack128(data, width, actual);
    kernels::scalar::unpack128(data, width, expected);
    check(std::memcmp(actual, expected, sizeof actual) == 0);
    std::vector<std::uint8_t> packed(16 * width + 1);
    kernels::pack128(actual, width, packed.data());
    check(width == 0 || std::memcmp(packed.data(), data, 16 * width) == 0);
  }
  if (size < 16) return;
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::memcpy(&low, data, 8);
  std::memcpy(&high, data + 8, 8);
  for (const unsigned bytes : {1u, 2u, 4u, 8u}) {
    const std::uint64_t mask = bytes == 8 ? UINT64_MAX : (std::uint64_t{1} << (8 * bytes)) - 1;
    std::vector<std::uint8_t> actual(kernels::kBitsetBytes);
    std::vector<std::uint8_t> expected(kernels::kBitsetBytes);
    const std::size_t count = std::min<std::size_t>((size - 1) / bytes, 65536);
    kernels::select_range(data + 1, bytes, count, low & mask, high & mask, actual.data());
    kernels::scalar::select_range(data + 1, bytes, count, low & mask, high & mask, expected.data());
    check(actual == expected);
  }
}

void check_bounds(const std::uint8_t* data, std::size_t size) {
  if (size < kernels::kBoundBlocks + 8) return;
  std::uint16_t weight = 0;
  std::uint16_t low = 0;
  std::uint16_t high = 0;
  std::memcpy(&weight, data, 2);
  std::memcpy(&low, data + 2, 2);
  std::memcpy(&high, data + 4, 2);
  std::vector<std::uint16_t> actual(kernels::kBoundBlocks, low);
  std::vector<std::uint16_t> expected = actual;
  kernels::add_bounds(data + 8, weight, actual.data());
  kernels::scalar::add_bounds(data + 8, weight, expected.data());
  kernels::add_coarse_bounds(data + 8, weight, actual.data());
  kernels::scalar::add_coarse_bounds(data + 8, weight, expected.data());
  check(actual == expected);
  check(kernels::largest_sum(actual.data()) == kernels::scalar::largest_sum(actual.data()));
  std::vector<std::uint16_t> found(kernels::kBoundBlocks);
  std::vector<std::uint16_t> wanted(kernels::kBoundBlocks);
  found.resize(kernels::select_sums(actual.data(), low, high, found.data()));
  wanted.resize(kernels::scalar::select_sums(actual.data(), low, high, wanted.data()));
  check(found == wanted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4 || size > 20000) return 0;
  const auto make_a = static_cast<Make>(data[0] % 3);
  const auto make_b = static_cast<Make>(data[0] / 3 % 3);
  std::uint16_t raw_offset = 0;
  std::memcpy(&raw_offset, data + 1, 2);
  const std::int32_t offset = data[0] >= 128 ? -static_cast<std::int32_t>(raw_offset) : raw_offset;
  const std::size_t split = 4 + (size - 4) * data[3] / 255;
  const OddArray a(make_values(data + 4, split - 4, make_a));
  const OddArray b(make_values(data + split, size - split, make_b));
  const std::unique_ptr<std::uint8_t[]> exact = std::make_unique<std::uint8_t[]>(size);
  std::memcpy(exact.get(), data, size);

  for (const std::string_view target : kernels::runnable_targets()) {
    check(kernels::force_target(target));
    const bool sorted = make_a != Make::kRaw && make_b != Make::kRaw;
    check_arrays(a.view(), b.view(), offset, sorted);
    check_arrays(b.view(), a.view(), offset, sorted);
    // A repeated value counts once as a bit, so that raw arrays have no room for all of a's values twice.
    if (sorted) check_bitsets(a.view(), b.view());
    check_bytes(exact.get(), size);
    check_bounds(exact.get(), size);
  }
  kernels::force_target("");
  return 0;
}

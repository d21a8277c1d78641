// Data of the micro benches: many random inputs of one shape, so that no branch predictor learns them by heart.
#ifndef RIFFLE_BENCH_MICRO_BENCH_DATA_H_
#define RIFFLE_BENCH_MICRO_BENCH_DATA_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/set_kernels.h"

namespace riffle::bench {

inline constexpr std::size_t kInputs = 32;

inline std::vector<std::uint16_t> random_values(std::mt19937& random, std::size_t count) {
  std::vector<std::uint16_t> all(65536);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i);
  std::shuffle(all.begin(), all.end(), random);
  all.resize(count);
  std::sort(all.begin(), all.end());
  return all;
}

inline kernels::U16Array view_of(const std::vector<std::uint16_t>& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size()};
}

inline std::vector<std::uint8_t> random_bitset(std::mt19937& random, std::size_t count) {
  std::vector<std::uint8_t> bitset(kernels::kBitsetBytes);
  kernels::set_bits(view_of(random_values(random, count)), bitset.data());
  return bitset;
}

/// kInputs arrays of `count` values each, or bitsets with as many bits set.
struct Inputs {
  explicit Inputs(std::size_t count, unsigned seed = 1) {
    std::mt19937 random(seed);
    for (std::size_t i = 0; i < kInputs; ++i) arrays.push_back(random_values(random, count));
    for (const auto& values : arrays) {
      bitsets.emplace_back(kernels::kBitsetBytes);
      kernels::set_bits(view_of(values), bitsets.back().data());
    }
  }
  std::vector<std::vector<std::uint16_t>> arrays;
  std::vector<std::vector<std::uint8_t>> bitsets;
};

}  // namespace riffle::bench

#endif  // RIFFLE_BENCH_MICRO_BENCH_DATA_H_

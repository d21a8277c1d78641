// Unsigned arithmetic that is meant to wrap: hashes, differences of any two integers, tricks with bits. Elsewhere in
// what reads files a sum that wraps is a mistake, and a finding of the fuzzers.
#ifndef RIFFLE_BASE_WRAPPING_H_
#define RIFFLE_BASE_WRAPPING_H_

#include <concepts>

namespace riffle {

template <std::unsigned_integral Number>
constexpr Number wrapping_add(Number a, Number b) {
  Number sum{};
  static_cast<void>(__builtin_add_overflow(a, b, &sum));
  return sum;
}

template <std::unsigned_integral Number>
constexpr Number wrapping_sub(Number a, Number b) {
  Number difference{};
  static_cast<void>(__builtin_sub_overflow(a, b, &difference));
  return difference;
}

template <std::unsigned_integral Number>
constexpr Number wrapping_mul(Number a, Number b) {
  Number product{};
  static_cast<void>(__builtin_mul_overflow(a, b, &product));
  return product;
}

/// `bits` without the lowest that is set; zero stays zero.
template <std::unsigned_integral Number>
constexpr Number without_lowest_bit(Number bits) {
  return bits & wrapping_sub(bits, Number{1});
}

}  // namespace riffle

#endif  // RIFFLE_BASE_WRAPPING_H_

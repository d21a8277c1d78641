// Numbers as the integers that a column holds: order is kept, and back again.
// Source:  format-spec 9.
#ifndef RIFFLE_FORMAT_NUMBER_ORDER_H_
#define RIFFLE_FORMAT_NUMBER_ORDER_H_

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace riffle {

/// -0 is 0. REQUIRES: no NaN.
inline std::int64_t order_of(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value == 0 ? 0.0 : value);
  return bits ^ ((bits >> 63) & std::numeric_limits<std::int64_t>::max());
}

inline double number_of(std::int64_t order) {
  return std::bit_cast<double>(order ^ ((order >> 63) & std::numeric_limits<std::int64_t>::max()));
}

/// False for what stands for a NaN or -0.
inline bool is_order_of_number(std::int64_t order) {
  const double number = number_of(order);
  return !std::isnan(number) && order_of(number) == order;
}

}  // namespace riffle

#endif  // RIFFLE_FORMAT_NUMBER_ORDER_H_

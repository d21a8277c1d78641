#include "kernels/gallop.h"

namespace riffle::kernels {

std::size_t gallop_common(U16Array few, U16Array many, std::int32_t offset, std::int32_t out_shift,
                          std::uint16_t* out) {
  std::size_t count = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < few.count; ++i) {
    const std::int32_t value = value_at(few, i);
    const std::int32_t target = value + offset;
    if (target < 0) continue;
    at = lower_bound_from(many, at, static_cast<std::uint32_t>(target));
    if (at == many.count) break;
    if (out != nullptr) out[count] = static_cast<std::uint16_t>(value + out_shift);
    count += value_at(many, at) == target;
  }
  return count;
}

std::size_t gallop_difference(U16Array few, U16Array many, std::uint16_t* out) {
  std::size_t count = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < few.count; ++i) {
    const std::uint16_t value = value_at(few, i);
    at = lower_bound_from(many, at, value);
    out[count] = value;
    count += at == many.count || value_at(many, at) != value;
  }
  return count;
}

}  // namespace riffle::kernels

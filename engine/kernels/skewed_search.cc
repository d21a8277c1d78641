#include "kernels/skewed_search.h"

#include <algorithm>
#include <array>

namespace riffle::kernels {
namespace {

constexpr std::size_t kAtOnce = 8;
using Targets = std::array<std::int32_t, kAtOnce>;
using Indexes = std::array<std::size_t, kAtOnce>;

/// For each target the index of the first value >= it, at or after `from`.
Indexes lower_bounds(U16Array a, std::size_t from, const Targets& targets) {
  Indexes at;
  at.fill(from);
  std::size_t length = a.count - from;
  while (length > 1) {
    const std::size_t half = length / 2;
    for (std::size_t k = 0; k < kAtOnce; ++k) at[k] += value_at(a, at[k] + half - 1) < targets[k] ? half : 0;
    length -= half;
  }
  if (length == 1) {
    for (std::size_t k = 0; k < kAtOnce; ++k) at[k] += value_at(a, at[k]) < targets[k] ? 1 : 0;
  }
  return at;
}

/// Calls use(value of few, index in `many` of the first value >= value + offset).
template <typename Use>
void for_each_bound(U16Array few, U16Array many, std::int32_t offset, Use use) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < few.count; i += kAtOnce) {
    const std::size_t used = std::min(few.count - i, kAtOnce);
    Targets targets;
    for (std::size_t k = 0; k < kAtOnce; ++k) targets[k] = value_at(few, i + std::min(k, used - 1)) + offset;
    const Indexes at = lower_bounds(many, from, targets);
    for (std::size_t k = 0; k < used; ++k) use(value_at(few, i + k), at[k]);
    from = at[kAtOnce - 1];
  }
}

}  // namespace

std::size_t lower_bound(U16Array a, std::uint32_t value) {
  std::size_t at = 0;
  for (std::size_t length = a.count; length != 0;) {
    const std::size_t half = (length + 1) / 2;
    at += value_at(a, at + half - 1) < value ? half : 0;
    length -= half;
  }
  return at;
}

std::size_t common_skewed(U16Array few, U16Array many, std::int32_t offset, std::int32_t out_shift,
                          std::uint16_t* out) {
  if (many.count == 0) return 0;
  std::size_t count = 0;
  for_each_bound(few, many, offset, [&](std::int32_t value, std::size_t at) {
    // Behind the end no value is as large as the target, the last one neither.
    const std::int32_t found = value_at(many, std::min(at, many.count - 1));
    if (out != nullptr) out[count] = static_cast<std::uint16_t>(value + out_shift);
    count += found == value + offset;
  });
  return count;
}

std::size_t difference_skewed(U16Array few, U16Array many, std::uint16_t* out) {
  std::size_t count = 0;
  for_each_bound(few, many, 0, [&](std::uint16_t value, std::size_t at) {
    out[count] = value;
    count += at == many.count || value_at(many, at) != value;
  });
  return count;
}

void ranks_skewed(U16Array list, U16Array subset, std::uint32_t* out) {
  for_each_bound(subset, list, 0, [&](std::uint16_t, std::size_t at) { *out++ = static_cast<std::uint32_t>(at); });
}

}  // namespace riffle::kernels

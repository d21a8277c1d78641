#include "query/container_set.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"

namespace riffle {

namespace {

std::uint16_t* as_values(std::uint8_t* slot) { return reinterpret_cast<std::uint16_t*>(slot); }

std::uint32_t narrow(std::size_t count) { return static_cast<std::uint32_t>(count); }

void fill_bitset(std::uint32_t universe, std::uint8_t* slot) {
  std::memset(slot, 0, kernels::kBitsetBytes);
  kernels::set_range(0, universe - 1, slot);
}

void copy_bitset(const std::uint8_t* from, std::uint8_t* slot) {
  if (from != slot) std::memcpy(slot, from, kernels::kBitsetBytes);
}

std::uint32_t bitset_count(const ContainerSet& set) {
  return set.count != ContainerSet::kUnknown ? set.count : narrow(kernels::popcount(set.bytes));
}

// How many values are left when those outside the container are cut off; sound lists have none.
std::size_t values_below(const std::uint8_t* values, std::size_t count, std::uint32_t universe) {
  while (count > 0 && load<std::uint16_t>(values + 2 * (count - 1)) >= universe) --count;
  return count;
}

}  // namespace

std::uint32_t ContainerSet::bound(std::uint32_t universe) const {
  switch (kind) {
    case Kind::kEmpty: return 0;
    case Kind::kAll: return universe;
    case Kind::kArray: return count;
    case Kind::kBitset: return count != kUnknown ? count : universe;
  }
  return universe;
}

std::uint32_t count(const ContainerSet& set, std::uint32_t universe) {
  return set.is_bitset() ? bitset_count(set) : set.bound(universe);
}

ContainerSet intersect(const ContainerSet& a, const ContainerSet& b, std::uint8_t* slot) {
  if (a.is_empty() || b.is_empty()) return {};
  if (a.is_all()) return b;
  if (b.is_all()) return a;
  if (a.is_array()) {
    const std::size_t n = b.is_array() ? kernels::intersect(a.values(), b.values(), as_values(slot))
                                       : kernels::intersect_bitset(a.values(), b.bytes, as_values(slot));
    return ContainerSet::array(slot, n);
  }
  if (b.is_array()) return ContainerSet::array(slot, kernels::intersect_bitset(b.values(), a.bytes, as_values(slot)));
  kernels::and_into(a.bytes, b.bytes, slot);
  return ContainerSet::bitset(slot);
}

ContainerSet subtract(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe, std::uint8_t* slot) {
  if (a.is_empty() || b.is_all()) return {};
  if (b.is_empty()) return a;
  if (a.is_array()) {
    const std::size_t n = b.is_array() ? kernels::difference(a.values(), b.values(), as_values(slot))
                                       : kernels::difference_bitset(a.values(), b.bytes, as_values(slot));
    return ContainerSet::array(slot, n);
  }
  if (a.is_all()) {
    fill_bitset(universe, slot);
  } else if (b.is_array()) {
    copy_bitset(a.bytes, slot);
  }
  if (b.is_array()) {
    kernels::clear_bits(b.values(), slot);
  } else {
    kernels::andnot_into(a.is_all() ? slot : a.bytes, b.bytes, slot);
  }
  return ContainerSet::bitset(slot);
}

ContainerSet unite(const ContainerSet& a, const ContainerSet& b, std::uint8_t* slot) {
  if (a.is_all() || b.is_empty()) return a;
  if (b.is_all() || a.is_empty()) return b;
  if (a.is_bitset() && b.is_bitset()) {
    kernels::or_into(a.bytes, b.bytes, slot);
    return ContainerSet::bitset(slot);
  }
  if (a.is_array() && b.is_array()) {
    if (a.count + b.count <= kMaxArray) {
      return ContainerSet::array(slot, kernels::union_of(a.values(), b.values(), as_values(slot)));
    }
    std::memset(slot, 0, kernels::kBitsetBytes);
    kernels::set_bits(a.values(), slot);
    kernels::set_bits(b.values(), slot);
    return ContainerSet::bitset(slot);
  }
  copy_bitset(a.is_bitset() ? a.bytes : b.bytes, slot);
  kernels::set_bits(a.is_array() ? a.values() : b.values(), slot);
  return ContainerSet::bitset(slot);
}

std::uint32_t intersect_count(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe) {
  if (a.is_empty() || b.is_empty()) return 0;
  if (a.is_all()) return count(b, universe);
  if (b.is_all()) return count(a, universe);
  if (a.is_array()) {
    return narrow(b.is_array() ? kernels::intersect_count(a.values(), b.values())
                               : kernels::intersect_bitset_count(a.values(), b.bytes));
  }
  return narrow(b.is_array() ? kernels::intersect_bitset_count(b.values(), a.bytes)
                             : kernels::and_count(a.bytes, b.bytes));
}

std::uint32_t subtract_count(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe) {
  const std::uint32_t whole = count(a, universe);
  return whole - std::min(whole, intersect_count(a, b, universe));
}

std::uint32_t unite_count(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe) {
  const std::uint32_t sum = count(a, universe) + count(b, universe);
  return sum - std::min(sum, intersect_count(a, b, universe));
}

kernels::U16Array to_array(const ContainerSet& set, std::uint32_t universe, std::uint16_t* wide) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(wide);
  switch (set.kind) {
    case ContainerSet::Kind::kEmpty: return {};
    case ContainerSet::Kind::kArray: return {set.bytes, values_below(set.bytes, set.count, universe)};
    case ContainerSet::Kind::kBitset:
      return {bytes, values_below(bytes, kernels::bitset_to_array(set.bytes, wide), universe)};
    case ContainerSet::Kind::kAll:
      for (std::uint32_t i = 0; i < universe; ++i) wide[i] = static_cast<std::uint16_t>(i);
      return {bytes, universe};
  }
  return {};
}

ContainerSet from_array(kernels::U16Array values, std::uint8_t* slot) {
  if (values.count <= kMaxArray) return ContainerSet::array(values.bytes, values.count);
  std::memset(slot, 0, kernels::kBitsetBytes);
  kernels::set_bits(values, slot);
  return ContainerSet::bitset(slot);
}

}  // namespace riffle

#include "postings/container_ops.h"

#include <algorithm>
#include <cstring>

namespace riffle {
namespace {

/// Calls use(first, last) for each run. Runs that overlap are cut to what the ones before have not covered, so that
/// false ones cannot make more than 65,536 values of work.
template <typename Use>
void for_each_run(const ContainerView& container, Use use) {
  std::uint32_t next_free = 0;
  for (std::uint32_t i = 0; i < container.run_count && next_free <= 65535; ++i) {
    const StoredRun run = stored_run_at(container, i);
    const std::uint32_t first = std::max(run.first, next_free);
    const std::uint32_t last = std::min<std::uint32_t>(run.first + run.more, 65535);
    if (first > last) continue;
    use(first, last);
    next_free = last + 1;
  }
}

bool array_contains(const ContainerView& container, std::uint16_t value) {
  const std::uint8_t* at = container.bytes;
  for (std::size_t length = container.cardinality; length > 1;) {
    const std::size_t half = length / 2;
    at += load<std::uint16_t>(at + 2 * half - 2) < value ? 2 * half : 0;
    length -= half;
  }
  return container.cardinality != 0 && load<std::uint16_t>(at) == value;
}

bool runs_contain(const ContainerView& container, std::uint16_t value) {
  // The last run that starts at or before the value.
  std::uint32_t low = 0;
  std::uint32_t high = container.run_count;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (stored_run_at(container, middle).first <= value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return false;
  const StoredRun run = stored_run_at(container, low - 1);
  return value - run.first <= run.more;
}

}  // namespace

void load_as_bitset(const ContainerView& container, std::uint8_t* bitset) {
  if (container.kind == ContainerKind::kBitset) {
    std::memcpy(bitset, container.bytes, kernels::kBitsetBytes);
    return;
  }
  std::memset(bitset, 0, kernels::kBitsetBytes);
  add_to_bitset(container, bitset);
}

void add_to_bitset(const ContainerView& container, std::uint8_t* bitset) {
  switch (container.kind) {
    case ContainerKind::kArray: kernels::set_bits(container.array(), bitset); break;
    case ContainerKind::kBitset: kernels::or_into(bitset, container.bytes, bitset); break;
    case ContainerKind::kRun:
      for_each_run(container,
                   [bitset](std::uint32_t first, std::uint32_t last) { kernels::set_range(first, last, bitset); });
      break;
  }
}

std::size_t container_value_count(const ContainerView& container) {
  std::size_t count = container.cardinality;
  if (container.kind == ContainerKind::kBitset) count = kernels::popcount(container.bytes);
  if (container.kind == ContainerKind::kRun) {
    count = 0;
    for_each_run(container, [&count](std::uint32_t first, std::uint32_t last) { count += last - first + 1; });
  }
  return count;
}

std::size_t container_to_array(const ContainerView& container, std::uint16_t* out) {
  std::size_t count = 0;
  switch (container.kind) {
    case ContainerKind::kArray: std::memcpy(out, container.bytes, container.size_bytes()); return container.cardinality;
    case ContainerKind::kBitset: return kernels::bitset_to_array(container.bytes, out);
    case ContainerKind::kRun:
      for_each_run(container, [&](std::uint32_t first, std::uint32_t last) {
        for (std::uint32_t value = first; value <= last; ++value) out[count++] = static_cast<std::uint16_t>(value);
      });
      break;
  }
  return count;
}

bool container_contains(const ContainerView& container, std::uint16_t value) {
  switch (container.kind) {
    case ContainerKind::kArray: return array_contains(container, value);
    case ContainerKind::kBitset: return ((container.bytes[value >> 3] >> (value & 7)) & 1) != 0;
    case ContainerKind::kRun: return runs_contain(container, value);
  }
  return false;
}

}  // namespace riffle

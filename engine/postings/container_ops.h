// One container in the form that a caller wants: bitset, array, membership.
// Hostile: containers that validate() would reject give an unspecified set; no access leaves the container's bytes or
//          the buffers named, and no output exceeds 65,536 values.
// Threads: pure functions.
#ifndef RIFFLE_POSTINGS_CONTAINER_OPS_H_
#define RIFFLE_POSTINGS_CONTAINER_OPS_H_

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "kernels/set_kernels.h"
#include "postings/doc_set_view.h"

namespace riffle {

/// Room, in values, that every container's array fits with the slack of the kernels.
inline constexpr std::size_t kContainerValuesRoom = 65536 + kernels::kOutSlack;

/// A run as it is stored: `first` and the `more` values behind it.
struct StoredRun {
  std::uint32_t first;
  std::uint32_t more;
};

/// REQUIRES: i < container.run_count.
inline StoredRun stored_run_at(const ContainerView& container, std::size_t i) {
  return {load<std::uint16_t>(container.bytes + 4 * i), load<std::uint16_t>(container.bytes + 4 * i + 2)};
}

/// The container's values as a bitset; `bitset` is 8,192 bytes and is overwritten.
void load_as_bitset(const ContainerView& container, std::uint8_t* bitset);

/// Sets the bits of the container's values in `bitset`; the others are left alone.
void add_to_bitset(const ContainerView& container, std::uint8_t* bitset);

/// How many values container_to_array() gives.
std::size_t container_value_count(const ContainerView& container);

/// The container's values, increasing, into out (room for container_value_count() and the slack of the kernels);
/// returns how many.
std::size_t container_to_array(const ContainerView& container, std::uint16_t* out);

/// Whether the container has `value`. O(1) for bitsets, O(log n) else.
bool container_contains(const ContainerView& container, std::uint16_t value);

}  // namespace riffle

#endif  // RIFFLE_POSTINGS_CONTAINER_OPS_H_

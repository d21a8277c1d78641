// ContainerSet: the documents of one container (65,536 doc ids) that some part of a query matches, and the set algebra
// on them.
// Shape:   nothing, everything, a sorted array of at most 4,096 low halves of doc ids, or a bitset; the bytes lie in
//          the mapped file or in a slot.
// Units:   `universe` = documents of the container, 1 to 65,536: "all" means [0, universe).
// Hostile: arrays and bitsets of a forged file may hold documents >= universe or lie about their cardinality; results
//          are then unspecified but stay inside their buffers. to_array() cuts off what is outside.
// Life:    views; the caller keeps the slot or the map.
#ifndef RIFFLE_QUERY_CONTAINER_SET_H_
#define RIFFLE_QUERY_CONTAINER_SET_H_

#include <cstdint>

#include "kernels/set_kernels.h"
#include "query/search_scratch.h"

namespace riffle {

struct ContainerSet {
  enum class Kind : std::uint8_t { kEmpty, kAll, kArray, kBitset };
  static constexpr std::uint32_t kUnknown = UINT32_MAX;

  Kind kind = Kind::kEmpty;
  std::uint32_t count = 0;  ///< kArray: values; kBitset: set bits, or kUnknown; else unused
  const std::uint8_t* bytes = nullptr;

  static ContainerSet all() { return {Kind::kAll, 0, nullptr}; }
  /// Empty when count is 0. REQUIRES: count <= kMaxArray.
  static ContainerSet array(const std::uint8_t* bytes, std::size_t count) {
    return {count == 0 ? Kind::kEmpty : Kind::kArray, static_cast<std::uint32_t>(count), bytes};
  }
  static ContainerSet bitset(const std::uint8_t* bytes, std::uint32_t count = kUnknown) {
    return {count == 0 ? Kind::kEmpty : Kind::kBitset, count, bytes};
  }

  [[nodiscard]] bool is_empty() const { return kind == Kind::kEmpty; }
  [[nodiscard]] bool is_all() const { return kind == Kind::kAll; }
  [[nodiscard]] bool is_array() const { return kind == Kind::kArray; }
  [[nodiscard]] bool is_bitset() const { return kind == Kind::kBitset; }
  [[nodiscard]] kernels::U16Array values() const { return {bytes, count}; }
  /// Number of documents, or an upper bound where a bitset was not counted.
  [[nodiscard]] std::uint32_t bound(std::uint32_t universe) const;
};

std::uint32_t count(const ContainerSet& set, std::uint32_t universe);

/// The results may be one of the inputs, or lie in `slot`. REQUIRES: no input lies in `slot`, but for the bitset `a` of
/// unite().
ContainerSet intersect(const ContainerSet& a, const ContainerSet& b, std::uint8_t* slot);
ContainerSet subtract(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe, std::uint8_t* slot);
ContainerSet unite(const ContainerSet& a, const ContainerSet& b, std::uint8_t* slot);

/// Cardinalities without the sets.
std::uint32_t intersect_count(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe);
std::uint32_t subtract_count(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe);
std::uint32_t unite_count(const ContainerSet& a, const ContainerSet& b, std::uint32_t universe);

/// The documents below `universe` as a sorted array: in place, or in `wide` (kContainerDocs + kOutSlack values).
kernels::U16Array to_array(const ContainerSet& set, std::uint32_t universe, std::uint16_t* wide);

/// A set that holds the sorted values: an array in place, or (more than kMaxArray) a bitset in `slot`.
ContainerSet from_array(kernels::U16Array values, std::uint8_t* slot);

}  // namespace riffle

#endif  // RIFFLE_QUERY_CONTAINER_SET_H_

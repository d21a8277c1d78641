// DocSetView: a set of doc ids read in place from the bytes of an official Roaring portable bitmap.
// Shape:   containers in increasing key order; container `key` holds doc ids [key * 65536, (key + 1) * 65536).
// Cost:    open() O(containers); container() O(1); find() O(log containers), O(1) when the keys are dense; validate()
//          reads everything.
// Errors:  open() checks the header (cookie, sizes, keys increasing, containers one behind the other without gaps, all
//          inside the bytes) and says no to anything else, so that later calls stay inside the bytes whatever they
//          hold. Values inside containers are checked by validate() only: unsorted arrays or false cardinalities give
//          unspecified doc ids < 2^32, never a bad access.
// Threads: immutable.
// Life:    points into the caller's bytes (any alignment).
// Source:  RoaringFormatSpec (github.com/RoaringBitmap/RoaringFormatSpec): cookies 12346 and 12347.
#ifndef RIFFLE_POSTINGS_DOC_SET_VIEW_H_
#define RIFFLE_POSTINGS_DOC_SET_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "kernels/set_kernels.h"
#include "riffle/types.h"

namespace riffle {

enum class ContainerKind : std::uint8_t { kArray, kBitset, kRun };

/// One container as it lies in the bytes.
struct ContainerView {
  ContainerKind kind = ContainerKind::kArray;
  std::uint16_t key = 0;
  std::uint32_t cardinality = 0;  ///< as the header says, 1 to 65,536
  /// kArray: 2 * cardinality bytes; kBitset: 8,192; kRun: 4 * run_count bytes (start, length - 1 pairs).
  const std::uint8_t* bytes = nullptr;
  std::uint32_t run_count = 0;

  [[nodiscard]] kernels::U16Array array() const { return {bytes, cardinality}; }
  [[nodiscard]] std::size_t size_bytes() const;
};

class DocSetView {
 public:
  DocSetView() = default;

  /// std::nullopt when the bytes are no well-formed header. `bytes` may be longer than the bitmap.
  static std::optional<DocSetView> open(ByteSpan bytes);

  [[nodiscard]] std::uint32_t container_count() const { return container_count_; }
  /// REQUIRES: index < container_count().
  [[nodiscard]] ContainerView container(std::uint32_t index) const;
  [[nodiscard]] std::uint16_t key(std::uint32_t index) const {
    return load<std::uint16_t>(descriptors_ + 4 * std::size_t{index});
  }
  [[nodiscard]] std::uint32_t cardinality_of(std::uint32_t index) const {
    return load<std::uint16_t>(descriptors_ + 4 * std::size_t{index} + 2) + 1u;
  }
  /// Index of the container of `key`, or nullopt.
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint16_t key) const;
  /// Sum of the cardinalities of the header.
  [[nodiscard]] std::uint64_t cardinality() const;
  /// Bytes of the bitmap itself.
  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }

  /// Checks everything inside the containers (order, cardinality, runs apart and in range, all ids < doc_count); an
  /// empty string when sound, else what is wrong.
  [[nodiscard]] std::string validate(std::uint64_t doc_count) const;

  /// All doc ids; for small sets, tests and tools.
  [[nodiscard]] std::vector<DocId> to_vector() const;

 private:
  const std::uint8_t* data_ = nullptr;
  const std::uint8_t* descriptors_ = nullptr;  // (key, cardinality - 1) pairs
  const std::uint8_t* run_flags_ = nullptr;    // null when there are no run containers
  const std::uint8_t* offsets_ = nullptr;      // null when the format leaves them out (fewer than 4 with runs)
  std::uint32_t container_count_ = 0;
  std::size_t size_bytes_ = 0;
};

/// The portable bytes of a set of strictly increasing doc ids, built with CRoaring. StoredRun containers are taken only
/// when they make the whole bitmap at most half as large, because they are slower to intersect.
ByteBuffer serialize_doc_set(std::span<const DocId> doc_ids);

/// A mutable set of doc ids (CRoaring inside): tombstones.
class DocIdSet {
 public:
  DocIdSet();
  DocIdSet(DocIdSet&&) noexcept;
  DocIdSet& operator=(DocIdSet&&) noexcept;
  ~DocIdSet();

  /// Checked by our own validation and by CRoaring's; nullopt when unsound.
  static std::optional<DocIdSet> from_bytes(ByteSpan portable, std::uint64_t doc_count);

  void add(DocId doc);  ///< after std::bad_alloc the set is as it was
  [[nodiscard]] bool contains(DocId doc) const;
  /// How many of [begin, end) it holds.
  [[nodiscard]] std::uint64_t count_in(DocId begin, DocId end) const;
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] DocIdSet clone() const;
  [[nodiscard]] ByteBuffer to_bytes() const;

 private:
  void* bitmap_;  // roaring_bitmap_t; only postings/ knows the type
};

}  // namespace riffle

#endif  // RIFFLE_POSTINGS_DOC_SET_VIEW_H_

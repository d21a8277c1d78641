// Further values of a keyword field: of documents that have several, those beyond the one in the column -> bytes of
// section 66 and back.
// Shape:   (document, ordinal of the term), increasing; the column holds the smallest ordinal of a document.
// Cost:    8 bytes a value.
// Errors:  kCorrupt.
// Source:  format-spec 9.1.
#ifndef RIFFLE_FORMAT_MORE_VALUES_H_
#define RIFFLE_FORMAT_MORE_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "format/block_guard.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

/// REQUIRES: sorted.
ByteBuffer encode_more_values(const std::vector<std::pair<DocId, std::uint32_t>>& values);

class MoreValues {
 public:
  /// An absent section has none. Verifies all of it.
  static Result<MoreValues> open(SectionView section);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Nothing is known of them: they may be out of any range, and out of order. REQUIRES: i < size().
  [[nodiscard]] DocId doc(std::size_t i) const { return load<std::uint32_t>(section_.at(8 * i)); }
  [[nodiscard]] std::uint32_t ordinal(std::size_t i) const { return load<std::uint32_t>(section_.at(8 * i + 4)); }
  /// First value of a document that is not before `doc`, given that they are in order.
  [[nodiscard]] std::size_t lower_bound(DocId doc) const;

 private:
  SectionView section_;
  std::size_t size_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_MORE_VALUES_H_

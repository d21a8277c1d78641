// Clusters of copies: which documents of a segment tell the same story -> bytes of section 64 and back.
// Shape:   documents in two or more member clusters only, doc ids increasing; clusters numbered from 0 in the order of
//          their first documents.
// Cost:    8 bytes a document that has a copy.
// Errors:  kCorrupt.
// Source:  format-spec 10.1.
#ifndef RIFFLE_FORMAT_COPIES_H_
#define RIFFLE_FORMAT_COPIES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "format/block_guard.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

struct CopyClusters {
  std::vector<DocId> docs;
  std::vector<std::uint32_t> clusters;  ///< of docs[i]
  std::uint32_t cluster_count = 0;
};

ByteBuffer encode_copies(const CopyClusters& copies);

class CopiesReader {
 public:
  /// An absent section has no copies. `doc_count` is the segment's.
  static Result<CopiesReader> open(SectionView section, std::uint32_t doc_count);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] std::uint32_t cluster_count() const { return cluster_count_; }
  /// REQUIRES: i < size(). Every doc is below doc_count and every cluster below cluster_count, whatever the file holds.
  [[nodiscard]] DocId doc(std::uint32_t i) const;
  [[nodiscard]] std::uint32_t cluster(std::uint32_t i) const;
  /// The cluster of a document; none when it has no copies.
  [[nodiscard]] std::optional<std::uint32_t> cluster_of(DocId doc) const;
  /// The first thing that contradicts the format; empty when sound. Reads everything.
  [[nodiscard]] std::string_view fault() const;

 private:
  SectionView section_;
  std::uint32_t doc_count_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t cluster_count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_COPIES_H_

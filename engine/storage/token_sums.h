// TokenSums: how many tokens any set of documents of a segment has, by text field.
// Cost:    4 bytes of a set may stand for 65,536 documents, and a file may hold very many sets of one segment. So a run
//          costs a few reads: of() takes time for the bytes of a set, not for its documents. Memory: 8 bytes for 16
//          documents and field.
// Source:  format-spec 3.3: the sums of the live field lengths.
#ifndef RIFFLE_STORAGE_TOKEN_SUMS_H_
#define RIFFLE_STORAGE_TOKEN_SUMS_H_

#include <cstdint>
#include <vector>

#include "format/segment_reader.h"
#include "postings/doc_set_view.h"

namespace riffle {

class TokenSums {
 public:
  /// REQUIRES: the spans of all documents were checked, and increase.
  explicit TokenSums(const SegmentReader& reader);

  /// `reader` = of the same segment. What cannot be read any more counts nothing. REQUIRES: `set` is valid for it.
  [[nodiscard]] std::vector<std::uint64_t> of(const SegmentReader& reader, const DocSetView& set);
  /// Documents whose lengths of() has read so far.
  [[nodiscard]] std::uint64_t documents_read() const { return documents_read_; }

  static constexpr DocId kStep = 16;

 private:
  void add_documents(const SegmentReader& reader, DocId begin, DocId end, std::vector<std::uint64_t>& sums);
  void add_range(const SegmentReader& reader, DocId begin, DocId end, std::vector<std::uint64_t>& sums);

  std::size_t fields_;
  std::vector<std::uint64_t> before_;  // by step and field: of all documents before it
  std::uint64_t documents_read_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_STORAGE_TOKEN_SUMS_H_

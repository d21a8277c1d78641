// TokenSums: how many tokens any set of documents of a segment has, by text field.
// Cost:    4 bytes of a set may stand for 65,536 documents, and a file may hold very many sets of one segment, each
// with
//          ends in all of its blocks. So the lengths are read once, a run costs a few of them, and of() takes time for
//          the bytes of a set, not for its documents or blocks. Memory: 4.5 bytes for each document and field.
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
  /// Keeps nothing of the reader. REQUIRES: the spans of all documents were checked, and increase.
  explicit TokenSums(const SegmentReader& reader);

  /// REQUIRES: `set` is valid for the segment.
  [[nodiscard]] std::vector<std::uint64_t> of(const DocSetView& set);
  /// Documents whose lengths of() has added one by one so far.
  [[nodiscard]] std::uint64_t documents_read() const { return documents_read_; }

  static constexpr DocId kStep = 16;

 private:
  void add_lengths(DocId doc, std::vector<std::uint64_t>& sums) const;
  void add_documents(DocId begin, DocId end, std::vector<std::uint64_t>& sums);
  void add_range(DocId begin, DocId end, std::vector<std::uint64_t>& sums);

  std::size_t fields_;
  std::vector<std::uint32_t> spans_;
  std::vector<std::uint64_t> before_;  // by step and field: of all documents before it
  std::uint64_t documents_read_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_STORAGE_TOKEN_SUMS_H_

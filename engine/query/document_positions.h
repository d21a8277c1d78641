// DocumentPositions: where a term stands in one document after the other, whatever form its positions are stored in.
// Shape:   positions count from the first one of the document over all its text fields; those of one field lie between
//          the borders that field_borders() gives.
// Cost:    linear in the occurrences of the documents that are read, which must come in increasing order.
// Errors:  false = damaged bytes: error() tells.
// Threads: one owner.
// Life:    refers to the term, whose list must be open.
#ifndef RIFFLE_QUERY_DOCUMENT_POSITIONS_H_
#define RIFFLE_QUERY_DOCUMENT_POSITIONS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "query/bound_term.h"

namespace riffle {

class DocumentPositions {
 public:
  /// `expected_reads` = about how many documents will be asked for.
  Status open(BoundTerm& term, std::size_t expected_reads);

  /// Appends the positions of the term in `doc`, its posting number `rank`, to `out`, increasing.
  bool append(DocId doc, std::uint32_t rank, std::vector<std::uint32_t>& out);
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  bool append_from_token_space(DocId doc, std::vector<std::uint32_t>& out);
  bool touch_chunk(std::uint32_t chunk);
  bool fail(std::unexpected<Error> error);

  BoundTerm* term_ = nullptr;
  std::uint32_t touched_chunk_ = UINT32_MAX;
  std::optional<Error> error_;
};

/// First position of each text field of `doc`, relative to the document, and the end. False when the bytes are damaged:
/// reader.damage() tells.
bool field_borders(const SegmentReader& reader, DocId doc, std::vector<std::uint32_t>& borders);

}  // namespace riffle

#endif  // RIFFLE_QUERY_DOCUMENT_POSITIONS_H_

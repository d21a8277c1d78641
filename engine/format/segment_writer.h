// SegmentWriter: sections, one after the other -> a segment with its section table and checksum tree.
// Shape:   begin_section() in increasing (kind, field) order is not needed; the table is sorted at the end.
// Cost:    one pass; keeps 8 bytes per 16 KiB written.
// Errors:  those of the sink.
// Source:  format-spec 4.
#ifndef RIFFLE_FORMAT_SEGMENT_WRITER_H_
#define RIFFLE_FORMAT_SEGMENT_WRITER_H_

#include <cstdint>
#include <vector>

#include "base/byte_sink.h"
#include "format/schema.h"
#include "format/segment_reader.h"
#include "riffle/error.h"

namespace riffle {

class SegmentWriter final : public ByteSink {
 public:
  /// The sink's next byte is the first of the segment; it must be at a page border.
  explicit SegmentWriter(ByteSink& sink) : sink_(sink) {}

  Status begin_section(SectionKind kind, std::uint32_t field = 0);
  /// Bytes of the section that was begun.
  Status write(ByteSpan bytes) override;
  /// `items` as the table of format-spec 4.1 defines it.
  void end_section(std::uint64_t items);

  /// Writes table and tree. Fills all of the entry but offset, doc_count, tombstones and token sums.
  Result<SegmentEntry> finish();

  [[nodiscard]] const std::vector<SectionRow>& rows() const { return rows_; }

 private:
  Status pad_to(std::uint64_t multiple);

  ByteSink& sink_;
  std::uint64_t written_ = 0;
  std::vector<SectionRow> rows_;
  ByteBuffer block_;  // the bytes of the block that is not yet full
  std::vector<std::uint64_t> checksums_;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_SEGMENT_WRITER_H_

// SegmentRun: the postings of segments, turned back into runs for a SegmentBuilder.
// Shape:   one run holds every key of the documents [first, end) of a new order, as BatchIndexer would have made it of
//          those documents. Stem classes and pairs are not read: they follow from the terms.
// Cost:    a run walks the dictionaries once and decodes the lists that reach into its documents; it is held in memory.
// Errors:  kCorrupt.
// Threads: one owner.
#ifndef RIFFLE_INDEXING_SEGMENT_RUN_H_
#define RIFFLE_INDEXING_SEGMENT_RUN_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/analyzer.h"
#include "base/bytes.h"
#include "format/segment_reader.h"
#include "indexing/class_runs.h"
#include "indexing/document_order.h"
#include "indexing/run.h"
#include "indexing/term_table.h"
#include "riffle/error.h"

namespace riffle {

class SegmentRunMaker {
 public:
  /// All must outlive the maker; the analyzer is that of the documents.
  SegmentRunMaker(std::span<const MergeSource> sources, const DocumentOrder& order, Analyzer& analyzer);

  Result<Run> make(DocId first, DocId end);

 private:
  /// Documents of a source that may go into the run: [first, end).
  struct Range {
    DocId first = 0;
    DocId end = 0;
  };
  /// A posting without its document, encoded, in piece_bytes_.
  struct Piece {
    DocId doc = 0;
    std::size_t offset = 0;
    std::size_t bytes = 0;
  };

  std::vector<Range> ranges_of(DocId first, DocId end) const;
  Status take_list(std::size_t source, const TermEntry& entry, const Range& range, bool text_space);
  Status take_gap_positions(std::size_t source, const TermEntry& entry, const Range& range);
  Status take_token_space(std::size_t source, const TermEntry& entry, const Range& range);
  Status take_chunk(std::size_t source, std::uint32_t chunk, ByteSpan values, DocId& doc, const Range& range);
  void add_posting(std::size_t source, DocId doc, std::span<const std::uint32_t> positions);
  void write_entry(const std::string& key, RunWriter& writer);
  void write_class_entries(RunWriter& writer);

  std::span<const MergeSource> sources_;
  const DocumentOrder& order_;
  Analyzer& analyzer_;
  std::vector<std::vector<DocId>> new_docs_;  // by source and document; UINT32_MAX = left out
  DocId first_ = 0;
  DocId end_ = 0;
  std::vector<Piece> pieces_;
  ByteBuffer piece_bytes_;
  std::uint64_t occurrences_ = 0;
  TermTable terms_;  // of the text space in this run, in byte order
  std::vector<FormPlace> places_;
  std::vector<std::uint32_t> positions_;
  std::vector<std::uint16_t> scratch_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SEGMENT_RUN_H_

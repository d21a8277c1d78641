// merge_segments(): segments, without their tombstoned documents -> one segment in the sink.
// Shape:   the segment that the documents of `order` give when they are added at once, byte for byte where the bodies
//          are stored or nothing is (else the stored blocks may be cut elsewhere). Goes through SegmentBuilder, as
//          documents do, so that there is one encoder.
// Cost:    decodes and encodes every posting once, and every stored document; memory as for indexing.
// Errors:  kCorrupt of the sources, those of files, kResourceLimit beyond 2^32 tokens.
#ifndef RIFFLE_INDEXING_SEGMENT_MERGER_H_
#define RIFFLE_INDEXING_SEGMENT_MERGER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "analysis/analyzer.h"
#include "base/byte_sink.h"
#include "format/commit_format.h"
#include "format/schema.h"
#include "indexing/document_order.h"
#include "indexing/segment_builder.h"
#include "riffle/error.h"

namespace riffle {

struct MergeOptions {
  const Schema* schema = nullptr;
  Analyzer* analyzer = nullptr;  ///< that of the documents
  StoreMode store = StoreMode::kFull;
  bool find_copies = false;  ///< anew, where the bodies are stored; else those that the sources know are kept
  std::size_t memory_bytes = 0;
  std::size_t batch_bytes = kBatchBytes;              ///< of stored documents that are packed together
  std::size_t copy_values = CopyFinder::kMostValues;  ///< that copies are found by
  std::string spill_folder;
  unsigned threads = 1;
  std::uint16_t format_minor = kFormatMinor;  ///< of the file that the segment goes to
};

/// REQUIRES: `order` is not empty.
Result<BuiltSegment> merge_segments(std::span<const MergeSource> sources, const DocumentOrder& order,
                                    const MergeOptions& options, ByteSink& sink);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SEGMENT_MERGER_H_

// Merges runs into the posting sections of a segment, by partitions of the key range, in parallel.
// Shape:   the output does not depend on the number of threads or on where the partitions are cut.
// Cost:    memory: one partition's output and one read buffer per spilled run for each thread.
// Errors:  those of files and of the sink; the first one wins.
#ifndef RIFFLE_INDEXING_RUN_MERGER_H_
#define RIFFLE_INDEXING_RUN_MERGER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "format/posting_writer.h"
#include "format/schema.h"
#include "indexing/run.h"
#include "riffle/error.h"

namespace riffle {

/// The merged terms of one partition, in key order.
struct MergedPartition {
  struct Term {
    std::uint32_t key_bytes = 0;
    EncodedTerm encoded;
    DocId inline_doc = 0;
    std::uint32_t inline_gap_count = 0;
    std::uint32_t forms_bytes = 0;  ///< stem classes
  };
  std::vector<Term> terms;
  std::string keys;                        ///< back to back
  std::vector<std::uint32_t> inline_gaps;  ///< back to back
  ByteBuffer forms;                        ///< of stem classes, back to back
  ByteBuffer short_lists;
  ByteBuffer long_lists;
  ByteBuffer positions;
  /// Documents whose id stands again later in the segment.
  std::vector<DocId> superseded;
  /// A value of a keyword field that is not the first of its document; `place` as in OrdinalColumn.
  struct MoreValue {
    std::uint32_t field = 0;
    DocId doc = 0;
    std::uint64_t place = 0;
  };
  std::vector<MoreValue> more_values;
  std::uint64_t posting_count = 0;     ///< text space
  std::uint64_t occurrence_count = 0;  ///< text space
};

struct MergeInput {
  const std::vector<Run>* runs = nullptr;
  const SpillFile* spill = nullptr;
  const Schema* schema = nullptr;
  const std::vector<std::uint32_t>* spans = nullptr;
  std::uint32_t text_field_count = 0;
  std::size_t buffer_bytes = 0;  ///< for reading one spilled run
  unsigned threads = 1;
  std::uint16_t format_minor = kFormatMinor;  ///< of the file
};

/// Ordinals of the values of an id or keyword field: (term number inside its partition, partition) by document.
struct OrdinalColumn {
  static constexpr std::uint64_t kNone = UINT64_MAX;
  std::uint32_t field = 0;
  std::vector<std::uint64_t> by_doc;  ///< partition << 32 | term number of the first value, or kNone
};

/// Calls `consume` with every partition in key order, from one thread at a time. `columns` has one entry for each id
/// and keyword field, by_doc filled with kNone.
Status merge_runs(const MergeInput& input, std::vector<OrdinalColumn>& columns,
                  const std::function<Status(std::uint32_t partition, MergedPartition&&)>& consume);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_RUN_MERGER_H_

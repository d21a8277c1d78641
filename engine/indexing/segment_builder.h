// SegmentBuilder: indexed batches, in order -> one segment in the sink.
// Cost:    memory: the runs up to the run budget (then they spill), 8 + 4 x text fields bytes a document, and during
//          the merge a few partitions.
// Errors:  those of files and of the sink.
// Source:  format-spec 4 to 10.
#ifndef RIFFLE_INDEXING_SEGMENT_BUILDER_H_
#define RIFFLE_INDEXING_SEGMENT_BUILDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_sink.h"
#include "format/commit_format.h"
#include "format/copies.h"
#include "format/schema.h"
#include "format/segment_writer.h"
#include "format/stored_documents.h"
#include "format/term_dictionary.h"
#include "indexing/batch.h"
#include "indexing/pair_lists.h"
#include "indexing/run.h"
#include "indexing/run_merger.h"
#include "postings/doc_set_view.h"
#include "riffle/error.h"

namespace riffle {

struct BuilderOptions {
  const Schema* schema = nullptr;
  StoreMode store = StoreMode::kFull;
  std::size_t run_budget_bytes = 0;  ///< runs held in memory
  std::string spill_folder;
  unsigned threads = 1;
  bool find_copies = false;
  std::size_t copy_values = CopyFinder::kMostValues;  ///< that they are found by
  std::uint16_t format_minor = kFormatMinor;          ///< of the file: what older readers do not know is left out
};

/// A segment that has been written, but for its place in a commit.
struct BuiltSegment {
  SegmentEntry entry;
  DocIdSet superseded;  ///< documents whose id stands again later in this segment
  std::vector<std::uint64_t> superseded_field_tokens;
  std::vector<SectionRow> rows;
  std::uint64_t posting_count = 0;
  std::uint64_t occurrence_count = 0;
};

struct PairCounts {
  std::uint64_t count = 0;
  std::uint64_t occurrences = 0;
};

class SegmentBuilder {
 public:
  /// `dictionary` = the zstd dictionary that the batches were compressed with.
  SegmentBuilder(const BuilderOptions& options, ByteSink& sink, ByteBuffer dictionary);

  Status add(IndexedBatch batch);
  /// Copies that are known already. REQUIRES: they are not looked for.
  void set_copies(CopyClusters copies) { known_copies_ = std::move(copies); }
  [[nodiscard]] std::uint32_t doc_count() const { return doc_count_; }
  [[nodiscard]] std::uint64_t token_space() const { return token_space_; }

  /// Merges and writes everything. `on_id` is called with each id in byte order. REQUIRES: doc_count() > 0.
  Result<BuiltSegment> finish(const std::function<Status(std::string_view id)>& on_id);

 private:
  Status hold_run(Run run);
  Status write_stored();
  Status write_terms(const std::function<Status(std::string_view)>& on_id, BuiltSegment& out);
  Status consume(MergedPartition&& partition, const std::function<Status(std::string_view)>& on_id, BuiltSegment& out);
  Status append_terms(const MergedPartition& partition);
  Status write_pairs();
  Status write_columns();
  Status write_more_values(std::uint32_t field);
  [[nodiscard]] std::uint64_t ordinal_of(std::uint64_t place) const {
    return partition_first_ordinals_[place >> 32] + (place & UINT32_MAX);
  }
  Status write_spans_and_norms(BuiltSegment& out);
  Status write_copies();
  Status write_section(SectionKind kind, std::uint32_t field, std::uint64_t items, ByteSpan bytes);

  BuilderOptions options_;
  ByteBuffer dictionary_;
  SegmentWriter writer_;
  std::uint32_t text_field_count_;
  bool stored_begun_ = false;
  StoredIndexWriter stored_index_;
  std::uint64_t stored_bytes_ = 0;
  std::uint32_t doc_count_ = 0;
  std::uint64_t token_space_ = 0;
  std::vector<std::uint32_t> spans_;
  std::vector<std::vector<std::optional<std::int64_t>>> numbers_;
  std::unique_ptr<CopyFinder> copies_;
  CopyClusters known_copies_;
  std::vector<Run> runs_;
  std::unique_ptr<SpillFile> spill_;
  std::size_t runs_in_memory_bytes_ = 0;

  // While merging.
  std::vector<OrdinalColumn> ordinals_;
  std::vector<MergedPartition::MoreValue> more_values_;
  std::vector<std::uint64_t> partition_first_ordinals_;
  TermDictionaryWriter terms_;
  std::uint64_t short_list_count_ = 0;
  std::uint64_t long_list_count_ = 0;
  std::uint64_t positions_count_ = 0;
  std::vector<FrequentWord> frequent_words_;
  std::optional<PairCounts> pairs_;  // once they are written
  std::unique_ptr<SpillFile> short_lists_;
  std::unique_ptr<SpillFile> positions_;
  std::unique_ptr<SpillFile> term_blocks_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SEGMENT_BUILDER_H_

// CommitBuilder: documents -> segments, tombstones and a commit in an index file; what IndexWriter stands on.
// Shape:   a document replaces every earlier one of the same id, in the file or added before; a removal takes away
//          those that stand before it.
// Cost:    see IndexWriter.
// Threads: one owner.
#ifndef RIFFLE_INDEXING_COMMIT_BUILDER_H_
#define RIFFLE_INDEXING_COMMIT_BUILDER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "indexing/batch.h"
#include "indexing/batch_pool.h"
#include "indexing/commit_member.h"
#include "indexing/document_order.h"
#include "indexing/memory_share.h"
#include "indexing/merge_policy.h"
#include "indexing/segment_builder.h"
#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/index_writer.h"
#include "storage/commit_writer.h"
#include "storage/snapshot.h"

namespace riffle {

class CommitBuilder {
 public:
  /// A new file gets no more permissions than `limit`.
  static Result<std::unique_ptr<CommitBuilder>> open(const std::string& path, const WriterOptions& options,
                                                     const Permissions& limit = {});
  ~CommitBuilder();

  Status add(Document document);
  /// Deletes the documents of that id that are in the file or were added before; true when a finished segment had one.
  Result<bool> remove(std::string_view id);
  /// The commit that the next one stands on; null for a new file.
  [[nodiscard]] const Snapshot* base() const { return base_.get(); }
  /// Deletes one document of base(); no harm when it is deleted already.
  Status remove(std::uint32_t base_segment, DocId doc);
  /// All of a commit but its last step, which commit() takes. Nothing may be added or removed between.
  Result<CommitReport> prepare_commit();
  Result<CommitReport> commit();
  /// Commits the content of an earlier commit again.
  Result<CommitReport> rollback(std::uint64_t generation);
  /// All live documents in one segment (or as few as the limits allow) of a new file in this one's place.
  Result<CommitReport> compact(DocumentSort sort);
  [[nodiscard]] std::uint64_t bytes_added() const { return bytes_added_; }
  /// kIo when a file that was read for the next commit has lost bytes: what was made of them must not be committed.
  [[nodiscard]] Status check_maps() const;

 private:
  /// An id that was removed while the segment was being built: its documents below `until` go.
  struct Removal {
    std::string id;
    DocId until = 0;
  };

  CommitBuilder() = default;
  Status open_base(const std::string& path, const WriterOptions& options);
  Status begin_next();
  Status dispatch_batch();
  Status start_segment();
  Status finish_segment();
  Status supersede(std::string_view id);
  Status apply_removals();
  Status drop_empty_members();
  /// Writes members anew that have fewer text fields than the schema.
  Status widen_members();
  /// Merges what merge_policy.h says.
  Status merge_members();
  /// Puts one segment of the documents of `order` behind what is written.
  Result<CommitMember> write_merged(std::span<const MergeSource> sources, const DocumentOrder& order);
  [[nodiscard]] std::vector<MergeSource> sources_of(MergeRange range) const;
  /// Appends the members and their tombstones to `record`, or moves all to a new file when too much is dead.
  Status write_members(CommitRecord& record);
  Status move_to_new_file();
  /// Whether documents may be added and removed.
  [[nodiscard]] Status check_open() const;
  [[nodiscard]] Status check_idle() const;
  [[nodiscard]] bool has_changes() const;
  /// Whether a segment that a registered analyzer had its part in is sound; kAnalyzerFault when it is not.
  Status check_made(CommitMember& member);
  [[nodiscard]] CommitRecord new_record() const;
  Status prepare(CommitRecord record, const CommitWriter::Check& check = {});
  Result<CommitReport> publish();
  Result<std::unique_ptr<BatchIndexer>> make_indexer() const;
  CommitReport report(std::uint64_t generation) const;

  std::string path_;
  WriterOptions options_;
  std::uint64_t segment_bytes_limit_ = 0;
  bool has_small_segments_ = false;
  MemoryShare memory_;
  std::uint32_t analyzer_version_ = 0;
  std::string analyzer_;
  Schema schema_;
  StoreMode store_ = StoreMode::kFull;
  bool join_title_ = false;
  bool marks_sentences_ = false;
  bool failed_ = false;
  std::optional<CommitReport> prepared_;  // of a commit that is prepared
  bool schema_changed_ = false;
  bool dictionary_trained_ = false;
  DocId next_doc_ = 0;  // in the segment that is being built
  std::unique_ptr<Snapshot> base_;
  std::unique_ptr<CommitWriter> writer_;
  std::vector<CommitMember> members_;
  std::vector<Removal> removals_;  // from the segment that is being built

  ByteBuffer dictionary_bytes_;
  std::shared_ptr<const StoredDictionary> dictionary_;
  std::unique_ptr<SegmentBuilder> builder_;
  std::unique_ptr<BatchPool> pool_;
  Batch batch_;
  std::uint64_t next_batch_ = 0;
  std::uint64_t segment_bytes_ = 0;  // of text in the segment that is being built
  std::uint64_t bytes_added_ = 0;
  std::uint64_t documents_added_ = 0;
  std::uint64_t documents_replaced_ = 0;
  std::uint64_t documents_removed_ = 0;
  std::uint64_t segments_merged_ = 0;
  bool is_replacement_ = false;  // the commit goes to a new file
  std::uint64_t posting_count_ = 0;
  std::uint64_t occurrence_count_ = 0;
  std::vector<SectionBytes> section_bytes_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_COMMIT_BUILDER_H_

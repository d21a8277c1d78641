// CommitBuilder: documents -> segments, tombstones and a commit in an index file; what IndexWriter stands on.
// Shape:   a document replaces every earlier one of the same id, in the file or added before.
// Cost:    see IndexWriter.
// Threads: one owner.
#ifndef RIFFLE_INDEXING_COMMIT_BUILDER_H_
#define RIFFLE_INDEXING_COMMIT_BUILDER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "indexing/batch.h"
#include "indexing/batch_pool.h"
#include "indexing/segment_builder.h"
#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/index_writer.h"
#include "storage/commit_writer.h"
#include "storage/snapshot.h"

namespace riffle {

class CommitBuilder {
 public:
  static Result<std::unique_ptr<CommitBuilder>> open(const std::string& path, const WriterOptions& options);
  ~CommitBuilder();

  Status add(Document document);
  Result<CommitReport> commit();
  [[nodiscard]] std::uint64_t bytes_added() const { return bytes_added_; }

 private:
  /// A segment of the commit in the making, old or new.
  struct Member {
    SegmentEntry entry;
    const SegmentReader* reader = nullptr;
    std::unique_ptr<SegmentReader> own_reader;  // of a new segment that later ones must look into
    std::unique_ptr<MappedFile> own_map;
    DocIdSet tombstones;
    std::uint64_t newly_deleted = 0;
  };

  CommitBuilder() = default;
  Status open_base(const std::string& path, const WriterOptions& options);
  Status begin_next();
  Status dispatch_batch();
  Status start_segment();
  Status finish_segment();
  Status map_last_segment();
  Status supersede(std::string_view id);
  Status bury(Member& member, DocId doc);
  Status write_tombstones(Member& member);
  Result<std::unique_ptr<BatchIndexer>> make_indexer() const;
  CommitReport report(std::uint64_t generation) const;

  std::string path_;
  WriterOptions options_;
  std::uint64_t segment_bytes_limit_ = 0;
  unsigned threads_ = 1;
  std::uint32_t analyzer_version_ = 0;
  std::string analyzer_;
  Schema schema_;
  StoreMode store_ = StoreMode::kFull;
  bool join_title_ = false;
  bool failed_ = false;
  bool dictionary_trained_ = false;
  DocId next_doc_ = 0;  // in the segment that is being built
  std::unique_ptr<Snapshot> base_;
  std::unique_ptr<CommitWriter> writer_;
  std::vector<Member> members_;

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
  std::uint64_t posting_count_ = 0;
  std::uint64_t occurrence_count_ = 0;
  std::vector<SectionBytes> section_bytes_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_COMMIT_BUILDER_H_

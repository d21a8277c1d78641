// CommitMember: a segment of the commit in the making, and which of its documents are deleted.
// Errors:  kCorrupt when the segment is damaged where it is read.
// Threads: one owner, the CommitBuilder.
#ifndef RIFFLE_INDEXING_COMMIT_MEMBER_H_
#define RIFFLE_INDEXING_COMMIT_MEMBER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/mapped_file.h"
#include "format/commit_format.h"
#include "format/schema.h"
#include "format/segment_reader.h"
#include "postings/doc_set_view.h"
#include "riffle/error.h"
#include "riffle/types.h"
#include "storage/commit_writer.h"

namespace riffle {

/// A segment of the commit in the making, old or new.
struct CommitMember {
  SegmentEntry entry;
  const SegmentReader* reader = nullptr;
  std::unique_ptr<SegmentReader> own_reader;  // of a new segment that later ones must look into
  std::unique_ptr<MappedFile> own_map;
  DocIdSet tombstones;
  std::uint64_t newly_deleted = 0;

  /// Makes a reader of a new segment. The schema must stay.
  Status map(CommitWriter& writer, const Schema& schema, std::size_t segment_count);
  /// Buries a document, and its tokens are no longer counted; counts it in `count` when it lived. REQUIRES: reader.
  Status bury(DocId doc, std::uint64_t& count);
  /// Buries the documents below `until` whose value of the id field is `id`. REQUIRES: reader.
  Status bury_id(std::uint32_t id_field, std::string_view id, DocId until, std::uint64_t& count);
  /// Appends the tombstones when there are new ones, and notes their place.
  Status write_tombstones(CommitWriter& writer);
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_COMMIT_MEMBER_H_

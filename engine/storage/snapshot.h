// Snapshot: one commit of an index file, mapped (or copied piece by piece) and open for reading.
// Cost:    open reads the header, two slots, the commit record and one block per segment.
// Errors:  as Index::open.
// Threads: immutable, but for the copies of an untrusted file, which Use looks after.
// Life:    owns the map and the segment readers; later commits do not change it.
// Source:  format-spec 3.
#ifndef RIFFLE_STORAGE_SNAPSHOT_H_
#define RIFFLE_STORAGE_SNAPSHOT_H_

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "format/schema.h"
#include "format/segment_reader.h"
#include "postings/doc_set_view.h"
#include "riffle/error.h"
#include "riffle/index.h"
#include "storage/history.h"

namespace riffle {

class FileImage;
struct CommitState;

/// A segment and what is deleted from it.
struct LiveSegment {
  std::unique_ptr<SegmentReader> reader;
  DocIdSet tombstones;         ///< empty when deleted_count == 0
  ByteBuffer tombstone_bytes;  ///< the same as a portable bitmap; empty when nothing is deleted
  DocSetView tombstone_view;   ///< over tombstone_bytes; container_count() == 0 when nothing is deleted
};

class Snapshot {
 public:
  static Result<std::unique_ptr<Snapshot>> open(const std::string& path, const OpenOptions& options = {});
  /// Several files as one, in the order given: their segments one after the other, so that statistics are shared.
  /// kInvalidArgument when there is none, or when fields or analyzer differ. A document that stands in two files is
  /// there twice. The commit record is the first file's, with the segments of all and the sum of the generations.
  static Result<std::unique_ptr<Snapshot>> join(std::vector<std::unique_ptr<Snapshot>> parts);
  ~Snapshot();

  [[nodiscard]] const CommitRecord& commit() const { return commit_; }
  [[nodiscard]] const Schema& schema() const { return commit_.schema; }
  [[nodiscard]] const std::vector<LiveSegment>& segments() const { return segments_; }
  [[nodiscard]] const std::array<std::uint8_t, 16>& uuid() const { return uuid_; }
  /// Version 1.x of the format that the file is written in.
  [[nodiscard]] std::uint16_t format_minor() const { return format_minor_; }
  [[nodiscard]] std::uint64_t committed_bytes() const { return committed_bytes_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// The file that a segment lies in.
  [[nodiscard]] const std::string& file_of(std::size_t segment) const;
  [[nodiscard]] bool is_joined() const { return !parts_.empty(); }
  /// Cheap (three pages are read): the file at path() is this one and has no commit that this one has not; false for
  /// anything else, errors included, which a new open() will tell.
  [[nodiscard]] bool is_newest() const;
  /// This commit and those before it, newest first. kInvalidArgument for several files as one.
  [[nodiscard]] Result<std::vector<CommitInfo>> history() const;
  /// Another commit of the file, not newer than this one.
  [[nodiscard]] Result<PlacedCommit> find_commit(std::uint64_t generation) const;
  /// kIo when a file has lost bytes while it was mapped (see MappedFile): asked before an answer is believed.
  [[nodiscard]] Status check() const;
  /// Why bytes of an untrusted file could not be copied, if one could not.
  [[nodiscard]] Status check_copies() const;

  /// Somebody reads the snapshot. Copies of an untrusted file are dropped when there are many and nobody else reads.
  class Use {
   public:
    explicit Use(const Snapshot& snapshot);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    const Snapshot& snapshot_;
  };
  /// To be called by somebody who reads, and has kept nothing that it read so far: copies may be dropped.
  void pause() const;
  /// The options that it was opened with.
  [[nodiscard]] const OpenOptions& options() const { return options_; }
  /// Live documents of all segments.
  [[nodiscard]] std::uint64_t live_count() const;

 private:
  Snapshot() = default;
  /// Finds the commit, and opens its segments.
  Status open_commit(CommitState state, std::uint64_t generation);
  [[nodiscard]] bool has_many_copies() const;
  /// REQUIRES: nobody reads but the caller, who keeps nothing.
  void forget_copies() const;

  /// Of a joined snapshot: the files, without their segments. Segments point into their maps and schemas.
  std::vector<std::unique_ptr<Snapshot>> parts_;
  std::vector<std::size_t> part_of_segment_;
  std::string path_;
  OpenOptions options_;
  std::unique_ptr<FileImage> image_;
  std::array<std::uint8_t, 16> uuid_{};
  std::uint16_t format_minor_ = 0;
  std::uint64_t committed_bytes_ = 0;
  CommitRecord commit_;
  Extent record_place_;
  std::uint64_t newest_generation_ = 0;  // of the file when it was opened
  std::vector<LiveSegment> segments_;
  mutable std::mutex use_mutex_;  // of an untrusted file
  mutable std::size_t users_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_STORAGE_SNAPSHOT_H_

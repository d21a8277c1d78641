// CommitWriter: appends segments to an index file and publishes them by one commit.
// Shape:   open() -> write() page-aligned blobs -> commit(). A new file is made under a temporary name beside its place
// and
//          gets its name with the commit.
// Errors:  kLocked, kIo, kCorrupt, kUnsupportedVersion (a newer write version). Before commit() returns, a failure or a
//          crash leaves the file at its previous commit; when the failure comes while the slots are written, at the
//          previous or at the new one, whole.
// Threads: one owner. Holds the writer lock while it lives.
// Source:  format-spec 3.2, chapter "Commit"; the order of writes and syncs is what makes it safe.
#ifndef RIFFLE_STORAGE_COMMIT_WRITER_H_
#define RIFFLE_STORAGE_COMMIT_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/byte_sink.h"
#include "base/file.h"
#include "base/mapped_file.h"
#include "format/schema.h"
#include "riffle/error.h"
#include "storage/commit_state.h"

namespace riffle {

class CommitWriter final : public ByteSink {
 public:
  static Result<std::unique_ptr<CommitWriter>> open(const std::string& path);
  ~CommitWriter() override;

  /// The commit that the file has now; empty for a new file.
  [[nodiscard]] const std::optional<CommitState>& base() const { return base_; }

  /// Appends. Blobs must be whole pages.
  Status write(ByteSpan bytes) override;
  /// Offset of the next byte.
  [[nodiscard]] std::uint64_t position() const { return position_ + buffer_.size(); }

  /// Everything written so far, mapped.
  Result<std::unique_ptr<MappedFile>> map_written();

  /// Writes `record` (generation, nonce and previous are filled in) and makes it the newest commit, durably.
  Status commit(CommitRecord& record);
  [[nodiscard]] std::uint64_t file_bytes() const { return position_; }

 private:
  CommitWriter(File file, std::string path, std::string temporary_path);
  static Result<std::unique_ptr<CommitWriter>> open_existing(const std::string& path);
  static Result<std::unique_ptr<CommitWriter>> open_new(const std::string& path);
  Status flush();
  Status write_slot(std::uint32_t number, const Slot& slot);
  Status publish_new(const Slot& slot);
  Status publish_next(const Slot& slot);
  Status commit_record(CommitRecord& record);

  File file_;
  std::string path_;
  std::string temporary_path_;  // of a new file; empty once it has its name
  std::optional<CommitState> base_;
  std::uint64_t position_ = 0;  // bytes written
  std::uint64_t committed_ = 0;
  ByteBuffer buffer_;
  bool failed_ = false;
  bool may_be_published_ = false;  // a slot may name the bytes behind committed_: they must stay
};

}  // namespace riffle

#endif  // RIFFLE_STORAGE_COMMIT_WRITER_H_

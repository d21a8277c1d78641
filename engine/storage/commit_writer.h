// CommitWriter: appends segments to an index file and publishes them by one commit.
// Shape:   open() -> write() page-aligned blobs -> prepare() -> publish(), or commit() for both. A new file is made
//          under a temporary name beside its place, and gets its name with the commit; so is one that replaces a file:
//          begin_replacement().
// Errors:  kLocked, kIo (also for a file on another machine), kCorrupt, kUnsupportedVersion (a newer write version),
//          kInvalidArgument in a child after fork(), whose lock would be its parent's. Before commit() returns, a
//          failure leaves the file at its previous commit, and a crash at that or at the new one. A failure that comes
//          when the new commit may be what a reader finds is kCommitUnknown. Nothing is written after either.
// Threads: one owner. Holds the writer lock while it lives.
// Source:  format-spec 3.2, chapter "Commit"; the order of writes and syncs is what makes it safe.
#ifndef RIFFLE_STORAGE_COMMIT_WRITER_H_
#define RIFFLE_STORAGE_COMMIT_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/byte_sink.h"
#include "base/file.h"
#include "base/mapped_file.h"
#include "format/schema.h"
#include "riffle/durability.h"
#include "riffle/error.h"
#include "storage/commit_state.h"

namespace riffle {

class CommitWriter final : public ByteSink {
 public:
  /// A new file gets no more permissions than `limit`.
  static Result<std::unique_ptr<CommitWriter>> open(const std::string& path, Durability durability = Durability::kFull,
                                                    const Permissions& limit = {});
  ~CommitWriter() override;

  /// The commit that the file has now; empty for a new file.
  [[nodiscard]] const std::optional<CommitState>& base() const { return base_; }

  /// Appends. Blobs must be whole pages.
  Status write(ByteSpan bytes) override;
  /// Version 1.x of the format that readers of the file must know.
  [[nodiscard]] std::uint16_t format_minor() const { return header_.read_minor; }
  /// Offset of the next byte.
  [[nodiscard]] std::uint64_t position() const { return position_ + buffer_.size(); }

  /// Takes back bytes that were written for this commit and are not wanted: the end of the file is cut, other bytes
  /// become zeros. Maps of cut bytes must be gone. REQUIRES: whole pages, written since the last commit.
  Status discard(std::uint64_t offset, std::uint64_t bytes);

  /// From here on everything goes to a new file beside, which takes the place of this one with the commit: what was
  /// written before stays behind, and with it all earlier commits. kIo when the file has other names (hard links).
  /// The new file is of the versions in `header`.
  Status begin_replacement(const FileHeader& header);
  /// Appends bytes of the present file to the new one. REQUIRES: begin_replacement() was called.
  Status copy_from_replaced(std::uint64_t offset, std::uint64_t bytes);
  /// Called with the path of the new file before it takes the other's place.
  using Check = std::function<Status(const std::string& path)>;

  /// Everything written so far, mapped.
  Result<std::unique_ptr<MappedFile>> map_written();

  /// Writes `record` (generation, nonce and previous are filled in) and makes all that it stands for durable, so that
  /// no more than a slot or a name is left to be written. Nothing may be written from here to publish().
  Status prepare(CommitRecord& record, const Check& check = {});
  /// Makes the commit that is prepared the newest one. REQUIRES: prepare() went well.
  Status publish();
  Status commit(CommitRecord& record, const Check& check = {});
  /// Makes the commit that open() found durable, and the name of the file. Either may be in the cache only, left there
  /// by a writer that died before its sync; whoever takes the commit for the result of his own work needs it.
  Status settle();
  [[nodiscard]] std::uint64_t file_bytes() const { return position_; }

 private:
  CommitWriter(File file, std::string path);
  static Result<std::unique_ptr<CommitWriter>> open_existing(const std::string& path);
  static Result<std::unique_ptr<CommitWriter>> open_new(const std::string& path, const Permissions& limit);
  Status flush();
  [[nodiscard]] Status check_usable() const;
  Status write_slot(std::uint32_t number, ByteSpan bytes);
  Status prepare_record(CommitRecord& record, const Check& check);
  Status prepare_new(const Slot& slot, const Check& check);
  Status prepare_next();
  Status publish_new();
  Status publish_next();
  Status take_place();
  Status sync_name();

  File file_;
  std::string path_;
  std::string temporary_path_;    // of a new file; empty once it has its name
  std::uint32_t final_bits_ = 0;  // permissions of a new file at most, when it gets its name
  std::string place_;             // path_ without symbolic links, when the file is replaced
  std::optional<File> replaced_;  // the file whose place the new one takes; holds the writer lock
  std::optional<CommitState> base_;
  std::optional<CommitState> next_;  // that is prepared
  FileHeader header_;                // of the file that is written; the UUID of a new one comes with its commit
  std::uint64_t position_ = 0;       // bytes written
  std::uint64_t committed_ = 0;
  ByteBuffer buffer_;
  Durability durability_ = Durability::kFull;
  std::uint64_t owner_ = process_number();
  bool is_settled_ = true;
  bool failed_ = false;
  bool may_be_published_ = false;  // a slot may name the bytes behind committed_: they must stay
};

}  // namespace riffle

#endif  // RIFFLE_STORAGE_COMMIT_WRITER_H_

#include "storage/commit_writer.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/catching.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/try.h"
#include "storage/file_beside.h"

namespace riffle {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;
constexpr int kLockTries = 8;
constexpr Permissions kPrivate{.bits = 0600};

Status check_is_local(const File& file, const std::string& path) {
  RIFFLE_TRY_ASSIGN(const bool is_remote, file.is_remote());
  if (!is_remote) return {};
  return make_error(ErrorCode::kIo, path +
                                        ": it lies on a file system of another machine, where locks and renames are "
                                        "not safe; write to a local disk and copy the file");
}

}  // namespace

CommitWriter::CommitWriter(File file, std::string path) : file_(std::move(file)), path_(std::move(path)) {
  buffer_.reserve(kBufferBytes);
}

CommitWriter::~CommitWriter() {
  // In a child after fork() the file is the parent's.
  if (owner_ != process_number()) return;
  if (!temporary_path_.empty()) {
    remove_file(temporary_path_);
    if (replaced_) (void)replaced_->truncate(committed_);
  } else if ((position_ > committed_ || failed_) && !may_be_published_) {
    // What was appended without a commit, or by a write that failed halfway, means nothing; giving the space back is a
    // courtesy that may fail.
    (void)file_.truncate(committed_);
  }
}

Result<std::unique_ptr<CommitWriter>> CommitWriter::open(const std::string& path, Durability durability,
                                                         const Permissions& limit) {
  Result<std::unique_ptr<CommitWriter>> writer = open_existing(path);
  // A file that cannot be looked at may be an index all the same.
  if (!writer && writer.error().code == ErrorCode::kNotFound) writer = open_new(path, limit);
  if (writer) (*writer)->durability_ = durability;
  return writer;
}

Result<std::unique_ptr<CommitWriter>> CommitWriter::open_existing(const std::string& path) {
  for (int tries = 0; tries < kLockTries; ++tries) {
    RIFFLE_TRY_ASSIGN(File file, File::open_for_writing(path));
    RIFFLE_TRY(check_is_local(file, path));
    RIFFLE_TRY(file.lock_for_writing());
    // A compaction may have put another file at the path between opening and locking.
    RIFFLE_TRY_ASSIGN(const bool still_there, file.is_at(path));
    if (!still_there) continue;
    Result<CommitState> state = read_commit_state(file);
    if (!state) {
      Error error = std::move(state).error();
      error.message = path + ": " + error.message;
      return std::unexpected(std::move(error));
    }
    if (state->header.write_major != kFormatMajor || state->header.write_minor > kFormatMinor) {
      return make_error(
          ErrorCode::kUnsupportedVersion,
          path +
              ": a newer version of Riffle wrote this file; it can be searched but not appended to, which "
              "needs a writer of format " +
              std::to_string(state->header.write_major) + "." + std::to_string(state->header.write_minor) +
              "; this one knows up to " + std::to_string(kFormatMajor) + "." + std::to_string(kFormatMinor));
    }
    // Only a forged file gets there: the number behind it is 0, which no reader takes for a commit.
    if (state->slot.generation == UINT64_MAX) {
      return make_error(ErrorCode::kResourceLimit, path + ": its commits cannot be numbered any further");
    }
    std::unique_ptr<CommitWriter> writer(new CommitWriter(std::move(file), path));
    writer->committed_ = state->slot.committed_bytes;
    writer->position_ = writer->committed_;
    if (const Result<std::string> place = real_path(path)) remove_strays(*place, &writer->file_);
    // The rest of a commit that was never finished: no reader can have mapped it.
    RIFFLE_TRY_ASSIGN(const std::uint64_t file_bytes, writer->file_.size());
    if (file_bytes > writer->committed_) RIFFLE_TRY(writer->file_.truncate(writer->committed_));
    // The current slot may have reached only the cache of a system that crashed; written again, the next sync covers
    // it.
    RIFFLE_TRY(writer->write_slot(state->slot_number, encode_slot(state->slot)));
    writer->header_ = state->header;
    writer->base_ = std::move(*state);
    writer->is_settled_ = false;
    return writer;
  }
  return make_error(ErrorCode::kLocked, path + ": the file is being replaced all the time; try again");
}

Result<std::unique_ptr<CommitWriter>> CommitWriter::open_new(const std::string& path, const Permissions& limit) {
  RIFFLE_TRY_ASSIGN(FileBeside fresh, create_beside(path, limit));
  std::unique_ptr<CommitWriter> writer(new CommitWriter(std::move(fresh.file), path));
  writer->temporary_path_ = std::exchange(fresh.path, {});
  writer->final_bits_ = fresh.bits;
  RIFFLE_TRY(check_is_local(writer->file_, path));
  RIFFLE_TRY(writer->file_.lock_for_writing());
  writer->position_ = kFirstBlobOffset;
  return writer;
}

Status CommitWriter::flush() {
  if (buffer_.empty()) return {};
  const Status written = file_.write_at(position_, buffer_);
  if (!written) {
    failed_ = true;
    return written;
  }
  position_ += buffer_.size();
  buffer_.clear();
  return {};
}

Status CommitWriter::check_usable() const {
  if (owner_ != process_number())
    return invalid_argument(path_ + ": a writer cannot be used after fork(); open another");
  if (failed_) return make_error(ErrorCode::kIo, path_ + ": an earlier write failed; nothing more is written");
  return {};
}

Status CommitWriter::write(ByteSpan bytes) {
  RIFFLE_TRY(check_usable());
  while (!bytes.empty()) {
    const std::size_t take = std::min(bytes.size(), kBufferBytes - buffer_.size());
    append_bytes(buffer_, bytes.first(take));
    bytes = bytes.subspan(take);
    if (buffer_.size() == kBufferBytes) RIFFLE_TRY(flush());
  }
  return {};
}

Status CommitWriter::begin_replacement(const FileHeader& header) {
  RIFFLE_TRY(flush());
  RIFFLE_TRY_ASSIGN(place_, real_path(path_));
  remove_strays(place_, &file_);  // one of them may be a second name
  RIFFLE_TRY_ASSIGN(const std::uint64_t names, file_.link_count());
  if (names > 1) {
    return make_error(ErrorCode::kIo, path_ + ": it has " + std::to_string(names) +
                                          " names (hard links), of which only one would get the new file; keep one");
  }
  RIFFLE_TRY_ASSIGN(FileBeside fresh, create_beside(place_, kPrivate));
  temporary_path_ = std::exchange(fresh.path, {});
  replaced_ = std::exchange(file_, std::move(fresh.file));
  RIFFLE_TRY(file_.take_mode_of(*replaced_));
  // Whoever waits for the index must find it locked under the new file too.
  RIFFLE_TRY(file_.lock_for_writing());
  position_ = kFirstBlobOffset;
  header_ = header;
  return {};
}

Status CommitWriter::copy_from_replaced(std::uint64_t offset, std::uint64_t bytes) {
  ByteBuffer piece;
  while (bytes > 0) {
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kBufferBytes)));
    RIFFLE_TRY(replaced_->read_at(offset, piece.data(), piece.size()));
    RIFFLE_TRY(write(piece));
    offset += piece.size();
    bytes -= piece.size();
  }
  return {};
}

Status CommitWriter::discard(std::uint64_t offset, std::uint64_t bytes) {
  RIFFLE_TRY(flush());
  if (offset + bytes != position_) return file_.zero(offset, bytes);
  RIFFLE_TRY(file_.truncate(offset));
  position_ = offset;
  return {};
}

Result<std::unique_ptr<MappedFile>> CommitWriter::map_written() {
  RIFFLE_TRY(flush());
  return MappedFile::map(file_, position_);
}

Status CommitWriter::write_slot(std::uint32_t number, ByteSpan bytes) {
  return file_.write_at(kPageBytes * (1 + std::uint64_t{number}), bytes);
}

Status CommitWriter::commit(CommitRecord& record, const Check& check) {
  RIFFLE_TRY(prepare(record, check));
  return publish();
}

Status CommitWriter::prepare(CommitRecord& record, const Check& check) {
  RIFFLE_TRY(check_usable());
  Status done = catching([&] { return prepare_record(record, check); });
  failed_ = !done.has_value();
  return done;
}

Status CommitWriter::prepare_record(CommitRecord& record, const Check& check) {
  record.generation = base_ ? base_->slot.generation + 1 : 1;
  record.previous = base_ && !replaced_ ? base_->slot.record : Extent{};
  const ByteBuffer bytes = encode_commit(record);
  Slot slot;
  slot.generation = record.generation;
  slot.nonce = record.nonce;
  slot.record = {.offset = position(), .bytes = bytes.size(), .checksum = checksum64(bytes)};
  slot.uuid = base_ ? base_->header.uuid : derive_uuid(record);
  RIFFLE_TRY(write(bytes));
  RIFFLE_TRY(flush());
  slot.committed_bytes = position_;
  CommitState next{.header = base_ ? base_->header : FileHeader{},
                   .slot = slot,
                   .slot_number = base_ ? 1 - base_->slot_number : 0,
                   .record = record,
                   .record_bytes = bytes};  // before anything is published: memory may run out
  next.header.uuid = slot.uuid;
  RIFFLE_TRY(base_ && !replaced_ ? prepare_next() : prepare_new(slot, check));
  next_ = std::move(next);
  return {};
}

Status CommitWriter::publish() {
  RIFFLE_TRY(check_usable());
  Status done = catching([&] { return base_ && !replaced_ ? publish_next() : publish_new(); });
  if (!done) {
    failed_ = true;
    return may_be_published_ ? commit_unknown_error(path_, done.error()) : done;
  }
  replaced_.reset();
  committed_ = position_;
  may_be_published_ = false;
  base_ = std::exchange(next_, std::nullopt);
  return {};
}

// Nobody can see a new file before it has its name, so one sync of everything comes before the rename.
Status CommitWriter::prepare_new(const Slot& slot, const Check& check) {
  header_.uuid = slot.uuid;
  RIFFLE_TRY(file_.write_at(0, encode_header(header_)));
  for (const std::uint32_t number : {0u, 1u}) RIFFLE_TRY(write_slot(number, encode_slot(slot)));
  if (!replaced_) RIFFLE_TRY(file_.limit_permissions(final_bits_));
  RIFFLE_TRY(file_.sync_data());
  return check ? check(temporary_path_) : Status();
}

Status CommitWriter::publish_new() {
  RIFFLE_TRY(take_place());
  temporary_path_.clear();
  may_be_published_ = true;
  return sync_folder_of(replaced_ ? place_ : path_);
}

Status CommitWriter::take_place() {
  if (!replaced_) return rename_new(temporary_path_, path_);
  RIFFLE_TRY_ASSIGN(const bool still_there, replaced_->is_at(place_));
  if (!still_there) {
    return make_error(ErrorCode::kLocked, path_ + ": another file has been put in its place meanwhile; open it anew");
  }
  return rename_over(temporary_path_, place_);
}

Status CommitWriter::settle() {
  RIFFLE_TRY(check_usable());
  if (is_settled_) return {};
  RIFFLE_TRY(file_.sync_data());
  RIFFLE_TRY(sync_name());
  is_settled_ = true;
  return {};
}

Status CommitWriter::sync_name() {
  RIFFLE_TRY_ASSIGN(const std::string place, real_path(path_));
  Status done = sync_folder_of(place);
  // Who may not read the folder cannot sync it. It is not the one who made the file.
  if (!done && done.error().os_error == EACCES) return {};
  return done;
}

// Everything that the slot points at is durable before the slot.
Status CommitWriter::prepare_next() {
  if (!is_settled_) RIFFLE_TRY(sync_name());
  const Status durable = file_.sync_data();
  if (!durable) {
    (void)file_.truncate(committed_);
    return durable;
  }
  is_settled_ = true;
  return {};
}

// The second copy of the slot follows the first. Without a sync of the slot the other one stays as it was: were both in
// the cache only, a crash could tear both.
Status CommitWriter::publish_next() {
  const ByteBuffer bytes = encode_slot(next_->slot);
  const std::uint32_t current = base_->slot_number;
  may_be_published_ = true;
  RIFFLE_TRY(write_slot(1 - current, bytes));
  if (durability_ == Durability::kNormal) return {};
  RIFFLE_TRY(file_.sync_data());
  RIFFLE_TRY(write_slot(current, bytes));
  return file_.sync_data();
}

}  // namespace riffle

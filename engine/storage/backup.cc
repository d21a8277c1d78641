#include "storage/backup.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/errors.h"
#include "base/file.h"
#include "base/try.h"
#include "format/commit_format.h"
#include "storage/commit_state.h"
#include "storage/file_beside.h"
#include "storage/verify.h"

namespace riffle {
namespace {

constexpr std::uint64_t kCopyBytes = 1 << 20;

Status copy_bytes(const File& from, std::uint64_t begin, std::uint64_t end, File& to) {
  ByteBuffer piece;
  while (begin < end) {
    piece.resize(static_cast<std::size_t>(std::min(end - begin, kCopyBytes)));
    const Status read = from.read_at(begin, piece.data(), piece.size());
    if (!read) return read.error().code == ErrorCode::kCorrupt ? Status(lost_bytes_error(from.path())) : read;
    RIFFLE_TRY(to.write_at(begin, piece));
    begin += piece.size();
  }
  return {};
}

Status write_copy(const File& source, const CommitState& state, const OpenOptions& options, FileBeside& copy) {
  RIFFLE_TRY(copy_bytes(source, 0, kPageBytes, copy.file));
  for (const std::uint64_t slot : {1u, 2u}) RIFFLE_TRY(copy.file.write_at(slot * kPageBytes, encode_slot(state.slot)));
  RIFFLE_TRY(copy_bytes(source, kFirstBlobOffset, state.slot.committed_bytes, copy.file));
  RIFFLE_TRY_ASSIGN(const VerifyReport report, verify_file(copy.path, {}, options));
  if (!report.faults.empty()) {
    const Fault& fault = report.faults.front();
    return std::unexpected(
        Error{.code = ErrorCode::kCorrupt, .message = fault.message, .section = fault.section, .offset = fault.offset});
  }
  RIFFLE_TRY(copy.file.limit_permissions(copy.bits));
  return copy.file.sync_data();
}

}  // namespace

Result<BackupReport> backup_file(const std::string& from, const std::string& to, const OpenOptions& options) {
  const auto named = [](const std::string& path, Error error) {
    if (!error.message.starts_with(path)) error.message = path + ": " + error.message;
    return std::unexpected(std::move(error));
  };
  RIFFLE_TRY_ASSIGN(const File source, File::open_for_reading(from));
  const Result<CommitState> state = read_commit_state(source);
  if (!state) return named(from, state.error());
  if (path_exists(to)) return make_error(ErrorCode::kIo, to + ": it exists already; give another name");
  RIFFLE_TRY_ASSIGN(const Permissions limit, source.permissions());
  RIFFLE_TRY_ASSIGN(FileBeside copy, create_beside(to, limit));
  Status done = write_copy(source, *state, options, copy);
  if (done) done = rename_new(copy.path, to);
  if (!done) return named(from, done.error());
  copy.path.clear();
  if (const Status durable = sync_folder_of(to); !durable) return commit_unknown_error(to, durable.error());
  BackupReport report;
  report.generation = state->slot.generation;
  report.bytes = state->slot.committed_bytes;
  for (const SegmentEntry& entry : state->record.segments) report.documents += entry.doc_count - entry.deleted_count;
  return report;
}

}  // namespace riffle

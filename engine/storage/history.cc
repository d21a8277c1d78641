#include "storage/history.h"

#include <string>
#include <utility>

#include "base/checksum.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/commit_format.h"

namespace riffle {
namespace {

CommitInfo describe(const PlacedCommit& commit) {
  CommitInfo info;
  info.generation = commit.record.generation;
  if (commit.record.time != 0) info.time = commit.record.time;
  info.segments = commit.record.segments.size();
  for (const SegmentEntry& segment : commit.record.segments) {
    info.documents += segment.doc_count - segment.deleted_count;
    info.deleted += segment.deleted_count;
  }
  info.file_bytes = commit.place.offset + commit.place.bytes;
  info.bytes_added = info.file_bytes;
  return info;
}

}  // namespace

Result<std::optional<PlacedCommit>> previous_commit(const FileImage& file, const PlacedCommit& commit) {
  const Extent previous = commit.record.previous;
  const auto fault = [&](std::uint64_t offset, std::string_view what) {
    return corrupt_error("commit record", offset, what);
  };
  if (previous.bytes == 0) {
    // Of a file that replaced another the first record has any number.
    if (previous.offset == 0 && previous.checksum == 0) return std::nullopt;
    return fault(commit.place.offset, "commits are not numbered through");
  }
  // Records lie one after the other, so the chain ends.
  if (previous.offset < kFirstBlobOffset || !range_fits(previous.offset, previous.bytes, commit.place.offset)) {
    return fault(previous.offset, "an earlier commit record lies outside the file");
  }
  RIFFLE_TRY(file.fetch(previous.offset, previous.bytes));
  const ByteSpan bytes = file.bytes().subspan(previous.offset, previous.bytes);
  if (checksum64(bytes) != previous.checksum) {
    return fault(previous.offset, "the checksum of an earlier commit record does not match");
  }
  RIFFLE_TRY_ASSIGN(CommitRecord record, decode_commit(bytes, previous.offset));
  if (commit.record.generation == 0 || record.generation != commit.record.generation - 1) {
    return fault(previous.offset, "commits are not numbered through");
  }
  return PlacedCommit{.record = std::move(record), .place = previous};
}

Result<PlacedCommit> find_commit(const FileImage& file, PlacedCommit newest, std::uint64_t generation) {
  const std::uint64_t last = newest.record.generation;
  PlacedCommit commit = std::move(newest);
  while (commit.record.generation != generation) {
    RIFFLE_TRY_ASSIGN(std::optional<PlacedCommit> previous, previous_commit(file, commit));
    if (!previous) {
      const std::string first = std::to_string(commit.record.generation);
      return make_error(ErrorCode::kNotFound, "there is no commit " + std::to_string(generation) + "; the file holds " +
                                                  (commit.record.generation == last
                                                       ? "commit " + first + " alone"
                                                       : "the commits " + first + " to " + std::to_string(last)));
    }
    commit = std::move(*previous);
  }
  return commit;
}

Result<std::vector<CommitInfo>> list_commits(const FileImage& file, PlacedCommit newest) {
  std::vector<CommitInfo> list;
  PlacedCommit commit = std::move(newest);
  for (;;) {
    list.push_back(describe(commit));
    RIFFLE_TRY_ASSIGN(std::optional<PlacedCommit> previous, previous_commit(file, commit));
    if (!previous) return list;
    commit = std::move(*previous);
    list.back().bytes_added -= commit.place.offset + commit.place.bytes;
  }
}

}  // namespace riffle

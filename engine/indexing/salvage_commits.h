// Which commits a damaged file still tells of, for salvage().
// Shape:   the newest commit record that is sound in itself (it holds its own checksum as its nonce), found by the
//          slots or by looking at every page; and what the slots say of newer ones.
// Cost:    the whole file is read once where the slots do not settle it.
// Errors:  kIo, kResourceLimit; damage is what it tells of.
// Threads: plain function.
// Source:  format-spec 3.
#ifndef RIFFLE_INDEXING_SALVAGE_COMMITS_H_
#define RIFFLE_INDEXING_SALVAGE_COMMITS_H_

#include <cstdint>
#include <optional>

#include "base/file_image.h"
#include "format/schema.h"
#include "riffle/error.h"
#include "storage/commit_state.h"

namespace riffle {

struct FoundCommits {
  std::optional<CommitRecord> record;  ///< the newest that is sound
  std::uint64_t record_end = 0;        ///< where it ends in the file
  /// One that can be read but does not have its checksum; only where no record is sound.
  std::optional<CommitRecord> damaged_record;
  std::uint64_t commits_lost = 0;  ///< newer than `record`, as a slot says
  bool newest_unknown = false;     ///< no slot says which commit was the newest
  std::optional<Error> fault;      ///< why the file cannot be opened
};

/// `state` = what opening the file gave; `image` holds copies of its bytes, at most `copy_bytes` at a time.
Result<FoundCommits> find_commits(Result<CommitState> state, FileImage& image, std::uint64_t copy_bytes);

/// How much of a file is read at once while something is looked for in all of it.
std::uint64_t scan_bytes(std::uint64_t copy_bytes);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SALVAGE_COMMITS_H_

// The commits that a file still holds: the chain of commit records, newest first.
// Cost:    one record for each step back.
// Errors:  kCorrupt (section "commit record") when an earlier record is damaged or out of place.
// Source:  format-spec 3.3.
#ifndef RIFFLE_STORAGE_HISTORY_H_
#define RIFFLE_STORAGE_HISTORY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "base/file_image.h"
#include "format/schema.h"
#include "riffle/error.h"
#include "riffle/index.h"

namespace riffle {

/// A commit record and where it lies. A commit ends with its record, so the file of that commit is `place`'s end long.
struct PlacedCommit {
  CommitRecord record;
  Extent place;
};

/// The commit before `commit`; nothing when it is the first that the file holds.
Result<std::optional<PlacedCommit>> previous_commit(const FileImage& file, const PlacedCommit& commit);

/// The commit `generation`, from `newest` backwards; kNotFound, telling which there are, when the file does not hold
/// it.
Result<PlacedCommit> find_commit(const FileImage& file, PlacedCommit newest, std::uint64_t generation);

/// What each commit held, newest first.
Result<std::vector<CommitInfo>> list_commits(const FileImage& file, PlacedCommit newest);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_HISTORY_H_

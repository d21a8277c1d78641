// Which documents differ between two commits of an index.
// Shape:   ids in byte order. A document that was merely moved to another segment is no difference.
// Cost:    segments that both commits have cost their tombstones alone; the documents of other segments are read.
// Errors:  kCorrupt.
#ifndef RIFFLE_STORAGE_COMMIT_DIFF_H_
#define RIFFLE_STORAGE_COMMIT_DIFF_H_

#include "riffle/error.h"
#include "riffle/index.h"
#include "storage/snapshot.h"

namespace riffle {

Result<Changes> diff_commits(const Snapshot& before, const Snapshot& after);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_COMMIT_DIFF_H_

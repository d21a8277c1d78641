// Recordings of the workload for tests of crashes: as it goes well, and with one thing gone wrong on the way.
#ifndef RIFFLE_TESTS_STORAGE_CRASH_RUNS_H_
#define RIFFLE_TESTS_STORAGE_CRASH_RUNS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/scratch_folder.h"
#include "riffle/durability.h"
#include "storage/crash_model.h"

namespace riffle {

struct Recording {
  std::string path;
  std::vector<RecordedChange> changes;
};

Recording record_workload(const ScratchFolder& folder, Durability durability = Durability::kFull);

/// Slot writes of a later commit come as: sync, slot, sync, the other slot, sync. Gives the places of the first of the
/// two. (A writer that opens the file writes the present slot again, which is no commit.)
std::vector<std::size_t> first_slot_writes(const std::vector<RecordedChange>& changes);

void erase_at(std::vector<RecordedChange>& changes, const std::vector<std::size_t>& places);

enum class TroubleKind : std::uint8_t { kSyncFails, kDies };

struct TroubledRun {
  std::string path;
  std::vector<RecordedChange> changes;
  std::size_t place = 0;  ///< of the change that went wrong
};

/// Called with the path of the file and what was recorded so far, after the trouble and before the next writer.
using BeforeNextWriter = std::function<void(const std::string& path, const std::vector<RecordedChange>& changes)>;

/// One run of the workload for each sync that may fail, or each change at which the process may die; another writer
/// goes on.
std::vector<TroubledRun> record_trouble(TroubleKind kind, const BeforeNextWriter& before_next_writer = {});

}  // namespace riffle

#endif  // RIFFLE_TESTS_STORAGE_CRASH_RUNS_H_

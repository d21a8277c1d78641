// The newest commit of an open file: header, slots, commit record.
// Errors:  kNotRiffle, kUnsupportedVersion, kCorrupt (naming header, slots or commit record), kIo.
// Source:  format-spec 3.
#ifndef RIFFLE_STORAGE_COMMIT_STATE_H_
#define RIFFLE_STORAGE_COMMIT_STATE_H_

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/file.h"
#include "format/commit_format.h"
#include "format/schema.h"
#include "riffle/error.h"

namespace riffle {

struct CommitState {
  FileHeader header;
  Slot slot;                      ///< the slot that was chosen
  std::uint32_t slot_number = 0;  ///< 0 = A, 1 = B
  CommitRecord record;
  ByteBuffer record_bytes;
};

/// One slot as it is found: whether it can be used, and if not, why.
struct SlotReading {
  std::optional<Slot> slot;  ///< decoded; may still be unusable
  std::optional<CommitRecord> record;
  ByteBuffer record_bytes;
  Error fault;             ///< why it is unusable, when record is empty
  bool cut_short = false;  ///< the slot is right but the file is shorter than it says
  bool blank = false;      ///< all zeros
};

Result<SlotReading> read_slot(const File& file, std::uint32_t number, const Uuid& uuid, std::uint64_t file_bytes);

/// Picks the newest valid slot.
Result<CommitState> read_commit_state(const File& file);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_COMMIT_STATE_H_

#include "storage/commit_state.h"

#include <algorithm>
#include <utility>

#include "base/checksum.h"
#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

// 4,096 segments with the sums of 254 text fields take 17 MiB.
constexpr std::uint64_t kMaxRecordBytes = 32 << 20;
// A reader may meet a slot while a writer is putting it there, at most one of the two at a time.
constexpr int kReadTries = 3;

constexpr std::array<const char*, 2> kSlotNames = {"slot A", "slot B"};

}  // namespace

Result<SlotReading> read_slot(const File& file, std::uint32_t number, const Uuid& uuid, std::uint64_t file_bytes) {
  SlotReading reading;
  const std::uint64_t slot_offset = kPageBytes * (1 + std::uint64_t{number});
  const auto fault = [&](std::uint64_t offset, std::string_view what) {
    reading.fault = corrupt_error(kSlotNames[number], offset, what).error();
    return reading;
  };
  if (file_bytes < slot_offset + kPageBytes) {
    reading.cut_short = true;
    return fault(file_bytes, "the file is cut short");
  }
  ByteBuffer page(kPageBytes);
  RIFFLE_TRY(file.read_at(slot_offset, page.data(), page.size()));
  reading.blank = all_zero(page);
  reading.slot = decode_slot(page, uuid);
  if (!reading.slot) return fault(slot_offset, "its checksum does not match");
  const Slot& slot = *reading.slot;
  if (slot.committed_bytes > file_bytes) {
    reading.cut_short = true;
    return fault(file_bytes,
                 "the file is cut short: it should have " + std::to_string(slot.committed_bytes) + " bytes");
  }
  if (slot.record.offset < kFirstBlobOffset || slot.record.bytes > kMaxRecordBytes ||
      !range_fits(slot.record.offset, slot.record.bytes, slot.committed_bytes)) {
    return fault(slot_offset, "it points outside the file");
  }
  if ((slot.record.offset | slot.record.bytes | slot.committed_bytes) % kPageBytes != 0) {
    return fault(slot_offset, "its places are not at page borders");
  }
  reading.record_bytes.resize(static_cast<std::size_t>(slot.record.bytes));
  RIFFLE_TRY(file.read_at(slot.record.offset, reading.record_bytes.data(), reading.record_bytes.size()));
  if (checksum64(reading.record_bytes) != slot.record.checksum) {
    reading.fault = corrupt_error("commit record", slot.record.offset, "its checksum does not match").error();
    return reading;
  }
  Result<CommitRecord> record = decode_commit(reading.record_bytes, slot.record.offset);
  if (!record) {
    reading.fault = std::move(record).error();
    return reading;
  }
  if (record->generation != slot.generation || record->nonce != slot.nonce) {
    return fault(slot_offset, "its commit record is another's");
  }
  reading.record = std::move(*record);
  return reading;
}

namespace {

Result<CommitState> read_commit_state_once(const File& file) {
  RIFFLE_TRY_ASSIGN(const std::uint64_t file_bytes, file.size());
  ByteBuffer page(static_cast<std::size_t>(std::min<std::uint64_t>(file_bytes, kPageBytes)));
  RIFFLE_TRY(file.read_at(0, page.data(), page.size()));
  CommitState state;
  RIFFLE_TRY_ASSIGN(state.header, decode_header(page));
  std::optional<Error> fault;
  bool found = false;
  for (std::uint32_t number = 0; number < 2; ++number) {
    RIFFLE_TRY_ASSIGN(SlotReading reading, read_slot(file, number, state.header.uuid, file_bytes));
    if (!reading.record) {
      if (!reading.blank && !fault) fault = reading.fault;
      continue;
    }
    if (found && reading.slot->generation <= state.slot.generation) continue;
    found = true;
    state.slot = *reading.slot;
    state.slot_number = number;
    state.record = std::move(*reading.record);
    state.record_bytes = std::move(reading.record_bytes);
  }
  if (!found) {
    if (fault) return std::unexpected(std::move(*fault));
    return corrupt_error("slots", kPageBytes, "the file has no commit");
  }
  return state;
}

}  // namespace

Result<CommitState> read_commit_state(const File& file) {
  Result<CommitState> state = read_commit_state_once(file);
  for (int tries = 1; tries < kReadTries && !state && state.error().code == ErrorCode::kCorrupt; ++tries) {
    state = read_commit_state_once(file);
  }
  return state;
}

}  // namespace riffle

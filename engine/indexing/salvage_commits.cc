#include "indexing/salvage_commits.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/try.h"
#include "format/commit_format.h"

namespace riffle {
namespace {

constexpr std::uint64_t kMostRecordBytes = 1 << 20;
constexpr std::uint64_t kTriesPerByte = 16;
constexpr std::uint64_t kMostScanBytes = 1 << 20;
constexpr std::size_t kUuidOffset = 56;
constexpr std::size_t kSegmentCountOffset = 56;
/// Analyzer and fields stand in these, as a rule.
constexpr std::size_t kDescriptionBytes = 16 << 10;

/// A slot as it stands in the page, whatever the header says.
struct SlotPage {
  std::optional<Slot> slot;
  bool is_blank = false;
};

Result<SlotPage> read_slot_page(FileImage& image, std::uint64_t offset) {
  if (!range_fits(offset, kPageBytes, image.bytes().size())) return SlotPage();
  RIFFLE_TRY(image.fetch(offset, kPageBytes));
  const ByteSpan page = image.bytes().subspan(static_cast<std::size_t>(offset), kPageBytes);
  Uuid uuid;
  std::copy_n(page.begin() + kUuidOffset, uuid.size(), uuid.begin());
  return SlotPage{.slot = decode_slot(page, uuid), .is_blank = all_zero(page)};
}

/// The record without its segments, when those are what makes it impossible.
std::optional<CommitRecord> description_of(ByteSpan bytes, std::uint64_t at) {
  if (bytes.size() < kSegmentCountOffset + 4) return std::nullopt;
  ByteBuffer without(bytes.begin(), bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(bytes), kDescriptionBytes));
  store(without.data() + kSegmentCountOffset, std::uint32_t{0});
  std::uint64_t used = 0;
  Result<CommitRecord> record = decode_commit_prefix(without, at, used);
  return record ? std::optional(std::move(*record)) : std::nullopt;
}

/// The newest record that is sound in itself, wherever a page begins with one; zeros behind it need not be there.
Status find_records(FileImage& image, std::uint64_t copy_bytes, FoundCommits& found) {
  const ByteSpan file = image.bytes();
  const std::uint64_t window = scan_bytes(copy_bytes);
  // Pages that only look like records must not make this take for ever.
  std::uint64_t budget = kTriesPerByte * file.size() + kMostRecordBytes;
  for (std::uint64_t at = kFirstBlobOffset; at < file.size() && budget > 0; at += kPageBytes) {
    if (image.resident_bytes() >= copy_bytes / 2) image.forget();
    if (at % window == 0 || at == kFirstBlobOffset) RIFFLE_TRY(image.fetch(at, std::min(window, file.size() - at)));
    const std::uint64_t bytes = std::min(file.size() - at, std::clamp(copy_bytes / 4, kPageBytes, kMostRecordBytes));
    RIFFLE_TRY(image.fetch(at, std::min(bytes, kPageBytes)));
    if (bytes < kCommitMagic.size() || as_text(file.subspan(at, kCommitMagic.size())) != kCommitMagic) continue;
    RIFFLE_TRY(image.fetch(at, bytes));
    std::uint64_t used = 0;
    Result<CommitRecord> record = decode_commit_prefix(file.subspan(at, bytes), at, used);
    budget -= std::min(budget, used + kPageBytes);
    if (!record) {
      if (!found.damaged_record) found.damaged_record = description_of(file.subspan(at, bytes), at);
      continue;
    }
    const std::uint64_t nonce = record->nonce;
    const std::uint64_t end = at + encode_commit(*record).size();
    if (record->nonce != nonce) {
      if (!found.damaged_record || record->generation > found.damaged_record->generation) {
        found.damaged_record = std::move(*record);
      }
    } else if (!found.record || record->generation > found.record->generation) {
      found.record = std::move(*record);
      found.record_end = end;
    }
  }
  if (found.record) found.damaged_record.reset();
  return {};
}

}  // namespace

std::uint64_t scan_bytes(std::uint64_t copy_bytes) {
  return std::clamp(copy_bytes / 4 / kPageBytes * kPageBytes, kPageBytes, kMostScanBytes);
}

Result<FoundCommits> find_commits(Result<CommitState> state, FileImage& image, std::uint64_t copy_bytes) {
  FoundCommits found;
  std::uint64_t newest_named = 0;
  bool one_is_readable = false;
  bool one_is_damaged = false;
  for (const std::uint64_t offset : {kPageBytes, 2 * kPageBytes}) {
    RIFFLE_TRY_ASSIGN(const SlotPage page, read_slot_page(image, offset));
    if (page.slot) newest_named = std::max(newest_named, page.slot->generation);
    one_is_readable |= page.slot.has_value();
    one_is_damaged |= !page.slot && !page.is_blank;
  }
  if (state) {
    found.record_end = state->slot.record.offset + state->slot.record.bytes;
    found.record = std::move(state->record);
  } else {
    found.fault = std::move(state).error();
  }
  // The commit behind the one that was read may be the one that the damaged slot was for.
  const auto something_follows = [&] { return found.record_end < image.bytes().size(); };
  if (!found.record || (one_is_damaged && something_follows())) RIFFLE_TRY(find_records(image, copy_bytes, found));
  if (found.record && newest_named > found.record->generation) {
    found.commits_lost = newest_named - found.record->generation;
  }
  found.newest_unknown = !one_is_readable || (one_is_damaged && something_follows());
  return found;
}

}  // namespace riffle

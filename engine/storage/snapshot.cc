#include "storage/snapshot.h"

#include <utility>

#include "base/checksum.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/file_image.h"
#include "base/try.h"
#include "storage/commit_state.h"

namespace riffle {
namespace {

/// The place of the tombstones was checked with the commit record.
Status load_tombstones(const FileImage& image, const SegmentEntry& entry, LiveSegment& segment) {
  if (entry.deleted_count == 0) return {};
  const Extent& extent = entry.tombstones;
  const auto fault = [&](std::string_view what) { return corrupt_error("tombstones", extent.offset, what); };
  RIFFLE_TRY(image.fetch(extent.offset, extent.bytes));
  const ByteSpan bytes = image.bytes().subspan(extent.offset, extent.bytes);
  if (checksum64(bytes) != extent.checksum) return fault("their checksum does not match");
  segment.tombstone_bytes = ByteBuffer(bytes.begin(), bytes.end());
  const auto view = DocSetView::open(segment.tombstone_bytes);
  std::optional<DocIdSet> set;
  if (view) set = DocIdSet::from_bytes(segment.tombstone_bytes, entry.doc_count);
  if (!view || !set || set->size() != entry.deleted_count) return fault("they are no set of that many documents");
  if (round_up(view->size_bytes(), kPageBytes) != bytes.size()) return fault("their padding is wrong");
  segment.tombstones = std::move(*set);
  segment.tombstone_view = *view;
  return {};
}

}  // namespace

Snapshot::~Snapshot() = default;

Result<std::unique_ptr<Snapshot>> Snapshot::open(const std::string& path, const OpenOptions& options) {
  const auto named = [&](Error error) {
    // Damage is reported by section; the file's name goes in front.
    if (!error.message.starts_with(path)) error.message = path + ": " + error.message;
    return std::unexpected(std::move(error));
  };
  Result<File> file = File::open_for_reading(path);
  if (!file) return std::unexpected(std::move(file).error());
  Result<CommitState> state = read_commit_state(*file);
  if (!state) return named(std::move(state).error());
  std::unique_ptr<Snapshot> snapshot(new Snapshot);
  snapshot->path_ = path;
  snapshot->options_ = options;
  const std::uint64_t bytes = state->slot.committed_bytes;
  Result<std::unique_ptr<FileImage>> image = options.trust == Trust::kUntrusted
                                                 ? FileImage::copy(std::move(*file), bytes, options.copy_bytes)
                                                 : FileImage::map(*file, bytes);
  if (!image) return named(std::move(image).error());
  snapshot->image_ = std::move(*image);
  const Status opened = snapshot->open_commit(std::move(*state), options.generation);
  RIFFLE_TRY(snapshot->check());
  if (!opened) return named(opened.error());
  return snapshot;
}

Status Snapshot::open_commit(CommitState state, std::uint64_t generation) {
  uuid_ = state.header.uuid;
  format_minor_ = state.header.read_minor;
  newest_generation_ = state.slot.generation;
  committed_bytes_ = state.slot.committed_bytes;
  PlacedCommit commit{.record = std::move(state.record), .place = state.slot.record};
  if (generation != 0 && generation != commit.record.generation) {
    RIFFLE_TRY_ASSIGN(commit, riffle::find_commit(*image_, std::move(commit), generation));
    committed_bytes_ = commit.place.offset + commit.place.bytes;
  }
  commit_ = std::move(commit.record);
  record_place_ = commit.place;
  const ByteSpan bytes = image_->bytes().first(static_cast<std::size_t>(committed_bytes_));
  const FileImage* const copies = image_->is_copy() ? image_.get() : nullptr;
  for (const SegmentEntry& entry : commit_.segments) {
    LiveSegment segment;
    RIFFLE_TRY_ASSIGN(segment.reader, SegmentReader::open(bytes, entry, commit_.schema, segments_.size(), copies));
    RIFFLE_TRY(load_tombstones(*image_, entry, segment));
    segments_.push_back(std::move(segment));
  }
  return {};
}

Status Snapshot::check() const {
  for (const std::unique_ptr<Snapshot>& part : parts_) RIFFLE_TRY(part->check());
  if (image_ == nullptr || image_->is_copy()) return {};
  return image_->check();
}

Status Snapshot::check_copies() const {
  for (const std::unique_ptr<Snapshot>& part : parts_) RIFFLE_TRY(part->check_copies());
  if (image_ == nullptr || !image_->is_copy()) return {};
  return image_->check();
}

bool Snapshot::has_many_copies() const {
  for (const std::unique_ptr<Snapshot>& part : parts_) {
    if (part->has_many_copies()) return true;
  }
  return image_ != nullptr && image_->resident_bytes() > options_.copy_bytes / 2;
}

void Snapshot::forget_copies() const {
  for (const LiveSegment& segment : segments_) segment.reader->guard().forget();
  for (const std::unique_ptr<Snapshot>& part : parts_) part->forget_copies();
  if (image_ != nullptr) image_->forget();
}

Snapshot::Use::Use(const Snapshot& snapshot) : snapshot_(snapshot) {
  if (snapshot_.options_.trust == Trust::kUsual) return;
  const std::lock_guard lock(snapshot_.use_mutex_);
  if (snapshot_.users_ == 0 && snapshot_.has_many_copies()) snapshot_.forget_copies();
  ++snapshot_.users_;
}

Snapshot::Use::~Use() {
  if (snapshot_.options_.trust == Trust::kUsual) return;
  const std::lock_guard lock(snapshot_.use_mutex_);
  --snapshot_.users_;
}

void Snapshot::pause() const {
  if (options_.trust == Trust::kUsual) return;
  const std::lock_guard lock(use_mutex_);
  if (users_ == 1 && has_many_copies()) forget_copies();
}

bool Snapshot::is_newest() const {
  if (is_joined() || newest_generation_ != commit_.generation) return false;
  const Result<File> file = File::open_for_reading(path_);
  if (!file) return false;
  ByteBuffer pages(kFirstBlobOffset);
  if (!file->read_at(0, pages.data(), pages.size())) return false;
  const Result<FileHeader> header = decode_header(ByteSpan(pages).first(kPageBytes));
  if (!header || header->uuid != uuid_) return false;
  bool has_this = false;
  for (const std::size_t number : {1u, 2u}) {
    const std::optional<Slot> slot = decode_slot(ByteSpan(pages).subspan(number * kPageBytes, kPageBytes), uuid_);
    if (!slot) continue;
    if (slot->generation > commit_.generation) return false;
    has_this = has_this || (slot->generation == commit_.generation && slot->nonce == commit_.nonce &&
                            slot->record.offset == record_place_.offset);
  }
  return has_this;
}

Result<std::vector<CommitInfo>> Snapshot::history() const {
  if (is_joined()) return invalid_argument("several files have no common history; list them one by one");
  return list_commits(*image_, {.record = commit_, .place = record_place_});
}

Result<PlacedCommit> Snapshot::find_commit(std::uint64_t generation) const {
  return riffle::find_commit(*image_, {.record = commit_, .place = record_place_}, generation);
}

std::uint64_t Snapshot::live_count() const {
  std::uint64_t count = 0;
  for (const SegmentEntry& entry : commit_.segments) count += entry.doc_count - entry.deleted_count;
  return count;
}

}  // namespace riffle

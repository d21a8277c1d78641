#include "storage/snapshot.h"

#include <utility>

#include "base/checksum.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/mapped_file.h"
#include "base/try.h"
#include "storage/commit_state.h"

namespace riffle {
namespace {

Status load_tombstones(ByteSpan file, const SegmentEntry& entry, LiveSegment& segment) {
  if (entry.deleted_count == 0) return {};
  const Extent& extent = entry.tombstones;
  const auto fault = [&](std::string_view what) { return corrupt_error("tombstones", extent.offset, what); };
  if (!range_fits(extent.offset, extent.bytes, file.size())) return fault("they lie outside the file");
  const ByteSpan bytes = file.subspan(extent.offset, extent.bytes);
  if (checksum64(bytes) != extent.checksum) return fault("their checksum does not match");
  std::optional<DocIdSet> set = DocIdSet::from_bytes(bytes, entry.doc_count);
  if (!set || set->size() != entry.deleted_count) return fault("they are no set of that many documents");
  segment.tombstones = std::move(*set);
  segment.tombstone_bytes = ByteBuffer(bytes.begin(), bytes.end());
  const auto view = DocSetView::open(segment.tombstone_bytes);
  if (!view || round_up(view->size_bytes(), kPageBytes) != bytes.size()) return fault("they are no well-formed bitmap");
  segment.tombstone_view = *view;
  return {};
}

}  // namespace

Snapshot::~Snapshot() = default;

Result<std::unique_ptr<Snapshot>> Snapshot::open(const std::string& path) {
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
  snapshot->uuid_ = state->header.uuid;
  snapshot->format_minor_ = state->header.read_minor;
  snapshot->committed_bytes_ = state->slot.committed_bytes;
  snapshot->commit_ = std::move(state->record);
  Result<std::unique_ptr<MappedFile>> map = MappedFile::map(*file, snapshot->committed_bytes_);
  if (!map) return named(std::move(map).error());
  snapshot->map_ = std::move(*map);
  const ByteSpan bytes = snapshot->map_->bytes().first(static_cast<std::size_t>(snapshot->committed_bytes_));
  for (const SegmentEntry& entry : snapshot->commit_.segments) {
    LiveSegment segment;
    auto reader = SegmentReader::open(bytes, entry, snapshot->commit_.schema, snapshot->segments_.size());
    if (!reader) return named(std::move(reader).error());
    segment.reader = std::move(*reader);
    const Status tombstones = load_tombstones(bytes, entry, segment);
    if (!tombstones) return named(tombstones.error());
    snapshot->segments_.push_back(std::move(segment));
  }
  return snapshot;
}

std::uint64_t Snapshot::live_count() const {
  std::uint64_t count = 0;
  for (const SegmentEntry& entry : commit_.segments) count += entry.doc_count - entry.deleted_count;
  return count;
}

}  // namespace riffle

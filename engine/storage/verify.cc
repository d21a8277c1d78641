#include "storage/verify.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/file_image.h"
#include "base/try.h"
#include "format/segment_check.h"
#include "storage/commit_state.h"
#include "storage/history.h"
#include "storage/snapshot.h"
#include "storage/token_sums.h"

namespace riffle {
namespace {

constexpr std::size_t kMaxFaults = 100;
constexpr std::uint64_t kProgressStep = std::uint64_t{16} << 20;
constexpr std::uint64_t kGapStep = std::uint64_t{1} << 20;

/// What a segment is, apart from what is deleted of it.
auto content_of(const SegmentEntry& entry) {
  return std::tie(entry.offset, entry.data_bytes, entry.total_bytes, entry.tree_root, entry.table_offset,
                  entry.section_count, entry.doc_count, entry.field_tokens);
}

/// And what is deleted of it.
auto deletions_of(const SegmentEntry& entry) {
  return std::tie(entry.offset, entry.deleted_count, entry.tombstones.bytes, entry.tombstones.checksum,
                  entry.live_field_tokens);
}

class FileVerifier {
 public:
  FileVerifier(File file, const ProgressCallback& progress, const OpenOptions& options)
      : file_(std::move(file)), progress_(progress), options_(options) {}

  Result<VerifyReport> verify() {
    RIFFLE_TRY_ASSIGN(const std::uint64_t file_bytes, file_.size());
    ByteBuffer page(static_cast<std::size_t>(std::min<std::uint64_t>(file_bytes, kPageBytes)));
    RIFFLE_TRY(file_.read_at(0, page.data(), page.size()));
    const Result<FileHeader> header = decode_header(page);
    if (!header) {
      if (header.error().code != ErrorCode::kCorrupt) return std::unexpected(header.error());
      add("header", header.error());
      return std::move(report_);
    }
    RIFFLE_TRY(verify_slots(header->uuid, file_bytes));
    if (!state_.record) return std::move(report_);
    const std::uint64_t committed = state_.slot->committed_bytes;
    RIFFLE_TRY_ASSIGN(image_, options_.trust == Trust::kUntrusted
                                  ? FileImage::copy(std::move(file_), committed, options_.copy_bytes)
                                  : FileImage::map(file_, committed));
    bytes_ = image_->bytes();
    verify_history();
    verify_gaps();
    forget_copies();
    RIFFLE_TRY(copied_);
    report_.bytes_checked = bytes_.size();
    return std::move(report_);
  }

 private:
  void add(std::string_view section, const Error& error) {
    // What may not be read for want of memory may be sound.
    if (error.code == ErrorCode::kResourceLimit) {
      if (copied_) copied_ = std::unexpected(error);
      return;
    }
    if (report_.faults.size() < kMaxFaults) {
      report_.faults.push_back({.section = error.section.empty() ? std::string(section) : error.section,
                                .offset = error.offset,
                                .message = error.message});
    }
  }

  Status verify_slots(const Uuid& uuid, std::uint64_t file_bytes) {
    std::array<SlotReading, 2> readings;
    for (std::uint32_t number = 0; number < 2; ++number) {
      RIFFLE_TRY_ASSIGN(readings[number], read_slot(file_, number, uuid, file_bytes));
      if (!readings[number].record) add(number == 0 ? "slot A" : "slot B", readings[number].fault);
    }
    // A crash between the two slot writes leaves an older, sound copy; that is no damage.
    for (SlotReading& reading : readings) {
      if (!reading.record) continue;
      if (!state_.record || reading.slot->generation > state_.slot->generation) state_ = std::move(reading);
    }
    return {};
  }

  /// False when some of the bytes are in use: a writer appends, so no byte ever has two.
  bool use(std::uint64_t offset, std::uint64_t bytes) {
    const auto next = used_.lower_bound(offset);
    if (next != used_.end() && next->first < offset + bytes) return false;
    if (next != used_.begin() && std::prev(next)->second > offset) return false;
    used_.emplace_hint(next, offset, offset + bytes);
    return true;
  }

  void add_use(std::uint64_t offset, std::string_view what) {
    add("commit record", corrupt_error("commit record", offset, what).error());
  }

  // Every segment and tombstone set that any commit names, newest first; each place is checked once. A commit costs no
  // more than its own bytes and the places that are new in it.
  void verify_history() {
    PlacedCommit commit{.record = *state_.record, .place = state_.slot->record};
    for (;;) {
      if (!use(commit.place.offset, commit.place.bytes))
        return add_use(commit.place.offset, "an earlier one lies in bytes of another use");
      for (std::size_t i = 0; i < commit.record.segments.size(); ++i) verify_segment(commit.record, i);
      Result<std::optional<PlacedCommit>> previous = previous_commit(*image_, commit);
      if (!previous) return add("commit record", previous.error());
      if (!*previous) return;
      commit = std::move(**previous);
    }
  }

  struct KnownSegment {
    SegmentEntry entry;
    bool is_sound = false;
    std::optional<TokenSums> sums;  // once they are needed
  };

  // A segment stands in many commits, each time with the same bytes and perhaps other tombstones.
  void verify_segment(const CommitRecord& record, std::size_t number) {
    const SegmentEntry& entry = record.segments[number];
    const std::string name = "segment " + std::to_string(number);
    const auto [place, is_new] = segments_.try_emplace(entry.offset);
    KnownSegment& known = place->second;
    if (is_new) {
      known.entry = entry;
      if (!use(entry.offset, entry.total_bytes)) return add_use(entry.offset, name + " lies in bytes of another use");
    } else if (content_of(entry) != content_of(known.entry)) {
      return add_use(entry.offset, name + " is another one in a later commit");
    }
    const bool has_new_set = entry.deleted_count != 0 && use_tombstones(entry, name);
    const std::optional<ByteBuffer> set = has_new_set ? verify_tombstones(entry) : std::nullopt;
    if (is_new || (known.is_sound && set && !known.sums)) {
      forget_copies();  // nothing is kept of the segment before
      const auto reader =
          SegmentReader::open(bytes_, entry, record.schema, number, image_->is_copy() ? image_.get() : nullptr);
      if (!reader) return add(name, reader.error());
      if (is_new) known.is_sound = verify_content(**reader, record.schema, name);
      // The image tells at the end what cannot be read.
      if (known.is_sound && set && (*reader)->touch_spans(0, entry.doc_count - 1)) known.sums.emplace(**reader);
    }
    if (known.sums && set) verify_live_tokens(entry, name, *known.sums, *DocSetView::open(*set));
    if (known.is_sound && entry.deleted_count == 0) expect_live_tokens(entry, name, entry.field_tokens);
  }

  /// Whether no commit so far has named the tombstones.
  bool use_tombstones(const SegmentEntry& entry, const std::string& name) {
    const Extent& extent = entry.tombstones;
    const auto [last, is_new] = deletions_.try_emplace(extent.offset, entry);
    if (is_new && use(extent.offset, extent.bytes)) return true;
    if (is_new || deletions_of(entry) != deletions_of(last->second))
      add_use(extent.offset, "the tombstones of " + name + " lie in bytes of another use");
    return false;
  }

  bool verify_content(const SegmentReader& reader, const Schema& schema, const std::string& name) {
    const SegmentEntry& entry = reader.entry();
    for (std::uint64_t at = 0; at < entry.data_bytes; at += kProgressStep) {
      const std::uint64_t step = std::min(kProgressStep, entry.data_bytes - at);
      if (!reader.guard().touch(at, step)) {
        Error error = reader.guard().error();
        // Bytes that could not be read, or not be kept, have no place.
        const bool has_place = error.offset >= entry.offset;
        error.section = has_place ? name + section_of_block(reader, error.offset - entry.offset) : name;
        add(name, error);
        return false;
      }
      if (progress_) progress_(std::min(entry.offset + at + step, bytes_.size()), bytes_.size());
    }
    const std::uint64_t tree_at = entry.offset + entry.data_bytes;
    std::uint64_t tree_used = 0;
    for (const std::uint64_t level : BlockGuard::level_bytes(entry.data_bytes)) tree_used += level;
    if (!zeros_at(tree_at + tree_used, entry.total_bytes - entry.data_bytes - tree_used)) {
      add(name, corrupt_error(name, tree_at + tree_used, "bytes that must be zero").error());
      return false;
    }
    const Result<SegmentCounts> counts = check_segment(reader, schema);
    if (!counts) {
      add(name, counts.error());
      return false;
    }
    report_.documents_checked += counts->documents;
    report_.terms_checked += counts->terms;
    return true;
  }

  // The sections that lie in the block: small ones share one.
  static std::string section_of_block(const SegmentReader& reader, std::uint64_t offset) {
    const std::uint64_t data_bytes = reader.entry().data_bytes;
    if (offset >= data_bytes) return ": checksum tree";
    const std::uint64_t end = std::min(offset + BlockGuard::kBlockBytes, data_bytes);
    std::vector<std::string_view> names;
    for (const SectionRow& row : reader.rows()) {
      if (row.offset >= end || row.offset + row.bytes <= offset) continue;
      const std::string_view name = section_name(static_cast<SectionKind>(row.kind));
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    std::string text;
    for (const std::string_view name : names) (text += text.empty() ? ": " : " or ") += name;
    return text;
  }

  /// The set of the deleted documents, when it is sound.
  std::optional<ByteBuffer> verify_tombstones(const SegmentEntry& entry) {
    const Extent& extent = entry.tombstones;
    if (!image_->fetch(extent.offset, extent.bytes)) return std::nullopt;  // the image tells at the end
    const ByteSpan there = bytes_.subspan(extent.offset, extent.bytes);
    ByteBuffer bytes(there.begin(), there.end());
    const auto fault = [&](std::string_view what) {
      add("tombstones", corrupt_error("tombstones", extent.offset, what).error());
      return std::nullopt;
    };
    if (checksum64(bytes) != extent.checksum) return fault("their checksum does not match");
    const auto view = DocSetView::open(bytes);
    const auto set = view ? DocIdSet::from_bytes(bytes, entry.doc_count) : std::nullopt;
    if (!view || !set || set->size() != entry.deleted_count) return fault("they are no set of that many documents");
    if (round_up(view->size_bytes(), kPageBytes) != bytes.size()) return fault("their padding is wrong");
    if (!all_zero(ByteSpan(bytes).subspan(view->size_bytes()))) return fault("bytes that must be zero");
    return bytes;
  }

  // The sums that scores stand on: of all documents they were checked with the segment.
  void verify_live_tokens(const SegmentEntry& entry, const std::string& name, TokenSums& sums,
                          const DocSetView& deleted) {
    const std::vector<std::uint64_t> gone = sums.of(deleted);
    std::vector<std::uint64_t> live = entry.field_tokens;
    for (std::size_t field = 0; field < live.size(); ++field) live[field] -= gone[field];
    expect_live_tokens(entry, name, live);
  }

  void expect_live_tokens(const SegmentEntry& entry, const std::string& name, const std::vector<std::uint64_t>& live) {
    if (live == entry.live_field_tokens) return;
    add(name,
        corrupt_error("commit record", entry.offset, "the sums of the live field lengths of " + name + " are wrong")
            .error());
  }

  // What no commit names must be zero: a commit may have taken back some of what it wrote.
  void verify_gaps() {
    std::uint64_t at = kFirstBlobOffset;
    for (const auto& [offset, end] : used_) {
      if (!gap_is_zero(at, offset - at)) return add_gap(at);
      at = end;
    }
    if (!gap_is_zero(at, bytes_.size() - at)) add_gap(at);
  }

  /// An image that could not be read says so until it forgets.
  void forget_copies() {
    if (copied_) copied_ = image_->check();
    image_->forget();
  }

  bool gap_is_zero(std::uint64_t offset, std::uint64_t count) {
    for (const std::uint64_t end = offset + count; offset < end;) {
      const std::uint64_t step = std::min(end - offset, kGapStep);
      forget_copies();
      if (!zeros_at(offset, step)) return false;
      offset += step;
    }
    return true;
  }

  [[nodiscard]] bool zeros_at(std::uint64_t offset, std::uint64_t count) const {
    return image_->fetch(offset, count) && all_zero(bytes_.subspan(offset, count));
  }

  void add_gap(std::uint64_t at) {
    if (report_.faults.empty()) add("file", corrupt_error("file", at, "bytes that no commit accounts for").error());
  }

  File file_;
  const ProgressCallback& progress_;
  OpenOptions options_;
  std::unique_ptr<FileImage> image_;
  Status copied_;
  VerifyReport report_;
  SlotReading state_;
  ByteSpan bytes_;
  std::map<std::uint64_t, std::uint64_t> used_;      // where pieces begin and end
  std::map<std::uint64_t, KnownSegment> segments_;   // by offset
  std::map<std::uint64_t, SegmentEntry> deletions_;  // by offset of the tombstones
};

}  // namespace

Result<VerifyReport> verify_file(const std::string& path, const ProgressCallback& progress,
                                 const OpenOptions& options) {
  RIFFLE_TRY_ASSIGN(File file, File::open_for_reading(path));
  Result<VerifyReport> report = FileVerifier(std::move(file), progress, options).verify();
  if (!report && !report.error().message.starts_with(path)) {
    Error error = report.error();
    error.message = path + ": " + error.message;
    return std::unexpected(std::move(error));
  }
  return report;
}

}  // namespace riffle

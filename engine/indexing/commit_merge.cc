// CommitBuilder's merging: small segments at commit, all of them at compaction, and leaving dead bytes behind.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/try.h"
#include "indexing/commit_builder.h"
#include "indexing/segment_merger.h"
#include "storage/verify.h"

namespace riffle {
namespace {

/// So many dead bytes are left in a file however few live ones there are.
constexpr std::uint64_t kLeastDeadBytes = 512 << 10;

SegmentSize size_of(const SegmentEntry& entry, std::uint64_t deleted) {
  SegmentSize size;
  size.bytes = entry.total_bytes;
  for (const std::uint64_t tokens : entry.field_tokens) size.tokens += tokens;
  size.documents = entry.doc_count;
  size.deleted = static_cast<std::uint32_t>(deleted);
  return size;
}

/// Those documents of `order` from `at` on that make one segment: all, unless it would have too many tokens. `at` goes
/// behind them.
Result<DocumentOrder> take_segment(std::span<const MergeSource> sources, const DocumentOrder& order, std::size_t& at) {
  std::uint64_t tokens = 0;
  DocumentOrder part;
  for (; at < order.size() && tokens < kMaxMergedTokens; ++at) {
    const SegmentReader& reader = *sources[order[at].source].reader;
    if (!reader.touch_spans(order[at].doc, order[at].doc)) return reader.damage();
    const std::uint64_t fields = reader.text_field_count();
    tokens += reader.span((order[at].doc + std::uint64_t{1}) * fields) - reader.span(order[at].doc * fields);
    part.push_back(order[at]);
  }
  return part;
}

}  // namespace

std::vector<MergeSource> CommitBuilder::sources_of(MergeRange range) const {
  std::vector<MergeSource> sources;
  for (std::size_t i = range.first; i < range.last; ++i) {
    sources.push_back({.reader = members_[i].reader, .tombstones = &members_[i].tombstones});
  }
  return sources;
}

Result<CommitMember> CommitBuilder::write_merged(std::span<const MergeSource> sources, const DocumentOrder& order) {
  RIFFLE_TRY_ASSIGN(const std::unique_ptr<Analyzer> analyzer, open_analyzer(analyzer_, analyzer_version_));
  MergeOptions options;
  options.schema = &schema_;
  options.analyzer = analyzer.get();
  options.format_minor = writer_->format_minor();
  options.store = store_;
  options.memory_bytes = options_.memory_bytes;
  options.batch_bytes = memory_.batch_bytes;
  options.copy_values = memory_.copy_values;
  options.spill_folder = folder_of(path_);
  options.threads = memory_.threads;
  options.find_copies = options_.find_copies;
  RIFFLE_TRY_ASSIGN(BuiltSegment built, riffle::merge_segments(sources, order, options, *writer_));
  RIFFLE_TRY(analyzer->status());
  RIFFLE_TRY(check_maps());
  CommitMember member;
  member.entry = std::move(built.entry);
  member.entry.offset = writer_->position() - member.entry.total_bytes;
  member.entry.live_field_tokens = member.entry.field_tokens;
  return member;
}

// In every document each text field has a place, so that segments which lack one are written anew.
Status CommitBuilder::widen_members() {
  const std::uint32_t text_fields = schema_.text_field_count();
  std::vector<CommitMember> members;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].entry.field_tokens.size() == text_fields) {
      members.push_back(std::move(members_[i]));
      continue;
    }
    const std::vector<MergeSource> sources = sources_of({.first = i, .last = i + 1});
    const DocumentOrder order = order_of_index(sources);
    for (std::size_t at = 0; at < order.size();) {
      RIFFLE_TRY_ASSIGN(const DocumentOrder part, take_segment(sources, order, at));
      RIFFLE_TRY_ASSIGN(CommitMember widened, write_merged(sources, part));
      RIFFLE_TRY(check_made(members.emplace_back(std::move(widened))));
    }
    ++segments_merged_;
  }
  members_ = std::move(members);
  return {};
}

Status CommitBuilder::merge_members() {
  const std::uint64_t committed = writer_->base() ? writer_->base()->slot.committed_bytes : 0;
  for (;;) {
    std::vector<SegmentSize> sizes;
    sizes.reserve(members_.size());
    for (const CommitMember& member : members_) sizes.push_back(size_of(member.entry, member.tombstones.size()));
    const std::uint64_t most_bytes = has_small_segments_ ? options_.memory_bytes : kMaxMergedBytes;
    const std::optional<MergeRange> range = next_merge(sizes, most_bytes);
    if (!range) return {};
    for (std::size_t i = range->first; i < range->last; ++i)
      RIFFLE_TRY(members_[i].map(*writer_, schema_, members_.size()));
    const std::vector<MergeSource> sources = sources_of(*range);
    RIFFLE_TRY_ASSIGN(CommitMember merged, write_merged(sources, order_of_index(sources)));
    RIFFLE_TRY(check_made(merged));
    segments_merged_ += range->last - range->first;
    std::vector<SegmentEntry> taken;
    for (std::size_t i = range->first; i < range->last; ++i) taken.push_back(members_[i].entry);
    members_[range->first] = std::move(merged);
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(range->first + 1),
                   members_.begin() + static_cast<std::ptrdiff_t>(range->last));
    for (const SegmentEntry& entry : taken) {
      if (entry.offset >= committed) RIFFLE_TRY(writer_->discard(entry.offset, entry.total_bytes));
    }
  }
}

Status CommitBuilder::write_members(CommitRecord& record) {
  std::uint64_t live_bytes = kFirstBlobOffset + kPageBytes;
  std::uint64_t tombstone_bytes = 0;
  for (const CommitMember& member : members_) {
    live_bytes += member.entry.total_bytes;
    if (member.tombstones.size() > 0) tombstone_bytes += round_up(member.tombstones.to_bytes().size(), kPageBytes);
  }
  live_bytes += tombstone_bytes;
  const std::uint64_t file_bytes = writer_->position() + tombstone_bytes + kPageBytes;
  if (!options_.keep_history && writer_->base() &&
      file_bytes - std::min(file_bytes, live_bytes) > std::max(live_bytes, kLeastDeadBytes)) {
    RIFFLE_TRY(move_to_new_file());
  }
  for (CommitMember& member : members_) {
    RIFFLE_TRY(member.write_tombstones(*writer_));
    record.segments.push_back(member.entry);
  }
  return {};
}

// Segments know nothing of their place, so their bytes are copied as they are.
Status CommitBuilder::move_to_new_file() {
  RIFFLE_TRY(writer_->begin_replacement(writer_->base()->header));
  is_replacement_ = true;
  for (CommitMember& member : members_) {
    const std::uint64_t offset = writer_->position();
    RIFFLE_TRY(writer_->copy_from_replaced(member.entry.offset, member.entry.total_bytes));
    member.entry.offset = offset;
    member.newly_deleted = member.tombstones.size();  // they are written again
  }
  return {};
}

Result<CommitReport> CommitBuilder::compact(DocumentSort sort) {
  RIFFLE_TRY(check_idle());
  failed_ = true;  // until everything has gone well
  const std::vector<MergeSource> sources = sources_of({.first = 0, .last = members_.size()});
  DocumentOrder order = order_of_index(sources);
  if (sort == DocumentSort::kDate) {
    RIFFLE_TRY_ASSIGN(order, order_by_date(sources, schema_));
  } else if (sort == DocumentSort::kGraphBisection) {
    RIFFLE_TRY_ASSIGN(order, order_by_bisection(sources, options_.memory_bytes, memory_.threads));
  }
  // All is written anew, and so in the present version of the format.
  RIFFLE_TRY(writer_->begin_replacement(FileHeader{}));
  is_replacement_ = true;
  CommitRecord record = new_record();
  const std::uint64_t documents = order.size();
  for (std::size_t at = 0; at < order.size();) {
    RIFFLE_TRY_ASSIGN(const DocumentOrder part, take_segment(sources, order, at));
    RIFFLE_TRY_ASSIGN(const CommitMember merged, write_merged(sources, part));
    record.segments.push_back(merged.entry);
  }
  segments_merged_ = members_.size();
  RIFFLE_TRY(prepare(std::move(record), [documents](const std::string& path) -> Status {
    RIFFLE_TRY_ASSIGN(const VerifyReport report, verify_file(path, {}));
    if (report.faults.empty() && report.documents_checked == documents) return {};
    return make_error(ErrorCode::kIo, path + ": what was written is not what is there; check the disk and the memory");
  }));
  return publish();
}

}  // namespace riffle

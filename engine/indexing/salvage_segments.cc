#include "indexing/salvage_segments.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/limits.h"
#include "base/try.h"
#include "format/block_guard.h"
#include "format/commit_format.h"
#include "format/segment_reader.h"
#include "indexing/salvage_commits.h"

namespace riffle {
namespace {

constexpr std::uint32_t kMostTableRows = 1024;
constexpr std::uint32_t kNeededRows = 7;
constexpr std::uint32_t kFrameMagicNumber = 0xFD2FB528;

bool is_free_kind(std::uint32_t kind) {
  return kind > static_cast<std::uint32_t>(SectionKind::kStoredDictionary) && kind < kFirstOptionalKind;
}

/// What is looked at in a whole file, from front to back, with the memory for a part of it.
class FileScan {
 public:
  FileScan(FileImage& image, std::uint64_t copy_bytes)
      : image_(image), file_(image.bytes()), most_(copy_bytes / 2), window_(scan_bytes(copy_bytes)) {}

  /// The bytes from `at` on are there, up to `ahead` of them or the end of the file; what was shown before may be gone.
  Status show(std::uint64_t at, std::uint64_t ahead) {
    if (at + ahead <= shown_ && at >= shown_from_) return {};
    if (image_.resident_bytes() >= most_) image_.forget();
    const std::uint64_t bytes = std::min(std::max(ahead, window_), file_.size() - at);
    shown_from_ = at;
    shown_ = at + bytes;
    if (shown_ == file_.size()) shown_ = UINT64_MAX;
    return image_.fetch(at, bytes);
  }
  [[nodiscard]] ByteSpan file() const { return file_; }
  [[nodiscard]] bool has(std::uint64_t at, std::uint64_t bytes) const { return range_fits(at, bytes, file_.size()); }
  template <typename T>
  [[nodiscard]] T value(std::uint64_t at) const {
    return load<T>(file_.data() + at);
  }

 private:
  FileImage& image_;
  ByteSpan file_;
  std::uint64_t most_;
  std::uint64_t window_;
  std::uint64_t shown_from_ = 0;
  std::uint64_t shown_ = 0;
};

struct TableScan {
  std::uint32_t rows = 0;
  std::uint64_t sections_end = 0;
  std::uint64_t span_items = 0;
  std::uint64_t norm_items = 0;
  std::uint32_t field_count = 0;
};

/// The rows of a section table that begins at `at`, as far as they can be ones.
TableScan scan_table(const FileScan& scan, std::uint64_t at) {
  TableScan table;
  std::pair<std::uint32_t, std::uint32_t> previous;
  for (; table.rows < kMostTableRows && scan.has(at + kSectionRowBytes * table.rows, kSectionRowBytes); ++table.rows) {
    const std::uint64_t row = at + kSectionRowBytes * table.rows;
    const auto kind = scan.value<std::uint32_t>(row);
    const auto field = scan.value<std::uint32_t>(row + 4);
    const auto offset = scan.value<std::uint64_t>(row + 8);
    const auto bytes = scan.value<std::uint64_t>(row + 16);
    const auto items = scan.value<std::uint64_t>(row + 24);
    if (table.rows < kNeededRows && (kind != table.rows + 1 || field != 0)) break;
    if (std::pair(kind, field) <= previous || is_free_kind(kind) || field >= limits::kFields) break;
    if (offset % kSectionAlignment != 0 || !range_fits(offset, bytes, at)) break;
    previous = {kind, field};
    table.sections_end = std::max(table.sections_end, offset + bytes);
    if (kind == static_cast<std::uint32_t>(SectionKind::kSpans)) table.span_items = items;
    if (kind == static_cast<std::uint32_t>(SectionKind::kNorms)) table.norm_items = items;
    if (kind == static_cast<std::uint32_t>(SectionKind::kColumn)) table.field_count = field + 1;
  }
  return table;
}

/// The segment whose section table begins at `at`.
std::optional<FoundSegment> segment_of_table(const FileScan& scan, std::uint64_t at) {
  const TableScan table = scan_table(scan, at);
  if (table.rows < kNeededRows) return std::nullopt;
  // The table stands right behind the last section, and N x T + 1 spans beside N x (T + 1) norms tell N.
  const std::uint64_t table_offset = round_up(table.sections_end, kSectionAlignment);
  if (table_offset > at - kFirstBlobOffset || (at - table_offset) % kPageBytes != 0) return std::nullopt;
  if (table.span_items < 1 || table.norm_items < table.span_items - 1) return std::nullopt;
  const std::uint64_t docs = table.norm_items - (table.span_items - 1);
  if (docs == 0 || docs >= UINT32_MAX || (table.span_items - 1) % docs != 0) return std::nullopt;
  FoundSegment found;
  found.has_table = true;
  found.field_count = table.field_count;
  found.text_field_count = static_cast<std::uint32_t>((table.span_items - 1) / docs);
  SegmentEntry& entry = found.entry;
  entry.offset = at - table_offset;
  entry.table_offset = table_offset;
  entry.section_count = table.rows;
  entry.data_bytes = round_up(table_offset + kSectionRowBytes * table.rows, kPageBytes);
  entry.total_bytes = entry.data_bytes + BlockGuard::tree_bytes(entry.data_bytes);
  entry.doc_count = static_cast<std::uint32_t>(docs);
  return found;
}

/// The stored index that begins at `at`, right behind the blocks of which it tells the length. Entries that do not
/// increase end the look, so that indexes inside others cost no more than one.
Result<std::optional<StoredPlaces>> stored_of_index(FileScan& scan, std::uint64_t at) {
  if (!scan.has(at, 24) || scan.value<std::uint64_t>(at + 8) != 0) return std::nullopt;
  const auto count = scan.value<std::uint64_t>(at);
  if (count == 0 || count > (scan.file().size() - at) / 16) return std::nullopt;
  const std::uint64_t index_bytes = 8 + 8 * (count + 1) + 4 * (count + 1) + 4 * count;
  if (!scan.has(at, index_bytes)) return std::nullopt;
  std::uint64_t offset = 0;
  for (std::uint64_t i = 1; i <= count; ++i) {
    RIFFLE_TRY(scan.show(at + 8 + 8 * i, 8));
    const auto next = scan.value<std::uint64_t>(at + 8 + 8 * i);
    if (next <= offset || next > at) return std::nullopt;
    offset = next;
  }
  const std::uint64_t before = round_up(offset, kSectionAlignment);
  if (before > at - kFirstBlobOffset || (at - before) % kPageBytes != 0) return std::nullopt;
  const std::uint64_t first_docs = at + 8 + 8 * (count + 1);
  std::uint32_t doc = 0;
  for (std::uint64_t i = 0; i <= count; ++i) {
    RIFFLE_TRY(scan.show(first_docs + 4 * i, 4));
    const auto next = scan.value<std::uint32_t>(first_docs + 4 * i);
    if (i == 0 ? next != 0 : next <= doc) return std::nullopt;
    doc = next;
  }
  // A document takes a byte, and blocks expand to so much at most: what a false number says beyond is not there.
  const std::uint64_t most_docs = offset * limits::kStoredExpansion + count * limits::kStoredSlackBytes;
  return StoredPlaces{.begin = at - before,
                      .block_bytes = offset,
                      .index_offset = at,
                      .index_bytes = index_bytes,
                      .doc_count = static_cast<std::uint32_t>(std::min<std::uint64_t>(doc, most_docs))};
}

FoundSegment without_table(const StoredPlaces& stored) {
  FoundSegment found;
  found.entry.offset = stored.begin;
  found.entry.data_bytes = stored.index_offset + stored.index_bytes - stored.begin;
  found.entry.total_bytes = found.entry.data_bytes;
  found.entry.doc_count = stored.doc_count;
  return found;
}

/// Of segments that share bytes one stays: one with a table, else the first.
std::vector<FoundSegment> without_overlaps(std::vector<FoundSegment> found) {
  std::sort(found.begin(), found.end(), [](const FoundSegment& a, const FoundSegment& b) {
    return std::tuple(a.entry.offset, !a.has_table, a.entry.data_bytes) <
           std::tuple(b.entry.offset, !b.has_table, b.entry.data_bytes);
  });
  std::vector<FoundSegment> kept;
  for (FoundSegment& segment : found) {
    const bool overlaps =
        !kept.empty() && segment.entry.offset < kept.back().entry.offset + kept.back().entry.total_bytes;
    if (!overlaps)
      kept.push_back(std::move(segment));
    else if (segment.has_table && !kept.back().has_table)
      kept.back() = std::move(segment);
  }
  return kept;
}

/// What has neither a table nor a stored index any more begins with a frame at the border of a page all the same.
Status add_bare_blocks(FileScan& scan, std::uint64_t from, std::vector<FoundSegment>& found) {
  const std::size_t count = found.size();
  std::uint64_t begin = round_up(std::max(from, kFirstBlobOffset), kPageBytes);
  for (std::size_t i = 0; i <= count; ++i) {
    const std::uint64_t end = i < count ? found[i].entry.offset : scan.file().size();
    for (std::uint64_t at = begin; at < end && scan.has(at, 4); at += kPageBytes) {
      RIFFLE_TRY(scan.show(at, 4));
      if (scan.value<std::uint32_t>(at) != kFrameMagicNumber) continue;
      FoundSegment bare;
      bare.entry.offset = at;
      bare.entry.data_bytes = bare.entry.total_bytes = end - at;
      found.push_back(std::move(bare));
      break;
    }
    if (i < count) begin = round_up(end + found[i].entry.total_bytes, kPageBytes);
  }
  std::ranges::sort(found, {}, [](const FoundSegment& segment) { return segment.entry.offset; });
  return {};
}

}  // namespace

Result<std::vector<FoundSegment>> find_segments(FileImage& image, std::uint64_t from, std::uint64_t copy_bytes) {
  FileScan scan(image, copy_bytes);
  std::vector<FoundSegment> found;
  const std::uint64_t begin = round_up(std::max(from, kFirstBlobOffset), kSectionAlignment);
  for (std::uint64_t at = begin; scan.has(at, kSectionAlignment); at += kSectionAlignment) {
    RIFFLE_TRY(scan.show(at, kSectionAlignment));
    if (scan.value<std::uint64_t>(at) == 1 && scan.value<std::uint64_t>(at + kSectionRowBytes) == 2) {
      RIFFLE_TRY(scan.show(at, kMostTableRows * kSectionRowBytes));
      auto segment = segment_of_table(scan, at);
      if (segment && segment->entry.offset >= from) found.push_back(std::move(*segment));
    }
    RIFFLE_TRY_ASSIGN(const std::optional<StoredPlaces> stored, stored_of_index(scan, at));
    if (stored && stored->begin >= from) found.push_back(without_table(*stored));
  }
  found = without_overlaps(std::move(found));
  RIFFLE_TRY(add_bare_blocks(scan, from, found));
  for (FoundSegment& segment : found) {
    if (image.resident_bytes() >= copy_bytes / 2) image.forget();
    if (!segment.has_table) continue;
    RIFFLE_TRY_ASSIGN(segment.entry.tree_root, found_root(image, segment.entry));
  }
  return found;
}

Result<std::optional<StoredPlaces>> find_stored(FileImage& image, std::uint64_t offset, std::uint64_t data_bytes,
                                                std::uint64_t copy_bytes) {
  FileScan scan(image, copy_bytes);
  for (std::uint64_t at = offset + kSectionAlignment; at < offset + data_bytes && scan.has(at, kSectionAlignment);
       at += kSectionAlignment) {
    RIFFLE_TRY(scan.show(at, kSectionAlignment));
    RIFFLE_TRY_ASSIGN(const std::optional<StoredPlaces> stored, stored_of_index(scan, at));
    if (stored && stored->begin == offset) return stored;
  }
  return std::nullopt;
}

Result<std::uint64_t> found_root(const FileImage& image, const SegmentEntry& entry) {
  const std::vector<std::uint64_t> levels = BlockGuard::level_bytes(entry.data_bytes);
  std::uint64_t at = entry.offset + entry.data_bytes;
  for (std::size_t level = 0; level + 1 < levels.size(); ++level) at += levels[level];
  if (!range_fits(at, levels.back(), image.bytes().size())) return 0;
  RIFFLE_TRY(image.fetch(at, levels.back()));
  return checksum64(image.bytes().subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(levels.back())));
}

}  // namespace riffle

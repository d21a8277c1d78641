#include "format/segment_writer.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/checksum.h"
#include "base/try.h"
#include "format/block_guard.h"
#include "format/commit_format.h"

namespace riffle {

Status SegmentWriter::pad_to(std::uint64_t multiple) {
  static constexpr std::array<std::uint8_t, kPageBytes> kZeros{};
  return write(ByteSpan(kZeros).first(static_cast<std::size_t>(round_up(written_, multiple) - written_)));
}

Status SegmentWriter::begin_section(SectionKind kind, std::uint32_t field) {
  RIFFLE_TRY(pad_to(kSectionAlignment));
  rows_.push_back({.kind = static_cast<std::uint32_t>(kind), .field = field, .offset = written_});
  return {};
}

Status SegmentWriter::write(ByteSpan bytes) {
  RIFFLE_TRY(sink_.write(bytes));
  written_ += bytes.size();
  while (!bytes.empty()) {
    if (block_.empty() && bytes.size() >= BlockGuard::kBlockBytes) {
      checksums_.push_back(checksum64(bytes.first(BlockGuard::kBlockBytes)));
      bytes = bytes.subspan(BlockGuard::kBlockBytes);
      continue;
    }
    const std::size_t take = std::min<std::size_t>(bytes.size(), BlockGuard::kBlockBytes - block_.size());
    append_bytes(block_, bytes.first(take));
    bytes = bytes.subspan(take);
    if (block_.size() == BlockGuard::kBlockBytes) {
      checksums_.push_back(checksum64(block_));
      block_.clear();
    }
  }
  return {};
}

void SegmentWriter::end_section(std::uint64_t items) {
  rows_.back().bytes = written_ - rows_.back().offset;
  rows_.back().items = items;
}

Result<SegmentEntry> SegmentWriter::finish() {
  RIFFLE_TRY(pad_to(kSectionAlignment));
  std::sort(rows_.begin(), rows_.end(), [](const SectionRow& a, const SectionRow& b) {
    return std::tie(a.kind, a.field) < std::tie(b.kind, b.field);
  });
  SegmentEntry entry;
  entry.table_offset = written_;
  entry.section_count = static_cast<std::uint32_t>(rows_.size());
  ByteBuffer table;
  for (const SectionRow& row : rows_) {
    append(table, row.kind);
    append(table, row.field);
    append(table, row.offset);
    append(table, row.bytes);
    append(table, row.items);
  }
  RIFFLE_TRY(write(table));
  RIFFLE_TRY(pad_to(kPageBytes));
  if (!block_.empty()) checksums_.push_back(checksum64(block_));
  entry.data_bytes = written_;

  ByteBuffer tree;
  for (const std::uint64_t checksum : checksums_) append(tree, checksum);
  std::size_t level_start = 0;
  while (tree.size() - level_start > BlockGuard::kBlockBytes) {
    const std::size_t level_end = tree.size();
    for (std::size_t at = level_start; at < level_end; at += BlockGuard::kBlockBytes) {
      const std::size_t bytes = std::min<std::size_t>(BlockGuard::kBlockBytes, level_end - at);
      append(tree, checksum64(ByteSpan(tree).subspan(at, bytes)));
    }
    level_start = level_end;
  }
  entry.tree_root = checksum64(ByteSpan(tree).subspan(level_start));
  tree.resize(round_up(tree.size(), kPageBytes), 0);
  RIFFLE_TRY(sink_.write(tree));
  entry.total_bytes = entry.data_bytes + tree.size();
  return entry;
}

}  // namespace riffle

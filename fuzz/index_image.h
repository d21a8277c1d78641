// IndexImage: the bytes of one index file, where its parts lie, and the repair of its checksums after changes.
// Shape:   the places of commit records and segments are taken from the intact file, so that a repair reaches every
//          part whatever was changed.
// Source:  format-spec/riffle-format.md chapters 3 and 4, read anew: only the checksum function is the engine's.
#ifndef RIFFLE_FUZZ_INDEX_IMAGE_H_
#define RIFFLE_FUZZ_INDEX_IMAGE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/checksum.h"

namespace riffle {

class IndexImage {
 public:
  /// REQUIRES: the bytes of an intact index file.
  explicit IndexImage(ByteBuffer bytes) : bytes_(std::move(bytes)) { find_parts(); }

  [[nodiscard]] const ByteBuffer& bytes() const { return bytes_; }

  /// First bytes of the parts of the file: pages at its head, records, section tables, sections, tombstones.
  [[nodiscard]] const std::vector<std::size_t>& part_starts() const { return part_starts_; }

  /// A place in the file for any number: half of the numbers fall near the beginning of a part, where counts, offsets
  /// and tables lie, the others on any byte that is not padding.
  [[nodiscard]] std::size_t place(std::uint32_t number) const {
    if ((number & 1) != 0) return filled_[(number >> 1) % filled_.size()];
    const std::size_t start = part_starts_[(number >> 12) % part_starts_.size()];
    return std::min<std::size_t>(start + ((number >> 1) & 0x7FF), bytes_.size() - 1);
  }

  /// Makes every checksum of `changed` right again. REQUIRES: as many bytes as bytes().
  void repair(ByteBuffer& changed) const {
    Extent newest{};
    for (std::size_t i = commits_.size(); i-- > 0;) {
      const Commit& commit = commits_[i];
      if (i + 1 < commits_.size()) store(changed.data() + commit.offset + 40, newest.checksum);
      for (const SegmentPlace& segment : commit.segments) repair_segment(changed, segment);
      newest = {commit.offset, commit.bytes, checksum64(part(changed, commit.offset, commit.bytes))};
    }
    for (const std::size_t slot : {kPage, 2 * kPage}) {
      store(changed.data() + slot + 48, newest.checksum);
      store(changed.data() + slot + 504, checksum64(part(changed, slot, 504)));
    }
    store(changed.data() + 4088, checksum64(part(changed, 0, 4088)));
  }

 private:
  static constexpr std::size_t kPage = 4096;
  static constexpr std::size_t kBlock = 16384;

  struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t checksum = 0;
  };
  /// Where a segment entry's numbers stand in the file, and what they say in the intact file.
  struct SegmentPlace {
    std::size_t entry = 0;
    std::uint64_t offset = 0;
    std::uint64_t data_bytes = 0;
    std::uint64_t total_bytes = 0;
    Extent tombstones;
  };
  struct Commit {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::vector<SegmentPlace> segments;
  };

  static ByteSpan part(const ByteBuffer& bytes, std::uint64_t offset, std::uint64_t count) {
    return ByteSpan(bytes).subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
  }

  void find_parts() {
    part_starts_ = {0, kPage};
    std::uint64_t offset = load<std::uint64_t>(bytes_.data() + kPage + 32);
    std::uint64_t count = load<std::uint64_t>(bytes_.data() + kPage + 40);
    while (offset != 0) {
      commits_.push_back(read_commit(offset, count));
      part_starts_.push_back(static_cast<std::size_t>(offset));
      const std::uint8_t* const record = bytes_.data() + offset;
      count = load<std::uint64_t>(record + 32);
      offset = load<std::uint64_t>(record + 24);
    }
    for (std::size_t page = 0; page < bytes_.size(); page += kPage) {
      std::size_t end = std::min(page + kPage, bytes_.size());
      while (end > page && bytes_[end - 1] == 0) --end;
      for (std::size_t at = page; at < end; ++at) filled_.push_back(static_cast<std::uint32_t>(at));
    }
  }

  Commit read_commit(std::uint64_t offset, std::uint64_t count) {
    Commit commit{offset, count, {}};
    ByteReader reader(part(bytes_, offset, count));
    reader.skip(56);
    const auto segment_count = reader.read<std::uint32_t>();
    const auto field_count = reader.read<std::uint32_t>();
    reader.skip(reader.read<std::uint32_t>());
    reader.skip(8);
    std::size_t text_fields = 0;
    for (std::uint32_t i = 0; i < field_count; ++i) {
      reader.skip(reader.read<std::uint32_t>());
      if (reader.read<std::uint8_t>() == 1) ++text_fields;
      reader.skip(1);
    }
    for (std::uint32_t i = 0; i < segment_count; ++i) {
      SegmentPlace segment;
      segment.entry = static_cast<std::size_t>(offset) + reader.position();
      segment.offset = reader.read<std::uint64_t>();
      segment.data_bytes = reader.read<std::uint64_t>();
      segment.total_bytes = reader.read<std::uint64_t>();
      reader.skip(8);
      const auto table = static_cast<std::size_t>(segment.offset + reader.read<std::uint64_t>());
      const auto section_count = reader.read<std::uint32_t>();
      reader.skip(12);
      segment.tombstones.offset = reader.read<std::uint64_t>();
      segment.tombstones.bytes = reader.read<std::uint64_t>();
      segment.tombstones.checksum = reader.read<std::uint64_t>();
      reader.skip(16 * text_fields);
      part_starts_.push_back(table);
      for (std::size_t row = 0; row < section_count; ++row) {
        const auto start = load<std::uint64_t>(bytes_.data() + table + 32 * row + 8);
        part_starts_.push_back(static_cast<std::size_t>(segment.offset + start));
      }
      if (segment.tombstones.bytes != 0) part_starts_.push_back(static_cast<std::size_t>(segment.tombstones.offset));
      commit.segments.push_back(segment);
    }
    return commit;
  }

  static void repair_segment(ByteBuffer& changed, const SegmentPlace& segment) {
    std::uint8_t* const entry = changed.data() + segment.entry;
    std::uint64_t data_bytes = load<std::uint64_t>(entry + 8);
    if (data_bytes == 0 || data_bytes % kPage != 0 || data_bytes > segment.total_bytes) data_bytes = segment.data_bytes;
    std::uint64_t level_offset = segment.offset;
    std::uint64_t level_bytes = data_bytes;
    std::uint64_t next = segment.offset + data_bytes;
    const std::uint64_t end = segment.offset + segment.total_bytes;
    do {
      const std::uint64_t pieces = (level_bytes + kBlock - 1) / kBlock;
      if (pieces > (end - next) / 8) return;
      for (std::uint64_t i = 0; i < pieces; ++i) {
        const std::uint64_t count = std::min<std::uint64_t>(kBlock, level_bytes - i * kBlock);
        store(changed.data() + next + 8 * i, checksum64(part(changed, level_offset + i * kBlock, count)));
      }
      level_offset = next;
      level_bytes = 8 * pieces;
      next += level_bytes;
    } while (level_bytes > kBlock);
    store(entry + 24, checksum64(part(changed, level_offset, level_bytes)));
    if (segment.tombstones.bytes != 0) {
      store(entry + 72, checksum64(part(changed, segment.tombstones.offset, segment.tombstones.bytes)));
    }
  }

  ByteBuffer bytes_;
  std::vector<Commit> commits_;  ///< newest first
  std::vector<std::size_t> part_starts_;
  std::vector<std::uint32_t> filled_;
};

}  // namespace riffle

#endif  // RIFFLE_FUZZ_INDEX_IMAGE_H_

// BlockGuard: checks blocks of a segment against its checksum tree the first time they are touched. Those of an
// untrusted file are copied first (FileImage).
// Cost:    one bit test per 64 blocks once checked; 16 KiB of hashing per block the first time.
// Errors:  touch() says false when a block is damaged; error() then tells which. Damage is not remembered as good.
// Threads: any number may touch at once (a block may then be checked twice).
// Life:    points into the mapped segment.
// Source:  format-spec 4.2.
#ifndef RIFFLE_FORMAT_BLOCK_GUARD_H_
#define RIFFLE_FORMAT_BLOCK_GUARD_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "riffle/error.h"

namespace riffle {

class FileImage;

/// Whether what is read must be as its checksums say. Without, whoever reads must tell that nothing vouches for it.
enum class BlockChecks : std::uint8_t { kAll, kNone };

class BlockGuard {
 public:
  /// `data` = the data bytes of the segment, `tree` = the checksum tree after them (padding included).
  /// `file_offset` = where the segment starts in the file, for messages.
  /// `copies` = where the bytes must be fetched before they are read; null when they are simply there.
  BlockGuard(ByteSpan data, ByteSpan tree, std::uint64_t root, std::uint64_t file_offset, std::string label,
             const FileImage* copies = nullptr, BlockChecks checks = BlockChecks::kAll);

  /// True when every block of data bytes [offset, offset + bytes) is sound. REQUIRES: the range lies inside the data.
  bool touch(std::uint64_t offset, std::uint64_t bytes) const {
    if (bytes == 0) return true;
    const std::uint64_t first = offset / kBlockBytes;
    const std::uint64_t last = (offset + bytes - 1) / kBlockBytes;
    if (first == last) {
      if ((checked_[first / 64].load(std::memory_order_acquire) >> (first % 64) & 1) != 0) return true;
    }
    return touch_blocks(first, last);
  }

  /// The first damage seen, as kCorrupt, or why a block could not be copied. REQUIRES: a touch() said false.
  [[nodiscard]] Error error() const;

  /// Every block must be touched again. REQUIRES: nobody else is in a call, or reads what was touched.
  void forget() const;

  [[nodiscard]] std::uint64_t block_count() const { return block_count_; }

  static constexpr std::uint64_t kBlockBytes = 16384;
  /// Bytes of the levels of the tree over `data_bytes`, level 0 first, without padding.
  static std::vector<std::uint64_t> level_bytes(std::uint64_t data_bytes);
  /// Bytes of the whole tree with its padding to a page.
  static std::uint64_t tree_bytes(std::uint64_t data_bytes);

 private:
  bool touch_blocks(std::uint64_t first, std::uint64_t last) const;
  bool check_block(std::uint64_t block) const;
  bool check_level(std::size_t level, std::uint64_t piece) const;
  bool fail(std::uint64_t offset, const char* what) const;

  ByteSpan data_;
  ByteSpan tree_;
  std::uint64_t root_;
  std::uint64_t file_offset_;
  std::string label_;
  const FileImage* copies_;
  BlockChecks checks_;
  std::uint64_t block_count_;
  std::uint64_t piece_count_ = 0;
  std::vector<std::uint64_t> level_bytes_;
  std::vector<std::uint64_t> level_offsets_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> checked_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> checked_pieces_;  // of all levels, level 0 first
  std::vector<std::uint64_t> level_first_piece_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<Error> error_;
};

/// A section of a segment: bytes that must be touched before they are read.
class SectionView {
 public:
  SectionView() = default;
  SectionView(const BlockGuard* guard, ByteSpan bytes, std::uint64_t offset)
      : guard_(guard), bytes_(bytes), offset_(offset) {}

  /// True when [offset, offset + count) lies inside the section and its blocks are sound. After false, error() tells.
  bool touch(std::uint64_t offset, std::uint64_t count) const {
    return guard_ != nullptr && range_fits(offset, count, bytes_.size()) && guard_->touch(offset_ + offset, count);
  }
  /// Address of byte `offset`. REQUIRES: touched, or size() when nothing is read.
  [[nodiscard]] const std::uint8_t* at(std::uint64_t offset) const { return bytes_.data() + offset; }
  [[nodiscard]] ByteSpan span(std::uint64_t offset, std::uint64_t count) const {
    return bytes_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
  }
  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  /// Offset inside the segment.
  [[nodiscard]] std::uint64_t segment_offset() const { return offset_; }
  [[nodiscard]] bool present() const { return guard_ != nullptr; }

 private:
  const BlockGuard* guard_ = nullptr;
  ByteSpan bytes_;
  std::uint64_t offset_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_BLOCK_GUARD_H_

#include "format/block_guard.h"

#include <algorithm>
#include <utility>

#include "base/checksum.h"
#include "base/errors.h"
#include "base/file_image.h"
#include "format/commit_format.h"

namespace riffle {
namespace {

bool all_set(const std::atomic<std::uint64_t>* bits, std::uint64_t first, std::uint64_t last) {
  for (std::uint64_t word = first / 64; word <= last / 64; ++word) {
    const std::uint64_t low = word == first / 64 ? first % 64 : 0;
    const std::uint64_t high = word == last / 64 ? last % 64 : 63;
    const std::uint64_t mask = (~std::uint64_t{0} >> (63 - high)) & (~std::uint64_t{0} << low);
    if ((bits[word].load(std::memory_order_acquire) & mask) != mask) return false;
  }
  return true;
}

void set_bit(std::atomic<std::uint64_t>* bits, std::uint64_t index) {
  bits[index / 64].fetch_or(std::uint64_t{1} << (index % 64), std::memory_order_release);
}

bool bit(const std::atomic<std::uint64_t>* bits, std::uint64_t index) {
  return (bits[index / 64].load(std::memory_order_acquire) >> (index % 64) & 1) != 0;
}

}  // namespace

std::vector<std::uint64_t> BlockGuard::level_bytes(std::uint64_t data_bytes) {
  std::vector<std::uint64_t> levels;
  std::uint64_t covered = data_bytes;
  do {
    covered = (covered / kBlockBytes + (covered % kBlockBytes != 0 ? 1 : 0)) * 8;
    levels.push_back(covered);
  } while (covered > kBlockBytes);
  return levels;
}

std::uint64_t BlockGuard::tree_bytes(std::uint64_t data_bytes) {
  std::uint64_t sum = 0;
  for (const std::uint64_t bytes : level_bytes(data_bytes)) sum += bytes;
  return round_up(sum, kPageBytes);
}

BlockGuard::BlockGuard(ByteSpan data, ByteSpan tree, std::uint64_t root, std::uint64_t file_offset, std::string label,
                       const FileImage* copies, BlockChecks checks)
    : data_(data),
      tree_(tree),
      root_(root),
      file_offset_(file_offset),
      label_(std::move(label)),
      copies_(copies),
      checks_(checks),
      block_count_(round_up(data.size(), kBlockBytes) / kBlockBytes),
      level_bytes_(level_bytes(data.size())) {
  std::uint64_t offset = 0;
  for (const std::uint64_t bytes : level_bytes_) {
    level_offsets_.push_back(offset);
    level_first_piece_.push_back(piece_count_);
    offset += bytes;
    piece_count_ += round_up(bytes, kBlockBytes) / kBlockBytes;
  }
  checked_ = std::make_unique<std::atomic<std::uint64_t>[]>(block_count_ / 64 + 1);
  checked_pieces_ = std::make_unique<std::atomic<std::uint64_t>[]>(piece_count_ / 64 + 1);
}

void BlockGuard::forget() const {
  for (std::uint64_t word = 0; word <= block_count_ / 64; ++word) checked_[word].store(0, std::memory_order_release);
  for (std::uint64_t word = 0; word <= piece_count_ / 64; ++word)
    checked_pieces_[word].store(0, std::memory_order_release);
}

bool BlockGuard::touch_blocks(std::uint64_t first, std::uint64_t last) const {
  if (all_set(checked_.get(), first, last)) return true;
  for (std::uint64_t block = first; block <= last; ++block) {
    if (!bit(checked_.get(), block) && !check_block(block)) return false;
  }
  return true;
}

bool BlockGuard::check_block(std::uint64_t block) const {
  const std::uint64_t entry = block * 8;
  const bool is_checked = checks_ == BlockChecks::kAll;
  if (is_checked && !check_level(0, entry / kBlockBytes)) return false;
  const std::uint64_t begin = block * kBlockBytes;
  const std::uint64_t bytes = std::min<std::uint64_t>(kBlockBytes, data_.size() - begin);
  if (copies_ != nullptr && !copies_->fetch(file_offset_ + begin, bytes)) return false;
  if (is_checked && checksum64(data_.subspan(begin, bytes)) != load<std::uint64_t>(tree_.data() + entry)) {
    return fail(begin, "the checksum of a block does not match");
  }
  set_bit(checked_.get(), block);
  return true;
}

// Makes sure that piece `piece` of `level` is sound: first its parent's piece, then itself.
bool BlockGuard::check_level(std::size_t level, std::uint64_t piece) const {
  const std::uint64_t number = level_first_piece_[level] + piece;
  if (bit(checked_pieces_.get(), number)) return true;
  const std::uint64_t begin = piece * kBlockBytes;
  const std::uint64_t bytes = std::min(kBlockBytes, level_bytes_[level] - begin);
  std::uint64_t expected = root_;
  if (level + 1 < level_bytes_.size()) {
    const std::uint64_t entry = piece * 8;
    if (!check_level(level + 1, entry / kBlockBytes)) return false;
    expected = load<std::uint64_t>(tree_.data() + level_offsets_[level + 1] + entry);
  }
  const std::uint64_t at = data_.size() + level_offsets_[level] + begin;  // in the segment
  if (copies_ != nullptr && !copies_->fetch(file_offset_ + at, bytes)) return false;
  if (checksum64(tree_.subspan(level_offsets_[level] + begin, bytes)) != expected) {
    return fail(at, "the checksum tree does not match its root");
  }
  set_bit(checked_pieces_.get(), number);
  return true;
}

bool BlockGuard::fail(std::uint64_t offset, const char* what) const {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::make_unique<Error>(corrupt_error(label_, file_offset_ + offset, what).error());
  return false;
}

Error BlockGuard::error() const {
  if (copies_ != nullptr) {
    if (const Status copied = copies_->check(); !copied) return copied.error();
  }
  const std::lock_guard lock(mutex_);
  if (error_) return *error_;
  return corrupt_error(label_, file_offset_, "an offset points outside its section").error();
}

}  // namespace riffle

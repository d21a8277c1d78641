#include "base/file_image.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

/// In the largest unit of which `bytes` is a whole number.
std::string size_text(std::uint64_t bytes) {
  if (bytes % (1U << 20) == 0) return std::to_string(bytes >> 20) + " MiB";
  return bytes % 1024 == 0 ? std::to_string(bytes >> 10) + " KiB" : std::to_string(bytes) + " bytes";
}

}  // namespace

Result<std::unique_ptr<FileImage>> FileImage::map(const File& file, std::uint64_t bytes) {
  std::unique_ptr<FileImage> image(new FileImage);
  RIFFLE_TRY_ASSIGN(image->map_, MappedFile::map(file, bytes));
  image->bytes_ = image->map_->bytes().first(static_cast<std::size_t>(bytes));
  return image;
}

Result<std::unique_ptr<FileImage>> FileImage::copy(File file, std::uint64_t bytes, std::uint64_t memory_bytes) {
  std::unique_ptr<FileImage> image(new FileImage);
  image->memory_bytes_ = memory_bytes;
  const std::string path = file.path();
  image->source_.emplace(std::move(file));
  // Address space alone: a page takes memory when a piece is read into it.
  void* const memory = mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return io_error(path + ": there is no address space for a copy", errno);
  image->memory_ = static_cast<std::uint8_t*>(memory);
  image->bytes_ = {image->memory_, static_cast<std::size_t>(bytes)};
  image->is_there_.resize(static_cast<std::size_t>(round_up(bytes, kPieceBytes) / kPieceBytes));
  return image;
}

FileImage::~FileImage() {
  if (memory_ != nullptr) munmap(memory_, bytes_.size());
}

Status FileImage::check() const {
  if (map_) return map_->check();
  const std::lock_guard lock(mutex_);
  if (failure_) return std::unexpected(*failure_);
  return {};
}

std::uint64_t FileImage::resident_bytes() const {
  const std::lock_guard lock(mutex_);
  return pieces_there_ * kPieceBytes;
}

Status FileImage::fetch_pieces(std::uint64_t first, std::uint64_t last) const {
  const std::lock_guard lock(mutex_);
  const auto is_there = [&](std::uint64_t piece) { return is_there_[static_cast<std::size_t>(piece)]; };
  while (first <= last) {
    // A piece that is there is never read again: somebody may have checked it, and use it.
    if (is_there(first)) {
      ++first;
      continue;
    }
    std::uint64_t count = 1;
    while (first + count <= last && !is_there(first + count)) ++count;
    Status read = read_pieces(first, count);
    if (!read) {
      failure_ = std::move(read).error();
      return std::unexpected(*failure_);
    }
    first += count;
  }
  return {};
}

Status FileImage::read_pieces(std::uint64_t first, std::uint64_t count) const {
  if (count > memory_bytes_ / kPieceBytes - pieces_there_) {
    return make_error(ErrorCode::kResourceLimit,
                      source_->path() + ": more of the file is needed at once than the " + size_text(memory_bytes_) +
                          " that copies of it may take; allow more memory for them, or ask for less");
  }
  const std::uint64_t begin = first * kPieceBytes;
  const std::uint64_t bytes = std::min<std::uint64_t>(count * kPieceBytes, bytes_.size() - begin);
  const Status read = source_->read_at(begin, memory_ + begin, static_cast<std::size_t>(bytes));
  if (!read) return read.error().code == ErrorCode::kCorrupt ? Status(lost_bytes_error(source_->path())) : read;
  std::fill_n(is_there_.begin() + static_cast<std::ptrdiff_t>(first), count, true);
  pieces_there_ += count;
  return {};
}

void FileImage::forget() {
  const std::lock_guard lock(mutex_);
  if (pieces_there_ == 0) return;
  madvise(memory_, bytes_.size(), MADV_DONTNEED);
  is_there_.assign(is_there_.size(), false);
  pieces_there_ = 0;
  if (failure_ && failure_->code == ErrorCode::kResourceLimit) failure_.reset();
}

}  // namespace riffle

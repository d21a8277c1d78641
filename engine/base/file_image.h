// FileImage: the first bytes of an open file in one piece of memory, as a map or as copies.
// Shape:   mapped, bytes are there at once, and are whatever the file holds when they are read. Copied, a page is read
//          from the file when it is first fetched, and stays as it was read until it is forgotten: nobody can change it
//          after it was checked, and a file that is cut short gives an error and no signal.
// Cost:    mapped, fetch() is one comparison. Copied: address space for all bytes, memory for the pages that were
//          fetched, a lock for each call and a read for pages side by side.
// Errors:  kIo; kResourceLimit when more pages are fetched than there is memory for.
// Threads: fetch() from any number of threads; forget() needs the image for itself.
// Life:    the file may be renamed or deleted meanwhile.
#ifndef RIFFLE_BASE_FILE_IMAGE_H_
#define RIFFLE_BASE_FILE_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/mapped_file.h"
#include "riffle/error.h"

namespace riffle {

class FileImage {
 public:
  /// REQUIRES: 0 < bytes <= file.size(), here and below.
  static Result<std::unique_ptr<FileImage>> map(const File& file, std::uint64_t bytes);
  /// Takes the file over. At most `memory_bytes` of it are in memory at a time.
  static Result<std::unique_ptr<FileImage>> copy(File file, std::uint64_t bytes, std::uint64_t memory_bytes);
  ~FileImage();
  FileImage(const FileImage&) = delete;
  FileImage& operator=(const FileImage&) = delete;

  /// All bytes; zeros stand for those that were not fetched.
  [[nodiscard]] ByteSpan bytes() const { return bytes_; }
  [[nodiscard]] bool is_copy() const { return source_.has_value(); }

  /// Makes sure that [offset, offset + count) is there. REQUIRES: it lies inside bytes().
  Status fetch(std::uint64_t offset, std::uint64_t count) const {
    if (!source_ || count == 0) return {};
    return fetch_pieces(offset / kPieceBytes, (offset + count - 1) / kPieceBytes);
  }
  /// Of a map: see MappedFile::check(). Of a copy: that no read has failed.
  [[nodiscard]] Status check() const;

  /// Bytes of the pieces that are in memory; 0 for a map.
  [[nodiscard]] std::uint64_t resident_bytes() const;
  /// Gives back the memory of a copy. Everything must be fetched again. REQUIRES: nobody uses a byte of it.
  void forget();

  static constexpr std::uint64_t kPieceBytes = 4096;

 private:
  FileImage() = default;
  Status fetch_pieces(std::uint64_t first, std::uint64_t last) const;
  Status read_pieces(std::uint64_t first, std::uint64_t count) const;

  std::unique_ptr<MappedFile> map_;
  ByteSpan bytes_;
  // of a copy
  std::optional<File> source_;
  std::uint8_t* memory_ = nullptr;
  std::uint64_t memory_bytes_ = 0;  // as they were allowed
  mutable std::mutex mutex_;
  mutable std::vector<bool> is_there_;
  mutable std::uint64_t pieces_there_ = 0;
  mutable std::optional<Error> failure_;
};

}  // namespace riffle

#endif  // RIFFLE_BASE_FILE_IMAGE_H_

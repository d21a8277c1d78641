#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr off_t kLockByte = off_t{1} << 62;
constexpr mode_t kNewFileMode = 0666;
constexpr int kNameTries = 100;

std::unexpected<Error> failure(const std::string& path, const char* what, int os_error) {
  auto error = io_error(path + ": " + what, os_error);
  if (os_error == ENOENT) error.error().code = ErrorCode::kNotFound;
  return error;
}

/// Descriptors below 3 are avoided: a stray write to standard output must never reach an index.
int above_standard_streams(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  const int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  const int os_error = errno;
  close(descriptor);
  errno = os_error;
  return moved;
}

}  // namespace

File::File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
    path_ = std::move(other.path_);
  }
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<File> File::open(const std::string& path, int flags) {
  int descriptor = -1;
  do {
    // Without O_NONBLOCK a pipe would be waited for before it can be refused.
    constexpr int kAlways = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    descriptor = above_standard_streams(::open(path.c_str(), flags | kAlways, kNewFileMode));
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return failure(path, "cannot be opened", errno);
  File file(descriptor, path);
  struct stat status{};
  if (fstat(descriptor, &status) != 0) return failure(path, "cannot be examined", errno);
  if (!S_ISREG(status.st_mode)) {
    return failure(path, "is not a regular file", S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
  }
  return file;
}

Result<File> File::open_for_reading(const std::string& path) { return open(path, O_RDONLY); }
Result<File> File::open_for_writing(const std::string& path) { return open(path, O_RDWR); }
Result<File> File::create_new(const std::string& path) { return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW); }

Result<File> File::create_unnamed(const std::string& folder) {
  const std::string base = folder.empty() ? "." : folder;
  Result<File> file = open(base, O_RDWR | O_TMPFILE);
  if (file) return file;
  // Some file systems know no unnamed files: make one and take its name away.
  static std::atomic<unsigned> next_number{0};
  for (int tries = 0; tries < kNameTries; ++tries) {
    const std::string path = base + "/.riffle-spill-" + std::to_string(getpid()) + "-" + std::to_string(next_number++);
    file = create_new(path);
    if (file) remove_file(path);
    if (file || file.error().os_error != EEXIST) break;
  }
  return file;
}

Result<std::uint64_t> File::size() const {
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) return failure(path_, "cannot be examined", errno);
  return static_cast<std::uint64_t>(status.st_size);
}

Status File::read_at(std::uint64_t offset, std::uint8_t* to, std::size_t bytes) const {
  while (bytes > 0) {
    const ssize_t got = pread(descriptor_, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(path_, "cannot be read", errno);
    if (got == 0) return corrupt_error(path_, offset, "the file ends too early");
    to += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
  return {};
}

Status File::write_at(std::uint64_t offset, ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t got = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failure(path_, "cannot be written", got < 0 ? errno : EIO);
    offset += static_cast<std::uint64_t>(got);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Status File::sync_data() {
  if (fdatasync(descriptor_) != 0) return failure(path_, "cannot be made durable", errno);
  return {};
}

Status File::truncate(std::uint64_t size) {
  if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failure(path_, "cannot be cut", errno);
  return {};
}

Status File::lock_for_writing() {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kLockByte;
  lock.l_len = 1;
  while (fcntl(descriptor_, F_OFD_SETLK, &lock) != 0) {
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == EACCES) {
      auto error = failure(path_, "another writer has the index open; wait for it to end", errno);
      error.error().code = ErrorCode::kLocked;
      return error;
    }
    return failure(path_, "cannot be locked", errno);
  }
  return {};
}

Result<bool> File::is_at(const std::string& path) const {
  struct stat mine{};
  struct stat named{};
  if (fstat(descriptor_, &mine) != 0) return failure(path_, "cannot be examined", errno);
  if (stat(path.c_str(), &named) != 0) {
    if (errno == ENOENT) return false;
    return failure(path, "cannot be examined", errno);
  }
  return mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
}

bool path_exists(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0;
}

Status rename_new(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  int os_error = errno;
  if (os_error == EINVAL || os_error == ENOSYS) {
    // A file system without the flag: a hard link does not replace either.
    if (link(from.c_str(), to.c_str()) == 0) {
      remove_file(from);
      return {};
    }
    os_error = errno;
  }
  auto error =
      failure(to, os_error == EEXIST ? "another writer has made the index meanwhile" : "cannot be created", os_error);
  if (os_error == EEXIST) error.error().code = ErrorCode::kLocked;
  return error;
}

void remove_file(const std::string& path) { (void)unlink(path.c_str()); }

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  const int descriptor = above_standard_streams(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor < 0) return failure(folder, "cannot be opened", errno);
  const int result = fsync(descriptor);
  const int os_error = errno;
  close(descriptor);
  if (result != 0) return failure(folder, "cannot be made durable", os_error);
  return {};
}

}  // namespace riffle

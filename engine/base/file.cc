#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/file_observer.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr off_t kLockByte = off_t{1} << 62;
constexpr mode_t kPrivateMode = 0600;
constexpr mode_t kAllBits = 07777;
constexpr mode_t kSetIdBits = 06000;
constexpr int kNameTries = 100;
constexpr std::uint64_t kZeroBytes = 1 << 20;

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

std::atomic<FileObserver*> the_observer{nullptr};

/// Makes a change, unless the observer lets it fail; -1 and errno as the system calls do.
template <typename Call>
int make_change(const FileChange& change, Call&& call) {
  FileObserver* const observer = the_observer.load(std::memory_order_relaxed);
  if (observer == nullptr) return call();
  std::size_t written = 0;
  if (const int os_error = observer->before(change, written); os_error != 0) {
    errno = os_error;
    return -1;
  }
  const int result = call();
  const int os_error = errno;
  if (result >= 0) observer->after(change);
  errno = os_error;
  return result;
}

/// One pwrite(), or what the observer makes of it.
ssize_t write_piece(const FileChange& change) {
  FileObserver* const observer = the_observer.load(std::memory_order_relaxed);
  const auto offset = static_cast<off_t>(change.offset);
  if (observer == nullptr) return pwrite(change.descriptor, change.bytes.data(), change.bytes.size(), offset);
  std::size_t written = 0;
  const int refused = observer->before(change, written);
  FileChange made = change;
  if (refused != 0) made.bytes = change.bytes.first(std::min(written, change.bytes.size()));
  ssize_t got = 0;
  if (!made.bytes.empty()) got = pwrite(made.descriptor, made.bytes.data(), made.bytes.size(), offset);
  if (got > 0) {
    made.bytes = made.bytes.first(static_cast<std::size_t>(got));
    observer->after(made);
  }
  if (refused == 0) return got;
  errno = refused;
  return -1;
}

}  // namespace

FileObserver* set_file_observer(FileObserver* observer) { return the_observer.exchange(observer); }

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

Result<File> File::open(const std::string& path, int flags, std::uint32_t bits) {
  File file(-1, path);  // a descriptor must not be lost for want of memory, nor a new file be left behind
  int& descriptor = file.descriptor_;
  const bool creates = (flags & O_CREAT) != 0;
  do {
    // Without O_NONBLOCK a pipe would be waited for before it can be refused.
    constexpr int kAlways = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    const auto call = [&] { return above_standard_streams(::open(path.c_str(), flags | kAlways, bits)); };
    descriptor = creates ? make_change({.kind = FileChange::Kind::kCreate, .path = path}, call) : call();
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return failure(path, "cannot be opened", errno);
  if (creates) return file;  // a regular one
  struct stat status{};
  if (fstat(descriptor, &status) != 0) return failure(path, "cannot be examined", errno);
  if (!S_ISREG(status.st_mode)) {
    return failure(path, "is not a regular file", S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
  }
  return file;
}

Result<File> File::open_for_reading(const std::string& path) { return open(path, O_RDONLY); }
Result<File> File::open_for_writing(const std::string& path) { return open(path, O_RDWR); }
Result<File> File::create_new(const std::string& path, std::uint32_t bits) {
  return open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, bits);
}

Result<File> File::create_unnamed(const std::string& folder) {
  const std::string base = folder.empty() ? "." : folder;
  const std::string shown = base + "/(temporary file)";
  Result<File> file = open(base, O_RDWR | O_TMPFILE, kPrivateMode);
  // Some file systems know no unnamed files: make one and take its name away.
  static std::atomic<unsigned> next_number{0};
  for (int tries = 0; !file && tries < kNameTries; ++tries) {
    const std::string path = base + "/.riffle-spill-" + std::to_string(getpid()) + "-" + std::to_string(next_number++);
    file = create_new(path, kPrivateMode);
    if (file) remove_file(path);
    if (!file && file.error().os_error != EEXIST) break;
  }
  if (!file) return failure(shown, "cannot be made", file.error().os_error);
  file->path_ = shown;
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
    const ssize_t got = write_piece(
        {.kind = FileChange::Kind::kWrite, .path = path_, .descriptor = descriptor_, .offset = offset, .bytes = bytes});
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failure(path_, "cannot be written", got < 0 ? errno : EIO);
    offset += static_cast<std::uint64_t>(got);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Status File::sync_data() {
  if (make_change({.kind = FileChange::Kind::kSync, .path = path_, .descriptor = descriptor_},
                  [&] { return fdatasync(descriptor_); }) != 0)
    return failure(path_, "cannot be made durable", errno);
  return {};
}

Status File::truncate(std::uint64_t size) {
  if (make_change({.kind = FileChange::Kind::kTruncate, .path = path_, .descriptor = descriptor_, .offset = size},
                  [&] { return ftruncate(descriptor_, static_cast<off_t>(size)); }) != 0)
    return failure(path_, "cannot be cut", errno);
  return {};
}

Status File::zero(std::uint64_t offset, std::uint64_t bytes) {
  if (bytes == 0) return {};
  const auto punch = [&] {
    return fallocate(descriptor_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                     static_cast<off_t>(bytes));
  };
  if (make_change({.kind = FileChange::Kind::kZero,
                   .path = path_,
                   .descriptor = descriptor_,
                   .offset = offset,
                   .length = bytes},
                  punch) == 0) {
    return {};
  }
  const ByteBuffer zeros(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kZeroBytes)), 0);
  while (bytes > 0) {
    const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, zeros.size()));
    RIFFLE_TRY(write_at(offset, ByteSpan(zeros).first(take)));
    offset += take;
    bytes -= take;
  }
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

Status File::take_mode_of(const File& other) {
  struct stat wanted{};
  struct stat mine{};
  if (fstat(other.descriptor_, &wanted) != 0) return failure(other.path_, "cannot be examined", errno);
  // Only a privileged process may give a file away; others may give it to a group that they are in. The permissions
  // must come last, since chown clears some.
  if (fchown(descriptor_, wanted.st_uid, wanted.st_gid) != 0) {
    const int ignored = fchown(descriptor_, static_cast<uid_t>(-1), wanted.st_gid);
    (void)ignored;
  }
  if (fstat(descriptor_, &mine) != 0) return failure(path_, "cannot be examined", errno);
  mode_t bits = bits_for_group({.bits = wanted.st_mode & kAllBits, .group = wanted.st_gid}, mine.st_gid);
  if (mine.st_uid != wanted.st_uid || mine.st_gid != wanted.st_gid) bits &= ~kSetIdBits;
  if (fchmod(descriptor_, bits) != 0) return failure(path_, "cannot be given its permissions", errno);
  return {};
}

Result<Permissions> File::permissions() const {
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) return failure(path_, "cannot be examined", errno);
  return Permissions{.bits = status.st_mode & kAllBits, .group = status.st_gid};
}

Status File::limit_permissions(std::uint32_t bits) {
  RIFFLE_TRY_ASSIGN(const Permissions present, permissions());
  if ((present.bits & ~bits) == 0) return {};
  if (fchmod(descriptor_, present.bits & bits) != 0) return failure(path_, "cannot be given its permissions", errno);
  return {};
}

Result<bool> File::is_remote() const {
  struct statfs status{};
  if (fstatfs(descriptor_, &status) != 0) return failure(path_, "cannot be examined", errno);
  return is_remote_type(static_cast<std::uint64_t>(status.f_type) & UINT32_MAX);
}

Result<std::uint64_t> File::link_count() const {
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) return failure(path_, "cannot be examined", errno);
  return static_cast<std::uint64_t>(status.st_nlink);
}

bool is_remote_type(std::uint64_t file_system_type) {
  switch (file_system_type) {
    case 0x6969:      // NFS
    case 0x517B:      // SMB
    case 0xFF534D42:  // CIFS
    case 0xFE534D42:  // SMB2
    case 0x5346414F:  // AFS
    case 0x6B414653:  // kAFS
    case 0x73757245:  // Coda
    case 0x00C36400:  // Ceph
      return true;
    default: return false;
  }
}

std::uint64_t process_number() { return static_cast<std::uint64_t>(getpid()); }

bool path_exists(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0;
}

Status rename_over(const std::string& from, const std::string& to) {
  if (make_change({.kind = FileChange::Kind::kRename, .path = from, .new_path = to},
                  [&] { return rename(from.c_str(), to.c_str()); }) != 0)
    return failure(to, "cannot be replaced", errno);
  return {};
}

Status rename_new(const std::string& from, const std::string& to) {
  if (make_change({.kind = FileChange::Kind::kRename, .path = from, .new_path = to},
                  [&] { return renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE); }) == 0) {
    return {};
  }
  int os_error = errno;
  if (os_error == EINVAL || os_error == ENOSYS) {
    // A file system without the flag: a hard link does not replace either.
    if (link(from.c_str(), to.c_str()) == 0) {
      remove_file(from);
      return {};
    }
    os_error = errno;
  }
  if (os_error == EEXIST && !path_exists(to)) {
    return make_error(ErrorCode::kIo,
                      to + ": it is a link to a file that is not there; delete the link, or name the file itself");
  }
  auto error =
      failure(to, os_error == EEXIST ? "another writer has made the index meanwhile" : "cannot be created", os_error);
  if (os_error == EEXIST) error.error().code = ErrorCode::kLocked;
  return error;
}

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> resolved(realpath(path.c_str(), nullptr), &std::free);
  if (!resolved) return failure(path, "cannot be examined", errno);
  return std::string(resolved.get());
}

void remove_file(const std::string& path) {
  (void)make_change({.kind = FileChange::Kind::kRemove, .path = path}, [&] { return unlink(path.c_str()); });
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Not by std::filesystem: its iterators end the process when memory runs out.
std::vector<std::string> paths_beginning_with(const std::string& beginning) {
  const std::string name = beginning.substr(beginning.rfind('/') + 1);
  const std::string folder = beginning.substr(0, beginning.size() - name.size());
  std::vector<std::string> paths;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder_of(beginning).c_str()), &closedir);
  if (!entries) return paths;
  while (const dirent* const entry = readdir(entries.get())) {
    const std::string_view found(static_cast<const char*>(entry->d_name));
    if (found.starts_with(name)) paths.push_back(folder + std::string(found));
  }
  return paths;
}

std::string temporary_folder() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

Status sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  const int descriptor = above_standard_streams(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor < 0) return failure(path, "its folder cannot be opened", errno);
  const int result = make_change({.kind = FileChange::Kind::kSyncFolder, .path = folder, .descriptor = descriptor},
                                 [&] { return fsync(descriptor); });
  const int os_error = errno;
  close(descriptor);
  if (result != 0) return failure(path, "its folder cannot be made durable", os_error);
  return {};
}

}  // namespace riffle

#include "files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace riffle_cli {
namespace {

constexpr mode_t kNewFileMode = 0666;
constexpr mode_t kPrivateMode = 0600;
constexpr int kMostLinks = 40;

bool is_special_file(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

/// What `path` leads to, there or not.
std::string without_links(const std::string& path) {
  std::filesystem::path place = path;
  for (int links = 0; links < kMostLinks; ++links) {
    std::error_code error;
    const std::filesystem::path next = std::filesystem::read_symlink(place, error);
    if (error) return place.string();
    place = place.parent_path() / next;
  }
  return path;
}

int create(const std::string& path, mode_t mode) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

/// The permissions of a file with those of group and others limited to what both have.
mode_t mode_for_another_group(mode_t mode) {
  const mode_t both = (mode >> 3) & mode & 07;
  return (mode & 0700) | (both << 3) | both;
}

/// Owner, group and permissions of the file that stood there; in another group nobody may do more than before.
int take_place_of(int descriptor, const struct stat& old) {
  if (::fchown(descriptor, old.st_uid, old.st_gid) != 0) {
    const int ignored = ::fchown(descriptor, static_cast<uid_t>(-1), old.st_gid);
    (void)ignored;
  }
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return errno;
  const mode_t mode = status.st_gid == old.st_gid ? old.st_mode & 0777 : mode_for_another_group(old.st_mode);
  return ::fchmod(descriptor, mode) == 0 ? 0 : errno;
}

/// Who may not read the folder cannot sync it, and some file systems cannot at all.
int sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor == -1) return errno == EACCES ? 0 : errno;
  const int os_error = ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
  ::close(descriptor);
  return os_error;
}

}  // namespace

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat status_a{};
  struct stat status_b{};
  return ::stat(a.c_str(), &status_a) == 0 && ::stat(b.c_str(), &status_b) == 0 && status_a.st_dev == status_b.st_dev &&
         status_a.st_ino == status_b.st_ino;
}

PartFile::PartFile(const std::string& target, const std::string& source) {
  if (is_special_file(target)) {
    descriptor_ = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
    open_error_ = descriptor_ == -1 ? errno : 0;
    return;
  }
  target_ = without_links(target);
  part_ = fmt::format("{}.{}.part", target_, ::getpid());
  open_part(source);
  if (open_error_ == 0 || descriptor_ == -1) return;
  ::unlink(part_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

// Whoever opens the part, however early, reads all that is written to it: it is never more open than it may be.
void PartFile::open_part(const std::string& source) {
  struct stat old{};
  struct stat made_of{};
  const bool is_there = ::stat(target_.c_str(), &old) == 0;
  const bool is_limited = !is_there && !source.empty();
  if (is_limited && ::stat(source.c_str(), &made_of) != 0) {
    open_error_ = errno;
    return;
  }
  const mode_t mode = is_there ? kPrivateMode : is_limited ? made_of.st_mode & kNewFileMode : kNewFileMode;
  descriptor_ = create(part_, mode);
  open_error_ = descriptor_ == -1 ? errno : 0;
  if (descriptor_ == -1) return;
  if (is_there) open_error_ = take_place_of(descriptor_, old);
  struct stat status{};
  if (!is_limited || (::fstat(descriptor_, &status) == 0 && status.st_gid == made_of.st_gid)) return;
  if (mode_for_another_group(mode) == mode) return;
  ::unlink(part_.c_str());
  ::close(descriptor_);
  descriptor_ = create(part_, mode_for_another_group(mode));
  open_error_ = descriptor_ == -1 ? errno : 0;
}

PartFile::~PartFile() {
  if (descriptor_ == -1) return;
  if (!part_.empty()) ::unlink(part_.c_str());
  ::close(descriptor_);
}

int PartFile::publish() {
  if (part_.empty()) return ::close(std::exchange(descriptor_, -1)) == 0 ? 0 : errno;
  // Open until it has its name: an interrupt looks for open files.
  int os_error = ::fsync(descriptor_) == 0 ? 0 : errno;
  if (os_error == 0 && ::rename(part_.c_str(), target_.c_str()) != 0) os_error = errno;
  if (os_error != 0) ::unlink(part_.c_str());
  if (::close(std::exchange(descriptor_, -1)) != 0 && os_error == 0) os_error = errno;
  return os_error == 0 ? sync_folder_of(target_) : os_error;
}

}  // namespace riffle_cli

// File: the only place with file system calls, but for the memory map (mapped_file.h).
// Errors:  kNotFound for a missing path, else kIo with errno; the message names the path.
// Threads: read_at() from any number of threads; the rest needs one owner.
// Life:    closes its descriptor; never keeps a descriptor below 3.
#ifndef RIFFLE_BASE_FILE_H_
#define RIFFLE_BASE_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/permissions.h"
#include "riffle/error.h"

namespace riffle {

class File {
 public:
  static Result<File> open_for_reading(const std::string& path);
  static Result<File> open_for_writing(const std::string& path);
  /// A new file that must not exist yet, with at most the permissions `bits`; the umask of the process takes its own.
  static Result<File> create_new(const std::string& path, std::uint32_t bits = Permissions{}.bits);
  /// A file without a name in `folder` ("" = the current one), for nobody else, gone when closed.
  static Result<File> create_unnamed(const std::string& folder);

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  [[nodiscard]] Result<std::uint64_t> size() const;
  /// Exactly `bytes` bytes from `offset`, or an error.
  Status read_at(std::uint64_t offset, std::uint8_t* to, std::size_t bytes) const;
  Status write_at(std::uint64_t offset, ByteSpan bytes);
  /// Data and length reach the disk.
  Status sync_data();
  Status truncate(std::uint64_t size);
  /// The bytes become zeros; where the file system can, they give their space back.
  Status zero(std::uint64_t offset, std::uint64_t bytes);
  /// Takes the writer lock (an open-file-description lock on one byte far beyond the data); kLocked when it is taken.
  Status lock_for_writing();
  /// Takes over the permissions of another file, and its owner and group where the system allows it; where only the
  /// group can be had, that. In a file of another group the bits of group and others are those that both had.
  Status take_mode_of(const File& other);
  [[nodiscard]] Result<Permissions> permissions() const;
  /// Takes away what is not in `bits`.
  Status limit_permissions(std::uint32_t bits);
  /// True when the file lies on a file system of another machine (NFS, SMB, AFS, Ceph), whose locks promise less.
  [[nodiscard]] Result<bool> is_remote() const;
  /// Names that lead to the file.
  [[nodiscard]] Result<std::uint64_t> link_count() const;
  /// True when `path` still names this very file.
  [[nodiscard]] Result<bool> is_at(const std::string& path) const;
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  File(int descriptor, std::string path);
  static Result<File> open(const std::string& path, int flags, std::uint32_t bits = 0);

  int descriptor_ = -1;
  std::string path_;
};

/// Whether statfs() calls a file system one of another machine.
bool is_remote_type(std::uint64_t file_system_type);
/// The number of this process, for names that must not clash.
std::uint64_t process_number();
bool path_exists(const std::string& path);
/// The paths in the folder of `beginning` that begin with it; none when the folder cannot be read.
std::vector<std::string> paths_beginning_with(const std::string& beginning);
/// Renames over what stands at `to`.
Status rename_over(const std::string& from, const std::string& to);
/// Renames without replacing an existing file; kLocked when `to` exists.
Status rename_new(const std::string& from, const std::string& to);
/// The path of the file itself, without symbolic links.
Result<std::string> real_path(const std::string& path);
void remove_file(const std::string& path);
/// Makes names in the folder of `path` durable.
Status sync_folder_of(const std::string& path);
/// The folder part of a path, "." when there is none.
std::string folder_of(const std::string& path);
/// Where files without a place of their own go: $TMPDIR or /tmp.
std::string temporary_folder();

}  // namespace riffle

#endif  // RIFFLE_BASE_FILE_H_

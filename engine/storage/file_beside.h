// A new file under a temporary name in the folder where it is to appear.
// Life:    the file is removed with the object, unless `path` has been cleared or taken: the name is another's then.
#ifndef RIFFLE_STORAGE_FILE_BESIDE_H_
#define RIFFLE_STORAGE_FILE_BESIDE_H_

#include <cstdint>
#include <string>
#include <utility>

#include "base/file.h"
#include "base/permissions.h"
#include "riffle/error.h"

namespace riffle {

struct FileBeside {
  FileBeside(File new_file, std::string new_path, std::uint32_t final_bits) noexcept
      : file(std::move(new_file)), path(std::move(new_path)), bits(final_bits) {}
  FileBeside(FileBeside&& other) noexcept
      : file(std::move(other.file)), path(std::exchange(other.path, {})), bits(other.bits) {}
  FileBeside& operator=(FileBeside&&) = delete;
  ~FileBeside() {
    if (!path.empty()) remove_file(path);
  }

  File file;
  std::string path;
  std::uint32_t bits;  ///< the permissions that it may have at most when it appears; its owner may write until then
};

/// "<path>.tmp-<process>-<number>", made anew and, where that can be, locked for writing; with no more permissions than
/// `limit`, from its first moment on. Strays are removed first.
Result<FileBeside> create_beside(const std::string& path, const Permissions& limit = {});

/// Removes files of such names that nobody has locked: processes left them that died. Where new names were given by
/// link() one may be another name of the file at `path`; it goes too when the caller gives that file, which he has
/// locked.
void remove_strays(const std::string& path, const File* locked = nullptr);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_FILE_BESIDE_H_

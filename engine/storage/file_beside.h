// A new file under a temporary name in the folder where it is to appear.
// Life:    the file is removed with the object, unless `path` has been cleared or taken: the name is another's then.
#ifndef RIFFLE_STORAGE_FILE_BESIDE_H_
#define RIFFLE_STORAGE_FILE_BESIDE_H_

#include <string>
#include <utility>

#include "base/file.h"
#include "riffle/error.h"

namespace riffle {

struct FileBeside {
  FileBeside(File new_file, std::string new_path) noexcept : file(std::move(new_file)), path(std::move(new_path)) {}
  FileBeside(FileBeside&& other) noexcept : file(std::move(other.file)), path(std::exchange(other.path, {})) {}
  FileBeside& operator=(FileBeside&&) = delete;
  ~FileBeside() {
    if (!path.empty()) remove_file(path);
  }

  File file;
  std::string path;
};

/// "<path>.tmp-<process>-<number>", made anew and, where that can be, locked for writing. Files of such names that
/// nobody has locked were left by processes that died, and are removed first.
Result<FileBeside> create_beside(const std::string& path);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_FILE_BESIDE_H_

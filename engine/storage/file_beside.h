// A new file under a temporary name in the folder where it is to appear.
#ifndef RIFFLE_STORAGE_FILE_BESIDE_H_
#define RIFFLE_STORAGE_FILE_BESIDE_H_

#include <string>

#include "base/file.h"
#include "riffle/error.h"

namespace riffle {

struct FileBeside {
  File file;
  std::string path;
};

/// "<path>.tmp-<process>-<number>", made anew.
Result<FileBeside> create_beside(const std::string& path);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_FILE_BESIDE_H_

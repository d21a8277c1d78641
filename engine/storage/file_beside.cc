#include "storage/file_beside.h"

#include <atomic>
#include <cerrno>
#include <utility>

#include "base/errors.h"

namespace riffle {
namespace {

constexpr int kNameTries = 100;

}  // namespace

Result<FileBeside> create_beside(const std::string& path) {
  static std::atomic<unsigned> next_number{0};
  for (int tries = 0; tries < kNameTries; ++tries) {
    std::string temporary = path + ".tmp-" + std::to_string(process_number()) + "-" + std::to_string(next_number++);
    // What stands there was left by a process of the same number that died, or is in use where that number means
    // another process; either way it is left alone.
    Result<File> file = File::create_new(temporary);
    if (file) return FileBeside(std::move(*file), std::move(temporary));
    if (file.error().os_error == EEXIST) continue;
    Error error = std::move(file).error();
    if (error.code == ErrorCode::kNotFound) error.message = path + ": its folder does not exist; create it first";
    return std::unexpected(std::move(error));
  }
  return make_error(ErrorCode::kIo, path + ": too many unfinished files stand beside it; delete " + path + ".tmp-*");
}

}  // namespace riffle

// ScratchFolder: a folder in memory where the system has one, which goes with the object.
// Errors:  what cannot be made ends the process.
#ifndef RIFFLE_FUZZ_SCRATCH_FOLDER_H_
#define RIFFLE_FUZZ_SCRATCH_FOLDER_H_

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "check.h"

namespace riffle::fuzz {

class ScratchFolder {
 public:
  explicit ScratchFolder(std::string_view name) {
    const std::filesystem::path memory = "/dev/shm";
    path_ = std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    path_ /= "riffle-" + std::string(name) + "-" + std::to_string(::getpid());
    std::filesystem::create_directories(path_);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

  /// Makes the folder empty again.
  void clear() const {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  check(file.good());
}

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_SCRATCH_FOLDER_H_

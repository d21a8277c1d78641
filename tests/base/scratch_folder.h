// A folder of its own for a test or a fuzzer, in memory where there is one; gone at the end. Whole files as strings.
#ifndef RIFFLE_TESTS_BASE_SCRATCH_FOLDER_H_
#define RIFFLE_TESTS_BASE_SCRATCH_FOLDER_H_

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace riffle {

class ScratchFolder {
 public:
  ScratchFolder() {
    static std::atomic<unsigned> next_number{0};
    std::error_code error;
    const std::filesystem::path memory = "/dev/shm";
    const bool is_usable = std::filesystem::is_directory(memory, error) && ::access(memory.c_str(), W_OK) == 0;
    path_ = (is_usable ? memory : std::filesystem::temp_directory_path()) /
            ("riffle-test-" + std::to_string(::getpid()) + "-" + std::to_string(next_number++));
    std::filesystem::create_directories(path_);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }
  [[nodiscard]] std::size_t file_count() const {
    const std::filesystem::directory_iterator files(path_);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
  /// Makes the folder empty again.
  void clear() const {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Throws when it cannot be written.
inline void write_whole_file(const std::string& path, std::string_view bytes) {
  std::ofstream file;
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.open(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_BASE_SCRATCH_FOLDER_H_

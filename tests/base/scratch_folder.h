// A folder of its own for a test, in memory where there is one; gone at the end. Whole files as strings.
#ifndef RIFFLE_TESTS_BASE_SCRATCH_FOLDER_H_
#define RIFFLE_TESTS_BASE_SCRATCH_FOLDER_H_

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
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
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::size_t file_count() const {
    const std::filesystem::directory_iterator files(path_);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_whole_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_BASE_SCRATCH_FOLDER_H_

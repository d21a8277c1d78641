// Files that commands write themselves (the index is written by the library).
#ifndef RIFFLE_CLI_FILES_H_
#define RIFFLE_CLI_FILES_H_

#include <string>

namespace riffle_cli {

/// Both paths exist and lead to one file.
bool is_same_file(const std::string& a, const std::string& b);

/// PartFile: a file that appears under its name when it is whole.
/// Shape:   written as "<target>.<pid>.part" and renamed by publish(); a device or a pipe is written to as it is.
/// Errors:  an errno, 0 = none.
/// Life:    the part is removed by the destructor, or by SIGINT, SIGTERM and SIGHUP. One at a time in a program.
class PartFile {
 public:
  explicit PartFile(std::string target);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  /// -1 when it could not be opened: open_error() says why.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] int open_error() const { return open_error_; }

  [[nodiscard]] int publish();

 private:
  std::string target_;
  std::string part_;  ///< empty when the target is written to directly
  int descriptor_ = -1;
  int open_error_ = 0;
};

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_FILES_H_

// Files that commands write themselves (the index is written by the library).
#ifndef RIFFLE_CLI_FILES_H_
#define RIFFLE_CLI_FILES_H_

#include <string>

namespace riffle_cli {

/// Both paths exist and lead to one file.
bool is_same_file(const std::string& a, const std::string& b);

/// PartFile: a file that appears under its name when it is whole and durable.
/// Shape:   written as "<target>.<pid>.part" and renamed by publish(); symbolic links are followed, a device or a pipe
///          is written to as it is. One that takes another's place keeps the permissions of that, and its owner where
///          the system allows it; a new one has at most those of the file that it is made of.
/// Errors:  an errno, 0 = none.
/// Life:    the part is removed by the destructor, and by remove_unfinished_files() of interrupt.h.
class PartFile {
 public:
  /// `source`: what it is made of; empty for nothing that has permissions.
  explicit PartFile(const std::string& target, const std::string& source = {});
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  /// -1 when it could not be opened: open_error() says why.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] int open_error() const { return open_error_; }

  [[nodiscard]] int publish();

 private:
  void open_part(const std::string& source);

  std::string target_;
  std::string part_;  ///< empty when the target is written to directly
  int descriptor_ = -1;
  int open_error_ = 0;
};

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_FILES_H_

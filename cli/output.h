// Output: buffered writing to a descriptor, with failures kept until they can be told.
// Errors:  a reader that went away (EPIPE, as `| head` does) is not a failure: is_closed() tells that more is
// pointless.
#ifndef RIFFLE_CLI_OUTPUT_H_
#define RIFFLE_CLI_OUTPUT_H_

#include <string>
#include <string_view>

namespace riffle_cli {

class Output {
 public:
  /// Standard output.
  Output();
  /// `name` is used in messages; the descriptor stays the caller's.
  Output(int descriptor, std::string name);

  void write(std::string_view text);

  /// Nobody reads any more, or a write failed: stop early.
  [[nodiscard]] bool is_closed() const { return reader_left_ || os_error_ != 0; }

  /// Writes what is left. The exit code: 0, or 1 after saying on standard error what failed.
  [[nodiscard]] int finish();

 private:
  void flush();

  int descriptor_;
  std::string name_;
  std::string buffer_;
  bool reader_left_ = false;
  int os_error_ = 0;
};

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_OUTPUT_H_

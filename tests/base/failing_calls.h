// System calls that a test lets fail: those that open, look, read, map and lock, which a FileObserver does not see, and
// the answers of file systems that the tests do not run on.
// Shape:   the calls of the C library with these names are replaced in the whole test program, and passed on.
// Threads: the calls of the thread that made the FailingCall are counted.
#ifndef RIFFLE_TESTS_BASE_FAILING_CALLS_H_
#define RIFFLE_TESTS_BASE_FAILING_CALLS_H_

#include <cstdint>
#include <string_view>

namespace riffle::test {

enum class Failing : std::uint8_t { kOnce, kForEver };

/// While it lives, the `number`-th call (from 0) of `name`, or each from there on, fails with `os_error`, or returns 0
/// when that is 0.
class FailingCall {
 public:
  /// Instead of a number of an error: pread and pwrite take half of the bytes, other calls do what they should.
  static constexpr int kShort = -1;
  /// The same: fstatfs tells of a file system of another machine.
  static constexpr int kRemote = -2;

  /// `name`: open, fstat, stat, fstatfs, pread, pwrite, fcntl, mmap, realpath, opendir, fchmod, fchown, fallocate,
  /// renameat2;
  /// empty for a call of any of them.
  FailingCall(std::string_view name, std::uint64_t number, int os_error, Failing how_often = Failing::kOnce);
  FailingCall(const FailingCall&) = delete;
  FailingCall& operator=(const FailingCall&) = delete;
  ~FailingCall();

  [[nodiscard]] bool has_happened() const { return count_ > number_; }
  /// Calls so far, failing or not.
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// For the replaced calls: whether this one fails.
  bool counts(std::string_view name);
  [[nodiscard]] int os_error() const { return os_error_; }

 private:
  std::string_view name_;
  std::uint64_t number_;
  int os_error_;
  Failing how_often_;
  std::uint64_t count_ = 0;
};

}  // namespace riffle::test

#endif  // RIFFLE_TESTS_BASE_FAILING_CALLS_H_

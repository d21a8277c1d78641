#include "output.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "errors.h"

namespace riffle_cli {
namespace {

constexpr std::size_t kBufferBytes = 64 << 10;

}  // namespace

Output::Output() : Output(STDOUT_FILENO, "standard output") {}

Output::Output(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}

void Output::write(std::string_view text) {
  if (is_closed()) return;
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes) flush();
}

void Output::flush() {
  std::string_view left = buffer_;
  while (!left.empty() && !is_closed()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written >= 0) {
      left.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      reader_left_ = true;
    } else if (errno != EINTR) {
      os_error_ = errno;
    }
  }
  buffer_.clear();
}

int Output::finish() {
  flush();
  if (os_error_ == 0) return kExitDone;
  return fail(name_, "cannot write: " + std::generic_category().message(os_error_), advice_for_os_error(os_error_));
}

}  // namespace riffle_cli

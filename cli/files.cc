#include "files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <utility>

namespace riffle_cli {
namespace {

/// The part, for the signal handler; empty when there is none.
std::array<char, PATH_MAX> g_part_path{};

void remove_part_and_die(int signal_number) {
  if (g_part_path.front() != '\0') ::unlink(g_part_path.data());
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void set_signal_action(void (*handler)(int)) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction current{};
    ::sigaction(signal_number, nullptr, &current);
    if (current.sa_handler != SIG_IGN) std::signal(signal_number, handler);  // nohup stays in force
  }
}

bool is_special_file(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

}  // namespace

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat status_a{};
  struct stat status_b{};
  return ::stat(a.c_str(), &status_a) == 0 && ::stat(b.c_str(), &status_b) == 0 && status_a.st_dev == status_b.st_dev &&
         status_a.st_ino == status_b.st_ino;
}

PartFile::PartFile(std::string target) : target_(std::move(target)) {
  if (is_special_file(target_)) {
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    open_error_ = descriptor_ == -1 ? errno : 0;
    return;
  }
  part_ = fmt::format("{}.{}.part", target_, ::getpid());
  if (part_.size() >= g_part_path.size()) {
    open_error_ = ENAMETOOLONG;
    return;
  }
  descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  open_error_ = descriptor_ == -1 ? errno : 0;
  if (descriptor_ == -1) return;
  std::ranges::copy(part_, g_part_path.begin());
  set_signal_action(remove_part_and_die);
}

PartFile::~PartFile() {
  if (descriptor_ == -1) return;
  ::close(descriptor_);
  if (part_.empty()) return;
  set_signal_action(SIG_DFL);
  ::unlink(part_.c_str());
}

int PartFile::publish() {
  const int closed = ::close(std::exchange(descriptor_, -1));
  int os_error = closed == 0 ? 0 : errno;
  if (part_.empty()) return os_error;
  if (os_error == 0 && ::rename(part_.c_str(), target_.c_str()) != 0) os_error = errno;
  if (os_error != 0) ::unlink(part_.c_str());
  set_signal_action(SIG_DFL);
  g_part_path.front() = '\0';
  return os_error;
}

}  // namespace riffle_cli

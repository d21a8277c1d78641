#include "base/failing_calls.h"

#include <cerrno>
#include <cstdarg>

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace riffle::test {
namespace {

thread_local FailingCall* the_failing_call = nullptr;

/// Makes the call `name` of the C library, unless it is to fail: then `failed` with errno.
template <typename Result, typename... Arguments>
Result pass_on(Result (*next)(Arguments...), const char* name, Result failed, Arguments... arguments) {
  if (the_failing_call == nullptr || the_failing_call->os_error() < 0 || !the_failing_call->counts(name)) {
    return next(arguments...);
  }
  errno = the_failing_call->os_error();
  return errno == 0 ? Result{} : failed;
}

/// Whether a call is one of those that do not fail, but do not do what is usual either.
bool is_odd(const char* name, int how) {
  return the_failing_call != nullptr && the_failing_call->os_error() == how && the_failing_call->counts(name);
}

/// Of `bytes` that are to be read or written, those that are when such calls are to be short.
std::size_t shortened(const char* name, std::size_t bytes) {
  return is_odd(name, FailingCall::kShort) ? (bytes + 1) / 2 : bytes;
}

template <typename Function>
Function* next_of(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

FailingCall::FailingCall(std::string_view name, std::uint64_t number, int os_error, Failing how_often)
    : name_(name), number_(number), os_error_(os_error), how_often_(how_often) {
  the_failing_call = this;
}

FailingCall::~FailingCall() { the_failing_call = nullptr; }

bool FailingCall::counts(std::string_view name) {
  if (!name_.empty() && name_ != name) return false;
  const std::uint64_t before = count_++;
  return how_often_ == Failing::kOnce ? before == number_ : before >= number_;
}

}  // namespace riffle::test

using riffle::test::FailingCall;
using riffle::test::is_odd;
using riffle::test::next_of;
using riffle::test::pass_on;
using riffle::test::shortened;

// Visible, so that libraries of the program call them as well.
#pragma GCC visibility push(default)
extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  static auto* const next = next_of<int(const char*, int, mode_t)>("open");
  return pass_on<int, const char*, int, mode_t>(next, "open", -1, path, flags, mode);
}

int fcntl(int descriptor, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  static auto* const next = next_of<int(int, int, void*)>("fcntl");
  return pass_on<int, int, int, void*>(next, "fcntl", -1, descriptor, command, argument);
}

int fstat(int descriptor, struct stat* status) noexcept {
  static auto* const next = next_of<int(int, struct stat*)>("fstat");
  return pass_on(next, "fstat", -1, descriptor, status);
}

int stat(const char* path, struct stat* status) noexcept {
  static auto* const next = next_of<int(const char*, struct stat*)>("stat");
  return pass_on(next, "stat", -1, path, status);
}

int fstatfs(int descriptor, struct statfs* status) noexcept {
  static auto* const next = next_of<int(int, struct statfs*)>("fstatfs");
  const int result = pass_on(next, "fstatfs", -1, descriptor, status);
  if (result == 0 && is_odd("fstatfs", FailingCall::kRemote)) status->f_type = 0x6969;  // NFS
  return result;
}

ssize_t pread(int descriptor, void* to, size_t bytes, off_t offset) {
  static auto* const next = next_of<ssize_t(int, void*, size_t, off_t)>("pread");
  return pass_on(next, "pread", ssize_t{-1}, descriptor, to, shortened("pread", bytes), offset);
}

ssize_t pwrite(int descriptor, const void* from, size_t bytes, off_t offset) {
  static auto* const next = next_of<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  return pass_on(next, "pwrite", ssize_t{-1}, descriptor, from, shortened("pwrite", bytes), offset);
}

void* mmap(void* at, size_t bytes, int protection, int flags, int descriptor, off_t offset) noexcept {
  static auto* const next = next_of<void*(void*, size_t, int, int, int, off_t)>("mmap");
  return pass_on(next, "mmap", MAP_FAILED, at, bytes, protection, flags, descriptor, offset);
}

// The name of the same call in libraries that are made for large files on all machines.
void* mmap64(void* at, size_t bytes, int protection, int flags, int descriptor, off_t offset) noexcept {
  return mmap(at, bytes, protection, flags, descriptor, offset);
}

char* realpath(const char* path, char* resolved) noexcept {
  static auto* const next = next_of<char*(const char*, char*)>("realpath");
  return pass_on<char*, const char*, char*>(next, "realpath", nullptr, path, resolved);
}

DIR* opendir(const char* path) {
  static auto* const next = next_of<DIR*(const char*)>("opendir");
  return pass_on<DIR*, const char*>(next, "opendir", nullptr, path);
}

int fchmod(int descriptor, mode_t mode) noexcept {
  static auto* const next = next_of<int(int, mode_t)>("fchmod");
  return pass_on(next, "fchmod", -1, descriptor, mode);
}

int fchown(int descriptor, uid_t owner, gid_t group) noexcept {
  static auto* const next = next_of<int(int, uid_t, gid_t)>("fchown");
  return pass_on(next, "fchown", -1, descriptor, owner, group);
}

int fallocate(int descriptor, int mode, off_t offset, off_t bytes) {
  static auto* const next = next_of<int(int, int, off_t, off_t)>("fallocate");
  return pass_on(next, "fallocate", -1, descriptor, mode, offset, bytes);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  static auto* const next = next_of<int(int, const char*, int, const char*, unsigned)>("renameat2");
  return pass_on(next, "renameat2", -1, from_folder, from, to_folder, to, flags);
}

}  // extern "C"
#pragma GCC visibility pop

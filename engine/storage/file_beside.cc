#include "storage/file_beside.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr int kNameTries = 100;
constexpr std::string_view kTemporaryMark = ".tmp-";
/// So that the strays of its owner can be opened and locked.
constexpr std::uint32_t kOwnerBits = 0600;

/// Whether `text` is "<digits>-<digits>".
bool is_process_and_number(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto is_number = [](std::string_view digits) {
    return !digits.empty() && std::ranges::all_of(digits, [](char c) { return is_ascii_digit(c); });
  };
  return dash != std::string_view::npos && is_number(text.substr(0, dash)) && is_number(text.substr(dash + 1));
}

/// Between making and locking it another process may have taken the file for a stray one. Where nothing can be locked
/// nothing is taken either.
Result<bool> is_locked_in_place(FileBeside& fresh) {
  const Status locked = fresh.file.lock_for_writing();
  if (!locked && locked.error().code == ErrorCode::kLocked) return false;
  return fresh.file.is_at(fresh.path);
}

}  // namespace

void remove_strays(const std::string& path, const File* locked) {
  const std::string beginning = path + std::string(kTemporaryMark);
  for (const std::string& stray : paths_beginning_with(beginning)) {
    if (!is_process_and_number(std::string_view(stray).substr(beginning.size()))) continue;
    const bool is_second_name = locked != nullptr && locked->is_at(stray).value_or(false);
    if (!is_second_name) {
      Result<File> file = File::open_for_writing(stray);
      if (!file || !file->lock_for_writing()) continue;
    }
    remove_file(stray);
  }
}

Result<FileBeside> create_beside(const std::string& path, const Permissions& limit) {
  static std::atomic<unsigned> next_number{0};
  remove_strays(path);
  const std::string beginning = path + std::string(kTemporaryMark);
  Permissions allowed{.bits = limit.bits & Permissions{}.bits, .group = limit.group};
  for (int tries = 0; tries < kNameTries; ++tries) {
    std::string temporary = beginning + std::to_string(process_number()) + "-" + std::to_string(next_number++);
    Result<File> file = File::create_new(temporary, allowed.bits | kOwnerBits);
    if (file) {
      FileBeside fresh(std::move(*file), std::move(temporary), allowed.bits);
      if (allowed.group) {
        RIFFLE_TRY_ASSIGN(const Permissions made, fresh.file.permissions());
        const std::uint32_t bits = bits_for_group(allowed, *made.group);
        const bool is_too_open = bits != allowed.bits;
        allowed = {.bits = bits};
        if (is_too_open) continue;  // who opened it meanwhile could read what is written to it later
      }
      RIFFLE_TRY_ASSIGN(const bool is_ours, is_locked_in_place(fresh));
      if (is_ours) return fresh;
      continue;
    }
    // Where this process's number means another process, a file of that name may be in use.
    if (file.error().os_error == EEXIST) continue;
    Error error = std::move(file).error();
    if (error.code == ErrorCode::kNotFound) error.message = path + ": its folder does not exist; create it first";
    return std::unexpected(std::move(error));
  }
  return make_error(ErrorCode::kIo, path + ": too many unfinished files stand beside it; delete " + path + ".tmp-*");
}

}  // namespace riffle

#include "errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

void print_error_line(std::string_view subject, std::string_view what, std::string_view advice) {
  std::string line = "riffle: ";
  if (!subject.empty()) line += fmt::format("{}: ", printable(subject));
  line += printable(what);
  if (!advice.empty()) line += fmt::format("; {}", printable(advice));
  write_stderr(line + "\n");
}

std::string advice_for(std::string_view path, const riffle::Error& error) {
  switch (error.code) {
    case riffle::ErrorCode::kNotFound:
      return fmt::format("check the path, or make an index with: riffle index {} INPUT...", path);
    case riffle::ErrorCode::kNotRiffle: return "give a file that riffle index has written";
    case riffle::ErrorCode::kUnsupportedVersion: return "read it with a newer riffle";
    case riffle::ErrorCode::kCorrupt:
      return fmt::format("see what is damaged with: riffle verify {}; then restore a copy or index again", path);
    case riffle::ErrorCode::kLocked: return "wait until the other program has finished writing";
    case riffle::ErrorCode::kOutOfMemory: return "free some memory, or use a smaller --memory when indexing";
    case riffle::ErrorCode::kIo: return advice_for_os_error(error.os_error);
    case riffle::ErrorCode::kCommitUnknown: return fmt::format("check the disk, and look with: riffle log {}", path);
    case riffle::ErrorCode::kInvalidArgument:
    case riffle::ErrorCode::kBadQuery:
    case riffle::ErrorCode::kDeadline:
    case riffle::ErrorCode::kCancelled:
    case riffle::ErrorCode::kUnknownAnalyzer:
    case riffle::ErrorCode::kAnalyzerFault: return {};
    case riffle::ErrorCode::kResourceLimit:
      return error.message.starts_with("the query ") ? "ask for less at once, or in several queries" : "";
  }
  return {};
}

/// The message without a path in front, since the line begins with the path.
std::string_view without_path(std::string_view message, std::string_view path) {
  if (!path.empty() && message.starts_with(path) && message.substr(path.size()).starts_with(": ")) {
    message.remove_prefix(path.size() + 2);
  }
  return message;
}

/// Of several files, joined with commas, the one that the message begins with; else all.
std::string_view subject_of(std::string_view message, std::string_view paths) {
  const std::string_view path = message.substr(0, message.find(": "));
  const std::size_t place = path.size() == message.size() ? std::string_view::npos : paths.find(path);
  if (path.empty() || place == std::string_view::npos) return paths;
  const std::string_view before = paths.substr(0, place);
  const std::string_view behind = paths.substr(place + path.size());
  const bool is_one = (before.empty() || before.ends_with(", ")) && (behind.empty() || behind.starts_with(", "));
  return is_one ? path : paths;
}

}  // namespace

int fail(std::string_view subject, std::string_view what, std::string_view advice) {
  print_error_line(subject, what, advice);
  return kExitFailed;
}

int fail(std::string_view paths, const riffle::Error& error) {
  const std::string_view path = subject_of(error.message, paths);
  const std::string_view what = without_full_stop(without_path(error.message, path));
  // A message of the engine that says what to do is left as it is.
  const bool has_advice = what.find("; ") != std::string_view::npos;
  return fail(path, what, has_advice ? std::string() : advice_for(path, error));
}

int fail_input(const riffle::Error& error) {
  std::string advice = "see what can be read with: riffle index --help";
  if (error.code == riffle::ErrorCode::kNotFound) advice = "check the path of the input";
  if (error.code == riffle::ErrorCode::kIo) advice = advice_for_os_error(error.os_error);
  if (error.code == riffle::ErrorCode::kOutOfMemory) advice = advice_for({}, error);
  return fail({}, without_full_stop(error.message), advice);
}

int fail_query(std::string_view path, std::string_view query, const riffle::Error& error) {
  if (error.code != riffle::ErrorCode::kBadQuery) return fail(path, error);
  const std::string_view before = query.substr(0, std::min<std::size_t>(error.offset, query.size()));
  print_error_line("query", error.message, {});
  write_stderr(fmt::format("  {}\n  {:>{}}\n", printable(query), "^", display_width(printable(before)) + 1));
  return kExitFailed;
}

int fail_usage(std::string_view command, std::string_view what, std::string_view advice) {
  const std::string help =
      command.empty() ? std::string("see: riffle --help") : fmt::format("see: riffle {} --help", command);
  print_error_line(command, what, advice.empty() ? std::string_view(help) : advice);
  return kExitUsage;
}

std::string_view without_full_stop(std::string_view message) {
  while (message.ends_with('.')) message.remove_suffix(1);
  return message;
}

void note(std::string_view text) { write_stderr(fmt::format("note: {}\n", printable(text))); }

std::string advice_for_os_error(int os_error) {
  switch (os_error) {
    case ENOENT:
    case ENOTDIR: return "check the path";
    case EACCES:
    case EPERM: return "check the permissions of the file and its folder";
    case EROFS: return "the disk is mounted read-only: write elsewhere";
    case EISDIR: return "give a file, not a folder";
    case ENOSPC:
    case EDQUOT: return "make room on the disk and run the command again";
    case EIO: return "check the disk";
    case EMFILE:
    case ENFILE: return "raise the limit of open files (ulimit -n)";
    case EFBIG: return "raise the file size limit (ulimit -f)";
    default: return {};
  }
}

}  // namespace riffle_cli

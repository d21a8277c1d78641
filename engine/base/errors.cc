#include "base/errors.h"

#include <cstring>
#include <new>
#include <utility>

namespace riffle {

namespace {

std::string os_error_text(int os_error) {
  char buffer[256] = "";
  // The GNU form returns the text, which need not be in the buffer.
  return strerror_r(os_error, buffer, sizeof(buffer));
}

}  // namespace

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "invalid_argument";
    case ErrorCode::kBadQuery: return "bad_query";
    case ErrorCode::kNotFound: return "not_found";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kNotRiffle: return "not_riffle";
    case ErrorCode::kUnsupportedVersion: return "unsupported_version";
    case ErrorCode::kCorrupt: return "corrupt";
    case ErrorCode::kResourceLimit: return "resource_limit";
    case ErrorCode::kOutOfMemory: return "out_of_memory";
    case ErrorCode::kLocked: return "locked";
    case ErrorCode::kDeadline: return "deadline";
    case ErrorCode::kCancelled: return "cancelled";
    case ErrorCode::kUnknownAnalyzer: return "unknown_analyzer";
    case ErrorCode::kAnalyzerFault: return "analyzer_fault";
    case ErrorCode::kCommitUnknown: return "commit_unknown";
  }
  return "unknown";
}

std::unexpected<Error> make_error(ErrorCode code, std::string message) {
  return std::unexpected(Error{.code = code, .message = std::move(message)});
}

std::unexpected<Error> corrupt_error(std::string_view section, std::uint64_t offset, std::string_view what) {
  Error error{
      .code = ErrorCode::kCorrupt,
      .message = std::string(section) + " is damaged at byte " + std::to_string(offset) + ": " + std::string(what),
      .section = std::string(section),
      .offset = offset};
  return std::unexpected(std::move(error));
}

std::unexpected<Error> io_error(std::string_view what, int os_error) {
  return std::unexpected(Error{
      .code = ErrorCode::kIo, .message = std::string(what) + ": " + os_error_text(os_error), .os_error = os_error});
}

std::unexpected<Error> lost_bytes_error(const std::string& path) {
  return make_error(ErrorCode::kIo,
                    path + ": it was cut short while it was open, or its disk fails; open it again, and verify it");
}

std::unexpected<Error> commit_unknown_error(const std::string& path, const Error& cause) {
  Error error{.code = ErrorCode::kCommitUnknown, .message = {}, .os_error = cause.os_error};
  try {
    const std::string start = path + ": ";
    error.message = cause.message.starts_with(start) ? cause.message : start + cause.message;
    error.message +=
        ", after the new commit was written: the file may hold it or be as it was before, and opening it anew tells "
        "which";
  } catch (const std::bad_alloc&) {
    error.message = "commit unknown";  // short enough to need no memory
  }
  return std::unexpected(std::move(error));
}

std::unexpected<Error> invalid_argument(std::string message) {
  return make_error(ErrorCode::kInvalidArgument, std::move(message));
}

}  // namespace riffle

// Error and Result: how every Riffle call that can fail says so.
// Shape:   Result<T> is std::expected<T, Error>; nothing in Riffle throws, prints or exits.
// Threads: plain values.
#ifndef RIFFLE_ERROR_H_
#define RIFFLE_ERROR_H_

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace riffle {

/// Why a call failed. The numbers are pinned: they are part of the C ABI and of `--format json`.
enum class ErrorCode : std::uint8_t {
  kInvalidArgument = 1,     ///< The caller broke a stated rule (empty id, limit out of range, ...).
  kBadQuery = 2,            ///< The query text does not parse in strict mode; offset = byte in the query.
  kNotFound = 3,            ///< No such document, file or field.
  kIo = 4,                  ///< The operating system said no; os_error holds errno.
  kNotRiffle = 5,           ///< The file is not a Riffle index.
  kUnsupportedVersion = 6,  ///< The file needs a newer reader or an unknown required feature.
  kCorrupt = 7,             ///< Bytes in the file contradict their checksum or the format.
  kResourceLimit = 8,       ///< A documented limit was reached (depth, clauses, size, ...).
  kOutOfMemory = 9,         ///< An allocation failed.
  kLocked = 10,             ///< Another writer holds the file.
  kDeadline = 11,           ///< The query was not done before its deadline.
  kCancelled = 12,          ///< The caller cancelled the query.
  kUnknownAnalyzer = 13,    ///< The words of the file were made by an analyzer that is not registered.
  kAnalyzerFault = 14,      ///< A registered analyzer failed, or broke its rules.
  kCommitUnknown = 15,      ///< A commit failed when it was written already: the file has it or not, and is whole.
};

/// Stable lower-case name of a code, e.g. "corrupt".
std::string_view error_code_name(ErrorCode code);

/// What went wrong, where, and what to do about it.
struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;       ///< One sentence for a person; names the file when there is one.
  std::string section = {};  ///< Part of the file ("header", "term blocks", ...); empty when it does not apply.
  std::uint64_t offset = 0;  ///< Byte in the file (kCorrupt), byte in the query (kBadQuery), else 0.
  int os_error = 0;          ///< errno for kIo, kLocked and kCommitUnknown, else 0.
};

template <typename T>
using Result = std::expected<T, Error>;

/// Result of a call that returns nothing.
using Status = std::expected<void, Error>;

}  // namespace riffle

#endif  // RIFFLE_ERROR_H_

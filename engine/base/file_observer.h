// FileObserver: sees every change that the file layer is about to make, and may let it fail. For tests: crash
// simulation, fault injection, processes that die in the middle.
// Cost:    one load of a pointer for each change when there is none.
// Threads: one observer for the process; it is called by whatever thread makes the change.
#ifndef RIFFLE_BASE_FILE_OBSERVER_H_
#define RIFFLE_BASE_FILE_OBSERVER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace riffle {

struct FileChange {
  enum class Kind : std::uint8_t { kCreate, kWrite, kZero, kTruncate, kSync, kRename, kRemove, kSyncFolder };

  Kind kind = Kind::kWrite;
  std::string_view path = {};      ///< as the file was opened; it may have another name by now
  std::string_view new_path = {};  ///< kRename
  int descriptor = -1;             ///< -1 for changes of names
  std::uint64_t offset = 0;        ///< kWrite, kZero; the new length for kTruncate
  std::uint64_t length = 0;        ///< kZero
  ByteSpan bytes = {};             ///< kWrite
};

class FileObserver {
 public:
  virtual ~FileObserver() = default;
  /// 0, or the errno with which the change fails. A write that fails may be lowered to its first `written` bytes.
  virtual int before(const FileChange& change, std::size_t& written) = 0;
  /// The change has been made.
  virtual void after(const FileChange& change) = 0;
};

/// Null (the default) for none; returns the one before.
FileObserver* set_file_observer(FileObserver* observer);

}  // namespace riffle

#endif  // RIFFLE_BASE_FILE_OBSERVER_H_

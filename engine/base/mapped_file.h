// MappedFile: the first bytes of an open file, mapped read-only (Boost.Iostreams).
// Errors:  kIo.
// Life:    the bytes stay valid while the object lives, even when the file is renamed or deleted. When another program
//          cuts the file short, touching the lost pages ends the process (SIGBUS), or, with the bus guard installed
//          (riffle/bus_guard.h), gives zeros: check() tells, and must be asked before anything read is believed.
#ifndef RIFFLE_BASE_MAPPED_FILE_H_
#define RIFFLE_BASE_MAPPED_FILE_H_

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/file.h"
#include "riffle/error.h"

namespace riffle {

class MappedFile {
 public:
  /// REQUIRES: 0 < bytes <= file.size().
  static Result<std::unique_ptr<MappedFile>> map(const File& file, std::uint64_t bytes);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] ByteSpan bytes() const;
  /// kIo, naming the file, when bytes were lost while they were mapped: what has been read since may be zeros.
  [[nodiscard]] Status check() const;

 private:
  MappedFile();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace riffle

#endif  // RIFFLE_BASE_MAPPED_FILE_H_

// ByteSource: the bytes of one file or of standard input, unpacked.
// Shape:   gzip (RFC 1952) and zstd (RFC 8878) are recognised by their first bytes, whatever the name; several members
//          or frames one after another count as one stream.
// Cost:    the decoder's window; bytes that are not packed go straight into the caller's buffer.
// Errors:  kNotFound and kIo from the operating system; kCorrupt when packed data is damaged or cut short. What
//          was unpacked before the damage may lack its last 64 KiB.
// Threads: one owner.
#ifndef RIFFLE_INGEST_BYTE_SOURCE_H_
#define RIFFLE_INGEST_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "riffle/error.h"

namespace riffle {

/// What the name of a file promises.
enum class Packing : std::uint8_t { kByFirstBytes, kGzip, kZstd };

class ByteSource {
 public:
  /// "-" is standard input. kCorrupt when the first bytes are not what `promised` says; an empty file passes.
  static Result<ByteSource> open(const std::string& path, Packing promised);

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  /// Fills at most `into.size()` bytes; 0 at the end.
  Result<std::size_t> read(std::span<char> into);

  /// Bytes as they lie on disk.
  [[nodiscard]] std::uint64_t bytes_taken() const;

 private:
  struct Impl;
  explicit ByteSource(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_BYTE_SOURCE_H_

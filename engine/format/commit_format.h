// Header page, slots and commit records <-> bytes.
// Errors:  decoders check everything that format-spec 3 names and say what is wrong.
// Source:  format-spec 3.
#ifndef RIFFLE_FORMAT_COMMIT_FORMAT_H_
#define RIFFLE_FORMAT_COMMIT_FORMAT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "format/schema.h"
#include "riffle/error.h"

namespace riffle {

inline constexpr std::uint64_t kPageBytes = 4096;
inline constexpr std::uint64_t kFirstBlobOffset = 3 * kPageBytes;
inline constexpr std::string_view kCommitMagic = "RFLCOMIT";  ///< a commit record begins with it
inline constexpr std::uint16_t kFormatMajor = 1;
inline constexpr std::uint16_t kFormatMinor = 2;

using Uuid = std::array<std::uint8_t, 16>;

struct FileHeader {
  std::uint16_t read_major = kFormatMajor;
  std::uint16_t read_minor = kFormatMinor;
  std::uint16_t write_major = kFormatMajor;
  std::uint16_t write_minor = kFormatMinor;
  Uuid uuid{};
};

struct Slot {
  std::uint64_t generation = 0;
  std::uint64_t nonce = 0;
  std::uint64_t committed_bytes = 0;
  Extent record;
  Uuid uuid{};
};

/// One page.
ByteBuffer encode_header(const FileHeader& header);
/// kNotRiffle, kUnsupportedVersion or kCorrupt.
Result<FileHeader> decode_header(ByteSpan page);

/// One page.
ByteBuffer encode_slot(const Slot& slot);
/// std::nullopt when the page is no intact slot of this file. The lengths inside are not checked against the file.
std::optional<Slot> decode_slot(ByteSpan page, const Uuid& uuid);

/// Pages, with the nonce put in (format-spec 3.4); `record.nonce` is set.
ByteBuffer encode_commit(CommitRecord& record);
/// kCorrupt when a count or a place is impossible; segments must end at or before `record_offset`.
Result<CommitRecord> decode_commit(ByteSpan bytes, std::uint64_t record_offset);
/// The same of a record whose end is not known: whatever follows it is not looked at. `used` becomes the bytes that
/// were read, on an error too.
Result<CommitRecord> decode_commit_prefix(ByteSpan bytes, std::uint64_t record_offset, std::uint64_t& used);

/// The UUID that a file gets from its first commit.
Uuid derive_uuid(const CommitRecord& first);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_COMMIT_FORMAT_H_

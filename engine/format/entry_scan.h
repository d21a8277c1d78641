// scan_text_entry(): where a dictionary entry of the text space ends, and what it says of lists, from its first eight
// bytes: nearly all entries lie in these, and most entries of a block are only passed over.
// Errors:  an entry that does not end there, or is none, has 0 bytes: it is for TermBlockCursor to read byte by byte.
// Source:  format-spec 5.
#ifndef RIFFLE_FORMAT_ENTRY_SCAN_H_
#define RIFFLE_FORMAT_ENTRY_SCAN_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "format/posting_list.h"

namespace riffle {

struct ScannedEntry {
  std::size_t bytes = 0;
  TermEntry::Kind kind = TermEntry::Kind::kInline;
  std::uint64_t list_units = 0;       ///< length of the list as it is written; 0 when the term is inline
  std::uint64_t positions_units = 0;  ///< the same of its positions; 0 when they are not apart
};

/// `bytes` = the first eight bytes of the entry behind its key, the first one lowest.
inline ScannedEntry scan_text_entry(std::uint64_t bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  ScannedEntry entry;
  entry.kind = static_cast<TermEntry::Kind>(bytes & 3);
  std::uint64_t ends = ~bytes & kHighBits;
  std::size_t at = 0;
  // The next number; 0 when it does not end here. Two numbers of a byte or more lie before it.
  const auto next = [&]() -> std::uint64_t {
    const auto behind = static_cast<std::size_t>(std::countr_zero(ends)) / 8 + 1;
    if (behind > sizeof(bytes)) return 0;
    const std::size_t length = behind - at;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < length; ++i) number |= (bytes >> 8 * (at + i) & 0x7F) << 7 * i;
    at = behind;
    ends &= ends - 1;
    return number;
  };
  const auto pass = [&](std::uint64_t count) {
    for (; count > 1 && ends != 0; --count) ends &= ends - 1;
    if (ends == 0) return false;
    at = static_cast<std::size_t>(std::countr_zero(ends)) / 8 + 1;
    ends &= ends - 1;
    return true;
  };
  // Its first number holds the kind; then come the document and the number of gaps, or how many occurrences there are
  // besides and the lengths.
  if (!pass(2) || ends == 0) return entry;
  if (entry.kind == TermEntry::Kind::kInline) {
    const std::uint64_t gaps = next();
    if (gaps == 0 || gaps > kInlineTfMax || !pass(gaps)) return entry;
  } else {
    entry.list_units = next();
    if (entry.kind != TermEntry::Kind::kShort) {
      if (ends == 0) return entry;
      entry.positions_units = next();
    }
  }
  entry.bytes = at;
  return entry;
}

}  // namespace riffle

#endif  // RIFFLE_FORMAT_ENTRY_SCAN_H_

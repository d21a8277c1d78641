// scan_text_entry(): where a dictionary entry of the text space ends, and what it says of lists, from its first eight
// bytes: nearly all entries lie in these, and most entries of a block are only passed over.
// Errors:  an entry that does not end there, or is none, has 0 bytes: it is for TermBlockCursor to read byte by byte.
// Source:  format-spec 5.
#ifndef RIFFLE_FORMAT_ENTRY_SCAN_H_
#define RIFFLE_FORMAT_ENTRY_SCAN_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "base/wrapping.h"
#include "format/posting_list.h"

namespace riffle {

struct ScannedEntry {
  std::size_t bytes = 0;
  TermEntry::Kind kind = TermEntry::Kind::kInline;
  std::uint64_t list_units = 0;       ///< length of the list as it is written; 0 when the term is inline
  std::uint64_t positions_units = 0;  ///< the same of its positions; 0 when they are not apart
};

/// The number of at most six bytes that begins at byte `at` and ends before byte `behind`.
inline std::uint64_t number_between(std::uint64_t bytes, std::size_t at, std::size_t behind) {
  const std::uint64_t number = bytes >> 8 * at & UINT64_MAX >> (64 - 8 * (behind - at));
  return (number & 0x7F) | (number >> 1 & 0x3F80) | (number >> 2 & 0x1F'C000) | (number >> 3 & 0xFE0'0000) |
         (number >> 4 & 0x7'F000'0000) | (number >> 5 & 0x3F8'0000'0000);
}

/// `bytes` = the first eight bytes of the entry behind its key, the first one lowest.
inline ScannedEntry scan_text_entry(std::uint64_t bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const auto behind = [](std::uint64_t ends) { return static_cast<std::size_t>(std::countr_zero(ends)) / 8 + 1; };
  ScannedEntry entry;
  entry.kind = static_cast<TermEntry::Kind>(bytes & 3);
  // The first number holds the kind; then come the document and the number of gaps, or how many occurrences there are
  // besides and the lengths. Which it is nobody can predict, so that the same steps are done for both.
  const std::uint64_t first_ends = ~bytes & kHighBits;
  const std::uint64_t second_ends = without_lowest_bit(first_ends);
  std::uint64_t ends = without_lowest_bit(second_ends);
  if (ends == 0) return entry;
  std::size_t at = behind(ends);
  const std::size_t begin = behind(second_ends);
  const std::uint64_t third = number_between(bytes, begin, at);
  const bool is_inline = entry.kind == TermEntry::Kind::kInline;
  const std::uint64_t gaps = is_inline ? third : 0;
  if (gaps > kInlineTfMax || (is_inline && gaps == 0)) return entry;
  for (std::uint64_t i = 0; i < kInlineTfMax; ++i) ends = i < gaps ? without_lowest_bit(ends) : ends;
  if (ends == 0) return entry;
  at = behind(ends);
  entry.list_units = is_inline ? 0 : third;
  if (entry.kind > TermEntry::Kind::kShort) {
    ends = without_lowest_bit(ends);
    if (ends == 0) return entry;
    entry.positions_units = number_between(bytes, at, behind(ends));
    at = behind(ends);
  }
  entry.bytes = at;
  return entry;
}

}  // namespace riffle

#endif  // RIFFLE_FORMAT_ENTRY_SCAN_H_

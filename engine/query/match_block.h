// MatchBlock: the matches of a query in one container of a segment, as collectors see them.
// Shape:   document ids increase, are below the segment's doc_count() and lie in one container of 65,536. Of a forged
//          list they may be any of the container.
// Life:    valid during the call that hands it out.
#ifndef RIFFLE_QUERY_MATCH_BLOCK_H_
#define RIFFLE_QUERY_MATCH_BLOCK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/errors.h"
#include "format/segment_reader.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

struct MatchBlock {
  std::uint32_t segment = 0;
  const SegmentReader* reader = nullptr;
  DocId first_doc = 0;  ///< of the container
  std::size_t count = 0;
  const std::uint8_t* low_halves = nullptr;  ///< `count` values u16, relative to first_doc

  /// The i-th match, relative to first_doc.
  [[nodiscard]] std::uint32_t low(std::size_t i) const { return load<std::uint16_t>(low_halves + 2 * i); }
  [[nodiscard]] DocId doc(std::size_t i) const { return first_doc + low(i); }
};

/// Calls use(i, stored value) for each match of the block, where the stored value is 0 for none, else value - base + 1.
template <typename Use>
Status for_each_stored_value(const ColumnReader& column, const MatchBlock& block, Use&& use) {
  if (block.count == 0) return {};
  const unsigned width = column.width();
  const std::uint32_t last = block.low(block.count - 1);
  const auto walk = [&](const std::uint8_t* bytes, auto zero) {
    for (std::size_t i = 0; i < block.count; ++i) {
      using Value = decltype(zero);
      // The values up to the last match are verified. Only a forged list has a larger one before it.
      use(i, std::uint64_t{load<Value>(bytes + std::size_t{std::min(block.low(i), last)} * sizeof(Value))});
    }
  };
  const std::uint8_t* bytes = nullptr;
  if (width != 0) {
    const Result<const std::uint8_t*> verified = column.values(block.first_doc, last + 1);
    if (!verified) return std::unexpected(verified.error());
    bytes = *verified;
  }
  switch (width) {
    case 1: walk(bytes, std::uint8_t{}); break;
    case 2: walk(bytes, std::uint16_t{}); break;
    case 4: walk(bytes, std::uint32_t{}); break;
    case 8: walk(bytes, std::uint64_t{}); break;
    default:
      for (std::size_t i = 0; i < block.count; ++i) use(i, std::uint64_t{0});
  }
  return {};
}

}  // namespace riffle

#endif  // RIFFLE_QUERY_MATCH_BLOCK_H_

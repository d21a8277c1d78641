// The small vocabulary that every other header uses.
// Units: a DocId is a dense number inside one segment; a Date is seconds since 1970-01-01T00:00:00Z.
#ifndef RIFFLE_TYPES_H_
#define RIFFLE_TYPES_H_

#include <cstdint>

namespace riffle {

/// Dense document number inside one segment, in [0, doc_count).
using DocId = std::uint32_t;

/// Seconds since 1970-01-01T00:00:00Z (may be negative). A date without a time is its midnight, UTC.
using Date = std::int64_t;

/// What of a document is kept for `get` and snippets, next to the index itself.
enum class StoreMode : std::uint8_t {
  kNone = 0,  ///< id, date and source only
  kMeta = 1,  ///< all members but the body
  kFull = 2,  ///< everything; needed for snippets
};

}  // namespace riffle

#endif  // RIFFLE_TYPES_H_

// check_segment(): the structure of one segment whose checksums are right: what a forged file could still get wrong.
// Errors:  the first contradiction, as kCorrupt naming section and byte.
// Source:  format-spec 12, last paragraph.
#ifndef RIFFLE_FORMAT_SEGMENT_CHECK_H_
#define RIFFLE_FORMAT_SEGMENT_CHECK_H_

#include <cstdint>

#include "format/schema.h"
#include "format/segment_reader.h"
#include "riffle/error.h"

namespace riffle {

struct SegmentCounts {
  std::uint64_t documents = 0;
  std::uint64_t terms = 0;
};

/// REQUIRES: all blocks of the segment have been verified (segment.guard().touch()).
Result<SegmentCounts> check_segment(const SegmentReader& segment, const Schema& schema);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_SEGMENT_CHECK_H_

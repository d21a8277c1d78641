// for_each_posting(): the postings of one term with their positions, one after the other, whatever way they are kept.
// Shape:   documents in increasing order; positions relative to the document's first position, increasing; none in the
//          spaces of ids and keywords.
// Cost:    the list and the positions of the documents in the range; of a word in token space its chunks there alone.
// Errors:  kCorrupt.
// Source:  format-spec 6 and 7.
#ifndef RIFFLE_FORMAT_POSTING_WALK_H_
#define RIFFLE_FORMAT_POSTING_WALK_H_

#include <cstdint>
#include <functional>
#include <span>

#include "format/segment_reader.h"
#include "riffle/error.h"

namespace riffle {

/// Of documents [first, end) until `visit` says false. `entry` is one of the text space, of ids or of keywords.
/// REQUIRES: end <= doc_count().
Status for_each_posting(const SegmentReader& segment, const TermEntry& entry, DocId first, DocId end,
                        const std::function<bool(DocId, std::span<const std::uint32_t>)>& visit);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_POSTING_WALK_H_

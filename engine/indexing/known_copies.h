// known_copies(): what segments say of copies, for a segment that takes their place.
// Shape:   clusters of the documents that stay, numbered as they stand in the new order; one of which a single document
//          is left is none. Copies that lie in different sources are not found.
// Cost:    8 bytes a document of the sources.
// Errors:  kCorrupt.
#ifndef RIFFLE_INDEXING_KNOWN_COPIES_H_
#define RIFFLE_INDEXING_KNOWN_COPIES_H_

#include <span>

#include "format/copies.h"
#include "indexing/document_order.h"
#include "riffle/error.h"

namespace riffle {

Result<CopyClusters> known_copies(std::span<const MergeSource> sources, const DocumentOrder& order);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_KNOWN_COPIES_H_

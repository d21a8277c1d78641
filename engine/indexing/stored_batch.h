// How documents are cut into batches and batches into stored blocks: by content alone, so that a merge of segments
// stores documents as if they had been added to one segment at once.
#ifndef RIFFLE_INDEXING_STORED_BATCH_H_
#define RIFFLE_INDEXING_STORED_BATCH_H_

#include <cstddef>
#include <vector>

#include "format/schema.h"
#include "format/stored_documents.h"
#include "indexing/batch.h"
#include "riffle/document.h"
#include "riffle/error.h"

namespace riffle {

/// Bytes of text that a document counts with.
std::size_t text_bytes(const Document& document);

/// The batch has enough; the next document begins another.
bool is_full(const Batch& batch, std::size_t most_bytes);

/// Records of every n-th document, about 1 MiB in all: what a dictionary is trained on.
std::vector<ByteBuffer> training_samples(const Batch& batch, const Schema& schema, StoreMode store);

/// Appends the blocks of a batch.
Status append_stored_blocks(const Batch& batch, const Schema& schema, StoreMode store, StoredCompressor& compressor,
                            StoredBlocks& out);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_STORED_BATCH_H_

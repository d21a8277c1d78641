// Stored blocks without the index that says where they are, for what is made of a damaged file.
// Shape:   each block is one zstd frame, which tells its lengths; what lies between frames counts as one block of one
//          document that cannot be read.
// Cost:    every frame is decompressed once.
// Errors:  kOutOfMemory; bytes that are no frame are passed over.
// Threads: plain function.
// Source:  format-spec 10.
#ifndef RIFFLE_FORMAT_STORED_FRAMES_H_
#define RIFFLE_FORMAT_STORED_FRAMES_H_

#include <cstdint>

#include "base/bytes.h"
#include "format/stored_documents.h"
#include "riffle/error.h"

namespace riffle {

struct StoredFrames {
  StoredIndexWriter index;      ///< of the blocks, from the beginning of `bytes` to the end of the last frame
  std::uint32_t doc_count = 0;  ///< documents of all blocks; 0 = no frame
  bool has_gaps = false;        ///< documents are missing somewhere, so that the numbers of later ones are wrong
};

/// `dictionary` may be empty. No frame is decompressed to more than `most_raw_bytes`.
Result<StoredFrames> find_stored_frames(ByteSpan bytes, ByteSpan dictionary, std::uint64_t most_raw_bytes);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_STORED_FRAMES_H_

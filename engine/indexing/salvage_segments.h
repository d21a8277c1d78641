// Segments found in a damaged file without a commit record that names them, for salvage().
// Shape:   by the section table at the end of a segment, which tells where it begins; by the stored index, which lies
//          right behind the stored blocks that begin it, where there is no table; by the first of those blocks, where
//          there is no index either. None share bytes.
// Cost:    the part of the file that is looked at is read once.
// Errors:  kIo, kResourceLimit.
// Threads: plain functions.
// Source:  format-spec 4, 10; that the writer begins a segment with its stored blocks, index and dictionary.
#ifndef RIFFLE_INDEXING_SALVAGE_SEGMENTS_H_
#define RIFFLE_INDEXING_SALVAGE_SEGMENTS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "base/file_image.h"
#include "format/schema.h"
#include "riffle/error.h"

namespace riffle {

/// Stored blocks at the beginning of a segment, and their index.
struct StoredPlaces {
  std::uint64_t begin = 0;  ///< of the blocks, in the file
  std::uint64_t block_bytes = 0;
  std::uint64_t index_offset = 0;  ///< in the file
  std::uint64_t index_bytes = 0;
  std::uint32_t doc_count = 0;
};

struct FoundSegment {
  SegmentEntry entry;  ///< its root is that of the tree as it is found; without a table, only place and documents
  bool has_table = false;
  std::uint32_t text_field_count = 0;
  std::uint32_t field_count = 0;  ///< that its columns need
};

/// Those that begin at `from` or later, in the order of the file.
Result<std::vector<FoundSegment>> find_segments(FileImage& image, std::uint64_t from, std::uint64_t copy_bytes);

/// The stored blocks of the segment whose data begin at `offset`.
Result<std::optional<StoredPlaces>> find_stored(FileImage& image, std::uint64_t offset, std::uint64_t data_bytes,
                                                std::uint64_t copy_bytes);

/// The root that the checksum tree of `entry` has as it is found; 0 when it lies outside the file.
Result<std::uint64_t> found_root(const FileImage& image, const SegmentEntry& entry);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_SALVAGE_SEGMENTS_H_

// Positions of one term: document-relative gaps addressed by posting number, or token-space chunks.
// Errors:  open() checks the record's tables; decoding stays inside the record whatever it holds, and says false when
//          the bytes contradict the format.
// Threads: GapPositions keeps a decoded block: one owner. TokenSpacePositions is immutable.
// Life:    points into the mapped segment.
// Source:  format-spec 7; Zukowski et al. 2006 (patched frame of reference), Lemire & Boytsov 2015 (4-lane packing).
#ifndef RIFFLE_FORMAT_POSITION_LIST_H_
#define RIFFLE_FORMAT_POSITION_LIST_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "format/position_chunk.h"
#include "format/posting_list.h"
#include "kernels/set_kernels.h"

namespace riffle {

/// Positions of an inline, short or document-relative long term, by posting number. Reading postings in increasing
/// order costs one decoded block per 128 occurrences; going back is allowed and decodes again.
class GapPositions {
 public:
  /// `record`: the positions record of a long list; unused for inline and short ones. `list` must outlive this.
  static std::optional<GapPositions> open(const TermEntry& entry, const PostingList& list, ByteSpan record);
  /// The same in place; after false the positions must not be read.
  bool reopen(const TermEntry& entry, const PostingList& list, ByteSpan record);

  /// Appends nothing; sets `positions` to the tf positions of posting `rank`, relative to the document's first
  /// position, increasing. False when the bytes are damaged. REQUIRES: rank < list.df().
  bool read(std::uint32_t rank, std::vector<std::uint32_t>& positions);

  /// All cf gaps in posting order, in one go: the fastest way to read a whole list.
  bool read_all_gaps(std::vector<std::uint32_t>& gaps);

  /// For verify(): what contradicts the format in the bytes, be it of no consequence to reads; empty when sound.
  [[nodiscard]] std::string_view fault() const;

 private:
  bool load_block(std::uint64_t block);

  const TermEntry* entry_ = nullptr;
  const PostingList* list_ = nullptr;
  ByteSpan data_;                       // blocks and varint tail
  const std::uint8_t* skip_ = nullptr;  // block offsets of a long record
  std::uint64_t cf_ = 0;
  std::uint64_t loaded_block_ = UINT64_MAX;
  std::uint32_t loaded_count_ = 0;
  std::uint32_t known_rank_ = 0;  // occurrences before known_rank_ = known_occurrences_
  std::uint64_t known_occurrences_ = 0;
  std::array<std::uint32_t, 128> block_;  // decoded: loaded_count_ gaps of loaded_block_
  std::vector<std::uint32_t> short_gaps_;
};

/// A word's positions are kept in token space when its occurrences are more than the token space / this.
inline constexpr std::uint64_t kTokenSpaceShare = 2048;

/// Occurrences of a frequent word in token space, in chunks of kChunkPositions.
class TokenSpacePositions {
 public:
  static std::optional<TokenSpacePositions> open(ByteSpan record, std::uint64_t token_space);

  [[nodiscard]] std::uint32_t chunk_count() const { return chunk_count_; }
  /// Occurrences in a chunk by its length: as many or one or two more. REQUIRES: chunk < chunk_count().
  [[nodiscard]] std::uint32_t most_in(std::uint32_t chunk) const {
    return PositionChunk::most_of(static_cast<std::size_t>(extent(chunk).second), code_);
  }
  /// REQUIRES: chunk < chunk_count(), and its extent is touched.
  [[nodiscard]] PositionChunk chunk(std::uint32_t chunk) const {
    const auto [begin, bytes] = extent(chunk);
    return {ByteSpan(table_ + begin, static_cast<std::size_t>(bytes)), code_};
  }
  /// The chunk as a sorted array: in place, or decoded into `scratch` (room for 65,536 + kernels::kOutSlack values).
  [[nodiscard]] kernels::U16Array array(std::uint32_t number, std::uint16_t* scratch) const {
    return chunk(number).array(scratch);
  }
  /// True when token position `position` holds the word. REQUIRES: position < token_space.
  [[nodiscard]] bool contains(std::uint32_t position) const {
    return chunk(position >> 16).contains(static_cast<std::uint16_t>(position));
  }
  /// Appends the positions of the chunk that lie in [begin, end), each less `origin`, without decoding the rest of it.
  /// REQUIRES: begin, end - 1 and the chunk belong together; origin <= begin.
  void append(std::uint32_t number, std::uint64_t begin, std::uint64_t end, std::uint64_t origin,
              std::vector<std::uint32_t>& out) const {
    const std::uint64_t base = kChunkPositions * number;
    chunk(number).append_between(static_cast<std::uint32_t>(begin - base), static_cast<std::uint32_t>(end - base),
                                 static_cast<std::uint32_t>(base - origin), out);
  }
  /// For verify(), when all chunks are touched: what contradicts the format; empty when sound.
  [[nodiscard]] std::string_view fault() const;
  /// Offset in the record and bytes of a chunk, to be touched before it is read.
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> extent(std::uint32_t chunk) const {
    const std::uint64_t begin = begin_of(chunk);
    const std::uint64_t end = begin_of(chunk + 1);
    // Chunks that lie about their place count as empty; verify names them.
    const bool is_sound = begin <= end && end <= data_bytes_ && PositionChunk::is_length(end - begin, code_);
    if (!is_sound) return {0, 0};
    return {(chunk_count_ + 1ull) * 4 + begin, end - begin};
  }

 private:
  /// Offset of a chunk behind the table; that of the first is 0, and its place in the table tells the code.
  [[nodiscard]] std::uint64_t begin_of(std::uint32_t chunk) const {
    return chunk == 0 ? 0 : load<std::uint32_t>(table_ + std::uint64_t{4} * chunk);
  }

  const std::uint8_t* table_ = nullptr;
  std::uint64_t data_bytes_ = 0;
  std::uint32_t chunk_count_ = 0;
  ChunkCode code_ = ChunkCode::kBuckets;
};

/// The `count` gaps that a GapPositions reads, as bytes (writer's side): packed blocks and varint tail, with no table.
/// `block_offsets` gets the offset of each full block and of the tail.
void append_gaps(const std::uint32_t* gaps, std::uint64_t count, ByteBuffer& out,
                 std::vector<std::uint32_t>* block_offsets);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_POSITION_LIST_H_

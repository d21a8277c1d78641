// PositionChunk: where a frequent word stands among 65,536 positions of token space, as the bytes have it.
// Shape:   increasing low halves of positions. Version 1.0 stores an array, or buckets of 256 positions; since 1.2
//          chunks are an array or an Elias-Fano sequence, in which a value is found without decoding the others.
// Errors:  reads stay inside the bytes whatever they hold; bytes of a length that no chunk has count as an empty one.
// Threads: immutable.
// Life:    points into the mapped segment.
// Source:  format-spec 7.4; Elias 1974; Fano 1971; Vigna 2013, "Quasi-succinct indices".
#ifndef RIFFLE_FORMAT_POSITION_CHUNK_H_
#define RIFFLE_FORMAT_POSITION_CHUNK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "kernels/set_kernels.h"

namespace riffle {

inline constexpr std::uint64_t kChunkPositions = 65'536;

/// How the chunks of a record are coded; the number stands in the record.
enum class ChunkCode : std::uint32_t { kBuckets = 0, kEliasFano = 1 };

/// That of a file of version 1.`format_minor`.
constexpr ChunkCode chunk_code_of(std::uint16_t format_minor) {
  return format_minor < 2 ? ChunkCode::kBuckets : ChunkCode::kEliasFano;
}

/// The sizes of the forms that chunks have.
namespace chunk_form {
// ChunkCode::kBuckets: more values than these lie in buckets, behind the numbers of values before each.
inline constexpr std::size_t kBuckets = 256;
inline constexpr std::size_t kMostOfPlainArray = 512;
inline constexpr std::size_t kBucketTableBytes = 2 * kBuckets;
// ChunkCode::kEliasFano: up to which number of values each form is the smallest.
inline constexpr std::size_t kMostOfArray = 44;
inline constexpr std::size_t kMostOfSparse = 1204;
// Sparse sequences have 256 upper parts, dense ones 4,096; a directory tells the number of values before each 64th.
inline constexpr unsigned kSparseLowBits = 8;
inline constexpr unsigned kDenseLowBits = 4;
inline constexpr std::size_t kSparseUppers = kChunkPositions >> kSparseLowBits;
inline constexpr std::size_t kDenseUppers = kChunkPositions >> kDenseLowBits;
inline constexpr std::size_t kGroup = 64;
inline constexpr std::size_t kSparseDirectoryBytes = 2 * (kSparseUppers / kGroup - 1);
inline constexpr std::size_t kDenseDirectoryBytes = 2 * kDenseUppers / kGroup;  // begins with the number of values - 1

constexpr std::size_t sparse_bytes(std::size_t count) {
  return kSparseDirectoryBytes + kSparseUppers / 8 + (count + 7) / 8 + count;
}
constexpr std::size_t dense_bytes(std::size_t count) {
  return kDenseDirectoryBytes + kDenseUppers / 8 + (count + 7) / 8 + (count + 1) / 2;
}
// The length tells the form.
static_assert(2 * kMostOfArray < sparse_bytes(kMostOfArray + 1));
static_assert(sparse_bytes(kMostOfSparse) < dense_bytes(kMostOfSparse + 1));
}  // namespace chunk_form

class PositionChunk {
 public:
  PositionChunk() = default;
  PositionChunk(ByteSpan bytes, ChunkCode code);

  /// Whether a chunk can be of so many bytes.
  static bool is_length(std::uint64_t bytes, ChunkCode code) {
    return bytes <= (code == ChunkCode::kBuckets ? chunk_form::kBucketTableBytes + kChunkPositions
                                                 : chunk_form::dense_bytes(kChunkPositions));
  }
  /// How many values a chunk of so many bytes has, or one or two more.
  static std::uint32_t most_of(std::size_t bytes, ChunkCode code);

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] bool contains(std::uint16_t value) const;
  /// Fetches cache lines that contains(value) will read.
  void prefetch(std::uint16_t value) const;
  /// All values: in place when is_array(), else decoded into `scratch` (room for 65,536 + kernels::kOutSlack).
  [[nodiscard]] kernels::U16Array array(std::uint16_t* scratch) const;
  [[nodiscard]] bool is_array() const { return form_ == Form::kArray; }
  /// Appends the values in [begin, end), each plus `offset` modulo 2^32, without decoding the others. REQUIRES: begin <
  /// end <= 65,536.
  void append_between(std::uint32_t begin, std::uint32_t end, std::uint32_t offset,
                      std::vector<std::uint32_t>& out) const;
  /// For verify(): what contradicts the format; empty when sound. The order of values is left to the caller.
  [[nodiscard]] std::string_view fault() const;

 private:
  enum class Form : std::uint8_t { kArray, kBuckets, kSparse, kDense };

  [[nodiscard]] bool holds_in_buckets(std::uint16_t value) const;
  [[nodiscard]] bool holds_in_sequence(std::uint16_t value) const;
  [[nodiscard]] kernels::EliasFano sequence() const;
  /// The place of the first bit behind the clear bits of the upper parts before.
  [[nodiscard]] std::size_t place_of(std::size_t upper, const kernels::EliasFano& sequence) const;

  const std::uint8_t* data_ = nullptr;
  std::uint32_t bytes_ = 0;
  std::uint32_t count_ = 0;
  Form form_ = Form::kArray;
};

inline std::uint32_t PositionChunk::most_of(std::size_t bytes, ChunkCode code) {
  using namespace chunk_form;
  if (code == ChunkCode::kBuckets) {
    return static_cast<std::uint32_t>(bytes <= 2 * kMostOfPlainArray ? bytes / 2 : bytes - kBucketTableBytes);
  }
  if (bytes <= 2 * kMostOfArray) return static_cast<std::uint32_t>(bytes / 2);
  if (bytes < dense_bytes(kMostOfSparse + 1)) return static_cast<std::uint32_t>((bytes - sparse_bytes(0)) * 8 / 9);
  return static_cast<std::uint32_t>((bytes - dense_bytes(0)) * 8 / 5);
}

inline PositionChunk::PositionChunk(ByteSpan bytes, ChunkCode code)
    : data_(bytes.data()), bytes_(static_cast<std::uint32_t>(bytes.size())), count_(most_of(bytes.size(), code)) {
  using namespace chunk_form;
  if (code == ChunkCode::kBuckets) {
    form_ = bytes.size() <= 2 * kMostOfPlainArray ? Form::kArray : Form::kBuckets;
  } else if (bytes.size() >= dense_bytes(kMostOfSparse + 1)) {
    form_ = Form::kDense;
    count_ = load<std::uint16_t>(data_) + 1u;
    if (bytes.size() != dense_bytes(count_)) count_ = 0;
  } else if (bytes.size() > 2 * kMostOfArray) {
    form_ = Form::kSparse;
    if (bytes.size() != sparse_bytes(count_)) count_ = 0;
  }
}

/// Appends the low halves of `positions`, which increase and lie in one chunk.
void append_chunk(std::span<const std::uint32_t> positions, ChunkCode code, ByteBuffer& out);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_POSITION_CHUNK_H_

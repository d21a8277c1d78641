// Which neighbouring segments a commit merges.
// Shape:   segments whose live bytes lie within a factor of kLevelRatio of the largest of them form a level; when a
//          level has kMergeFactor neighbours, they become one segment. Only neighbours merge: documents keep their
//          order. A segment of which more than half is deleted is written anew alone.
//          A query pays for a small segment more than for its documents, and a merge of few bytes is cheap: of more
//          than kFewSegments, those at the end that fit into kTailBytes become one with the earliest of them that is
//          not kMergeFactor times as large as all behind it.
// Cost:    each document is written about log(n) / log(kMergeFactor) times on its way to the largest segment, and about
//          (kMergeFactor - 1) segments stand on each level. In the tail it is written about three times as often, and
//          one segment stands on each level.
// Source:  Lucene's LogMergePolicy, which is where the levels come from.
#ifndef RIFFLE_INDEXING_MERGE_POLICY_H_
#define RIFFLE_INDEXING_MERGE_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace riffle {

inline constexpr std::size_t kMergeFactor = 4;
inline constexpr std::uint64_t kLevelRatio = 3;
inline constexpr std::size_t kFewSegments = 4;
inline constexpr std::uint64_t kTailBytes = std::uint64_t{16} << 20;
/// Larger segments are not merged: the gain is small, and the commit would wait for long.
inline constexpr std::uint64_t kMaxMergedBytes = std::uint64_t{2} << 30;
inline constexpr std::uint64_t kMaxMergedTokens = std::uint64_t{1} << 31;

struct SegmentSize {
  std::uint64_t bytes = 0;  ///< all of it
  std::uint64_t tokens = 0;
  std::uint32_t documents = 0;
  std::uint32_t deleted = 0;
};

/// Segments [first, last).
struct MergeRange {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The next merge, or nothing; ask again after doing it. `most_bytes` = of what a merge makes; at most kMaxMergedBytes.
std::optional<MergeRange> next_merge(std::span<const SegmentSize> segments, std::uint64_t most_bytes = kMaxMergedBytes);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_MERGE_POLICY_H_

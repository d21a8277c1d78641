#include "indexing/merge_policy.h"

#include <algorithm>
#include <vector>

namespace riffle {
namespace {

std::uint64_t live_share(std::uint64_t amount, const SegmentSize& segment) {
  if (segment.documents == 0) return 0;
  const double share = static_cast<double>(segment.documents - segment.deleted) / segment.documents;
  return static_cast<std::uint64_t>(static_cast<double>(amount) * share);
}

bool is_small_enough(std::span<const SegmentSize> segments, std::uint64_t most_bytes) {
  std::uint64_t bytes = 0;
  std::uint64_t tokens = 0;
  for (const SegmentSize& segment : segments) {
    bytes += live_share(segment.bytes, segment);
    tokens += live_share(segment.tokens, segment);
  }
  return bytes <= most_bytes && tokens <= kMaxMergedTokens;
}

/// The merge of small segments at the end; nothing where they fall in size fast enough.
std::optional<MergeRange> merge_of_tail(std::span<const std::uint64_t> live, std::uint64_t most_bytes) {
  if (live.size() <= kFewSegments) return std::nullopt;
  const std::uint64_t tail_bytes = std::min(kTailBytes, most_bytes);
  std::size_t first = live.size();
  std::uint64_t behind = 0;
  for (std::size_t i = live.size(); i-- > 0;) {
    if (live[i] > tail_bytes - behind) break;
    if (live[i] < kMergeFactor * behind) first = i;
    behind += live[i];
  }
  if (first == live.size()) return std::nullopt;
  return MergeRange{.first = first, .last = live.size()};
}

}  // namespace

std::optional<MergeRange> next_merge(std::span<const SegmentSize> segments, std::uint64_t most_bytes) {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const SegmentSize& segment = segments[i];
    const bool is_mostly_dead = segment.deleted > segment.documents / 2 && segment.deleted < segment.documents;
    if (is_mostly_dead && is_small_enough(segments.subspan(i, 1), most_bytes))
      return MergeRange{.first = i, .last = i + 1};
  }
  std::vector<std::uint64_t> live(segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) live[i] = live_share(segments[i].bytes, segments[i]);
  if (const auto tail = merge_of_tail(live, most_bytes)) return tail;
  // Levels from the front: the segments up to the last one of like size as the largest that is left.
  for (std::size_t start = 0; start < segments.size();) {
    const auto rest = std::span(live).subspan(start);
    const std::uint64_t bottom = *std::max_element(rest.begin(), rest.end()) / kLevelRatio;
    std::size_t end = segments.size();
    while (end > start && live[end - 1] < bottom) --end;
    for (std::size_t first = start; first + kMergeFactor <= end; ++first) {
      if (is_small_enough(segments.subspan(first, kMergeFactor), most_bytes)) {
        return MergeRange{.first = first, .last = first + kMergeFactor};
      }
    }
    start = end;
  }
  return std::nullopt;
}

}  // namespace riffle

#include "indexing/merge_policy.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace riffle {
namespace {

SegmentSize sized(std::uint64_t bytes, std::uint32_t documents = 100, std::uint32_t deleted = 0) {
  return {.bytes = bytes, .tokens = bytes, .documents = documents, .deleted = deleted};
}

TEST(MergePolicy, NothingToDoForFewOrUnlikeSegments) {
  EXPECT_FALSE(next_merge({}));
  EXPECT_FALSE(next_merge(std::vector{sized(10000)}));
  EXPECT_FALSE(next_merge(std::vector{sized(10000), sized(10000), sized(10000)}));
  EXPECT_FALSE(next_merge(std::vector{sized(1000000), sized(100000), sized(10000), sized(1000)}));
}

TEST(MergePolicy, FourNeighboursOfOneSizeMerge) {
  const auto range = next_merge(std::vector{sized(1000000), sized(10000), sized(12000), sized(8000), sized(9000)});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 1u);
  EXPECT_EQ(range->last, 5u);
}

TEST(MergePolicy, DeletedDocumentsDoNotCountAsSize) {
  const auto range =
      next_merge(std::vector{sized(20000, 100, 50), sized(10000), sized(10000), sized(10000), sized(100)});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 0u);
  EXPECT_EQ(range->last, 4u);
}

TEST(MergePolicy, ASegmentThatIsMostlyDeletedIsWrittenAnew) {
  const auto range = next_merge(std::vector{sized(10000), sized(10000, 100, 51)});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 1u);
  EXPECT_EQ(range->last, 2u);
  EXPECT_FALSE(next_merge(std::vector{sized(10000), sized(10000, 100, 50)}));
}

TEST(MergePolicy, LargeSegmentsAreLeftAlone) {
  const SegmentSize large = sized(kMaxMergedBytes / 3);
  EXPECT_FALSE(next_merge(std::vector{large, large, large, large}));
  EXPECT_FALSE(next_merge(std::vector(4, SegmentSize{.bytes = 1000, .tokens = kMaxMergedTokens, .documents = 1})));
  std::vector<SegmentSize> sizes(4, large);
  sizes.resize(8, sized(1000));
  const auto range = next_merge(sizes);
  ASSERT_TRUE(range) << "the small ones behind them still merge";
  EXPECT_EQ(range->first, 4u);
}

TEST(MergePolicy, WhatAMergeMakesStaysWithinItsBound) {
  const std::vector<SegmentSize> sizes(4, sized(1000, 100, 10));
  EXPECT_TRUE(next_merge(sizes, 3600));
  EXPECT_FALSE(next_merge(sizes, 3599));
  EXPECT_TRUE(next_merge(std::vector{sized(1000, 100, 60)}, 400));
  EXPECT_FALSE(next_merge(std::vector{sized(1000, 100, 60)}, 399));
}

// The promise of the header, for commits of one document each.
TEST(MergePolicy, KeepsSegmentsFewAndWritesEachDocumentALogarithmicNumberOfTimes) {
  constexpr std::uint64_t kCommits = 10000;
  std::vector<SegmentSize> segments;
  std::uint64_t written = 0;
  std::size_t most_segments = 0;
  for (std::uint64_t commit = 0; commit < kCommits; ++commit) {
    segments.push_back(sized(1000, 1));
    written += 1;
    while (const auto range = next_merge(segments)) {
      SegmentSize merged;
      for (std::size_t i = range->first; i < range->last; ++i) {
        merged.bytes += segments[i].bytes;
        merged.documents += segments[i].documents;
      }
      written += merged.documents;
      segments[range->first] = merged;
      segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(range->first + 1),
                     segments.begin() + static_cast<std::ptrdiff_t>(range->last));
    }
    most_segments = std::max(most_segments, segments.size());
  }
  EXPECT_LE(most_segments, 24u);
  EXPECT_LE(written, 9 * kCommits);
}

}  // namespace
}  // namespace riffle

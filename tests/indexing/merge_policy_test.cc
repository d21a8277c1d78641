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
  const auto range = next_merge(std::vector{sized(20000, 100, 50), sized(10000), sized(10000), sized(10000)});
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

TEST(MergePolicy, OfMoreThanFourTheLastOnesMergeUntilEachIsFourTimesThoseBehindIt) {
  EXPECT_FALSE(next_merge(std::vector{sized(600000), sized(110000), sized(20000), sized(4000), sized(900)}));
  const auto range = next_merge(std::vector{sized(500000), sized(80000), sized(20000), sized(4000), sized(2000)});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 1u) << "80,000 is less than four times 26,000";
  EXPECT_EQ(range->last, 5u);
  EXPECT_FALSE(next_merge(std::vector{sized(400000), sized(4000), sized(2000), sized(1000)})) << "four are few";
}

TEST(MergePolicy, WhatDoesNotFitIntoTheTailWaitsForItsLevel) {
  const SegmentSize large = sized(kTailBytes);
  const auto range = next_merge(std::vector{large, large, sized(4000), sized(2000), sized(1000)});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, 2u);
  EXPECT_EQ(range->last, 5u);
  EXPECT_FALSE(next_merge(
      std::vector{sized(16 * kTailBytes), sized(16 * kTailBytes), sized(4 * kTailBytes), large, sized(1000)}));
}

TEST(MergePolicy, WhatAMergeMakesStaysWithinItsBound) {
  const std::vector<SegmentSize> sizes(4, sized(1000, 100, 10));
  EXPECT_TRUE(next_merge(sizes, 3600));
  EXPECT_FALSE(next_merge(sizes, 3599));
  EXPECT_TRUE(next_merge(std::vector{sized(1000, 100, 60)}, 400));
  EXPECT_FALSE(next_merge(std::vector{sized(1000, 100, 60)}, 399));
  const std::vector<SegmentSize> tail = {sized(900000), sized(30000), sized(8000), sized(700), sized(200)};
  EXPECT_EQ(next_merge(tail, 38900)->first, 1u);
  EXPECT_EQ(next_merge(tail, 38899)->first, 3u);
}

// The promise of the header, for commits of one document each.
struct ManyCommits {
  std::uint64_t written = 0;  ///< documents, each as often as it is written
  std::size_t most_segments = 0;
};

ManyCommits commit_often(std::uint64_t commits, std::uint64_t bytes_each) {
  std::vector<SegmentSize> segments;
  std::uint64_t written = 0;
  std::size_t most_segments = 0;
  for (std::uint64_t commit = 0; commit < commits; ++commit) {
    segments.push_back(sized(bytes_each, 1));
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
  return {.written = written, .most_segments = most_segments};
}

TEST(MergePolicy, KeepsSegmentsFewAndWritesEachDocumentALogarithmicNumberOfTimes) {
  const ManyCommits large = commit_often(kMaxMergedBytes / kTailBytes, kTailBytes);
  EXPECT_LE(large.most_segments, 12u);
  EXPECT_LE(large.written, 5 * (kMaxMergedBytes / kTailBytes));
}

TEST(MergePolicy, KeepsSmallSegmentsFewerAndWritesTheirDocumentsOftener) {
  const ManyCommits small = commit_often(10000, kTailBytes / 10000);
  EXPECT_LE(small.most_segments, 8u);
  EXPECT_LE(small.written, 27 * 10000u);
}

}  // namespace
}  // namespace riffle

#include "indexing/memory_share.h"

#include <gtest/gtest.h>

namespace riffle {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

TEST(MemoryShare, FewThreadsWorkWhereMemoryIsSmall) {
  EXPECT_EQ(share_memory(32 * kMiB, 8).threads, 1u);
  EXPECT_EQ(share_memory(64 * kMiB, 8).threads, 1u);
  EXPECT_EQ(share_memory(128 * kMiB, 8).threads, 1u);
  EXPECT_EQ(share_memory(256 * kMiB, 8).threads, 1u);
  EXPECT_EQ(share_memory(512 * kMiB, 8).threads, 3u);
  EXPECT_EQ(share_memory(512 * kMiB, 2).threads, 2u);
  EXPECT_EQ(share_memory(1024 * kMiB, 8).threads, 7u);
}

TEST(MemoryShare, ThreadsAndRunsStayWithinWhatIsThere) {
  for (std::size_t bytes = 256 * kMiB; bytes <= 8192 * kMiB; bytes += 13 * kMiB) {
    for (const unsigned wanted : {1u, 2u, 5u, 64u, 1024u}) {
      const MemoryShare share = share_memory(bytes, wanted);
      ASSERT_GE(share.threads, 1u);
      ASSERT_LE(share.threads, wanted);
      ASSERT_GE(share.run_bytes, bytes / kLeastPartForRuns);
      ASSERT_LE(kFixedBytes + share.threads * kBytesPerThread + share.run_bytes, bytes) << bytes << " " << wanted;
    }
  }
}

TEST(MemoryShare, LittleMemoryHasSmallBatchesAndFewerValuesToFindCopiesBy) {
  const MemoryShare least = share_memory(32 * kMiB, 2);
  EXPECT_EQ(least.batch_bytes, kSmallBatchBytes);
  EXPECT_EQ(least.copy_values, CopyFinder::kMostValues / 8);
  EXPECT_EQ(share_memory(96 * kMiB, 2).batch_bytes, kSmallBatchBytes);
  EXPECT_EQ(share_memory(128 * kMiB, 2).batch_bytes, kBatchBytes);
  EXPECT_EQ(share_memory(128 * kMiB, 2).copy_values, CopyFinder::kMostValues / 2);
  // From the usual memory on the bytes of a file do not depend on it.
  for (std::size_t bytes = kUsualMemoryBytes; bytes <= 8192 * kMiB; bytes *= 2) {
    EXPECT_EQ(share_memory(bytes, 3).batch_bytes, kBatchBytes);
    EXPECT_EQ(share_memory(bytes, 3).copy_values, CopyFinder::kMostValues);
  }
}

TEST(MemoryShare, WithoutABoundAllThreadsWork) {
  EXPECT_EQ(usual_memory(1), kUsualMemoryBytes);
  for (const unsigned threads : {1u, 2u, 4u, 5u, 16u, 200u, 1024u}) {
    EXPECT_EQ(share_memory(usual_memory(threads), threads).threads, threads);
  }
}

}  // namespace
}  // namespace riffle

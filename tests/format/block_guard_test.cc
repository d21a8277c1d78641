#include "format/block_guard.h"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/checksum.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

constexpr std::uint64_t kBlock = BlockGuard::kBlockBytes;
constexpr std::uint64_t kPiece = kBlock / 8;  // checksums in one piece of a level

TEST(BlockGuard, LevelsFollowFromTheLength) {
  using Levels = std::vector<std::uint64_t>;
  EXPECT_EQ(BlockGuard::level_bytes(1), Levels{8});
  EXPECT_EQ(BlockGuard::level_bytes(kBlock), Levels{8});
  EXPECT_EQ(BlockGuard::level_bytes(kBlock + 1), Levels{16});
  EXPECT_EQ(BlockGuard::level_bytes(kPiece * kBlock), Levels{kBlock});
  EXPECT_EQ(BlockGuard::level_bytes(kPiece * kBlock + 1), (Levels{kBlock + 8, 16}));
  EXPECT_EQ(BlockGuard::level_bytes(kPiece * kPiece * kBlock), (Levels{kPiece * kBlock, kBlock}));
  EXPECT_EQ(BlockGuard::level_bytes(kPiece * kPiece * kBlock + 1), (Levels{kPiece * kBlock + 8, kBlock + 8, 16}));
  EXPECT_EQ(BlockGuard::level_bytes(UINT64_MAX).size(), 5u);
}

TEST(BlockGuard, TreesAreWholePages) {
  EXPECT_EQ(BlockGuard::tree_bytes(4096), 4096u);
  EXPECT_EQ(BlockGuard::tree_bytes(512 * kBlock), 4096u);
  EXPECT_EQ(BlockGuard::tree_bytes(513 * kBlock), 8192u);
  EXPECT_EQ(BlockGuard::tree_bytes((kPiece + 1) * kBlock), kBlock + 4096);
  // The longest data that a file could name must not overflow the sum.
  EXPECT_GT(BlockGuard::tree_bytes(UINT64_MAX - 4095), UINT64_MAX / kBlock);
}

/// Data of one section through the segment writer, so that the tree is the writer's.
MemorySegment guarded(std::size_t bytes) {
  MemorySink sink;
  SegmentWriter writer(sink);
  ByteBuffer data(bytes);
  for (std::size_t i = 0; i + 8 <= bytes; i += 8) store(data.data() + i, std::uint64_t{i} * 0x9E3779B97F4A7C15u);
  EXPECT_TRUE(writer.begin_section(SectionKind::kTermBlocks));
  EXPECT_TRUE(writer.write(data));
  writer.end_section(1);
  const auto entry = writer.finish();
  EXPECT_TRUE(entry);
  return {std::move(sink.bytes), *entry, {}};
}

BlockGuard guard_of(const MemorySegment& segment) {
  const ByteSpan bytes(segment.bytes);
  const auto data_bytes = static_cast<std::size_t>(segment.entry.data_bytes);
  return {bytes.first(data_bytes), bytes.subspan(data_bytes), segment.entry.tree_root, 4096, "segment 0"};
}

bool finds_damage(const MemorySegment& segment) {
  const BlockGuard guard = guard_of(segment);
  return !guard.touch(0, segment.entry.data_bytes);
}

TEST(BlockGuard, SoundDataPassesInAnyPieces) {
  const MemorySegment segment = guarded(100000);
  const BlockGuard guard = guard_of(segment);
  EXPECT_EQ(guard.block_count(), (segment.entry.data_bytes + kBlock - 1) / kBlock);
  EXPECT_TRUE(guard.touch(0, 0));
  EXPECT_TRUE(guard.touch(kBlock - 1, 2));
  EXPECT_TRUE(guard.touch(70000, 1));
  EXPECT_TRUE(guard.touch(0, segment.entry.data_bytes));
  EXPECT_TRUE(guard.touch(segment.entry.data_bytes, 0));
}

TEST(BlockGuard, FindsAnyFlippedByteOfDataAndTree) {
  for (const std::size_t bytes : {std::size_t{3000}, std::size_t{40000}}) {
    MemorySegment segment = guarded(bytes);
    const std::size_t tree_used = segment.entry.data_bytes + BlockGuard::level_bytes(segment.entry.data_bytes)[0];
    for (std::size_t at = 0; at < tree_used; at += at < segment.entry.data_bytes ? 211 : 1) {
      segment.bytes[at] ^= 0x10;
      EXPECT_TRUE(finds_damage(segment)) << at;
      segment.bytes[at] ^= 0x10;
    }
    EXPECT_FALSE(finds_damage(segment));
    ++segment.entry.tree_root;
    EXPECT_TRUE(finds_damage(segment));
  }
}

// More than 2,048 blocks need a second level.
TEST(BlockGuard, FindsFlippedBytesUnderTwoLevels) {
  MemorySegment segment = guarded((kPiece + 3) * kBlock);
  const std::vector<std::uint64_t> levels = BlockGuard::level_bytes(segment.entry.data_bytes);
  ASSERT_EQ(levels.size(), 2u);
  EXPECT_FALSE(finds_damage(segment));
  const std::uint64_t tree = segment.entry.data_bytes;
  struct Case {
    std::uint64_t flipped;
    std::uint64_t touched;
  };
  // Data, both pieces of level 0, and the root level; touched is a byte whose path passes the flipped one.
  for (const Case& damage : {Case{5, 0}, Case{kPiece * kBlock + 7, kPiece * kBlock}, Case{tree, 0},
                             Case{tree + kBlock - 1, 12345}, Case{tree + kBlock, kPiece * kBlock + 9},
                             Case{tree + levels[0], 3 * kBlock}, Case{tree + levels[0] + 8, kPiece * kBlock}}) {
    segment.bytes[damage.flipped] ^= 1;
    const BlockGuard guard = guard_of(segment);
    EXPECT_FALSE(guard.touch(damage.touched, 1)) << damage.flipped;
    const Error error = guard.error();
    EXPECT_EQ(error.code, ErrorCode::kCorrupt);
    EXPECT_EQ(error.section, "segment 0");
    EXPECT_LE(error.offset, 4096 + damage.flipped);
    EXPECT_GT(error.offset + kBlock, 4096 + damage.flipped);
    segment.bytes[damage.flipped] ^= 1;
  }
}

TEST(BlockGuard, DamageElsewhereDoesNotSpoilSoundBlocks) {
  MemorySegment segment = guarded(100000);
  segment.bytes[2 * kBlock + 5] ^= 1;
  const BlockGuard guard = guard_of(segment);
  EXPECT_TRUE(guard.touch(0, 2 * kBlock));
  EXPECT_FALSE(guard.touch(2 * kBlock - 1, 2));
  EXPECT_FALSE(guard.touch(2 * kBlock, 1)) << "damage must not be remembered as good";
  EXPECT_TRUE(guard.touch(3 * kBlock, kBlock));
  EXPECT_EQ(guard.error().offset, 4096 + 2 * kBlock);
}

TEST(BlockGuard, ManyThreadsSeeTheSame) {
  MemorySegment segment = guarded(2000000);
  segment.bytes[70 * kBlock] ^= 1;
  const BlockGuard guard = guard_of(segment);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 4 * guard.block_count(); ++i) {
        const std::uint64_t block = (i * (2 * t + 1) + t * 31) % guard.block_count();
        const bool sound = guard.touch(block * kBlock, 1);
        if (sound == (block == 70)) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST(SectionView, RefusesWhatLiesOutside) {
  const MemorySegment segment = guarded(5000);
  const BlockGuard guard = guard_of(segment);
  const SectionView view(&guard, ByteSpan(segment.bytes).subspan(64, 1000), 64);
  EXPECT_TRUE(view.touch(0, 1000));
  EXPECT_TRUE(view.touch(1000, 0));
  EXPECT_FALSE(view.touch(1001, 0));
  EXPECT_FALSE(view.touch(0, 1001));
  EXPECT_FALSE(view.touch(UINT64_MAX, 2));
  EXPECT_EQ(guard.error().code, ErrorCode::kCorrupt) << "an error even when no block is damaged";
  const SectionView absent;
  EXPECT_FALSE(absent.present());
  EXPECT_FALSE(absent.touch(0, 0));
  EXPECT_FALSE(absent.touch(0, 1));
}

}  // namespace
}  // namespace riffle

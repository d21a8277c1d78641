#include "format/position_chunk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace riffle {
namespace {

constexpr ChunkCode kCodes[] = {ChunkCode::kBuckets, ChunkCode::kEliasFano};

/// `count` different positions of chunk 3 below `most`, increasing.
std::vector<std::uint32_t> some_positions(std::mt19937& random, std::size_t count, std::uint32_t most) {
  std::vector<std::uint32_t> all(most);
  for (std::uint32_t i = 0; i < most; ++i) all[i] = 3 * 65'536 + i;
  std::shuffle(all.begin(), all.end(), random);
  all.resize(count);
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::uint32_t> values_of(const PositionChunk& chunk) {
  std::vector<std::uint16_t> scratch(kChunkPositions + kernels::kOutSlack);
  const kernels::U16Array values = chunk.array(scratch.data());
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < values.count; ++i) out.push_back(3 * 65'536 + kernels::value_at(values, i));
  return out;
}

TEST(PositionChunk, EveryFormHoldsWhatWasPutIn) {
  std::mt19937 random(5);
  for (const ChunkCode code : kCodes) {
    for (const std::size_t count : {0u, 1u, 2u, 31u, 32u, 44u, 45u, 46u, 63u, 64u, 300u, 512u, 513u, 1203u, 1204u,
                                    1205u, 1206u, 9000u, 65'536u}) {
      for (const std::uint32_t most : {65'536u, std::max(static_cast<std::uint32_t>(count), 500u)}) {
        const std::string what = std::to_string(count) + " below " + std::to_string(most);
        const std::vector<std::uint32_t> positions = some_positions(random, count, most);
        ByteBuffer bytes;
        append_chunk(positions, code, bytes);
        const PositionChunk chunk(bytes, code);
        EXPECT_EQ(chunk.fault(), "") << what;
        EXPECT_EQ(chunk.count(), count) << what;
        EXPECT_EQ(values_of(chunk), positions) << what;
        EXPECT_TRUE(PositionChunk::is_length(bytes.size(), code)) << what;
        EXPECT_GE(PositionChunk::most_of(bytes.size(), code), count) << what;
        EXPECT_LE(PositionChunk::most_of(bytes.size(), code), count + 2) << what;
        for (const auto& [begin, end] : {std::pair(0u, 65'536u), std::pair(300u, 301u), std::pair(1000u, 1400u)}) {
          std::vector<std::uint32_t> expected;
          for (const std::uint32_t position : positions) {
            const std::uint32_t low = position & 0xFFFF;
            if (low >= begin && low < end) expected.push_back(low + 7);
          }
          std::vector<std::uint32_t> found;
          chunk.append_between(begin, end, 7, found);
          EXPECT_EQ(found, expected) << what << ", from " << begin << " to " << end;
        }
        std::size_t next = 0;
        for (std::uint32_t value = 0; value < 65'536; ++value) {
          const bool is_held = next < positions.size() && (positions[next] & 0xFFFF) == value;
          ASSERT_EQ(chunk.contains(static_cast<std::uint16_t>(value)), is_held) << what << ", value " << value;
          next += is_held ? 1 : 0;
        }
      }
    }
  }
}

TEST(PositionChunk, ASequenceIsSmallerThanBucketsAndArrays) {
  std::mt19937 random(6);
  for (const std::size_t count : {45u, 100u, 512u, 513u, 1204u, 1205u, 3000u, 20'000u}) {
    const std::vector<std::uint32_t> positions = some_positions(random, count, 65'536);
    ByteBuffer sequence;
    ByteBuffer buckets;
    append_chunk(positions, ChunkCode::kEliasFano, sequence);
    append_chunk(positions, ChunkCode::kBuckets, buckets);
    EXPECT_LT(sequence.size(), buckets.size()) << count;
  }
}

TEST(PositionChunk, EveryFlippedBitOfASequenceIsAnotherSequenceOrAFault) {
  std::mt19937 random(7);
  for (const std::size_t count : {45u, 1205u}) {
    const std::vector<std::uint32_t> positions = some_positions(random, count, 65'536);
    ByteBuffer bytes;
    append_chunk(positions, ChunkCode::kEliasFano, bytes);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ 1u << bit % 8);
      const PositionChunk chunk(bytes, ChunkCode::kEliasFano);
      EXPECT_TRUE(!chunk.fault().empty() || values_of(chunk) != positions) << count << " positions, bit " << bit;
      bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ 1u << bit % 8);
    }
  }
}

TEST(PositionChunk, BytesOfAnyKindAreReadInside) {
  std::mt19937 random(8);
  for (int round = 0; round < 150; ++round) {
    // On the heap and no longer than that, for a sanitizer to see.
    const std::size_t length = round % 3 == 0 ? random() % 90 : round % 3 == 1 ? random() % 1400 : random() % 45'000;
    ByteBuffer bytes(length);
    const unsigned density = static_cast<unsigned>(random() % 5);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random() % 4 < density ? random() : 0);
    for (const ChunkCode code : kCodes) {
      if (!PositionChunk::is_length(bytes.size(), code)) continue;
      const PositionChunk chunk(bytes, code);
      EXPECT_LE(values_of(chunk).size(), 65'536u);
      (void)chunk.fault();
      for (int i = 0; i < 40; ++i) {
        const auto value = static_cast<std::uint16_t>(random());
        chunk.prefetch(value);
        (void)chunk.contains(value);
        std::vector<std::uint32_t> found;
        chunk.append_between(value, std::min(65'536u, value + 400u), 0, found);
        EXPECT_LE(found.size(), 65'536u);
      }
    }
  }
}

}  // namespace
}  // namespace riffle

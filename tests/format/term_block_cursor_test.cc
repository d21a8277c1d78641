#include "format/term_dictionary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace riffle {
namespace {

/// A block of 16 terms of every kind, in the text space or another.
ByteBuffer random_block(std::mt19937_64& random, TermSpace space, std::vector<std::string>& keys) {
  TermDictionaryWriter writer;
  std::string key(1, static_cast<char>(space));
  for (std::uint32_t i = 0; i < kTermsPerBlock; ++i) {
    key += static_cast<char>('a' + random() % 26);
    if (random() % 3 == 0) key.resize(1 + random() % key.size());
    key += static_cast<char>('a' + i);
    if (!keys.empty() && key <= keys.back()) key = keys.back() + "a";
    EncodedTerm term;
    const std::uint64_t sort = random() % 3;
    term.kind = static_cast<TermEntry::Kind>(sort);
    term.df = static_cast<std::uint32_t>(sort == 0 ? 1 : sort == 1 ? 2 + random() % 100 : 1'000 + random() % 1'000'000);
    term.cf = term.df + random() % 500;
    term.list_bytes = sort == 2 ? 32 * (1 + random() % 100'000) : 1 + random() % 1'000;
    term.positions_bytes = 4 * (1 + random() % 100'000);
    std::vector<std::uint32_t> gaps;
    for (std::uint64_t n = 1 + random() % 4; n > 0; --n) gaps.push_back(static_cast<std::uint32_t>(random() % 5'000));
    writer.add(key, term, static_cast<DocId>(random() % 1'000'000), gaps);
    keys.push_back(key);
  }
  return writer.blocks();
}

TEST(TermBlockCursor, GivesTheSameKeysAndEntriesWhereMostArePassedOver) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> keys;
    const ByteBuffer block = random_block(random, round % 2 == 0 ? kTextSpace : TermSpace{3}, keys);
    TermBlockCursor all(block, 32, kTermsPerBlock);
    TermBlockCursor some(block, 32, kTermsPerBlock);
    for (const std::string& key : keys) {
      ASSERT_TRUE(all.next());
      ASSERT_TRUE(some.next_key());
      EXPECT_EQ(some.key(), key);
      EXPECT_EQ(all.key(), key);
      if (random() % 3 != 0) continue;
      ASSERT_TRUE(some.read_entry());
      EXPECT_EQ(some.entry().ordinal, all.entry().ordinal);
      EXPECT_EQ(some.entry().df, all.entry().df);
      EXPECT_EQ(some.entry().cf, all.entry().cf);
      EXPECT_EQ(some.entry().list_offset, all.entry().list_offset);
      EXPECT_EQ(some.entry().list_bytes, all.entry().list_bytes);
      EXPECT_EQ(some.entry().positions_offset, all.entry().positions_offset);
    }
    EXPECT_FALSE(some.next_key());
    EXPECT_FALSE(some.damaged());
    EXPECT_TRUE(some.at_block_end());
  }
}

TEST(TermBlockCursor, GivesTheKeysThatHoldAPart) {
  std::mt19937_64 random(6);
  std::size_t wanted = 0;
  for (int round = 0; round < 1'000; ++round) {
    std::vector<std::string> keys;
    const ByteBuffer block = random_block(random, round % 4 == 0 ? TermSpace{3} : kTextSpace, keys);
    const bool is_end = random() % 2 == 0;
    const std::string some = keys[random() % keys.size()].substr(1);
    const std::string part = is_end ? some.substr(some.size() - std::min<std::size_t>(some.size(), random() % 4))
                                    : some.substr(random() % some.size(), random() % 4);
    TermBlockCursor all(block, 32, kTermsPerBlock);
    TermBlockCursor cursor(block, 32, kTermsPerBlock);
    KeyPart sought(part, is_end);
    while (all.next()) {
      if (is_end ? !all.key().ends_with(part) : all.key().find(part) == std::string_view::npos) continue;
      ++wanted;
      ASSERT_TRUE(cursor.next_key(sought));
      ASSERT_EQ(cursor.key(), all.key()) << part;
      if (random() % 2 == 0) continue;
      ASSERT_TRUE(cursor.read_entry());
      EXPECT_EQ(cursor.entry().ordinal, all.entry().ordinal);
      EXPECT_EQ(cursor.entry().list_offset, all.entry().list_offset);
      EXPECT_EQ(cursor.entry().positions_offset, all.entry().positions_offset);
    }
    EXPECT_FALSE(cursor.next_key(sought));
    EXPECT_FALSE(cursor.damaged());
    EXPECT_TRUE(cursor.at_block_end());
    EXPECT_EQ(cursor.key(), keys.back());
  }
  EXPECT_GT(wanted, 3'000u);
}

TEST(TermBlockCursor, StaysInsideABlockOfAnyBytes) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 5'000; ++round) {
    std::vector<std::string> keys;
    ByteBuffer block = random_block(random, kTextSpace, keys);
    // The exact size, so that a sanitizer sees any byte read beyond the end.
    block.resize(random() % (block.size() + 1));
    block.shrink_to_fit();
    for (int flips = round % 5; flips > 0 && !block.empty(); --flips) {
      block[random() % block.size()] = static_cast<std::uint8_t>(random());
    }
    TermBlockCursor cursor(block, 0, kTermsPerBlock);
    std::size_t count = 0;
    KeyPart part("b", round % 2 == 0);
    while (round % 4 == 0 ? cursor.next_key() : round % 4 == 1 ? cursor.next_key(part) : cursor.next()) {
      ++count;
      ASSERT_LE(cursor.key().size(), kMaxKeyBytes);
    }
    EXPECT_LE(count, kTermsPerBlock);
  }
}

}  // namespace
}  // namespace riffle

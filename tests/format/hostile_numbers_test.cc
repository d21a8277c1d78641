// Numbers of records and dictionary entries that no writer makes: each is refused, or read as nothing, where it stands.
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "format/entry_scan.h"
#include "format/impact.h"
#include "format/pair_scan.h"
#include "format/posting_samples.h"
#include "format/stem_classes.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

using Numbers = std::vector<std::uint64_t>;
constexpr std::uint64_t kTooMany = std::uint64_t{1} << 41;

constexpr std::size_t kBlockHeader = 3;

/// A block of one entry, whose lists begin their sections: its key, numbers, and bytes behind them.
ByteBuffer block_of(TermSpace space, const Numbers& numbers, std::string_view tail = {}) {
  ByteBuffer block(kBlockHeader);
  const std::string key = std::string(1, static_cast<char>(space)) + "key";
  append_varint(block, 0);
  append_varint(block, key.size());
  append_bytes(block, as_bytes(key));
  for (const std::uint64_t number : numbers) append_varint(block, number);
  append_bytes(block, as_bytes(tail));
  return block;
}

bool is_read(TermSpace space, const Numbers& numbers, std::string_view tail = {}) {
  const ByteBuffer block = block_of(space, numbers, tail);
  TermBlockCursor cursor(block, 0, 1);
  const bool has_entry = cursor.next();
  EXPECT_NE(has_entry, cursor.damaged());
  return has_entry;
}

std::uint64_t head(std::uint64_t df, TermEntry::Kind kind) { return df << 2 | static_cast<std::uint64_t>(kind); }

TEST(HostileEntries, OfPairsAndClassesAreRefused) {
  constexpr TermEntry::Kind kInline = TermEntry::Kind::kInline;
  constexpr TermEntry::Kind kShort = TermEntry::Kind::kShort;
  EXPECT_TRUE(is_read(kPairSpace, {head(1, kInline), 5, 1}));
  EXPECT_FALSE(is_read(kPairSpace, {head(1, kInline), 5})) << "cut short";
  EXPECT_FALSE(is_read(kPairSpace, {head(2, kInline), 5, 1})) << "one document, or two";
  EXPECT_FALSE(is_read(kPairSpace, {head(1, kInline), 5, 0}));
  EXPECT_FALSE(is_read(kPairSpace, {head(1, kInline), 5, kInlineTfMax + 1}));
  EXPECT_TRUE(is_read(kPairSpace, {head(5, kShort), 0, 7}));
  EXPECT_FALSE(is_read(kPairSpace, {head(5, kShort), 0})) << "cut short";
  EXPECT_FALSE(is_read(kPairSpace, {head(5, kShort), std::uint64_t{1} << 32, 7}));
  EXPECT_FALSE(is_read(kPairSpace, {head(5, kShort), 0, 0}));
  EXPECT_FALSE(is_read(kPairSpace, {head(5, kShort), 0, kTooMany}));
  EXPECT_FALSE(is_read(kPairSpace, {head(200, kShort), 0, 7})) << "too many for a short list";
  EXPECT_FALSE(is_read(kPairSpace, {head(200, TermEntry::Kind::kLongTokenSpace), 0, 7}));
  EXPECT_TRUE(is_read(kClassSpace, {head(5, kShort), 0, 7, 3}, {"\0\1k", 3}));
  EXPECT_FALSE(is_read(kClassSpace, {head(5, kShort), 0, 0, 3}, {"\0\1k", 3}));
  EXPECT_FALSE(is_read(kClassSpace, {head(5, TermEntry::Kind::kAlias), 3}, "k")) << "forms that are cut short";
  EXPECT_FALSE(is_read(kClassSpace, {head(5, TermEntry::Kind::kAlias), 0})) << "no forms";
}

TEST(HostileEntries, OfTextAreRefused) {
  EXPECT_TRUE(is_read(kTextSpace, {head(200, TermEntry::Kind::kLong), 0, 4, 8}));
  EXPECT_FALSE(is_read(kTextSpace, {head(200, TermEntry::Kind::kLong), 0, 4, 0}));
  EXPECT_FALSE(is_read(kTextSpace, {head(200, TermEntry::Kind::kLong), 0, 4, kTooMany}));
  EXPECT_FALSE(is_read(kTextSpace, {head(0, TermEntry::Kind::kLong), 0, 4, 8}));
  EXPECT_EQ(scan_text_entry(std::numeric_limits<std::uint64_t>::max()).bytes, 0u);
}

TEST(HostileEntries, KeysThatLeaveTheBlockEndASearch) {
  const std::string key = std::string(1, '\0') + "key";
  ByteBuffer block = block_of(kTextSpace, {head(1, TermEntry::Kind::kInline), 5, 1, 0});
  ASSERT_TRUE(TermBlockCursor(block, 0, 1).seek(key));
  block[kBlockHeader + 1] = 100;  // a key longer than the block
  TermBlockCursor too_long(block, 0, 1);
  EXPECT_FALSE(too_long.seek(key));
  EXPECT_TRUE(too_long.damaged());
  block[kBlockHeader] = 1;  // that shares a byte with none
  TermBlockCursor shared(block, 0, 1);
  EXPECT_FALSE(shared.seek(key));
  EXPECT_TRUE(shared.damaged());
}

TEST(HostileForms, AreReadOnce) {
  const ByteBuffer forms{200, 1, 'k'};
  FormReader reader("key", forms);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.damaged());
}

TEST(HostileLists, FrequenciesBeyondANumberAreRefused) {
  TermEntry entry;
  entry.kind = TermEntry::Kind::kShort;
  entry.df = 1;
  entry.has_positions = true;
  ByteBuffer record{5, 15};
  append_varint(record, UINT32_MAX - 16);
  EXPECT_TRUE(PostingList::open(entry, record, 100));
  record.resize(2);
  append_varint(record, UINT32_MAX - 15);
  EXPECT_FALSE(PostingList::open(entry, record, 100));
}

// Who maps a file that is changed meanwhile reads other numbers than were checked.
TEST(HostileLists, AFrequencyThatChangesAfterItWasReadStaysInside) {
  SamplePlan plan;
  plan.docs = every(3, 10);
  SampleTerm term = make_sample(plan);
  const auto list = term.open();
  ASSERT_TRUE(list);
  EXPECT_EQ(list->tf(3), 1u);
  for (std::size_t at = 10; at < 15; ++at) term.list[at] = 0xFF;
  EXPECT_EQ(list->tf(3), 16u);
}

TEST(HostileLists, TheirCountsMustAgree) {
  SamplePlan plan;
  plan.text_space = false;
  const auto is_opened = [](const SampleTerm& sound, std::size_t at, std::uint32_t value) {
    SampleTerm term = sound;
    store(term.list.data() + at, value);
    return term.open().has_value();
  };
  for (std::size_t df = 129; df < 161; ++df) {
    plan.docs = every(3, df);
    const SampleTerm sound = make_sample(plan);
    EXPECT_TRUE(is_opened(sound, 4, 0));
    EXPECT_FALSE(is_opened(sound, 4, 1)) << "an exception of a list without frequencies, " << df;
    EXPECT_FALSE(is_opened(sound, 4, 2)) << df;
    EXPECT_FALSE(is_opened(sound, 12, kTopDocs)) << "best documents without bounds, " << df;
  }
  TermEntry entry;
  entry.kind = TermEntry::Kind::kLong;
  entry.df = 200;
  ByteBuffer none(32);
  none[0] = 8;
  store(none.data() + kLongHeaderBytes, std::uint32_t{12346});  // a bitmap without a container
  EXPECT_FALSE(PostingList::open(entry, none, 1000));
}

TEST(HostileLists, RanksMayFall) {
  SamplePlan plan;
  plan.docs = every(3, 1000);
  plan.tf = [](std::size_t rank) { return 20 + static_cast<std::uint32_t>(rank % 7); };
  const SampleTerm term = make_sample(plan);
  const auto list = term.open();
  ASSERT_TRUE(list);
  const std::array<std::uint32_t, 4> ranks{500, 3, 999, 0};
  std::array<std::uint32_t, 4> tfs{};
  list->frequencies(ranks.data(), ranks.size(), tfs.data());
  for (std::size_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(tfs[i], plan.tf(ranks[i]));
}

SampleTerm gap_term(std::size_t df) {
  SamplePlan plan;
  plan.docs = every(2, df);
  plan.token_space = std::uint64_t{1} << 31;
  return make_sample(plan);
}

TEST(HostilePositions, BlocksThatCannotBeAreNamed) {
  const SampleTerm term = gap_term(1000);
  ASSERT_EQ(term.entry.kind, TermEntry::Kind::kLong);
  const auto list = term.open();
  ASSERT_TRUE(list);
  const auto fault_of = [&](const ByteBuffer& block) {
    ByteBuffer record((1000 / 128 + 1) * 4);
    append_bytes(record, block);
    record.resize(record.size() + 3000);
    const auto positions = GapPositions::open(term.entry, *list, record);
    EXPECT_TRUE(positions);
    return positions ? std::string(positions->fault()) : std::string();
  };
  EXPECT_EQ(fault_of({0, 2, 5, 5, 1, 1}), "patches do not increase");
  ByteBuffer full(2 + 512 + 2);
  full[0] = 32;
  full[1] = 1;
  EXPECT_EQ(fault_of(full), "positions cannot be decoded") << "a patch above all bits";
  EXPECT_EQ(fault_of({33, 0}), "positions cannot be decoded");
  EXPECT_EQ(fault_of({0, 1, 128, 1}), "positions cannot be decoded") << "a patch of no value";
  TermEntry endless = term.entry;
  endless.cf = kTooMany;
  EXPECT_FALSE(GapPositions::open(endless, *list, term.positions));
}

TEST(HostilePositions, PaddingIsZero) {
  std::size_t padded = 0;
  for (std::size_t df = 1000; df < 1004; ++df) {
    SampleTerm term = gap_term(df);
    const auto list = term.open();
    ASSERT_TRUE(list);
    ASSERT_EQ(GapPositions::open(term.entry, *list, term.positions)->fault(), "");
    term.positions.back() ^= 1;
    const std::string_view fault = GapPositions::open(term.entry, *list, term.positions)->fault();
    padded += fault == "bytes behind the last position" ? 1 : 0;
  }
  EXPECT_GT(padded, 0u);
}

TEST(HostilePositions, AChunkOfTooManyIsEmpty) {
  ByteBuffer record(8 + 70'000);
  store(record.data() + 4, std::uint32_t{70'000});
  const auto positions = TokenSpacePositions::open(record, 65'536);
  ASSERT_TRUE(positions);
  EXPECT_EQ(positions->extent(0).second, 0u);
}

TEST(HostilePairs, ACrowdedPlaceLeavesOutAllThatComesBehind) {
  const std::array<std::uint32_t, 2> spans{0, 200'000};
  PairScan scan(reinterpret_cast<const std::uint8_t*>(spans.data()), 1, 1);
  const std::uint16_t place = 7;
  for (int chunk = 0; chunk < 2; ++chunk) {
    scan.begin();
    for (std::uint16_t word = 1; chunk == 0 && word <= kMostAtOnePlace + 1; ++word) {
      scan.put(word, kernels::as_array(&place, 1));
    }
    scan.for_each([](std::uint16_t, std::uint16_t, DocId) { ADD_FAILURE() << "a pair"; });
    EXPECT_TRUE(scan.is_crowded());
  }
}

TEST(AverageLength, OfNoWordsIsNone) {
  EXPECT_EQ(average_length_of(0, 1, 0), 0);
  EXPECT_EQ(average_length_of(10, 1, 10), 0);
  EXPECT_EQ(average_length_of(30, 1, 10), 2);
}

}  // namespace
}  // namespace riffle

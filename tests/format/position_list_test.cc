#include "format/position_list.h"

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/posting_samples.h"

namespace riffle {
namespace {

std::vector<std::uint32_t> expected_positions(const SampleTerm& term, std::size_t rank) {
  const std::size_t first = std::accumulate(
      term.postings.tfs.begin(), term.postings.tfs.begin() + static_cast<std::ptrdiff_t>(rank), std::size_t{0});
  std::vector<std::uint32_t> positions(
      term.postings.gaps.begin() + static_cast<std::ptrdiff_t>(first),
      term.postings.gaps.begin() + static_cast<std::ptrdiff_t>(first) + term.postings.tfs[rank]);
  std::partial_sum(positions.begin(), positions.end(), positions.begin());
  return positions;
}

/// Reads forwards, backwards and in jumps, and all gaps at once.
void expect_gaps(const SampleTerm& term, const std::string& what) {
  const auto list = term.open();
  ASSERT_TRUE(list) << what;
  auto positions = GapPositions::open(term.entry, *list, term.positions);
  ASSERT_TRUE(positions) << what;
  const std::uint32_t df = list->df();
  std::vector<std::uint32_t> order(df);
  std::iota(order.begin(), order.end(), 0);
  for (std::uint32_t i = df; i-- > 0;) order.push_back(i);
  for (std::uint32_t i = 0; i < df; ++i) order.push_back(static_cast<std::uint32_t>(mixed_number(i) % df));
  std::vector<std::vector<std::uint32_t>> expected;
  for (std::uint32_t rank = 0; rank < df; ++rank) expected.push_back(expected_positions(term, rank));
  std::vector<std::uint32_t> found;
  for (const std::uint32_t rank : order) {
    ASSERT_TRUE(positions->read(rank, found)) << what << " rank " << rank;
    ASSERT_EQ(found, expected[rank]) << what << " rank " << rank;
  }
  ASSERT_TRUE(positions->read_all_gaps(found)) << what;
  EXPECT_EQ(found, term.postings.gaps) << what;
}

SamplePlan plan_of(std::size_t df) {
  SamplePlan plan;
  plan.docs = scattered(3, df);
  plan.tf = [](std::size_t rank) { return 1 + static_cast<std::uint32_t>(mixed_number(rank) % 5); };
  plan.gap = [](std::size_t rank, std::uint32_t i) {
    return (i == 0 ? 0u : 1u) + static_cast<std::uint32_t>(mixed_number(rank * 77 + i) % 300);
  };
  plan.token_space = std::uint64_t{1} << 31;
  return plan;
}

TEST(GapPositions, ReadsListsOfAllKinds) {
  for (const std::size_t df : {1u, 2u, 42u, 43u, 128u, 129u, 1000u}) {
    expect_gaps(make_sample(plan_of(df)), "df " + std::to_string(df));
  }
  SamplePlan many = plan_of(1);
  many.tf = [](std::size_t) { return 1000u; };
  expect_gaps(make_sample(many), "a thousand in one document");
}

TEST(GapPositions, ReadsBlocksOfEveryWidth) {
  for (unsigned width = 0; width <= 31; ++width) {
    SamplePlan plan = plan_of(300);
    plan.tf = [](std::size_t) { return 1u; };
    plan.gap = [width](std::size_t rank, std::uint32_t) {
      const std::uint32_t top = width == 0 ? 0 : std::uint32_t{1} << (width - 1);
      return top | (static_cast<std::uint32_t>(mixed_number(rank)) & (top == 0 ? 0 : top - 1));
    };
    expect_gaps(make_sample(plan), "width " + std::to_string(width));
  }
}

TEST(GapPositions, ReadsPatchedBlocks) {
  for (const std::size_t patches : {1u, 3u, 31u, 32u, 33u}) {
    for (const std::uint32_t large : {1u << 9, 1u << 20, UINT32_MAX}) {
      SamplePlan plan = plan_of(400);
      plan.tf = [](std::size_t) { return 1u; };
      plan.gap = [=](std::size_t rank, std::uint32_t) {
        return rank % 128 < patches ? large : static_cast<std::uint32_t>(rank % 4);
      };
      expect_gaps(make_sample(plan), std::to_string(patches) + " patches of " + std::to_string(large));
    }
  }
}

TEST(AppendGaps, NotesWhereBlocksBegin) {
  std::vector<std::uint32_t> gaps(300, 5);
  ByteBuffer out{1, 2, 3};
  std::vector<std::uint32_t> offsets;
  append_gaps(gaps.data(), gaps.size(), out, &offsets);
  ASSERT_EQ(offsets.size(), 3u);
  EXPECT_EQ(offsets[0], 0u);
  EXPECT_EQ(offsets[1], 2u + 16 * 3);
  EXPECT_EQ(offsets[2], 2 * offsets[1]);
  EXPECT_EQ(out.size(), 3 + offsets[2] + (300 - 256));
}

TEST(AppendGaps, PatchesArePaidOnlyWhereTheySave) {
  std::vector<std::uint32_t> gaps(128, 1);
  gaps[100] = 1u << 30;
  ByteBuffer out;
  append_gaps(gaps.data(), gaps.size(), out, nullptr);
  EXPECT_EQ(out[0], 1) << "width";
  EXPECT_EQ(out[1], 1) << "patches";
  EXPECT_EQ(out[2 + 16], 100) << "index of the patch";
}

// Only the first gap of a posting can be 0; more occurrences than bits are not believed before memory is taken.
TEST(GapPositions, MoreOccurrencesThanTheBytesCanHoldAreRefused) {
  SampleTerm term = make_sample(plan_of(1000));
  const auto list = term.open();
  ASSERT_TRUE(list);
  // A table for that many blocks, all of them pointing at the same bytes.
  term.entry.cf = 50'000'000;
  const ByteBuffer record((term.entry.cf / 128 + 1) * 4 + 5000, 0);
  EXPECT_FALSE(GapPositions::open(term.entry, *list, record));
  term.entry.cf = term.entry.df + 5000 * 8;
  EXPECT_TRUE(GapPositions::open(term.entry, *list, ByteBuffer((term.entry.cf / 128 + 1) * 4 + 5000, 0)));
}

TEST(GapPositions, AShortListThatCannotBeDecodedStaysUnreadable) {
  SamplePlan plan = plan_of(100);
  SampleTerm term = make_sample(plan);
  term.list.back() |= 0x80;  // the last varint goes on behind the end
  const auto list = term.open();
  ASSERT_TRUE(list);
  auto positions = GapPositions::open(term.entry, *list, {});
  ASSERT_TRUE(positions);
  std::vector<std::uint32_t> found;
  EXPECT_FALSE(positions->read(3, found));
  EXPECT_FALSE(positions->read(3, found));
  EXPECT_FALSE(positions->read(4, found));
}

TEST(GapPositions, OffsetsBehindTheRecordAreRefused) {
  SampleTerm term = make_sample(plan_of(1000));
  const auto list = term.open();
  ASSERT_TRUE(list);
  for (const std::uint32_t offset : {UINT32_MAX, static_cast<std::uint32_t>(term.positions.size())}) {
    ByteBuffer record = term.positions;
    store(record.data() + 4, offset);
    auto positions = GapPositions::open(term.entry, *list, record);
    ASSERT_TRUE(positions);
    std::vector<std::uint32_t> found;
    EXPECT_TRUE(positions->read(0, found));
    bool failed = false;
    for (std::uint32_t rank = 1; rank < 200; ++rank) failed |= !positions->read(rank, found);
    EXPECT_TRUE(failed);
  }
  EXPECT_FALSE(GapPositions::open(term.entry, *list, ByteSpan(term.positions).first(8)));
}

/// A term with the given token positions, each a document of its own.
SampleTerm token_space_term(const std::vector<std::uint32_t>& tokens, std::uint32_t token_space) {
  SampleTerm term;
  term.doc_count = token_space;
  term.token_space = token_space;
  for (std::uint32_t i = 0; i <= token_space; ++i) term.spans.push_back(i);
  term.postings.docs = tokens;
  term.postings.tfs.assign(tokens.size(), 1);
  term.postings.gaps.assign(tokens.size(), 0);
  PostingWriter writer(term.spans.data(), 1, token_space, token_space);
  ByteBuffer short_lists;
  const EncodedTerm encoded = writer.encode(term.postings, true, short_lists, term.list, term.positions);
  EXPECT_EQ(encoded.kind, TermEntry::Kind::kLongTokenSpace);
  return term;
}

void expect_tokens(const std::vector<std::uint32_t>& tokens, std::uint32_t token_space, const std::string& what) {
  const SampleTerm term = token_space_term(tokens, token_space);
  EXPECT_EQ(term.positions.size() % 4, 0u);
  const auto positions = TokenSpacePositions::open(term.positions, token_space);
  ASSERT_TRUE(positions) << what;
  EXPECT_EQ(positions->chunk_count(), (token_space + 65535) / 65536) << what;
  std::vector<std::uint32_t> found;
  std::vector<std::uint16_t> scratch(65536 + kernels::kOutSlack);
  for (std::uint32_t chunk = 0; chunk < positions->chunk_count(); ++chunk) {
    const kernels::U16Array values = positions->array(chunk, scratch.data());
    EXPECT_EQ(values.count, positions->chunk(chunk).count()) << what;
    for (std::size_t i = 0; i < values.count; ++i)
      found.push_back(chunk << 16 | load<std::uint16_t>(values.bytes + 2 * i));
  }
  EXPECT_EQ(found, tokens) << what;
  std::size_t next = 0;
  for (std::uint32_t token = 0; token < token_space; ++token) {
    const bool held = next < tokens.size() && tokens[next] == token;
    ASSERT_EQ(positions->contains(token), held) << what << " token " << token;
    next += held ? 1 : 0;
    if (token % 4096 == 0) positions->chunk(token >> 16).prefetch(static_cast<std::uint16_t>(token));
  }
}

TEST(TokenSpacePositions, HoldChunksOfEverySize) {
  for (const std::size_t count : {129u, 512u, 1204u, 1205u, 30000u}) {
    std::vector<std::uint32_t> tokens;
    for (const DocId token : scattered(1, count)) tokens.push_back(token - 1);
    ASSERT_LT(tokens.back(), 65536u);
    expect_tokens(tokens, 65536, std::to_string(count) + " occurrences");
    expect_tokens(tokens, tokens.back() + 1, std::to_string(count) + " occurrences up to the end");
  }
  std::vector<std::uint32_t> all(65536);
  std::iota(all.begin(), all.end(), 0);
  expect_tokens(all, 65536, "all positions");
}

TEST(TokenSpacePositions, HoldEmptyChunksBetweenFullOnes) {
  std::vector<std::uint32_t> tokens = every(100, 400);
  for (const std::uint32_t token : every(3, 20000, 3 * 65536)) tokens.push_back(token);
  for (const std::uint32_t token : every(1, 300, 6 * 65536 - 300)) tokens.push_back(token);
  expect_tokens(tokens, 7 * 65536 + 10, "gaps");
}

TEST(TokenSpacePositions, APartOfAChunkIsReadAlone) {
  constexpr std::uint32_t kChunk = 65536;
  for (const std::uint32_t step : {1U, 3U, 200U}) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t position = 0; position < 2 * kChunk; position += step) all.push_back(position);
    const SampleTerm term = token_space_term(all, 2 * kChunk);
    const auto positions = TokenSpacePositions::open(term.positions, 2 * kChunk);
    ASSERT_TRUE(positions);
    for (const auto& [begin, end] : {std::pair(0U, kChunk), std::pair(7U, 8U), std::pair(255U, 1030U),
                                     std::pair(kChunk, kChunk + 300), std::pair(2 * kChunk - 5, 2 * kChunk)}) {
      std::vector<std::uint32_t> wanted;
      for (const std::uint32_t position : all) {
        if (position >= begin && position < end) wanted.push_back(position - begin);
      }
      std::vector<std::uint32_t> found;
      positions->append(begin / kChunk, begin, end, begin, found);
      EXPECT_EQ(found, wanted) << step << ": " << begin << " to " << end;
    }
  }
}

TEST(TokenSpacePositions, ARecordWithoutItsTableIsRefused) {
  const SampleTerm term = token_space_term(every(10, 200), 70000);
  EXPECT_TRUE(TokenSpacePositions::open(term.positions, 70000));
  EXPECT_FALSE(TokenSpacePositions::open(ByteSpan(term.positions).first(11), 70000));
  EXPECT_FALSE(TokenSpacePositions::open(term.positions, 0));
  EXPECT_FALSE(TokenSpacePositions::open(term.positions, std::uint64_t{1} << 33));
  EXPECT_FALSE(TokenSpacePositions::open({}, 70000));
}

}  // namespace
}  // namespace riffle

// Records whose bytes were changed, as a forger would who repairs the checksums: readers say no or give something, but
// read nothing outside (each record lies in an allocation of its own, for the sanitizer to watch).
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/position_list.h"
#include "format/posting_samples.h"
#include "format/segment_reader.h"
#include "format/term_dictionary.h"
#include "postings/container_ops.h"

namespace riffle {
namespace {

/// Calls `use` with every cut of `record`, and with every byte of it changed in several ways.
template <typename Use>
void for_each_mutation(const ByteBuffer& record, Use use) {
  for (std::size_t length = 0; length < record.size(); ++length) {
    use(ByteBuffer(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(length)));
  }
  for (std::size_t at = 0; at < record.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF, record[at] ^ 0x04}) {
      ByteBuffer changed = record;
      changed[at] = static_cast<std::uint8_t>(value);
      use(changed);
    }
  }
}

/// Reads all that a list and its positions offer; the sum keeps the reads from being optimised away.
std::uint64_t walk(const TermEntry& entry, ByteSpan record, ByteSpan positions_record, std::uint32_t doc_count) {
  const auto list = PostingList::open(entry, record, doc_count);
  if (!list) return 0;
  std::uint64_t sum = list->df();
  for (const DocId doc : list->short_docs()) {
    EXPECT_LT(doc, doc_count);
    sum += doc;
  }
  for (std::uint32_t rank = 0; rank < list->df(); ++rank) sum += list->tf(rank);
  for (std::uint32_t rank = 0; rank <= list->df(); ++rank) sum += list->occurrences_before(rank);
  if (list->is_long()) {
    std::vector<std::uint16_t> values(kContainerValuesRoom);
    for (std::uint32_t index = 0; index < list->set().container_count(); ++index) {
      const ContainerView container = list->set().container(index);
      EXPECT_LT(std::uint64_t{container.key} << 16, doc_count);
      const std::size_t count = container_to_array(container, values.data());
      sum += list->first_rank(index) + count;
      if (container.kind != ContainerKind::kBitset) continue;
      for (std::uint32_t low = 0; low < 65536; low += 99) {
        sum += list->bitset_rank(index, container, static_cast<std::uint16_t>(low));
      }
    }
  }
  if (!entry.has_positions || entry.kind == TermEntry::Kind::kLongTokenSpace) return sum;
  auto positions = GapPositions::open(entry, *list, positions_record);
  if (!positions) return sum;
  std::vector<std::uint32_t> found;
  for (std::uint32_t rank = 0; rank < list->df(); ++rank) {
    if (positions->read(rank, found)) sum += found.size();
  }
  if (positions->read_all_gaps(found)) sum += found.size();
  return sum;
}

SamplePlan short_plan_of(std::size_t df) {
  SamplePlan plan;
  plan.docs = scattered(3, df);
  plan.tf = [](std::size_t rank) { return rank % 11 == 3 ? 20u : 1 + static_cast<std::uint32_t>(rank % 3); };
  plan.gap = [](std::size_t rank, std::uint32_t i) {
    return rank % 40 == 7 ? 90000u : i + static_cast<std::uint32_t>(rank % 5);
  };
  plan.token_space = std::uint64_t{1} << 31;
  return plan;
}

void mutate_lists(const SampleTerm& term) {
  EXPECT_GT(walk(term.entry, term.list, term.positions, term.doc_count), 0u);
  for_each_mutation(term.list,
                    [&](const ByteBuffer& changed) { walk(term.entry, changed, term.positions, term.doc_count); });
  for_each_mutation(term.positions,
                    [&](const ByteBuffer& changed) { walk(term.entry, term.list, changed, term.doc_count); });
}

TEST(MutatedRecords, ShortListsAreReadInside) {
  for (const std::size_t df : {2u, 40u, 128u}) mutate_lists(make_sample(short_plan_of(df)));
}

TEST(MutatedRecords, LongListsAreReadInside) { mutate_lists(make_sample(short_plan_of(150))); }

TEST(MutatedRecords, ListsOfRunsAreReadInside) {
  SamplePlan plan = short_plan_of(200);
  plan.docs = every(1, 100);
  for (const DocId doc : every(1, 100, 70000)) plan.docs.push_back(doc);
  mutate_lists(make_sample(plan));
}

// Of a long record only the parts around each table are changed: the rest are bits of a bitset.
TEST(MutatedRecords, ListsWithBitsetsAreReadInside) {
  SamplePlan plan = short_plan_of(5000);
  plan.text_space = false;
  const SampleTerm term = make_sample(plan);
  EXPECT_GT(walk(term.entry, term.list, {}, term.doc_count), 0u);
  for (std::size_t at = 0; at < term.list.size(); at += at < 64 || at > term.list.size() - 300 ? 1 : 997) {
    for (const int value : {0x00, 0x80, 0xFF}) {
      ByteBuffer changed = term.list;
      changed[at] = static_cast<std::uint8_t>(value);
      walk(term.entry, changed, {}, term.doc_count);
    }
  }
}

TEST(MutatedRecords, DictionaryNumbersMayContradictTheRecords) {
  for (const std::size_t df : {40u, 150u}) {
    const SampleTerm term = make_sample(short_plan_of(df));
    for (const std::uint64_t cf : {std::uint64_t{0}, std::uint64_t{1}, term.entry.cf - 1, term.entry.cf + 1,
                                   term.entry.cf * 100, std::uint64_t{1} << 33, UINT64_MAX}) {
      for (const std::uint32_t other_df : {1u, 129u, static_cast<std::uint32_t>(df)}) {
        TermEntry entry = term.entry;
        entry.cf = cf;
        entry.df = other_df;
        walk(entry, term.list, term.positions, term.doc_count);
      }
    }
  }
}

std::uint64_t walk_tokens(ByteSpan record, std::uint32_t token_space) {
  const auto positions = TokenSpacePositions::open(record, token_space);
  if (!positions) return 0;
  std::vector<std::uint16_t> scratch(65536 + kernels::kOutSlack);
  std::uint64_t sum = 1;
  for (std::uint32_t chunk = 0; chunk < positions->chunk_count(); ++chunk) {
    const auto [offset, bytes] = positions->extent(chunk);
    EXPECT_TRUE(range_fits(offset, bytes, record.size()));
    const kernels::U16Array values = positions->array(chunk, scratch.data());
    EXPECT_LE(values.count, 65536u);
    for (std::size_t i = 0; i < values.count; ++i) sum += load<std::uint16_t>(values.bytes + 2 * i);
    sum += positions->chunk(chunk).count();
  }
  for (std::uint32_t token = 0; token < token_space; token += 501) {
    positions->chunk(token >> 16).prefetch(static_cast<std::uint16_t>(token));
    sum += positions->contains(token) ? 1 : 0;
  }
  return sum;
}

TEST(MutatedRecords, TokenSpaceRecordsAreReadInside) {
  constexpr std::uint32_t kTokens = 3 * 65536;
  std::vector<std::uint32_t> spans(kTokens + 1);
  std::iota(spans.begin(), spans.end(), 0);
  TermPostings postings;
  postings.docs = every(400, 160);
  for (const DocId token : every(7, 700, 2 * 65536)) postings.docs.push_back(token);
  postings.tfs.assign(postings.docs.size(), 1);
  postings.gaps.assign(postings.docs.size(), 0);
  PostingWriter writer(spans.data(), 1, kTokens, kTokens);
  ByteBuffer lists;
  ByteBuffer record;
  ASSERT_EQ(writer.encode(postings, true, lists, lists, record).kind, TermEntry::Kind::kLongTokenSpace);
  EXPECT_GT(walk_tokens(record, kTokens), 0u);
  for_each_mutation(record, [&](const ByteBuffer& changed) { walk_tokens(changed, kTokens); });
}

TEST(MutatedRecords, TermBlocksAreReadInside) {
  TermDictionaryWriter writer;
  for (int i = 0; i < 14; ++i) {
    const std::string key = std::string(1, '\0') + "term" + std::string(static_cast<std::size_t>(i), 'x');
    EncodedTerm term;
    term.kind = static_cast<TermEntry::Kind>(i % 4);
    term.df = term.kind == TermEntry::Kind::kInline ? 1 : i % 4 == 1 ? 100 : 1000;
    term.cf = term.df + static_cast<std::uint64_t>(i) * 1000;
    term.list_bytes = 320;
    term.positions_bytes = i % 4 > 1 ? 400 : 0;
    writer.add(key, term, 5, i % 4 == 0 ? std::vector<std::uint32_t>{1, 2, 300} : std::vector<std::uint32_t>{});
  }
  const auto walk_block = [](ByteSpan block, std::uint32_t entries) {
    TermBlockCursor cursor(block, 0, entries);
    std::uint32_t seen = 0;
    std::string previous;
    while (cursor.next()) {
      EXPECT_GE(cursor.key().size(), 2u);
      EXPECT_LE(cursor.key().size(), kMaxKeyBytes);
      EXPECT_GT(cursor.key(), previous);
      EXPECT_GT(cursor.entry().df, 0u);
      EXPECT_GE(cursor.entry().cf, cursor.entry().df);
      previous = cursor.key();
      ++seen;
    }
    return cursor.damaged() ? 0 : seen;
  };
  EXPECT_EQ(walk_block(writer.blocks(), 14), 14u);
  EXPECT_EQ(walk_block(writer.blocks(), 15), 0u) << "fewer entries than promised";
  for_each_mutation(writer.blocks(), [&](const ByteBuffer& changed) { walk_block(changed, 14); });
}

}  // namespace
}  // namespace riffle

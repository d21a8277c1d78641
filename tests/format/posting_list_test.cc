#include "format/posting_list.h"

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/posting_samples.h"
#include "postings/container_ops.h"

namespace riffle {
namespace {

std::uint32_t mixed_tf(std::size_t rank) {
  constexpr std::array<std::uint32_t, 8> kTfs{1, 2, 15, 16, 17, 300, 1, 3};
  return kTfs[mixed_number(rank) % kTfs.size()];
}

std::vector<DocId> docs_of(const PostingList& list) {
  return list.is_long() ? list.set().to_vector()
                        : std::vector<DocId>(list.short_docs().begin(), list.short_docs().end());
}

/// Everything that the list says, against the postings that it was made from.
void expect_sound(const SampleTerm& term, const std::string& what) {
  const auto list = term.open();
  ASSERT_TRUE(list) << what;
  EXPECT_EQ(list->df(), term.postings.docs.size()) << what;
  EXPECT_EQ(docs_of(*list), term.postings.docs) << what;
  const bool has_sums = term.entry.kind != TermEntry::Kind::kLongTokenSpace;
  std::uint64_t before = 0;
  for (std::uint32_t rank = 0; rank < list->df(); ++rank) {
    const std::uint32_t tf = term.postings.tfs.empty() ? 1 : term.postings.tfs[rank];
    ASSERT_EQ(list->tf(rank), tf) << what << " rank " << rank;
    if (has_sums) {
      ASSERT_EQ(list->occurrences_before(rank), before) << what << " rank " << rank;
    }
    before += tf;
  }
  if (has_sums) {
    EXPECT_EQ(list->occurrences_before(list->df()), before) << what;
  }
}

TEST(PostingList, KeepsListsOfAnyLength) {
  for (const std::size_t df : {1u, 2u, 3u, 127u, 128u, 129u, 255u, 256u, 257u, 5000u}) {
    for (const bool text_space : {true, false}) {
      SamplePlan plan;
      plan.docs = scattered(3, df);
      plan.tf = mixed_tf;
      plan.text_space = text_space;
      plan.token_space = std::uint64_t{1} << 31;  // rare enough for document-relative positions
      const SampleTerm term = make_sample(plan);
      EXPECT_EQ(term.entry.kind == TermEntry::Kind::kLong, df > kShortListMax) << df;
      expect_sound(term, "df " + std::to_string(df) + (text_space ? " text" : " keyword"));
    }
  }
}

TEST(PostingList, KeepsEveryFrequency) {
  for (const std::uint32_t tf : {1u, 2u, 3u, 4u, 5u, 14u, 15u, 16u, 17u, 300u, 70000u}) {
    for (const std::size_t df : {1u, 2u, 64u, 200u}) {
      SamplePlan plan;
      plan.docs = every(2, df);
      plan.tf = [tf](std::size_t) { return tf; };
      plan.token_space = std::uint64_t{1} << 31;
      if (tf * df > 2000000) continue;
      const SampleTerm term = make_sample(plan);
      EXPECT_EQ(term.entry.kind == TermEntry::Kind::kInline, df == 1 && tf <= kInlineTfMax);
      expect_sound(term, "tf " + std::to_string(tf) + " df " + std::to_string(df));
    }
  }
}

TEST(PostingList, ALoneExceptionIsFoundWhereverItStands) {
  for (const std::size_t at : {0u, 1u, 126u, 127u, 128u, 129u, 255u, 256u, 299u}) {
    SamplePlan plan;
    plan.docs = every(1, 300);
    plan.tf = [at](std::size_t rank) { return rank == at ? 5000u : 1u; };
    plan.token_space = std::uint64_t{1} << 31;
    expect_sound(make_sample(plan), "exception at " + std::to_string(at));
  }
}

TEST(PostingList, SpansSeveralContainersOfAllKinds) {
  // Arrays, bitsets and runs; the counts lie around the borders between them.
  struct Case {
    const char* name;
    std::vector<DocId> docs;
  };
  std::vector<Case> cases{{"arrays", scattered(40, 10000)},
                          {"bitsets", scattered(4, 70000)},
                          {"runs", every(1, 200000)},
                          {"one full bitset", every(2, 32768)},
                          {"4096 in an array", every(3, 4096)},
                          {"4097 in a bitset", every(3, 4097)},
                          {"last ids of containers", every(65536, 200, 65535)}};
  std::vector<DocId> both = every(2, 10000);
  for (const DocId doc : every(30, 1000, 65536 * 3 + 7)) both.push_back(doc);
  for (const DocId doc : every(2, 9000, 65536 * 7)) both.push_back(doc);
  cases.push_back({"bitsets with an array between", both});
  for (Case& sample : cases) {
    SamplePlan plan;
    plan.docs = std::move(sample.docs);
    plan.text_space = false;
    expect_sound(make_sample(plan), sample.name);
    plan.text_space = true;
    plan.doc_tokens = 1;
    plan.token_space = UINT32_MAX;
    plan.tf = [](std::size_t rank) { return rank % 1000 == 999 ? 20u : 1u; };
    expect_sound(make_sample(plan), sample.name);
  }
}

TEST(PostingList, TheRankDirectoryGivesEveryPostingItsNumber) {
  SamplePlan plan;
  plan.docs = scattered(3, 60000);
  plan.text_space = false;
  const SampleTerm term = make_sample(plan);
  const auto list = term.open();
  ASSERT_TRUE(list);
  std::uint32_t bitsets = 0;
  std::uint32_t rank = 0;
  std::vector<std::uint16_t> values(kContainerValuesRoom);
  for (std::uint32_t index = 0; index < list->set().container_count(); ++index) {
    const ContainerView container = list->set().container(index);
    EXPECT_EQ(list->first_rank(index), rank);
    const std::size_t count = container_to_array(container, values.data());
    for (std::size_t i = 0; i < count; ++i, ++rank) {
      if (container.kind != ContainerKind::kBitset) continue;
      ASSERT_EQ(list->bitset_rank(index, container, values[i]), rank);
    }
    bitsets += container.kind == ContainerKind::kBitset ? 1 : 0;
  }
  EXPECT_GE(bitsets, 3u);
  EXPECT_EQ(rank, list->df());
}

TEST(PostingList, OneContainerNeedsNoTables) {
  SamplePlan plan;
  plan.docs = every(1, 5000);
  plan.docs.erase(plan.docs.begin() + 77);
  for (DocId& doc : plan.docs) doc = doc * 7 + 3;
  plan.text_space = false;
  const SampleTerm term = make_sample(plan);
  const auto list = term.open();
  ASSERT_TRUE(list);
  ASSERT_EQ(list->set().container_count(), 1u);
  EXPECT_EQ(list->first_rank(0), 0u);
  const ContainerView container = list->set().container(0);
  ASSERT_EQ(container.kind, ContainerKind::kBitset);
  EXPECT_EQ(list->bitset_rank(0, container, static_cast<std::uint16_t>(plan.docs[4000])), 4000u);
}

TEST(PostingList, DocumentsBehindTheSegmentAreRefused) {
  for (const std::size_t df : {1u, 100u, 129u}) {
    SamplePlan plan;
    plan.docs = every(65536, df, 5);
    plan.text_space = false;
    SampleTerm term = make_sample(plan);
    EXPECT_TRUE(term.open()) << df;
    // A long list is held against the segment container by container.
    term.doc_count = plan.docs.back() - 5;
    EXPECT_FALSE(term.open()) << df;
    term.doc_count = 1;
    EXPECT_FALSE(term.open()) << df;
    term.doc_count = 0;
    EXPECT_FALSE(term.open()) << df;
  }
}

// A set of full run containers says a lot in few bytes; more documents than the segment has are not believed.
TEST(PostingList, MoreDocumentsThanTheSegmentHasAreRefused) {
  SamplePlan plan;
  plan.docs = every(1, 300000);
  plan.text_space = false;
  SampleTerm term = make_sample(plan);
  EXPECT_LT(term.list.size(), 200u);
  EXPECT_TRUE(term.open());
  for (const std::uint32_t doc_count : {299999u, 65536u, 200u}) {
    term.doc_count = doc_count;
    EXPECT_FALSE(term.open()) << doc_count;
  }
}

TEST(PostingList, ContradictionsWithTheDictionaryAreRefused) {
  SamplePlan plan;
  plan.docs = every(3, 1000);
  plan.tf = mixed_tf;
  plan.token_space = std::uint64_t{1} << 31;
  const SampleTerm sound = make_sample(plan);
  ASSERT_TRUE(sound.open());
  for (const std::uint32_t df : {129u, 999u, 1001u, UINT32_MAX}) {
    SampleTerm term = sound;
    term.entry.df = df;
    EXPECT_FALSE(term.open()) << df;
  }
  SampleTerm keyword = sound;
  keyword.entry.has_positions = false;
  EXPECT_FALSE(keyword.open());
  SampleTerm frequent = sound;
  frequent.entry.kind = TermEntry::Kind::kLongTokenSpace;
  EXPECT_FALSE(frequent.open()) << "the table of occurrences is left over";
  SampleTerm as_short = sound;
  as_short.entry.kind = TermEntry::Kind::kShort;
  EXPECT_FALSE(as_short.open());
}

TEST(PostingList, ShortListsMustIncreaseAndEnd) {
  TermEntry entry;
  entry.kind = TermEntry::Kind::kShort;
  entry.df = 3;
  const auto opens = [&](const ByteBuffer& bytes) { return PostingList::open(entry, bytes, 100).has_value(); };
  EXPECT_TRUE(opens({5, 1, 93}));
  EXPECT_FALSE(opens({5, 0, 93})) << "the same document twice";
  EXPECT_FALSE(opens({5, 1, 94})) << "behind the last document";
  EXPECT_FALSE(opens({5, 1})) << "cut short";
  EXPECT_FALSE(opens({5, 1, 93, 0})) << "bytes left over";
  EXPECT_FALSE(opens({5, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1})) << "a sum that overflows";
  entry.df = 129;
  EXPECT_FALSE(opens(ByteBuffer(129, 1)));
  entry.df = 0;
  EXPECT_FALSE(opens({}));
}

}  // namespace
}  // namespace riffle

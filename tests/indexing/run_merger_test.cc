#include "indexing/run_merger.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"
#include "format/posting_samples.h"
#include "format/schema.h"

namespace riffle {
namespace {

constexpr std::uint32_t kDocs = 4000;

using Runs = std::vector<Run>;

/// Postings of a made-up corpus, cut into runs of `docs_per_run` documents.
Runs make_runs(std::uint32_t docs_per_run) {
  Runs runs;
  for (DocId first = 0; first < kDocs; first += docs_per_run) {
    const DocId last = std::min(kDocs, first + docs_per_run);
    RunWriter writer(first);
    // Term t stands in every document that t + 1 divides, twice in those that 5 divides.
    for (std::uint32_t term = 0; term < 3000; ++term) {
      std::vector<DocId> docs;
      for (auto doc = static_cast<DocId>(round_up(first, term + 1)); doc < last; doc += term + 1) docs.push_back(doc);
      if (docs.empty()) continue;
      std::string digits = std::to_string(term);
      const std::string key = std::string(1, '\0') + std::string(5 - digits.size(), '0') + digits;
      writer.begin(key, docs.size(), docs.size());
      DocId previous = first;
      for (const DocId doc : docs) {
        append_varint(writer.data(), doc - previous);
        previous = doc;
        append_varint(writer.data(), doc % 5 == 0 ? 2 : 1);
        append_varint(writer.data(), term % 50);
        if (doc % 5 == 0) append_varint(writer.data(), 1 + term % 3);
      }
      writer.end();
    }
    // Ids repeat: document d and d + 3500 have the same.
    std::vector<std::pair<std::string, DocId>> ids;
    for (DocId doc = first; doc < last; ++doc) {
      std::string digits = std::to_string(doc % 3500);
      ids.emplace_back('\1' + std::string(5 - digits.size(), '0') + digits, doc);
    }
    std::sort(ids.begin(), ids.end());
    for (std::size_t i = 0; i < ids.size();) {
      std::size_t end = i;
      while (end < ids.size() && ids[end].first == ids[i].first) ++end;
      writer.begin(ids[i].first, end - i, end - i);
      DocId previous = first;
      for (std::size_t j = i; j < end; ++j) {
        append_varint(writer.data(), ids[j].second - previous);
        previous = ids[j].second;
      }
      writer.end();
      i = end;
    }
    runs.push_back(writer.finish());
  }
  return runs;
}

struct Merged {
  std::string keys;
  std::vector<std::uint64_t> terms;
  ByteBuffer short_lists;
  ByteBuffer long_lists;
  ByteBuffer positions;
  std::vector<DocId> superseded;
  std::vector<std::uint64_t> ordinals;
  std::uint64_t posting_count = 0;
  std::uint64_t occurrence_count = 0;
  bool operator==(const Merged&) const = default;
};

struct Fixture {
  Fixture() {
    for (std::uint32_t i = 0; i <= 2 * kDocs; ++i) spans.push_back(i * 60);
    schema.fields = {{"id", FieldType::kId}, {"title", FieldType::kText}, {"body", FieldType::kText}};
  }
  [[nodiscard]] MergeInput input(const Runs& runs, unsigned threads) const {
    MergeInput merge;
    merge.runs = &runs;
    merge.schema = &schema;
    merge.spans = &spans;
    merge.text_field_count = 2;
    merge.buffer_bytes = 4096;
    merge.threads = threads;
    return merge;
  }
  Schema schema;
  std::vector<std::uint32_t> spans;
};

Merged merge_all(const MergeInput& input) {
  Merged out;
  std::vector<OrdinalColumn> columns{{.field = 0, .by_doc = std::vector<std::uint64_t>(kDocs, OrdinalColumn::kNone)}};
  std::vector<std::uint64_t> firsts;
  std::uint32_t next = 0;
  const Status merged = merge_runs(input, columns, [&](std::uint32_t number, MergedPartition&& partition) -> Status {
    EXPECT_EQ(number, next++);
    firsts.push_back(out.terms.size() / 4);
    out.keys += partition.keys;
    for (const MergedPartition::Term& term : partition.terms) {
      for (const std::uint64_t value :
           {std::uint64_t{term.encoded.df}, term.encoded.cf, term.encoded.list_bytes, std::uint64_t{term.inline_doc}}) {
        out.terms.push_back(value);
      }
    }
    append_bytes(out.short_lists, partition.short_lists);
    append_bytes(out.long_lists, partition.long_lists);
    append_bytes(out.positions, partition.positions);
    out.superseded.insert(out.superseded.end(), partition.superseded.begin(), partition.superseded.end());
    out.posting_count += partition.posting_count;
    out.occurrence_count += partition.occurrence_count;
    return {};
  });
  EXPECT_TRUE(merged) << merged.error().message;
  for (const std::uint64_t place : columns[0].by_doc)
    out.ordinals.push_back(firsts[place >> 32] + (place & UINT32_MAX));
  std::sort(out.superseded.begin(), out.superseded.end());
  return out;
}

TEST(MergeRuns, GivesTheSameForAnyThreadsAndCuts) {
  const Fixture fixture;
  const Merged whole = merge_all(fixture.input(make_runs(kDocs), 1));
  EXPECT_EQ(whole.terms.size() / 4, 3000u + 3500u);
  EXPECT_EQ(whole.superseded, every(1, 500));
  EXPECT_EQ(whole.ordinals[0], 3000u);
  EXPECT_EQ(whole.ordinals[3501], 3001u);
  EXPECT_GT(whole.occurrence_count, whole.posting_count);
  for (const std::uint32_t docs_per_run : {4000u, 1000u, 333u}) {
    const Runs runs = make_runs(docs_per_run);
    for (unsigned threads = 1; threads <= 4; ++threads) {
      EXPECT_TRUE(merge_all(fixture.input(runs, threads)) == whole) << docs_per_run << " x " << threads;
    }
  }
}

TEST(MergeRuns, GivesTheSameFromSpilledRuns) {
  const Fixture fixture;
  Runs runs = make_runs(777);
  const Merged whole = merge_all(fixture.input(runs, 1));
  const ScratchFolder folder;
  auto spill = SpillFile::create(folder.path());
  ASSERT_TRUE(spill);
  for (std::size_t i = 0; i < runs.size(); i += 2) {
    runs[i].spill_offset = (*spill)->size();
    ASSERT_TRUE((*spill)->write(runs[i].bytes));
    runs[i].bytes = ByteBuffer();
    runs[i].spilled = true;
  }
  for (const std::size_t buffer_bytes : {1u, 700u, 65536u}) {
    MergeInput input = fixture.input(runs, 3);
    input.spill = spill->get();
    input.buffer_bytes = buffer_bytes;
    EXPECT_TRUE(merge_all(input) == whole) << buffer_bytes;
  }
}

TEST(MergeRuns, TheFirstErrorEndsIt) {
  const Fixture fixture;
  const Runs runs = make_runs(200);
  for (const unsigned threads : {1u, 4u}) {
    std::vector<OrdinalColumn> columns{{.field = 0, .by_doc = std::vector<std::uint64_t>(kDocs)}};
    std::atomic<int> calls{0};
    const Status merged =
        merge_runs(fixture.input(runs, threads), columns, [&](std::uint32_t number, MergedPartition&&) -> Status {
          ++calls;
          if (number == 1) return std::unexpected(Error{.code = ErrorCode::kResourceLimit, .message = "disk full"});
          return {};
        });
    ASSERT_FALSE(merged);
    EXPECT_EQ(merged.error().message, "disk full");
    EXPECT_EQ(calls.load(), 2);
  }
}

TEST(MergeRuns, WhatIsThrownInAThreadBecomesAnError) {
  const Fixture fixture;
  const Runs runs = make_runs(200);
  for (const unsigned threads : {1u, 4u}) {
    std::vector<OrdinalColumn> columns{{.field = 0, .by_doc = std::vector<std::uint64_t>(kDocs)}};
    const Status merged = merge_runs(fixture.input(runs, threads), columns,
                                     [](std::uint32_t, MergedPartition&&) -> Status { throw std::bad_alloc(); });
    ASSERT_FALSE(merged);
    EXPECT_EQ(merged.error().code, ErrorCode::kOutOfMemory);
  }
}

TEST(MergeRuns, ARunThatCannotBeReadIsAnError) {
  const Fixture fixture;
  Runs runs = make_runs(1000);
  runs[2].bytes.resize(runs[2].bytes.size() / 2);
  std::fill(runs[2].bytes.begin() + 100, runs[2].bytes.end(), std::uint8_t{0xFF});
  std::vector<OrdinalColumn> columns{{.field = 0, .by_doc = std::vector<std::uint64_t>(kDocs)}};
  runs[2].size = runs[2].bytes.size();
  runs[2].marks.resize(1);
  for (const unsigned threads : {1u, 4u}) {
    const Status merged = merge_runs(fixture.input(runs, threads), columns,
                                     [](std::uint32_t, MergedPartition&&) -> Status { return {}; });
    ASSERT_FALSE(merged);
    EXPECT_EQ(merged.error().code, ErrorCode::kIo);
  }
}

TEST(MergeRuns, NoRunsMakeOneEmptyPartition) {
  const Fixture fixture;
  std::vector<OrdinalColumn> columns;
  int calls = 0;
  const Runs none;
  EXPECT_TRUE(merge_runs(fixture.input(none, 4), columns, [&](std::uint32_t, MergedPartition&& partition) -> Status {
    ++calls;
    EXPECT_TRUE(partition.terms.empty());
    return {};
  }));
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace riffle

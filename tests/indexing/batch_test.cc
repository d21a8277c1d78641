#include "indexing/batch.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

Result<IndexedBatch> index_documents(std::vector<Document> documents, const Schema& schema,
                                     StoreMode store = StoreMode::kFull) {
  auto analyzer = make_analyzer("simple");
  if (!analyzer) return std::unexpected(analyzer.error());
  BatchIndexer indexer({.schema = &schema, .store = store}, std::move(*analyzer), nullptr);
  Batch batch;
  batch.number = 4;
  batch.first_doc = 10;
  batch.documents = std::move(documents);
  return indexer.index(batch);
}

/// All keys of a run with their postings, in order.
std::vector<std::pair<std::string, TermPostings>> entries_of(const Run& run) {
  std::vector<std::pair<std::string, TermPostings>> entries;
  RunCursor cursor(run, nullptr, 100);
  EXPECT_TRUE(cursor.seek(""));
  while (!cursor.at_end()) {
    auto& [key, postings] = entries.emplace_back();
    key = cursor.key();
    EXPECT_TRUE(cursor.append_postings(key[0] == kTextSpace, postings));
    EXPECT_TRUE(cursor.next());
  }
  return entries;
}

TEST(BatchIndexer, SortsTermsAndCountsFromTheFirstDocument) {
  const Schema schema = article_schema(false);
  const auto batch = index_documents({make_document("x", "b a", "a"), make_document("w", "", "a a c")}, schema);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->number, 4u);
  EXPECT_EQ(batch->doc_count, 2u);
  EXPECT_EQ(batch->field_lengths, (std::vector<std::uint32_t>{2, 1, 0, 3}));
  const auto entries = entries_of(batch->run);
  ASSERT_EQ(entries.size(), 5u);
  EXPECT_EQ(entries[0].first, std::string("\0a", 2));
  EXPECT_EQ(entries[0].second.docs, (std::vector<DocId>{10, 11}));
  EXPECT_EQ(entries[0].second.tfs, (std::vector<std::uint32_t>{2, 2}));
  // "a" of the title, then of the body behind the gap; in the second document behind the empty title.
  EXPECT_EQ(entries[0].second.gaps, (std::vector<std::uint32_t>{1, 2, 1, 1}));
  EXPECT_EQ(entries[1].first, std::string("\0b", 2));
  EXPECT_EQ(entries[2].first, std::string("\0c", 2));
  EXPECT_EQ(entries[3].first, "\1w");
  EXPECT_EQ(entries[3].second.docs, std::vector<DocId>{11});
  EXPECT_EQ(entries[4].first, "\1x");
}

TEST(BatchIndexer, KeepsDatesAndKeywords) {
  const Schema schema = article_schema(false);
  Document dated = make_document("a", "", "");
  dated.date = -5;
  dated.source = "  RUDAW ";
  const auto batch = index_documents({make_document("b", "", ""), dated}, schema);
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->numbers.size(), 1u);
  EXPECT_EQ(batch->numbers[0], (std::vector<std::optional<std::int64_t>>{std::nullopt, -5}));
  const auto entries = entries_of(batch->run);
  EXPECT_EQ(entries.back().first, "\5rudaw");
  EXPECT_EQ(entries.back().second.docs, std::vector<DocId>{11});
}

TEST(BatchIndexer, ClosesStoredBlocksAtTheirSize) {
  const Schema schema = article_schema(false);
  std::vector<Document> documents;
  for (int i = 0; i < 50; ++i) documents.push_back(make_document("d" + std::to_string(i), "t", std::string(1000, 'x')));
  const auto batch = index_documents(documents, schema);
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->stored.first_docs.size(), 3u);
  EXPECT_EQ(batch->stored.first_docs[0], 10u);
  EXPECT_EQ(batch->stored.first_docs[1], 10u + 17);
  std::size_t bytes = 0;
  for (const std::uint32_t block : batch->stored.block_bytes) bytes += block;
  EXPECT_EQ(bytes, batch->stored.bytes.size());
  EXPECT_GE(batch->stored.raw_bytes[0], kStoredBlockBytes);
  const auto none = index_documents(documents, schema, StoreMode::kNone);
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->stored.bytes.empty());
}

TEST(BatchIndexer, CanBeUsedAgain) {
  const Schema schema = article_schema(false);
  auto analyzer = make_analyzer("simple");
  ASSERT_TRUE(analyzer);
  BatchIndexer indexer({.schema = &schema, .store = StoreMode::kFull}, std::move(*analyzer), nullptr);
  Batch batch;
  batch.documents = varied_documents(30);
  Batch other;
  other.documents = varied_documents(3);
  const auto first = indexer.index(batch);
  ASSERT_TRUE(indexer.index(other));
  const auto again = indexer.index(batch);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->run.bytes, again->run.bytes);
  EXPECT_EQ(first->stored.bytes, again->stored.bytes);
}

}  // namespace
}  // namespace riffle

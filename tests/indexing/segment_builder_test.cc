#include "indexing/segment_builder.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "format/memory_segment.h"
#include "format/segment_check.h"

namespace riffle {
namespace {

/// One batch of `count` documents, indexed.
IndexedBatch indexed_batch(const Schema& schema, StoreMode store, std::size_t count) {
  auto analyzer = make_analyzer("simple");
  EXPECT_TRUE(analyzer);
  BatchIndexer indexer({.schema = &schema, .store = store}, std::move(*analyzer), nullptr);
  Batch batch;
  batch.documents = varied_documents(count);
  auto indexed = indexer.index(batch);
  EXPECT_TRUE(indexed);
  return std::move(*indexed);
}

BuilderOptions options_of(const Schema& schema, StoreMode store) {
  BuilderOptions options;
  options.schema = &schema;
  options.store = store;
  options.run_budget_bytes = 1 << 20;
  options.spill_folder = testing::TempDir();
  options.threads = 2;
  return options;
}

TEST(SegmentBuilder, GivesTheSameBytesForAnyThreadsAndMemory) {
  const std::vector<Document> documents = varied_documents(1500);
  SegmentPlan plan;
  plan.batch_documents = 100;
  const ByteBuffer whole = must_build(documents, plan).bytes;
  for (const unsigned threads : {1u, 2u, 4u}) {
    for (const std::size_t budget : {std::size_t{0}, std::size_t{40000}, std::size_t{1} << 30}) {
      plan.threads = threads;
      plan.run_budget_bytes = budget;
      EXPECT_TRUE(must_build(documents, plan).bytes == whole) << threads << " threads, " << budget << " bytes";
    }
  }
}

TEST(SegmentBuilder, PostingsDoNotDependOnBatches) {
  const std::vector<Document> documents = varied_documents(500);
  SegmentPlan plan;
  plan.store = StoreMode::kNone;
  const ByteBuffer whole = must_build(documents, plan).bytes;
  for (const std::size_t batch : {1u, 7u, 499u}) {
    plan.batch_documents = batch;
    EXPECT_TRUE(must_build(documents, plan).bytes == whole) << batch;
  }
}

TEST(SegmentBuilder, WhatItWritesIsSound) {
  for (const bool train : {false, true}) {
    std::vector<Document> documents = varied_documents(1200);
    for (Document& document : documents) document.body += document.body;
    SegmentPlan plan;
    plan.train_dictionary = train;
    plan.batch_documents = 77;
    const MemorySegment segment = must_build(documents, plan);
    const auto counts = check_segment(*segment.must_open(), segment.schema);
    EXPECT_TRUE(counts) << counts.error().message;
  }
}

TEST(SegmentBuilder, TellsIdsInOrderAndWhichDocumentsAreSuperseded) {
  std::vector<Document> documents;
  for (const char* const id : {"c", "a", "b", "a", "c", "c", "d"})
    documents.push_back(make_document(id, "one", "two three"));
  SegmentPlan plan;
  plan.batch_documents = 2;
  const auto built = build_segment(documents, plan);
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_EQ(built->ids, (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(built->built.superseded.size(), 3u);
  for (const DocId doc : {0u, 1u, 4u}) EXPECT_TRUE(built->built.superseded.contains(doc)) << doc;
  EXPECT_EQ(built->built.superseded_field_tokens, (std::vector<std::uint64_t>{3, 6}));
  EXPECT_EQ(built->built.entry.field_tokens, (std::vector<std::uint64_t>{7, 14}));
  EXPECT_EQ(built->built.posting_count, 21u);
  EXPECT_EQ(built->built.occurrence_count, 21u);
}

TEST(SegmentBuilder, ErrorsOfTheSinkAndOfTheCallerSurface) {
  class FullSink final : public ByteSink {
   public:
    explicit FullSink(std::size_t room) : room_(room) {}
    Status write(ByteSpan bytes) override {
      if (bytes.size() > room_) return std::unexpected(Error{.code = ErrorCode::kIo, .message = "no space left"});
      room_ -= bytes.size();
      return {};
    }

   private:
    std::size_t room_;
  };
  const Schema schema = article_schema(false);
  const std::size_t whole = must_build(varied_documents(100)).bytes.size();
  for (std::size_t room = 0; room < whole; room += whole / 23) {
    FullSink sink(room);
    SegmentBuilder builder(options_of(schema, StoreMode::kFull), sink, {});
    Status status = builder.add(indexed_batch(schema, StoreMode::kFull, 100));
    if (status) {
      const auto built = builder.finish([](std::string_view) { return Status(); });
      if (!built) status = std::unexpected(built.error());
    }
    ASSERT_FALSE(status) << room;
    EXPECT_EQ(status.error().message, "no space left");
  }
  const Status said_no = [&]() -> Status {
    MemorySink sink;
    SegmentBuilder builder(options_of(schema, StoreMode::kNone), sink, {});
    EXPECT_TRUE(builder.add(indexed_batch(schema, StoreMode::kNone, 10)));
    const auto built =
        builder.finish([](std::string_view) -> Status { return std::unexpected(Error{.message = "no"}); });
    return built ? Status() : Status(std::unexpected(built.error()));
  }();
  ASSERT_FALSE(said_no);
  EXPECT_EQ(said_no.error().message, "no");
}

TEST(SegmentBuilder, AMissingSpillFolderIsAnError) {
  const Schema schema = article_schema(false);
  MemorySink sink;
  BuilderOptions options = options_of(schema, StoreMode::kNone);
  options.run_budget_bytes = 0;
  options.spill_folder = "/no/such";
  SegmentBuilder builder(options, sink, {});
  const Status added = builder.add(indexed_batch(schema, StoreMode::kNone, 10));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace riffle

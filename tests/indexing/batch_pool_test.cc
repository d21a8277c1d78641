#include "indexing/batch_pool.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/analyzer.h"
#include "format/memory_segment.h"

namespace riffle {
namespace {

const Schema& schema() {
  static const Schema value = article_schema(false);
  return value;
}

Result<std::unique_ptr<BatchIndexer>> make_indexer() {
  auto analyzer = make_analyzer("simple");
  if (!analyzer) return std::unexpected(analyzer.error());
  return std::make_unique<BatchIndexer>(BatchOptions{.schema = &schema(), .store = StoreMode::kNone},
                                        std::move(*analyzer), nullptr);
}

Batch batch_of(std::uint64_t number) {
  // Sizes differ a lot, so that batches end out of order.
  Batch batch;
  batch.number = number;
  batch.first_doc = static_cast<DocId>(1000 * number);
  batch.documents = varied_documents(number % 3 == 0 ? 200 : 1);
  return batch;
}

TEST(BatchPool, DeliversInOrderWithAnyThreads) {
  for (const unsigned threads : {1u, 2u, 4u, 9u}) {
    std::vector<std::uint64_t> numbers;
    BatchPool pool(threads, make_indexer, [&](IndexedBatch&& batch) -> Status {
      numbers.push_back(batch.number);
      EXPECT_EQ(batch.doc_count, batch.number % 3 == 0 ? 200u : 1u);
      return {};
    });
    for (std::uint64_t i = 0; i < 40; ++i) ASSERT_TRUE(pool.submit(batch_of(i)));
    ASSERT_TRUE(pool.drain());
    ASSERT_EQ(numbers.size(), 40u) << threads;
    for (std::uint64_t i = 0; i < 40; ++i) EXPECT_EQ(numbers[i], i);
    ASSERT_TRUE(pool.submit(batch_of(40)));
    ASSERT_TRUE(pool.drain());
    EXPECT_EQ(numbers.back(), 40u) << "a pool goes on after drain()";
  }
}

TEST(BatchPool, AloneTheOwnerHoldsNothingBack) {
  std::uint64_t consumed = 0;
  BatchPool pool(1, make_indexer, [&](IndexedBatch&&) -> Status {
    ++consumed;
    return {};
  });
  for (std::uint64_t i = 0; i < 10; ++i) {
    ASSERT_TRUE(pool.submit(batch_of(i)));
    EXPECT_EQ(consumed, i + 1);
  }
}

TEST(BatchPool, DrainingAnEmptyPoolIsNothing) {
  BatchPool pool(3, make_indexer, [](IndexedBatch&&) { return Status(); });
  EXPECT_TRUE(pool.drain());
}

TEST(BatchPool, BatchesThatNobodyWaitsForAreDropped) {
  for (int i = 0; i < 10; ++i) {
    BatchPool pool(4, make_indexer, [](IndexedBatch&&) { return Status(); });
    for (std::uint64_t number = 0; number < 5; ++number) EXPECT_TRUE(pool.submit(batch_of(number)));
  }
}

/// The status of submitting up to ten batches and draining.
Status run_pool(unsigned threads, const BatchPool::MakeIndexer& make, const BatchPool::Consume& consume) {
  BatchPool pool(threads, make, consume);
  for (std::uint64_t i = 0; i < 10; ++i) {
    if (const Status submitted = pool.submit(batch_of(i)); !submitted) return submitted;
  }
  return pool.drain();
}

TEST(BatchPool, AnErrorOfAWorkerSurfaces) {
  const BatchPool::Consume consume = [](IndexedBatch&&) { return Status(); };
  for (const unsigned threads : {1u, 4u}) {
    const Status failed = run_pool(
        threads,
        []() -> Result<std::unique_ptr<BatchIndexer>> { return std::unexpected(Error{.message = "no indexer"}); },
        consume);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "no indexer");
    const Status thrown =
        run_pool(threads, []() -> Result<std::unique_ptr<BatchIndexer>> { throw std::bad_alloc(); }, consume);
    ASSERT_FALSE(thrown);
    EXPECT_EQ(thrown.error().code, ErrorCode::kOutOfMemory);
  }
}

TEST(BatchPool, AnErrorOfTheConsumerSurfaces) {
  for (const unsigned threads : {1u, 4u}) {
    const Status failed = run_pool(threads, make_indexer, [](IndexedBatch&& batch) -> Status {
      if (batch.number == 3) return std::unexpected(Error{.code = ErrorCode::kIo, .message = "disk full"});
      EXPECT_LT(batch.number, 3u);
      return {};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "disk full");
  }
}

}  // namespace
}  // namespace riffle

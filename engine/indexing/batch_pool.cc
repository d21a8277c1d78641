#include "indexing/batch_pool.h"

#include <utility>

#include "base/catching.h"
#include "base/try.h"

namespace riffle {
namespace {

/// Waiting batches beyond one for each helper: they have work while the owner is busy with what it consumes.
constexpr std::size_t kSpareBatches = 3;

}  // namespace

BatchPool::BatchPool(unsigned threads, MakeIndexer make_indexer, Consume consume)
    : make_indexer_(std::move(make_indexer)), consume_(std::move(consume)) {
  try {
    helpers_.reserve(threads);
    for (unsigned i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
  } catch (const std::exception&) {
    // The system gives no more threads or memory: those that run do the work.
  }
}

BatchPool::~BatchPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_ready_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void BatchPool::help() {
  std::unique_ptr<BatchIndexer> indexer;
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      work_ready_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      batch = std::move(waiting_.front());
      waiting_.pop_front();
    }
    deliver(catching([&]() -> Result<IndexedBatch> {
      if (!indexer) {
        RIFFLE_TRY_ASSIGN(indexer, make_indexer_());
      }
      return indexer->index(batch);
    }));
  }
}

void BatchPool::deliver(Result<IndexedBatch> result) {
  const std::lock_guard lock(mutex_);
  Status kept;
  if (result) {
    kept = catching([&]() -> Status {
      done_.emplace(result->number, std::move(*result));
      return {};
    });
  } else {
    kept = std::unexpected(std::move(result).error());
  }
  if (!kept && !fault_) fault_ = std::move(kept).error();
  result_ready_.notify_all();
}

Status BatchPool::work_on(Batch batch) {
  deliver(catching([&]() -> Result<IndexedBatch> {
    if (!own_indexer_) {
      RIFFLE_TRY_ASSIGN(own_indexer_, make_indexer_());
    }
    return own_indexer_->index(batch);
  }));
  return consume_ready();
}

Status BatchPool::submit(Batch batch) {
  std::optional<Batch> mine;
  ++submitted_;
  {
    const std::lock_guard lock(mutex_);
    if (!helpers_.empty() && waiting_.size() < helpers_.size() + kSpareBatches) {
      waiting_.push_back(std::move(batch));
      work_ready_.notify_one();
    } else {
      mine = std::move(batch);
    }
  }
  if (mine) return work_on(std::move(*mine));
  return consume_ready();
}

Status BatchPool::consume_ready() {
  for (;;) {
    IndexedBatch next;
    {
      const std::lock_guard lock(mutex_);
      if (fault_) return std::unexpected(*fault_);
      const auto found = done_.find(next_consumed_);
      if (found == done_.end()) return {};
      next = std::move(found->second);
      done_.erase(found);
      ++next_consumed_;
    }
    RIFFLE_TRY(consume_(std::move(next)));
  }
}

Status BatchPool::drain() {
  for (;;) {
    RIFFLE_TRY(consume_ready());
    std::optional<Batch> mine;
    {
      std::unique_lock lock(mutex_);
      if (next_consumed_ == submitted_) return {};
      if (!waiting_.empty()) {
        mine = std::move(waiting_.front());
        waiting_.pop_front();
      } else {
        result_ready_.wait(lock, [&] { return fault_ || done_.contains(next_consumed_); });
      }
    }
    if (mine) RIFFLE_TRY(work_on(std::move(*mine)));
  }
}

}  // namespace riffle

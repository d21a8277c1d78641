// BatchPool: batches in, indexed batches out in the same order, worked on by the caller and threads - 1 helpers.
// Shape:   submit() hands a batch to a helper, or works on it itself when all have enough to do.
// Cost:    at most 2 x threads + 4 batches are held.
// Errors:  the first error of any batch is returned by the next call; the pool is of no use afterwards.
// Threads: one owner calls it; the helpers are its own.
#ifndef RIFFLE_INDEXING_BATCH_POOL_H_
#define RIFFLE_INDEXING_BATCH_POOL_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "indexing/batch.h"
#include "riffle/error.h"

namespace riffle {

class BatchPool {
 public:
  using MakeIndexer = std::function<Result<std::unique_ptr<BatchIndexer>>()>;
  using Consume = std::function<Status(IndexedBatch&&)>;

  /// `consume` is called by the owner's thread, in batch order.
  BatchPool(unsigned threads, MakeIndexer make_indexer, Consume consume);
  ~BatchPool();
  BatchPool(const BatchPool&) = delete;
  BatchPool& operator=(const BatchPool&) = delete;

  Status submit(Batch batch);
  /// Waits until every batch has been consumed.
  Status drain();

 private:
  void help();
  Status work_on(Batch batch);
  void deliver(Result<IndexedBatch> result);
  Status consume_ready();

  MakeIndexer make_indexer_;
  Consume consume_;
  std::unique_ptr<BatchIndexer> own_indexer_;
  std::mutex mutex_;
  std::condition_variable work_ready_;
  std::condition_variable result_ready_;
  std::deque<Batch> waiting_;
  std::map<std::uint64_t, IndexedBatch> done_;
  std::uint64_t next_consumed_ = 0;
  std::uint64_t submitted_ = 0;
  std::optional<Error> fault_;
  bool stopping_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_BATCH_POOL_H_

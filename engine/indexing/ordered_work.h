// OrderedWork: numbered pieces of work, done by the caller and threads - 1 helpers, their results consumed in order.
// Cost:    at most 2 x threads results are held.
// Errors:  the first one wins, whatever throws included; nothing leaves a thread.
// Threads: make_worker is called once in each thread; consume from one thread at a time.
#ifndef RIFFLE_INDEXING_ORDERED_WORK_H_
#define RIFFLE_INDEXING_ORDERED_WORK_H_

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/catching.h"
#include "riffle/error.h"

namespace riffle {

template <typename Product>
class OrderedWork {
 public:
  using Worker = std::function<Result<Product>(std::uint32_t number)>;
  using MakeWorker = std::function<Worker()>;
  using Consume = std::function<Status(std::uint32_t number, Product&&)>;

  OrderedWork(unsigned threads, std::uint32_t count, MakeWorker make_worker, Consume consume)
      : threads_(threads), count_(count), make_worker_(std::move(make_worker)), consume_(std::move(consume)) {}

  /// Once.
  Status run() {
    std::vector<std::thread> helpers;
    const unsigned most = threads_ < count_ ? threads_ : count_;
    try {
      helpers.reserve(most);
      for (unsigned i = 1; i < most; ++i) helpers.emplace_back([this] { work(); });
    } catch (const std::exception&) {
      // The system gives no more threads or memory: those that run do the work.
    }
    work();
    for (std::thread& helper : helpers) helper.join();
    return fault_ ? Status(std::unexpected(*fault_)) : Status();
  }

 private:
  void work() {
    Status done = catching([&]() -> Status {
      take_turns();
      return {};
    });
    if (done) return;
    const std::lock_guard lock(mutex_);
    fail(std::move(done).error());
  }

  void take_turns() {
    const Worker worker = make_worker_();
    for (;;) {
      std::uint32_t number = 0;
      {
        std::unique_lock lock(mutex_);
        // Results wait for their turn; threads that run ahead wait too, so that few results are held.
        ready_.wait(lock, [&] { return fault_ || next_ < next_consumed_ + 2 * threads_; });
        if (fault_ || next_ == count_) return;
        number = next_++;
      }
      deliver(number, worker(number));
    }
  }

  void deliver(std::uint32_t number, Result<Product> product) {
    std::unique_lock lock(mutex_);
    if (!product) {
      fail(std::move(product).error());
      return;
    }
    done_.emplace(number, std::move(*product));
    if (consuming_) return;
    consuming_ = true;
    while (!fault_ && !done_.empty() && done_.begin()->first == next_consumed_) {
      Product turn = std::move(done_.begin()->second);
      done_.erase(done_.begin());
      lock.unlock();
      Status consumed = catching([&] { return consume_(next_consumed_, std::move(turn)); });
      lock.lock();
      if (!consumed) fail(std::move(consumed).error());
      ++next_consumed_;
      ready_.notify_all();
    }
    consuming_ = false;
  }

  void fail(Error&& error) noexcept {
    if (!fault_) fault_ = std::move(error);
    ready_.notify_all();
  }

  unsigned threads_;
  std::uint32_t count_;
  MakeWorker make_worker_;
  Consume consume_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::uint32_t next_ = 0;
  std::uint32_t next_consumed_ = 0;
  bool consuming_ = false;
  std::map<std::uint32_t, Product> done_;
  std::optional<Error> fault_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_ORDERED_WORK_H_

// AnalyzerPool: analyzers of one index between two calls. Making one takes as long as reading a short query.
// Shape:   keeps as many as threads use at a time, kMost at most, and built-in ones only: a registered one is the
//          caller's, who may count on its end.
// Threads: any.
#ifndef RIFFLE_API_ANALYZER_POOL_H_
#define RIFFLE_API_ANALYZER_POOL_H_

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>

#include "analysis/analyzer.h"
#include "riffle/error.h"
#include "storage/snapshot.h"

namespace riffle {

class AnalyzerPool {
 public:
  struct GiveBack {
    AnalyzerPool* pool = nullptr;
    void operator()(Analyzer* analyzer) const;
  };
  using Lent = std::unique_ptr<Analyzer, GiveBack>;

  /// The analyzer of the snapshot, which is that of all snapshots that this pool is asked for. Errors as analyzer_of().
  Result<Lent> lend(const Snapshot& snapshot);

 private:
  static constexpr std::size_t kMost = 4;

  std::mutex mutex_;
  std::array<std::unique_ptr<Analyzer>, kMost> spare_;
  std::size_t count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_API_ANALYZER_POOL_H_

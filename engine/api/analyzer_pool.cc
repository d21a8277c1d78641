#include "api/analyzer_pool.h"

#include <utility>

#include "api/commit_analysis.h"
#include "base/try.h"

namespace riffle {

void AnalyzerPool::GiveBack::operator()(Analyzer* analyzer) const {
  std::unique_ptr<Analyzer> owned(analyzer);
  if (pool == nullptr || !owned->status() || dynamic_cast<const BuiltInAnalyzer*>(analyzer) == nullptr) return;
  const std::lock_guard lock(pool->mutex_);
  if (pool->count_ < kMost) pool->spare_[pool->count_++] = std::move(owned);
}

Result<AnalyzerPool::Lent> AnalyzerPool::lend(const Snapshot& snapshot) {
  {
    const std::lock_guard lock(mutex_);
    if (count_ > 0) return Lent(spare_[--count_].release(), GiveBack{this});
  }
  RIFFLE_TRY_ASSIGN(std::unique_ptr<Analyzer> made, analyzer_of(snapshot));
  return Lent(made.release(), GiveBack{this});
}

}  // namespace riffle

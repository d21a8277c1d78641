// share_memory(): what a bound of memory is used for.
// Shape:   indexing takes a fixed amount, an amount for each thread (a batch and what is made of it), and the runs that
//          are held until they spill. Where the bound is less than the fixed amount and one thread need, batches are
//          smaller, and fewer sketch values are kept to find copies by.
#ifndef RIFFLE_INDEXING_MEMORY_SHARE_H_
#define RIFFLE_INDEXING_MEMORY_SHARE_H_

#include <algorithm>
#include <cstddef>

#include "indexing/batch.h"
#include "indexing/copy_finder.h"

namespace riffle {

struct MemoryShare {
  unsigned threads = 1;
  std::size_t run_bytes = 0;
  std::size_t batch_bytes = 0;  ///< of text
  std::size_t copy_values = 0;  ///< of sketches
};

inline constexpr std::size_t kUsualMemoryBytes = std::size_t{256} << 20;
/// Peaks are measured: bench/README.md. What may go beyond the bound (32 MiB) is taken off the fixed part.
inline constexpr std::size_t kFixedBytes = std::size_t{96} << 20;
inline constexpr std::size_t kBytesPerThread = std::size_t{112} << 20;
/// Of the memory: runs have so much at least, also where the rest is more than what remains.
inline constexpr std::size_t kLeastPartForRuns = 8;

/// The memory of writers that give no bound: as much as `threads` threads work with.
inline std::size_t usual_memory(unsigned threads) {
  const std::size_t working = kFixedBytes + threads * kBytesPerThread;
  return std::max(kUsualMemoryBytes, working + working / (kLeastPartForRuns - 1));
}

/// Up to which bound batches are small: a large one and all that is made of it take some 50 MiB.
inline constexpr std::size_t kMostForSmallBatches = std::size_t{96} << 20;

/// What of the share decides about the bytes of a file depends on `bytes` alone. REQUIRES: wanted_threads >= 1.
inline MemoryShare share_memory(std::size_t bytes, unsigned wanted_threads) {
  const std::size_t for_runs = bytes / kLeastPartForRuns;
  const std::size_t for_threads = bytes - for_runs - std::min(bytes - for_runs, kFixedBytes);
  const std::size_t most_threads = std::max<std::size_t>(1, for_threads / kBytesPerThread);
  MemoryShare share;
  share.threads = static_cast<unsigned>(std::min<std::size_t>(wanted_threads, most_threads));
  const std::size_t working = kFixedBytes + share.threads * kBytesPerThread;
  share.run_bytes = std::max(for_runs, bytes - std::min(bytes, working));
  share.batch_bytes = bytes > kMostForSmallBatches ? kBatchBytes : kSmallBatchBytes;
  share.copy_values = std::min(CopyFinder::kMostValues, bytes / (kUsualMemoryBytes / CopyFinder::kMostValues));
  return share;
}

}  // namespace riffle

#endif  // RIFFLE_INDEXING_MEMORY_SHARE_H_

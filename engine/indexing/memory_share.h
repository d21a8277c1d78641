// share_memory(): how many threads a bound of memory allows, and what is left for the runs.
// Shape:   indexing takes a fixed amount, an amount for each thread (a batch and what is made of it), and the runs that
//          are held until they spill. A bound below some 200 MiB may be less than the fixed amount and one thread.
#ifndef RIFFLE_INDEXING_MEMORY_SHARE_H_
#define RIFFLE_INDEXING_MEMORY_SHARE_H_

#include <algorithm>
#include <cstddef>

namespace riffle {

struct MemoryShare {
  unsigned threads = 1;
  std::size_t run_bytes = 0;
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

/// REQUIRES: wanted_threads >= 1.
inline MemoryShare share_memory(std::size_t bytes, unsigned wanted_threads) {
  const std::size_t for_runs = bytes / kLeastPartForRuns;
  const std::size_t for_threads = bytes - for_runs - std::min(bytes - for_runs, kFixedBytes);
  const std::size_t most_threads = std::max<std::size_t>(1, for_threads / kBytesPerThread);
  MemoryShare share;
  share.threads = static_cast<unsigned>(std::min<std::size_t>(wanted_threads, most_threads));
  const std::size_t working = kFixedBytes + share.threads * kBytesPerThread;
  share.run_bytes = std::max(for_runs, bytes - std::min(bytes, working));
  return share;
}

}  // namespace riffle

#endif  // RIFFLE_INDEXING_MEMORY_SHARE_H_

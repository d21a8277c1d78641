// SearchControl: how long and how hard a query may work, and with how much memory.
// Shape:   a search that is stopped ends with its typed error and no hits. The clock and the flag are looked at before
//          every container of 65,536 documents, every 64 blocks of a dictionary that a pattern reads, every 256
//          documents whose positions are compared, and every 65,536 that parts of a query score or unite. What grows
//          with the index is counted before it is allocated: documents of patterns and lists, words that patterns stand
//          for, positions of phrases, counters of facets and days. Hits, their sort keys and snippets are counted as
//          they come: those of one container may be there before the limit is noticed. A document that is fetched is a
//          step, so are 1,024 words of a text that excerpts are chosen from; it counts before it is unpacked.
// Threads: the flag may be set by any thread while the query runs.
#ifndef RIFFLE_SEARCH_CONTROL_H_
#define RIFFLE_SEARCH_CONTROL_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace riffle {

struct SearchControl {
  std::optional<std::chrono::steady_clock::time_point> deadline;  ///< kDeadline when it passes
  const std::atomic<bool>* cancel = nullptr;                      ///< kCancelled once it is true; must outlive the call
  std::uint64_t work_limit = 0;  ///< kResourceLimit after so many of those looks; 0 = no limit. The same query on the
                                 ///< same snapshot always works equally hard
  std::uint64_t memory_limit = std::uint64_t{64} << 20;  ///< bytes; kResourceLimit where more is needed; 0 = no limit
};

}  // namespace riffle

#endif  // RIFFLE_SEARCH_CONTROL_H_

// ThresholdCounter: how many of several sets hold each document of one container.
// Cost:    2 bytes a document of the container; add() is linear in the set.
// Threads: one owner.
#ifndef RIFFLE_QUERY_THRESHOLD_COUNTER_H_
#define RIFFLE_QUERY_THRESHOLD_COUNTER_H_

#include <cstdint>
#include <vector>

#include "query/container_set.h"

namespace riffle {

class ThresholdCounter {
 public:
  explicit ThresholdCounter(std::uint32_t universe) : counts_(universe, 0) {}

  /// Counts the documents of one set. At most 65,535 sets.
  void add(kernels::U16Array documents);

  /// The documents that `minimum` of the sets or more hold, as a bitset in `slot`.
  [[nodiscard]] ContainerSet at_least(std::uint32_t minimum, std::uint8_t* slot) const;

 private:
  std::vector<std::uint16_t> counts_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_THRESHOLD_COUNTER_H_

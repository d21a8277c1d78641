// WorkMeter: counts the steps of a running query and says when it must stop.
// Cost:    a step is a few instructions, and a look at the clock where there is a deadline.
// Threads: one owner; the flag of the control may be set by others.
#ifndef RIFFLE_QUERY_WORK_METER_H_
#define RIFFLE_QUERY_WORK_METER_H_

#include <cstdint>

#include "riffle/error.h"
#include "riffle/search_control.h"

namespace riffle {

class WorkMeter {
 public:
  /// Begins to count anew. REQUIRES: the flag of `control` outlives the query.
  void start(const SearchControl& control) {
    control_ = control;
    steps_ = 0;
  }
  /// One more step: an error when it is one too many.
  Status step();
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  SearchControl control_;
  std::uint64_t steps_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_WORK_METER_H_

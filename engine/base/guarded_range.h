// GuardedRange: mapped bytes that the bus guard (riffle/bus_guard.h) knows, so that losing them is an error, no crash.
// Shape:   a list of ranges that the signal handler walks without a lock. Places in it are used again and again, so it
//          is as long as the most ranges that there were at once.
// Cost:    a walk over the list when a range comes; a load for is_lost().
// Threads: ranges may come and go in any thread while the handler runs in others.
#ifndef RIFFLE_BASE_GUARDED_RANGE_H_
#define RIFFLE_BASE_GUARDED_RANGE_H_

#include "base/bytes.h"

namespace riffle {

class GuardedRange {
 public:
  /// `mapped` begins with a page and must stay mapped while the object lives.
  explicit GuardedRange(ByteSpan mapped);
  ~GuardedRange();
  GuardedRange(const GuardedRange&) = delete;
  GuardedRange& operator=(const GuardedRange&) = delete;

  /// Some of the bytes could not be read and have been zeros since. A thread that has read such a zero sees true.
  [[nodiscard]] bool is_lost() const;

 private:
  struct GuardedPlace* place_;
};

}  // namespace riffle

#endif  // RIFFLE_BASE_GUARDED_RANGE_H_

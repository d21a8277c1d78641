// WorkMeter: counts the steps and the memory of a running query, and says when it must stop.
// Cost:    a step is a few instructions, and a look at the clock where there is a deadline.
// Threads: one owner; the flag of the control may be set by others.
#ifndef RIFFLE_QUERY_WORK_METER_H_
#define RIFFLE_QUERY_WORK_METER_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "riffle/error.h"
#include "riffle/search_control.h"

namespace riffle {

class WorkMeter {
 public:
  /// Begins to count anew. REQUIRES: the flag of `control` outlives the query.
  void start(const SearchControl& control) {
    control_ = control;
    steps_ = 0;
    touches_ = 0;
    bytes_ = 0;
    segment_bytes_ = 0;
    most_bytes_ = 0;
  }
  /// One more step: an error when it is one too many, when it is late, or when the query was cancelled.
  Status step();
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  /// A list, a score or a set was asked about `documents`, or as much work was done: kTouchesOfStep of them are a step.
  /// A query of many parts does much of that between two containers.
  Status touch(std::uint64_t documents) {
    touches_ += documents;
    return touches_ < kTouchesOfStep ? Status() : step_of_touches();
  }
  static constexpr std::uint64_t kTouchesOfStep = std::uint64_t{1} << 16;
  /// Touches of a document whose positions are read.
  static constexpr std::uint64_t kTouchesOfPositions = 8;

  /// Asks for memory that the query holds until give(): an error when it is too much.
  Status take(std::uint64_t bytes);
  void give(std::uint64_t bytes) { bytes_ -= bytes; }
  /// The same for what is held until the next begin_segment().
  Status take_for_segment(std::uint64_t bytes);
  void begin_segment() { segment_bytes_ = 0; }
  /// The most that was held at any time.
  [[nodiscard]] std::uint64_t most_bytes() const { return most_bytes_; }

 private:
  Status check_memory();
  Status step_of_touches();

  SearchControl control_;
  std::uint64_t steps_ = 0;
  std::uint64_t touches_ = 0;  // since the last step of them
  std::uint64_t bytes_ = 0;
  std::uint64_t segment_bytes_ = 0;
  std::uint64_t most_bytes_ = 0;
};

/// A loop whose turns are far less work than a step, which stops soon after the query must.
class PacedLoop {
 public:
  explicit PacedLoop(WorkMeter& meter) : meter_(&meter) {}

  /// `turns` more, of which kTurnsOfStep are a step; false when the query must stop, then and ever after.
  bool goes_on(std::size_t turns = 1) {
    turns_ += turns;
    return turns_ < kTurnsOfStep ? status_.has_value() : step();
  }
  /// Why it stopped, if it did.
  [[nodiscard]] const Status& status() const { return status_; }
  [[nodiscard]] WorkMeter& meter() const { return *meter_; }

  static constexpr std::size_t kTurnsOfStep = 1024;

 private:
  bool step();

  WorkMeter* meter_;
  std::size_t turns_ = 0;
  Status status_;
};

/// The memory of one part of a running query, which grows, and is given back with the part.
class HeldMemory {
 public:
  explicit HeldMemory(WorkMeter& meter) : meter_(&meter) {}
  HeldMemory(HeldMemory&& other) noexcept : meter_(other.meter_), bytes_(std::exchange(other.bytes_, 0)) {}
  HeldMemory& operator=(HeldMemory&&) = delete;
  ~HeldMemory() { meter_->give(bytes_); }

  /// It is `bytes` in all now: asks for what is more than before.
  Status grow_to(std::uint64_t bytes) {
    return bytes <= bytes_ ? Status() : meter_->take(bytes - std::exchange(bytes_, bytes));
  }
  Status grow_by(std::uint64_t bytes) { return grow_to(bytes_ + bytes); }

 private:
  WorkMeter* meter_;
  std::uint64_t bytes_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_WORK_METER_H_

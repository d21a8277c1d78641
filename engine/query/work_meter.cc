#include "query/work_meter.h"

#include <algorithm>
#include <string>

#include "base/errors.h"

namespace riffle {

Status WorkMeter::step() {
  ++steps_;
  if (control_.work_limit != 0 && steps_ > control_.work_limit) {
    return make_error(ErrorCode::kResourceLimit, "the query needs more than " + std::to_string(control_.work_limit) +
                                                     " steps of work; ask for less");
  }
  if (control_.cancel != nullptr && control_.cancel->load(std::memory_order_relaxed)) {
    return make_error(ErrorCode::kCancelled, "the query was cancelled");
  }
  if (control_.deadline && std::chrono::steady_clock::now() >= *control_.deadline) {
    return make_error(ErrorCode::kDeadline, "the query was not done in time; ask for less, or give it more time");
  }
  return {};
}

Status WorkMeter::step_of_touches() {
  touches_ = 0;
  return step();
}

bool PacedLoop::step() {
  turns_ = 0;
  if (status_) status_ = meter_->step();
  return status_.has_value();
}

Status WorkMeter::take(std::uint64_t bytes) {
  bytes_ += bytes;
  return check_memory();
}

Status WorkMeter::take_for_segment(std::uint64_t bytes) {
  segment_bytes_ += bytes;
  return check_memory();
}

Status WorkMeter::check_memory() {
  most_bytes_ = std::max(most_bytes_, bytes_ + segment_bytes_);
  if (control_.memory_limit == 0 || bytes_ + segment_bytes_ <= control_.memory_limit) return {};
  return make_error(ErrorCode::kResourceLimit, "the query needs more than " + std::to_string(control_.memory_limit) +
                                                   " bytes of memory; ask for less, or allow more");
}

}  // namespace riffle

// HistogramCounter: how many matches each day, week, month or year has.
// Cost:    one column value a match; a counter for each day between the first and the last date of a segment while they
//          are within 270 years, else for each day that occurs.
// Errors:  kResourceLimit when the days take more memory than the query may.
// Threads: one owner.
#ifndef RIFFLE_RESULTS_DATE_HISTOGRAM_H_
#define RIFFLE_RESULTS_DATE_HISTOGRAM_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/match_block.h"
#include "query/work_meter.h"
#include "riffle/aggregation.h"
#include "riffle/error.h"

namespace riffle {

class HistogramCounter {
 public:
  /// `field` is a date field. `meter` counts the memory, and must outlive the counter.
  HistogramCounter(std::string name, std::uint32_t field, DateUnit unit, WorkMeter& meter)
      : name_(std::move(name)), field_(field), unit_(unit), held_(meter) {}

  Status add(const MatchBlock& block);
  DateHistogram finish();

 private:
  Status begin_segment(const SegmentReader& reader);
  void end_segment();

  std::string name_;
  std::uint32_t field_;
  DateUnit unit_;
  HeldMemory held_;
  const SegmentReader* reader_ = nullptr;
  std::optional<ColumnReader> column_;
  std::int64_t first_day_ = 0;         // what counts_[0] stands for
  std::vector<std::uint64_t> counts_;  // by day; empty when the days of the segment are too far apart
  std::map<std::int64_t, std::uint64_t> days_;
  std::uint64_t missing_count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_RESULTS_DATE_HISTOGRAM_H_

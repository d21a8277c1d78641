#include "results/date_histogram.h"

#include <algorithm>
#include <chrono>

#include "base/try.h"

namespace riffle {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::uint64_t kMostDayCounters = 100'000;
constexpr std::int64_t kFirstDay =
    std::chrono::sys_days(std::chrono::year(-9999) / std::chrono::January / 1).time_since_epoch().count();
constexpr std::int64_t kLastDay =
    std::chrono::sys_days(std::chrono::year(9999) / std::chrono::December / 31).time_since_epoch().count();
/// Of a day that is counted by itself, and of its bar.
constexpr std::uint64_t kBytesOfDay = 96;
/// 1970-01-01 is a Thursday.
constexpr std::int64_t kDaysToMonday = 3;

std::int64_t day_of(Date date) {
  const std::int64_t day = date / kDaySeconds - (date % kDaySeconds < 0 ? 1 : 0);
  return std::clamp(day, kFirstDay, kLastDay);
}

std::chrono::sys_days to_sys_days(std::int64_t day) {
  return std::chrono::sys_days(std::chrono::days(static_cast<int>(day)));
}

Date midnight_of(std::chrono::year_month_day day) {
  return std::int64_t{std::chrono::sys_days(day).time_since_epoch().count()} * kDaySeconds;
}

DateBar bar_of_day(std::int64_t day, DateUnit unit) {
  const std::chrono::year_month_day civil(to_sys_days(day));
  const auto first = std::chrono::day(1);
  switch (unit) {
    case DateUnit::kDay: break;
    case DateUnit::kWeek: {
      const std::int64_t shifted = day + kDaysToMonday;
      const std::int64_t into_week = (shifted % 7 + 7) % 7;
      return {.begin = (day - into_week) * kDaySeconds, .end = (day - into_week + 7) * kDaySeconds};
    }
    case DateUnit::kMonth: {
      const std::chrono::year_month month = civil.year() / civil.month();
      return {.begin = midnight_of(month / first), .end = midnight_of((month + std::chrono::months(1)) / first)};
    }
    case DateUnit::kYear:
      return {.begin = midnight_of(civil.year() / std::chrono::January / first),
              .end = midnight_of((civil.year() + std::chrono::years(1)) / std::chrono::January / first)};
  }
  return {.begin = day * kDaySeconds, .end = (day + 1) * kDaySeconds};
}

}  // namespace

DateBar date_bar_of(Date date, DateUnit unit) { return bar_of_day(day_of(date), unit); }

Status HistogramCounter::add(const MatchBlock& block) {
  if (block.reader != reader_) {
    end_segment();
    RIFFLE_TRY(begin_segment(*block.reader));
  }
  if (!column_) {
    missing_count_ += block.count;
    return {};
  }
  // Unsigned arithmetic wraps as the format says.
  const auto base = static_cast<std::uint64_t>(column_->base());
  RIFFLE_TRY(for_each_stored_value(*column_, block, [&](std::size_t, std::uint64_t stored) {
    if (stored == 0) {
      ++missing_count_;
      return;
    }
    const std::int64_t day = day_of(static_cast<Date>(base + stored - 1));
    const auto place = static_cast<std::uint64_t>(day) - static_cast<std::uint64_t>(first_day_);
    if (place < counts_.size()) {
      ++counts_[place];
    } else {
      ++days_[day];
    }
  }));
  return held_.grow_to(counts_.capacity() * sizeof(std::uint64_t) + days_.size() * kBytesOfDay);
}

Status HistogramCounter::begin_segment(const SegmentReader& reader) {
  reader_ = &reader;
  column_.reset();
  if (!reader.section(SectionKind::kColumn, field_).present()) return {};
  RIFFLE_TRY_ASSIGN(column_, reader.column(field_));
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
  const std::uint64_t zones = (std::uint64_t{reader.doc_count()} + 65'535) / 65'536;
  for (std::uint32_t i = 0; i < zones; ++i) {
    RIFFLE_TRY_ASSIGN(const auto zone, column_->zone(i));
    if (!zone) continue;
    range = range ? std::pair(std::min(range->first, zone->first), std::max(range->second, zone->second)) : *zone;
  }
  if (!range) return {};
  first_day_ = day_of(range->first);
  const auto size = static_cast<std::uint64_t>(day_of(range->second) - first_day_ + 1);
  if (size <= kMostDayCounters) counts_.assign(size, 0);
  return {};
}

void HistogramCounter::end_segment() {
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    if (counts_[place] > 0) days_[first_day_ + static_cast<std::int64_t>(place)] += counts_[place];
  }
  counts_.clear();
}

DateHistogram HistogramCounter::finish() {
  end_segment();
  DateHistogram histogram{.field = name_, .unit = unit_, .bars = {}, .missing_count = missing_count_};
  for (const auto& [day, count] : days_) {
    if (histogram.bars.empty() || day * kDaySeconds >= histogram.bars.back().end) {
      histogram.bars.push_back(bar_of_day(day, unit_));
    }
    histogram.bars.back().count += count;
  }
  return histogram;
}

}  // namespace riffle

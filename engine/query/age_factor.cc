#include "query/age_factor.h"

#include <algorithm>
#include <cmath>

#include "base/try.h"
#include "query/bound_term.h"

namespace riffle {
namespace {

constexpr double kSecondsOfDay = 86'400;

}  // namespace

Result<AgeFactor> AgeFactor::open(const Snapshot& snapshot, const Ranking& ranking) {
  AgeFactor age;
  const std::optional<std::uint32_t> field = snapshot.schema().date_field();
  if (ranking.half_life_days == 0 || !field) return age;
  age.field_ = *field;
  std::optional<Date> newest;
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY(age.open_dates(*segment.reader));
    for (std::uint32_t key = 0; age.dates_ && key < container_count_of(segment.reader->doc_count()); ++key) {
      RIFFLE_TRY_ASSIGN(const auto zone, age.dates_->zone(key));
      if (zone) newest = newest ? std::max(*newest, zone->second) : zone->second;
    }
  }
  age.dates_.reset();
  if (!newest) return age;
  age.newest_ = *newest;
  age.half_life_ = ranking.half_life_days * kSecondsOfDay;
  age.ageless_ = ranking.ageless;
  return age;
}

Status AgeFactor::bind(const SegmentReader& reader) { return is_used() ? open_dates(reader) : Status(); }

Status AgeFactor::open_dates(const SegmentReader& reader) {
  dates_.reset();
  if (!reader.section(SectionKind::kColumn, field_).present()) return {};
  RIFFLE_TRY_ASSIGN(dates_, reader.column(field_));
  return {};
}

Result<double> AgeFactor::of(DocId doc) const {
  if (!is_used()) return 1.0;
  if (!dates_) return ageless_;
  RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> date, dates_->value(doc));
  if (!date) return ageless_;
  // In doubles: the distance of two dates need not fit 64 bits.
  const double seconds = std::max(0.0, static_cast<double>(newest_) - static_cast<double>(*date));
  return ageless_ + (1 - ageless_) * std::exp2(-seconds / half_life_);
}

}  // namespace riffle

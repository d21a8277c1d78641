// The dates of the query language: a day, month or year, or a second.
#ifndef RIFFLE_QUERY_DATE_RANGE_H_
#define RIFFLE_QUERY_DATE_RANGE_H_

#include <optional>
#include <string_view>

#include "riffle/types.h"

namespace riffle {

struct DateRange {
  Date from;
  Date to;  ///< last second included
};

/// "2024", "2024-11", "2024-11-30", "2024-11-30T12:00:00Z": the whole year, month, day, or second.
std::optional<DateRange> parse_date_period(std::string_view text);

/// A period, "A..B" (either side may be empty), ">=A", ">A", "<=A", "<A".
std::optional<DateRange> parse_date_range(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_QUERY_DATE_RANGE_H_

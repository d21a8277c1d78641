// The dates of the query language: a day, month or year, or a second.
// Shape:   years 0000 to 9999 of the proleptic Gregorian calendar, UTC, no leap seconds.
// Source:  format-spec/query-language.md, "Dates".
#ifndef RIFFLE_QUERY_DATE_RANGE_H_
#define RIFFLE_QUERY_DATE_RANGE_H_

#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "riffle/types.h"

namespace riffle {

inline constexpr Date kFirstDate = -62'167'219'200;  ///< 0000-01-01T00:00:00Z
inline constexpr Date kLastDate = 253'402'300'799;   ///< 9999-12-31T23:59:59Z

struct DateRange {
  Date from = std::numeric_limits<Date>::min();
  Date to = std::numeric_limits<Date>::max();  ///< last second included
};

/// "2024", "2024-11", "2024-11-30", "2024-11-30T12:00:00Z": the whole year, month, day, or second; "November
/// 2024", "Nov 2024" and "nov-2024", in any case, are a month as well, "2024-11-30T12:00" is a minute, and dates with a
/// time as documents write them ("2024-11-30T15:00:00+03:00") a minute or second.
std::optional<DateRange> parse_date_period(std::string_view text);

/// A period, "A..B" (either side may be empty), ">=A", ">A", "<=A", "<A"; spaces around A and B are passed over.
/// Nothing when A begins after B ends.
std::optional<DateRange> parse_date_range(std::string_view text);

/// The first second of a day that is written out, in any of the ways above; a weekday may stand before it, "of" behind
/// its number and what ends a sentence behind it. Nothing for digits alone, but for "20241130" of 1900
/// to 2100, and for a month, a year or a time.
std::optional<Date> parse_whole_day(std::string_view text);

/// "2024-11-30T12:00:00Z"; a date outside [kFirstDate, kLastDate] gives the nearest of the two.
std::string format_second(Date date);

/// The text that parse_date_range() reads as this range.
std::string format_date_range(const DateRange& range);

}  // namespace riffle

#endif  // RIFFLE_QUERY_DATE_RANGE_H_

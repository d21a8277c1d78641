// Dates as articles write them; parse_date and format_date of article_reader.h, and the pieces the text rules need.
// Shape:   years 1 to 9999 of the Gregorian calendar; English month and weekday names in any case, no locale.
//          2024-11-30, 2024/11/30; 30-11-2024, 30/11/2024, 30.11.2024; 30 November 2024, 30-Nov-2024; Nov 30, 2024;
//          20241130; 9 to 11 digits = seconds, 12 to 14 = milliseconds since 1970. A weekday may lead and a time may
//          follow: "12:00", "12:00:30.5", "3:45 PM", then Z, GMT, UTC, +03:00, +0300, +03 or a zone of RFC 2822.
//          Of a member alone: 2024-11, 2024/11 and 2024 are their first day.
// Order:   two-digit forms put the day first; with slashes a second number above 12 makes it month/day (11/30/2024).
// Errors:  anything else, and any number out of its range, is no date.
#ifndef RIFFLE_TEXT_DATE_TEXT_H_
#define RIFFLE_TEXT_DATE_TEXT_H_

#include <optional>
#include <string_view>

#include "riffle/types.h"

namespace riffle {

/// As parse_date, but digits alone count only as YYYYMMDD, and a month or year is no date: of a text, neither a line
/// "1732966200" nor one "2024" is meant as one.
std::optional<Date> parse_written_date(std::string_view text);

/// The same without a time: the first second of the day.
std::optional<Date> parse_written_day(std::string_view text);

/// The value of a numeric date member: seconds since 1970, or milliseconds when above 1e11 in size.
std::optional<Date> date_of_number(double value);

}  // namespace riffle

#endif  // RIFFLE_TEXT_DATE_TEXT_H_

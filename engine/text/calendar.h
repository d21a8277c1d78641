// Gregorian calendar arithmetic on Dates.
// Source:  Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#ifndef RIFFLE_TEXT_CALENDAR_H_
#define RIFFLE_TEXT_CALENDAR_H_

#include <cstdint>
#include <optional>

#include "riffle/types.h"

namespace riffle {

inline constexpr std::int64_t kDaySeconds = 86400;

struct Civil {
  std::int64_t year = 0;
  unsigned month = 0;
  unsigned day = 0;
};

/// The day that is `days` days after 1970-01-01; any number whose year fits.
Civil civil_from_days(std::int64_t days);

/// None unless the year is in 1 to 9999 and the month and day exist.
std::optional<Date> midnight(unsigned year, unsigned month, unsigned day);

}  // namespace riffle

#endif  // RIFFLE_TEXT_CALENDAR_H_

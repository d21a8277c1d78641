// English names of the months, in lower case.
#ifndef RIFFLE_BASE_MONTH_NAMES_H_
#define RIFFLE_BASE_MONTH_NAMES_H_

#include <array>
#include <string_view>

namespace riffle {

inline constexpr std::array<std::string_view, 12> kMonthNames{"january",   "february", "march",    "april",
                                                              "may",       "june",     "july",     "august",
                                                              "september", "october",  "november", "december"};

}  // namespace riffle

#endif  // RIFFLE_BASE_MONTH_NAMES_H_

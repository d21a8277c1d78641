#include "results/date_histogram.h"

#include <gtest/gtest.h>

#include <limits>

namespace riffle {
namespace {

constexpr Date kDay = 86'400;
constexpr Date kNewYear2024 = 1'704'067'200;  // a Monday

void expect_bar(Date date, DateUnit unit, Date begin, Date days) {
  const DateBar bar = date_bar_of(date, unit);
  EXPECT_EQ(bar.begin, begin) << date;
  EXPECT_EQ(bar.end, begin + days * kDay) << date;
  EXPECT_EQ(bar.count, 0U);
}

TEST(DateBar, ADayBeginsAtMidnight) {
  expect_bar(0, DateUnit::kDay, 0, 1);
  expect_bar(kDay - 1, DateUnit::kDay, 0, 1);
  expect_bar(-1, DateUnit::kDay, -kDay, 1);
}

TEST(DateBar, AWeekBeginsOnMonday) {
  for (Date day = 0; day < 7; ++day) {
    expect_bar(kNewYear2024 + day * kDay + 5, DateUnit::kWeek, kNewYear2024, 7);
    expect_bar(day * kDay, DateUnit::kWeek, day < 4 ? -3 * kDay : 4 * kDay, 7);
    expect_bar(-kDay * (day + 4), DateUnit::kWeek, -10 * kDay, 7);
  }
}

TEST(DateBar, MonthsAndYearsHaveTheirLengths) {
  expect_bar(kNewYear2024 + 31 * kDay, DateUnit::kMonth, kNewYear2024 + 31 * kDay, 29);
  expect_bar(kNewYear2024 - 1, DateUnit::kMonth, kNewYear2024 - 31 * kDay, 31);
  expect_bar(kNewYear2024 + 200 * kDay, DateUnit::kYear, kNewYear2024, 366);
  expect_bar(kNewYear2024 - 1, DateUnit::kYear, kNewYear2024 - 365 * kDay, 365);
}

TEST(DateBar, DatesBeyondTheCalendarFallIntoItsEnds) {
  for (const DateUnit unit : {DateUnit::kDay, DateUnit::kWeek, DateUnit::kMonth, DateUnit::kYear}) {
    const DateBar first = date_bar_of(std::numeric_limits<Date>::min(), unit);
    const DateBar last = date_bar_of(std::numeric_limits<Date>::max(), unit);
    EXPECT_LT(first.begin, first.end);
    EXPECT_LT(last.begin, last.end);
    EXPECT_LT(first.begin, -300'000'000'000);
    EXPECT_GT(last.end, 253'000'000'000);
  }
}

}  // namespace
}  // namespace riffle

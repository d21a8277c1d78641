#include "query/date_range.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace riffle {
namespace {

constexpr Date kOpenFrom = std::numeric_limits<Date>::min();
constexpr Date kOpenTo = std::numeric_limits<Date>::max();
constexpr Date kDay = 86'400;
constexpr Date kNov30 = 1'732'924'800;  // 2024-11-30T00:00:00Z

TEST(WholeDay, IsADayInAnyFormAndNothingElse) {
  for (const char* text :
       {"2024-11-30", "30-11-2024", "30/11/2024", "11/30/2024", "30.11.2024", "30 November 2024", "Nov. 30, 2024",
        "November 30th, 2024", "30th of November 2024", "Saturday, 30 November 2024", "2024/11/30,", "30 Nov 2024.",
        "30 November 2024?", "20241130"}) {
    EXPECT_EQ(parse_whole_day(text), kNov30) << text;
  }
  for (const char* text :
       {"20241131", "18991130", "21010101", "2024113", "202411300", "2024", "2024-11", "November 2024", "30 November",
        "2024-11-31", "31.11.2024", "2024-11-30T12:00:00Z", "30 of 2024", "of 2024-11-30", "", "."}) {
    EXPECT_EQ(parse_whole_day(text), std::nullopt) << text;
  }
}

TEST(DatePeriod, CoversTheWholeYearMonthDayOrSecond) {
  const struct {
    std::string_view text;
    Date from;
    Date to;
  } cases[] = {
      {"1970", 0, 365 * kDay - 1},
      {"2024", 1'704'067'200, 1'704'067'200 + 366 * kDay - 1},
      {"2024-11", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"2024-02", 1'706'745'600, 1'706'745'600 + 29 * kDay - 1},
      {"February 2024", 1'706'745'600, 1'706'745'600 + 29 * kDay - 1},
      {"feb  2024", 1'706'745'600, 1'706'745'600 + 29 * kDay - 1},
      {"Feb. 2024", 1'706'745'600, 1'706'745'600 + 29 * kDay - 1},
      {"NOV-2024", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"Sept 1970", 243 * kDay, 273 * kDay - 1},
      {"November, 2024", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"Nov.2024", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"11/2024", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"2-2024", 1'706'745'600, 1'706'745'600 + 29 * kDay - 1},
      {"2024/11", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"2024-2", 1'706'745'600, 1'706'745'600 + 29 * kDay - 1},
      {"2024-Nov", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"2024 November", kNov30 - 29 * kDay, kNov30 + kDay - 1},
      {"2024.11.30", kNov30, kNov30 + kDay - 1},
      {"2024-11-30", kNov30, kNov30 + kDay - 1},
      {"2024-11-30T12:00:00Z", kNov30 + kDay / 2, kNov30 + kDay / 2},
      {"1969-12-31T23:59:59Z", -1, -1},
      {"0000-01-01T00:00:00Z", kFirstDate, kFirstDate},
      {"9999-12-31T23:59:59Z", kLastDate, kLastDate},
  };
  for (const auto& c : cases) {
    const auto period = parse_date_period(c.text);
    ASSERT_TRUE(period.has_value()) << c.text;
    EXPECT_EQ(period->from, c.from) << c.text;
    EXPECT_EQ(period->to, c.to) << c.text;
  }
}

TEST(DatePeriod, RefusesWhatTheCalendarDoesNotHave) {
  for (const std::string_view text : {"",
                                      "February",
                                      "February ",
                                      "Febr 2024",
                                      "feb2024",
                                      "feb--2024",
                                      "feb 24",
                                      "feb 20244",
                                      "feb 2024-01",
                                      "2024 feb 1",
                                      "13/2024",
                                      "0/2024",
                                      "11/24",
                                      "2024/11-30",
                                      "2024-Febr",
                                      "202",
                                      "20244",
                                      "2024-",
                                      "2024-00",
                                      "2024-13",
                                      "2024-11-",
                                      "2024-11-00",
                                      "2024-11-31",
                                      "2023-02-29",
                                      "1900-02-29",
                                      "2024-11-30T",
                                      "2024-11-30T24:00:00Z",
                                      "2024-11-30T12:60:00Z",
                                      "2024-11-30T12:00:75Z",
                                      "2024-11-30T12:00:00Zx",
                                      "-024",
                                      "+2024",
                                      "2024/13/01",
                                      "31-11-2024",
                                      "20241131",
                                      "2024113",
                                      "30 November",
                                      "30 November 24",
                                      "November November 2024",
                                      "2024 11 30 1",
                                      "30-11-2024-",
                                      "yesterday"}) {
    EXPECT_FALSE(parse_date_period(text).has_value()) << text;
  }
}

TEST(DatePeriod, ReadsATimeAsDocumentsWriteIt) {
  const auto expect = [](std::string_view text, std::string_view range) {
    const auto period = parse_date_period(text);
    ASSERT_TRUE(period.has_value()) << text;
    EXPECT_EQ(format_date_range(*period), range) << text;
  };
  expect("2024-11-30T05:40", "2024-11-30T05:40:00Z..2024-11-30T05:40:59Z");
  expect("2024-11-30T05:40Z", "2024-11-30T05:40:00Z..2024-11-30T05:40:59Z");
  expect("2024-11-30T05:40+03:00", "2024-11-30T02:40:00Z..2024-11-30T02:40:59Z");
  expect("2024-11-30T05:40:07+03:00", "2024-11-30T02:40:07Z..2024-11-30T02:40:07Z");
  expect("2024-11-30 05:40:07", "2024-11-30T05:40:07Z..2024-11-30T05:40:07Z");
  expect("30 Nov 2024 05:40", "2024-11-30T05:40:00Z..2024-11-30T05:40:59Z");
}

TEST(DatePeriod, ReadsADayInTheFormsThatDocumentsHave) {
  for (const std::string_view text :
       {"2024-11-30", "2024/11/30", "30-11-2024", "30.11.2024", "20241130", "30 November 2024", "30 Nov. 2024",
        "Nov 30, 2024", "november 30 2024", "30-Nov-2024", "30/11/2024", "11/30/2024", "Sat, 30 Nov 2024"}) {
    const auto period = parse_date_period(text);
    ASSERT_TRUE(period.has_value()) << text;
    EXPECT_EQ(period->from, kNov30) << text;
    EXPECT_EQ(period->to, kNov30 + kDay - 1) << text;
  }
  EXPECT_EQ(parse_date_period("2024-12-1")->from, kNov30 + kDay);
  EXPECT_EQ(parse_date_period("1.12.2024")->from, kNov30 + kDay);
}

TEST(DateRange, ReadsEveryForm) {
  const struct {
    std::string_view text;
    Date from;
    Date to;
  } cases[] = {
      {"2024-11-30", kNov30, kNov30 + kDay - 1},
      {"2024-11-30..2024-12-02", kNov30, kNov30 + 3 * kDay - 1},
      {" 2024-11-30 .. 2024-12-02 ", kNov30, kNov30 + 3 * kDay - 1},
      {"2024-11-30..2024-11-30", kNov30, kNov30 + kDay - 1},
      {"2024-11-30..", kNov30, kOpenTo},
      {"..2024-11-30", kOpenFrom, kNov30 + kDay - 1},
      {"..", kOpenFrom, kOpenTo},
      {">=2024-11-30", kNov30, kOpenTo},
      {">2024-11-30", kNov30 + kDay, kOpenTo},
      {"<=2024-11-30", kOpenFrom, kNov30 + kDay - 1},
      {"<2024-11-30", kOpenFrom, kNov30 - 1},
      {">= 2024-11-30", kNov30, kOpenTo},
      {"2024-11-30...2024-12-02", kNov30, kNov30 + 3 * kDay - 1},
      {"2024-11-30\u20132024-12-02", kNov30, kNov30 + 3 * kDay - 1},
      {"2024-11-30 to 2 December 2024", kNov30, kNov30 + 3 * kDay - 1},
      {"2024-11-30,", kNov30, kNov30 + kDay - 1},
      {"2024-11-30.", kNov30, kNov30 + kDay - 1},
      {"27-30 November 2024", kNov30 - 3 * kDay, kNov30 + kDay - 1},
      {"27\u201330 Nov 2024", kNov30 - 3 * kDay, kNov30 + kDay - 1},
      {"27 to 30 November 2024", kNov30 - 3 * kDay, kNov30 + kDay - 1},
      {"Nov 27-30, 2024", kNov30 - 3 * kDay, kNov30 + kDay - 1},
      {"November 27 to 30, 2024", kNov30 - 3 * kDay, kNov30 + kDay - 1},
      {"27 November to 1 December 2024", kNov30 - 3 * kDay, kNov30 + 2 * kDay - 1},
      {"Nov 27 - Dec 1, 2024", kNov30 - 3 * kDay, kNov30 + 2 * kDay - 1},
      {"Nov-Dec 2024", kNov30 - 29 * kDay, kNov30 + 32 * kDay - 1},
      {"November to December 2024", kNov30 - 29 * kDay, kNov30 + 32 * kDay - 1},
      {"1970-1971", 0, 2 * 365 * kDay - 1},
  };
  for (const auto& c : cases) {
    const auto range = parse_date_range(c.text);
    ASSERT_TRUE(range.has_value()) << c.text;
    EXPECT_EQ(range->from, c.from) << c.text;
    EXPECT_EQ(range->to, c.to) << c.text;
  }
}

TEST(DateRange, RefusesReversedAndMalformedRanges) {
  for (const std::string_view text : {"",
                                      " ",
                                      ">",
                                      ">=",
                                      "<",
                                      "=",
                                      "2024-12-02..2024-11-30",
                                      "2024....2025",
                                      "2024,,",
                                      "2024to2025",
                                      "2024 to",
                                      " to ",
                                      ",",
                                      "2024..2025..2026",
                                      "a..b",
                                      "2024..x",
                                      "x..2024",
                                      "2025-2024",
                                      "30-27 November 2024",
                                      "27-30 November",
                                      "Jan-Feb",
                                      "31-32 November 2024",
                                      "Smith-Jones 2024",
                                      "-2024",
                                      ">=<2024"}) {
    EXPECT_FALSE(parse_date_range(text).has_value()) << text;
  }
}

TEST(DateRange, ItsTextReadsBackAsTheSameRange) {
  for (const std::string_view text : {"2024", "2024-11..", "..0001", "..", ">9999", ">=9999", "<0000", "<=0000",
                                      "1969-12-31T23:59:59Z", "2000-02-29..2001", ">2024-11-30"}) {
    const auto range = parse_date_range(text);
    ASSERT_TRUE(range.has_value()) << text;
    const auto again = parse_date_range(format_date_range(*range));
    ASSERT_TRUE(again.has_value()) << text << " -> " << format_date_range(*range);
    EXPECT_EQ(again->from, range->from) << text;
    EXPECT_EQ(again->to, range->to) << text;
  }
}

TEST(FormatDate, WritesSecondsOfUtc) {
  EXPECT_EQ(format_second(kNov30 + 3723), "2024-11-30T01:02:03Z");
  EXPECT_EQ(format_second(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(format_second(kFirstDate), "0000-01-01T00:00:00Z");
}

TEST(FormatDate, ClampsWhatFourDigitsCannotHold) {
  EXPECT_EQ(format_second(kOpenFrom), "0000-01-01T00:00:00Z");
  EXPECT_EQ(format_second(kOpenTo), "9999-12-31T23:59:59Z");
}

}  // namespace
}  // namespace riffle

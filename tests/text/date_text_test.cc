#include "text/date_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "riffle/article_reader.h"

namespace riffle {
namespace {

struct Case {
  std::string text;
  std::string expected;  ///< as format_date writes it; empty = no date
};

void expect_dates(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const std::optional<Date> date = parse_date(c.text);
    EXPECT_EQ(date ? format_date(*date) : "", c.expected) << "text: '" << c.text << "'";
  }
}

TEST(ParseDate, ReadsTheFormsThatArticlesCarry) {
  expect_dates({
      {"2024-11-30", "2024-11-30"},
      {"  2024-11-30\n", "2024-11-30"},
      {"2024-1-5", "2024-01-05"},
      {"2024/11/30", "2024-11-30"},
      {"20241130", "2024-11-30"},
      {"30-11-2024", "2024-11-30"},
      {"30/11/2024", "2024-11-30"},
      {"30.11.2024", "2024-11-30"},
      {"3/4/2024", "2024-04-03"},
      {"11/30/2024", "2024-11-30"},
      {"30 November 2024", "2024-11-30"},
      {"30 Nov 2024", "2024-11-30"},
      {"30th November 2024", "2024-11-30"},
      {"1st dec. 2024", "2024-12-01"},
      {"30-Nov-2024", "2024-11-30"},
      {"Nov 30, 2024", "2024-11-30"},
      {"Nov. 30 2024", "2024-11-30"},
      {"NOVEMBER 30, 2024", "2024-11-30"},
      {"Sept 9, 2024", "2024-09-09"},
      {"May 1,2024", "2024-05-01"},
      {"Saturday, November 30, 2024", "2024-11-30"},
      {"Sat 30 Nov 2024", "2024-11-30"},
      {"2024-02-29", "2024-02-29"},
      {"2000-02-29", "2000-02-29"},
      {"0001-01-01", "0001-01-01"},
      {"9999-12-31", "9999-12-31"},
  });
}

TEST(ParseDate, ReadsTimesAndZones) {
  expect_dates({
      {"2024-11-30T12:34:56Z", "2024-11-30T12:34:56Z"},
      {"2024-11-30t12:34:56z", "2024-11-30T12:34:56Z"},
      {"2024-11-30T12:34:56", "2024-11-30T12:34:56Z"},
      {"2024-11-30T12:34Z", "2024-11-30T12:34:00Z"},
      {"2024-11-30 12:34:56.789", "2024-11-30T12:34:56Z"},
      {"2024-11-30T12:34:56.000001Z", "2024-11-30T12:34:56Z"},
      {"2024-11-30T12:00:00+03:00", "2024-11-30T09:00:00Z"},
      {"2024-11-30T12:00:00+0330", "2024-11-30T08:30:00Z"},
      {"2024-11-30T22:00:00-05", "2024-12-01T03:00:00Z"},
      {"2024-11-30T00:00:00Z", "2024-11-30"},
      {"2024-11-30T23:59:60Z", "2024-12-01"},
      {"2024-11-30 12:00:00 UTC", "2024-11-30T12:00:00Z"},
      {"Sat, 30 Nov 2024 12:00:00 GMT", "2024-11-30T12:00:00Z"},
      {"Sat, 30 Nov 2024 12:00:00 +0200", "2024-11-30T10:00:00Z"},
      {"30 Nov 2024 12:00 EST", "2024-11-30T17:00:00Z"},
      {"Nov 30, 2024 3:45 PM", "2024-11-30T15:45:00Z"},
      {"Nov 30, 2024 at 12:05am", "2024-11-30T00:05:00Z"},
      {"30/11/2024, 18:05", "2024-11-30T18:05:00Z"},
  });
}

TEST(ParseDate, AMonthOrAYearIsItsFirstDay) {
  expect_dates({
      {"2024-11", "2024-11-01"},
      {" 2024/02 ", "2024-02-01"},
      {"2024", "2024-01-01"},
      {"0001", "0001-01-01"},
  });
}

TEST(ParseDate, ReadsSecondsAndMilliseconds) {
  expect_dates({
      {"1732966200", "2024-11-30T11:30:00Z"},
      {"100000000", "1973-03-03T09:46:40Z"},
      {"-100000000", "1966-10-31T14:13:20Z"},
      {"1732966200999", "2024-11-30T11:30:00Z"},
      {"-1732966200000", "1915-02-01T12:30:00Z"},
  });
}

TEST(ParseDate, RefusesWhatIsNoDate) {
  expect_dates({
      {"", ""},
      {" ", ""},
      {"yesterday", ""},
      {"12345", ""},
      {"0000", ""},
      {"2024-13", ""},
      {"2024-1", ""},
      {"2024.11", ""},
      {"11-2024", ""},
      {"2024-13-01", ""},
      {"2024-00-10", ""},
      {"2024-04-31", ""},
      {"2023-02-29", ""},
      {"1900-02-29", ""},
      {"2024-11-0", ""},
      {"0000-01-01", ""},
      {"20241301", ""},
      {"12/31/24", ""},
      {"13/13/2024", ""},
      {"11-30-2024", ""},
      {"31/04/2024", ""},
      {"2024-11/30", ""},
      {"30-11/2024", ""},
      {"2024-11-30T", ""},
      {"2024-11-30T24:00:00", ""},
      {"2024-11-30T12:60", ""},
      {"2024-11-30T12:00:61", ""},
      {"2024-11-30T12:00:00.", ""},
      {"2024-11-30T12:00:00+24:00", ""},
      {"2024-11-30T12:00:00+3:0", ""},
      {"2024-11-30 13:00 PM", ""},
      {"2024-11-30 and more", ""},
      {"2024-11-30T12:00:00Z!", ""},
      {"Novembre 30, 2024", ""},
      {"Nov 31, 2024", ""},
      {"Nov 30 24", ""},
      {"Nov 302024", ""},
      {"Saturday", ""},
      {"123456789012345", ""},
      {"0001-01-01T00:00:00+14:00", ""},
      {"9999-12-31T23:00:00-05:00", ""},
      {"2024-11-30" + std::string(100, '0'), ""},
      {std::string("2024-11-30\0", 11), ""},
  });
}

TEST(ParseWrittenDate, TakesEightDigitsButNoSeconds) {
  EXPECT_FALSE(parse_written_date("2024"));
  EXPECT_FALSE(parse_written_date("2024-11"));
  EXPECT_TRUE(parse_written_date("20241130"));
  EXPECT_FALSE(parse_written_date("1732966200"));
}

TEST(DateOfNumber, TakesSecondsAndMilliseconds) {
  EXPECT_EQ(date_of_number(0), Date{0});
  EXPECT_EQ(date_of_number(1732966200.9), Date{1732966200});
  EXPECT_EQ(date_of_number(1732966200000.0), Date{1732966200});
  EXPECT_EQ(date_of_number(-1.5), Date{-2});
  EXPECT_FALSE(date_of_number(1e300));
  EXPECT_FALSE(date_of_number(std::numeric_limits<double>::quiet_NaN()));
}

TEST(FormatDate, WritesEveryDate) {
  EXPECT_EQ(format_date(0), "1970-01-01");
  EXPECT_EQ(format_date(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(format_date(253402300800), "10000-01-01");
  EXPECT_EQ(format_date(std::numeric_limits<Date>::min()).substr(0, 1), "-");
  EXPECT_EQ(format_date(std::numeric_limits<Date>::max()).substr(0, 4), "2922");
}

TEST(FormatDate, ComesBackThroughParseDate) {
  for (Date date = -62135596800; date < 253402300799; date += 86400 * 97 + 12345) {
    const std::optional<Date> again = parse_date(format_date(date));
    ASSERT_TRUE(again) << format_date(date);
    ASSERT_EQ(*again, date) << format_date(date);
  }
}

TEST(WrittenDay, HasNoTime) {
  EXPECT_EQ(parse_written_day("Sat, 30 Nov 2024"), parse_written_date("2024-11-30"));
  EXPECT_EQ(parse_written_day("20241130"), parse_written_date("2024-11-30"));
  for (const std::string_view text : {"", "2024", "2024-11", "30 November", "2024-11-30 12:00", "2024-11-30T00:00:00Z",
                                      "2024-11-30-", "1732966200"}) {
    EXPECT_FALSE(parse_written_day(text)) << text;
  }
}

}  // namespace
}  // namespace riffle

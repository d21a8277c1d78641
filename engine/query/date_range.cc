#include "query/date_range.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/ascii.h"
#include "base/month_names.h"
#include "text/calendar.h"
#include "text/date_text.h"

namespace riffle {
namespace {

constexpr Date kOpenFrom = std::numeric_limits<Date>::min();
constexpr Date kOpenTo = std::numeric_limits<Date>::max();
constexpr Date kMinuteSeconds = 60;

/// Takes exactly `digits` decimal digits from the front of `text`; -1 when they are not there.
int take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

/// Takes one or two digits; -1 when there are none.
int take_short_number(std::string_view& text) {
  const int two = take_number(text, 2);
  return two < 0 ? take_number(text, 1) : two;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

Date first_second(std::chrono::year_month_day day) {
  return Date{std::chrono::sys_days(day).time_since_epoch().count()} * kDaySeconds;
}

/// Takes the name of a month or its first letters from the front of `text`, and what divides it from the next number; 0
/// when there is none.
int take_month(std::string_view& text) {
  constexpr std::size_t kShort = 3;
  const std::size_t size = std::min(text.find_first_of("-., \t"), text.size());
  const std::string name = to_lower_ascii(text.substr(0, size));
  for (std::size_t i = 0; i < kMonthNames.size(); ++i) {
    if (name != kMonthNames[i] && name != kMonthNames[i].substr(0, kShort) && !(name == "sept" && i == 8)) continue;
    text.remove_prefix(size);
    if (text.starts_with('.') || text.starts_with(',')) text.remove_prefix(1);
    if (!take(text, '-')) text = trimmed(text);
    return static_cast<int>(i) + 1;
  }
  return 0;
}

DateRange whole_month(std::chrono::year year, std::chrono::month month) {
  return {.from = first_second(year / month / 1),
          .to = first_second(year / month / std::chrono::last) + kDaySeconds - 1};
}

/// "February 2024", "Feb 2024", "Feb. 2024", "feb-2024", "2/2024", "02-2024".
std::optional<DateRange> parse_month_and_year(std::string_view text) {
  int month = take_month(text);
  if (month == 0) {
    month = take_short_number(text);
    if (month < 1 || month > 12 || (!take(text, '/') && !take(text, '-') && !take(text, '.'))) return std::nullopt;
  }
  const int year = take_number(text, 4);
  if (year < 0 || !text.empty()) return std::nullopt;
  return whole_month(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)));
}

DateRange whole_day(Date midnight) { return {.from = midnight, .to = midnight + kDaySeconds - 1}; }

/// The rest of a date-time, "12:00:00Z", as seconds of the day; -1 when it is none.
Date seconds_of_day(std::string_view text) {
  const int hour = take_number(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return -1;
  const int minute = take_number(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return -1;
  const int second = take_number(text, 2);
  if (second < 0 || second > 59 || text != "Z") return -1;
  return (Date{hour} * 60 + minute) * 60 + second;
}

void append_number(std::string& out, int value, int digits) {
  std::array<char, 4> reversed{};
  for (int i = 0; i < digits; ++i, value /= 10) {
    reversed[static_cast<std::size_t>(digits - 1 - i)] = static_cast<char>('0' + value % 10);
  }
  out.append(reversed.data(), static_cast<std::size_t>(digits));
}

std::optional<DateRange> parse_comparison(std::string_view text) {
  const bool less = text.front() == '<';
  text.remove_prefix(1);
  const bool or_equal = take(text, '=');
  const auto period = parse_date_period(trimmed(text));
  if (!period) return std::nullopt;
  if (less) return DateRange{.to = or_equal ? period->to : period->from - 1};
  return DateRange{.from = or_equal ? period->from : period->to + 1};
}

/// Where the sign between two dates stands: "..", "...", an en dash, " to " or " - "; {0, 0} for none.
struct ToSign {
  std::size_t begin = 0;
  std::size_t end = 0;
};

ToSign find_to(std::string_view text) {
  for (const std::string_view sign : {"...", "..", "\u2013", " to ", " TO ", " - "}) {
    const std::size_t at = text.find(sign);
    if (at != std::string_view::npos) return {at, at + sign.size()};
  }
  return {};
}

/// Whether the time of day in `text` has seconds: "12:00:30" and not "12:00+03:00".
bool tells_seconds(std::string_view text) {
  const std::size_t hours = text.find(':');
  const std::size_t end = text.find_first_of("+-Zz ", hours);
  return text.substr(0, end).rfind(':') != hours;
}

std::optional<DateRange> parse_iso_period(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const int y = take_number(text, 4);
  if (y < 0) return parse_month_and_year(text);
  const year the_year(y);
  if (text.empty()) {
    return DateRange{.from = first_second(the_year / 1 / 1), .to = first_second(the_year / 12 / 31) + kDaySeconds - 1};
  }
  const char divider = text.front();
  if (divider != '-' && divider != '/' && divider != '.' && divider != ' ') return std::nullopt;
  text.remove_prefix(1);
  const int named = take_month(text);
  const int m = named == 0 ? take_short_number(text) : named;
  if (m < 1 || m > 12) return std::nullopt;
  const month the_month(static_cast<unsigned>(m));
  if (text.empty()) return whole_month(the_year, the_month);
  if (named != 0 || !take(text, divider)) return std::nullopt;
  const int d = take_short_number(text);
  if (d < 1) return std::nullopt;
  const auto the_day = the_year / the_month / day(static_cast<unsigned>(d));
  if (!the_day.ok()) return std::nullopt;
  const Date midnight = first_second(the_day);
  if (text.empty()) return whole_day(midnight);
  if (!take(text, 'T')) return std::nullopt;
  const Date seconds = seconds_of_day(text);
  if (seconds < 0) return std::nullopt;
  return DateRange{.from = midnight + seconds, .to = midnight + seconds};
}

/// A period, or two with a sign between them.
std::optional<DateRange> parse_full_range(std::string_view text) {
  const auto [begin, end] = find_to(text);
  if (end == 0) return parse_date_period(text);
  DateRange range;
  const auto is_open_side = [](std::string_view side) { return side.empty() || side == "*"; };
  if (const auto left = trimmed(text.substr(0, begin)); !is_open_side(left)) {
    const auto period = parse_date_period(left);
    if (!period) return std::nullopt;
    range.from = period->from;
  }
  if (const auto right = trimmed(text.substr(end)); !is_open_side(right)) {
    const auto period = parse_date_period(right);
    if (!period) return std::nullopt;
    range.to = period->to;
  }
  if (range.from > range.to) return std::nullopt;
  return range;
}

/// A range of which one side leaves out what the other says: "27-30 November 2024", "Nov 27-30, 2024", "Jan-Feb 2024",
/// "27 November to 2 December 2024".
std::optional<DateRange> parse_short_range(std::string_view text) {
  constexpr std::size_t kYear = 4;
  const std::size_t hyphen = text.find('-');
  ToSign sign = find_to(text);
  if (sign.end == 0 && hyphen != std::string_view::npos) sign = {hyphen, hyphen + 1};
  if (sign.end == 0) return std::nullopt;
  const std::string left(trimmed(text.substr(0, sign.begin)));
  const std::string right(trimmed(text.substr(sign.end)));
  if (left.empty() || right.size() < kYear) return std::nullopt;
  const std::string with_year = left + " " + right.substr(right.size() - kYear);
  const std::string with_month = left + right.substr(std::min(right.find(' '), right.size()));
  const std::string behind_month = left.substr(0, left.find(' ') + 1) + right;
  for (const std::string& last : {right, behind_month}) {
    const auto to = parse_date_period(last);
    if (!to) continue;
    for (const std::string& first : {left, with_year, with_month}) {
      const auto from = parse_date_period(first);
      if (from && from->from <= to->to) return DateRange{.from = from->from, .to = to->to};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<DateRange> parse_date_period(std::string_view text) {
  if (const auto period = parse_iso_period(text)) return period;
  if (const auto day = parse_written_day(text)) return whole_day(*day);
  const auto second = parse_written_date(text);
  if (!second) return std::nullopt;
  return DateRange{.from = *second, .to = *second + (tells_seconds(text) ? 0 : kMinuteSeconds - 1)};
}

std::optional<DateRange> parse_date_range(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with(',') || text.ends_with(';') || (text.ends_with('.') && !text.ends_with("..")))
    text.remove_suffix(1);
  if (text.starts_with('=')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  if (text.front() == '<' || text.front() == '>') return parse_comparison(text);
  if (auto range = parse_full_range(text)) return range;
  return parse_short_range(text);
}

std::optional<Date> parse_whole_day(std::string_view text) {
  constexpr std::size_t kShortest = 8;  // "1-1-2024"
  constexpr std::size_t kLongest = 40;
  while (!text.empty() && std::string_view(",.;?!").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  const auto is_digit = [](char c) { return is_ascii_digit(c); };
  if (text.size() < kShortest || text.size() > kLongest || !std::any_of(text.begin(), text.end(), is_digit)) return {};
  // "20241130", but no other number.
  const bool is_number = std::all_of(text.begin(), text.end(), is_digit);
  if (is_number && (text.size() != kShortest || text < "19000101" || text > "21001231")) return {};
  std::string without_of(text);
  if (const std::size_t of = without_of.find(" of "); of != std::string::npos) without_of.erase(of, 3);
  const auto period = parse_date_period(without_of);
  return period && period->to - period->from == kDaySeconds - 1 ? std::optional(period->from) : std::nullopt;
}

std::string format_second(Date date) {
  date = std::clamp(date, kFirstDate, kLastDate);
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(date)));
  const std::chrono::year_month_day day(days);
  const auto seconds = static_cast<int>(date - Date{days.time_since_epoch().count()} * kDaySeconds);
  std::string out;
  append_number(out, static_cast<int>(day.year()), 4);
  out += '-';
  append_number(out, static_cast<int>(static_cast<unsigned>(day.month())), 2);
  out += '-';
  append_number(out, static_cast<int>(static_cast<unsigned>(day.day())), 2);
  out += 'T';
  append_number(out, seconds / 3600, 2);
  out += ':';
  append_number(out, seconds / 60 % 60, 2);
  out += ':';
  append_number(out, seconds % 60, 2);
  out += 'Z';
  return out;
}

std::string format_date_range(const DateRange& range) {
  // ">9999" and "<0000" begin and end where no date can be written.
  if (range.to == kOpenTo && range.from > kLastDate) return ">" + format_second(kLastDate);
  if (range.from == kOpenFrom && range.to < kFirstDate) return "<" + format_second(kFirstDate);
  std::string out;
  if (range.from != kOpenFrom) out += format_second(range.from);
  out += "..";
  if (range.to != kOpenTo) out += format_second(range.to);
  return out;
}

}  // namespace riffle

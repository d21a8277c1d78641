#include "text/date_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/ascii.h"
#include "base/month_names.h"
#include "riffle/article_reader.h"
#include "text/calendar.h"

namespace riffle {
namespace {

constexpr std::size_t kMaxDateBytes = 64;
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr double kMillisecondsFrom = 1e11;

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

struct Zone {
  std::string_view name;
  int hours;
};
// RFC 2822, section 4.3, and the names of UTC.
constexpr std::array<Zone, 12> kZones = {{{"z", 0},
                                          {"utc", 0},
                                          {"gmt", 0},
                                          {"ut", 0},
                                          {"est", -5},
                                          {"edt", -4},
                                          {"cst", -6},
                                          {"cdt", -5},
                                          {"mst", -7},
                                          {"mdt", -6},
                                          {"pst", -8},
                                          {"pdt", -7}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_word(std::string_view word, std::string_view lower_case) {
  if (word.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(word[i]) != lower_case[i]) return false;
  }
  return true;
}

std::optional<Date> in_range(std::int64_t seconds) {
  if (seconds < kFirstSecond || seconds > kLastSecond) return {};
  return seconds;
}

/// Takes a written date apart from left to right; each call either takes its piece and says so, or takes nothing.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : rest_(text) {}

  std::optional<Date> day_alone() {
    skip_weekday();
    const std::optional<Date> day = date();
    return rest_.empty() ? day : std::nullopt;
  }

  std::optional<Date> date_and_time() {
    skip_weekday();
    const std::optional<Date> day = date();
    if (!day || rest_.empty()) return day;
    const std::optional<std::int64_t> offset = time_and_zone();
    if (!offset || !rest_.empty()) return {};
    return in_range(*day + *offset);
  }

 private:
  struct Number {
    unsigned value = 0;
    std::size_t digits = 0;
  };

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_spaces() {
    bool any = false;
    while (take(' ') || take('\t')) any = true;
    return any;
  }

  /// At most `most` digits; none taken when more follow.
  std::optional<Number> number(std::size_t least, std::size_t most) {
    Number result;
    while (result.digits < rest_.size() && is_ascii_digit(rest_[result.digits])) {
      if (result.digits == most) return {};
      result.value = result.value * 10 + static_cast<unsigned>(rest_[result.digits] - '0');
      ++result.digits;
    }
    if (result.digits < least) return {};
    rest_.remove_prefix(result.digits);
    return result;
  }

  [[nodiscard]] std::string_view word() const {
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
    return rest_.substr(0, length);
  }

  /// The index of the name that the next word is, in full or by its first three letters.
  template <std::size_t kCount>
  std::optional<unsigned> name(const std::array<std::string_view, kCount>& names) {
    const std::string_view found = word();
    for (unsigned i = 0; i < kCount; ++i) {
      const bool september = names[i] == "september" && same_word(found, "sept");
      if (same_word(found, names[i]) || same_word(found, names[i].substr(0, 3)) || september) {
        rest_.remove_prefix(found.size());
        take('.');
        return i;
      }
    }
    return {};
  }

  void skip_weekday() {
    if (!name(kWeekdays)) return;
    take(',');
    take_spaces();
  }

  void skip_ordinal() {
    const std::string_view suffix = word();
    for (const std::string_view ordinal : {"st", "nd", "rd", "th"}) {
      if (same_word(suffix, ordinal)) rest_.remove_prefix(2);
    }
  }

  std::optional<Date> date() {
    if (rest_.empty()) return {};
    if (!is_ascii_digit(rest_.front())) return month_first();
    const std::optional<Number> first = number(1, 4);
    if (!first || rest_.empty()) return {};
    if (first->digits == 4) return year_first(first->value);
    if (first->digits > 2) return {};
    const char separator = rest_.front();
    if (rest_.size() > 1 && is_ascii_digit(rest_[1]) && (separator == '-' || separator == '/' || separator == '.')) {
      return numeric_day_first(first->value, separator);
    }
    return day_then_month_name(first->value);
  }

  std::optional<Date> year_first(unsigned year) {
    const char separator = rest_.front();
    if (separator != '-' && separator != '/') return {};
    take(separator);
    const std::optional<Number> month = number(1, 2);
    if (!month || !take(separator)) return {};
    const std::optional<Number> day = number(1, 2);
    if (!day) return {};
    return midnight(year, month->value, day->value);
  }

  std::optional<Date> numeric_day_first(unsigned first, char separator) {
    take(separator);
    const std::optional<Number> second = number(1, 2);
    if (!second || !take(separator)) return {};
    const std::optional<Number> year = number(4, 4);
    if (!year) return {};
    if (separator == '/' && second->value > 12) return midnight(year->value, first, second->value);
    return midnight(year->value, second->value, first);
  }

  std::optional<Date> day_then_month_name(unsigned day) {
    skip_ordinal();
    const bool dashed = take('-');
    if (!dashed) take_spaces();
    const std::optional<unsigned> month = name(kMonthNames);
    if (!month) return {};
    if (dashed ? !take('-') : !take_year_gap()) return {};
    const std::optional<Number> year = number(4, 4);
    if (!year) return {};
    return midnight(year->value, *month + 1, day);
  }

  std::optional<Date> month_first() {
    const std::optional<unsigned> month = name(kMonthNames);
    if (!month) return {};
    take_spaces();
    const std::optional<Number> day = number(1, 2);
    if (!day) return {};
    skip_ordinal();
    if (!take_year_gap()) return {};
    const std::optional<Number> year = number(4, 4);
    if (!year) return {};
    return midnight(year->value, *month + 1, day->value);
  }

  bool take_year_gap() {
    const bool comma = take(',');
    return take_spaces() || comma;
  }

  /// Seconds to add to the midnight: the time of day less the offset of its zone.
  std::optional<std::int64_t> time_and_zone() {
    if (!take('T') && !take('t')) {
      const bool comma = take(',');
      if (!take_spaces() && !comma) return {};
      if (same_word(word(), "at")) rest_.remove_prefix(2);
      take_spaces();
    }
    const std::optional<std::int64_t> time = time_of_day();
    if (!time) return {};
    take_spaces();
    if (rest_.empty()) return time;
    const std::optional<std::int64_t> offset = zone_offset();
    if (!offset) return {};
    return *time - *offset;
  }

  std::optional<std::int64_t> time_of_day() {
    const std::optional<Number> hour = number(1, 2);
    if (!hour || !take(':')) return {};
    const std::optional<Number> minute = number(2, 2);
    if (!minute) return {};
    unsigned second = 0;
    if (take(':')) {
      const std::optional<Number> seconds = number(2, 2);
      if (!seconds) return {};
      second = seconds->value;
      if ((take('.') || take(',')) && !skip_fraction()) return {};
    }
    std::optional<unsigned> hours = clock_hour(hour->value);
    // 60 is a leap second.
    if (!hours || *hours > 23 || minute->value > 59 || second > 60) return {};
    return std::int64_t{*hours} * 3600 + std::int64_t{minute->value} * 60 + second;
  }

  bool skip_fraction() {
    std::size_t digits = 0;
    while (digits < rest_.size() && is_ascii_digit(rest_[digits])) ++digits;
    rest_.remove_prefix(digits);
    return digits > 0;
  }

  /// The hour of 24, when "AM" or "PM" follows.
  std::optional<unsigned> clock_hour(unsigned hour) {
    const std::string_view before = rest_;
    take_spaces();
    const bool is_am = same_word(word(), "am");
    const bool is_pm = same_word(word(), "pm");
    if (!is_am && !is_pm) {
      rest_ = before;
      return hour;
    }
    rest_.remove_prefix(2);
    if (hour < 1 || hour > 12) return {};
    return hour % 12 + (is_pm ? 12 : 0);
  }

  std::optional<std::int64_t> zone_offset() {
    const std::string_view zone = word();
    for (const Zone& known : kZones) {
      if (!same_word(zone, known.name)) continue;
      rest_.remove_prefix(zone.size());
      return std::int64_t{known.hours} * 3600;
    }
    const bool negative = take('-');
    if (!negative && !take('+')) return {};
    std::optional<Number> hours = number(1, 4);
    if (!hours || hours->digits == 3) return {};
    unsigned minutes = 0;
    if (hours->digits == 4) {
      minutes = hours->value % 100;
      hours->value /= 100;
    } else if (take(':')) {
      const std::optional<Number> after_colon = number(2, 2);
      if (!after_colon) return {};
      minutes = after_colon->value;
    }
    if (hours->value > 23 || minutes > 59) return {};
    const std::int64_t seconds = std::int64_t{hours->value} * 3600 + std::int64_t{minutes} * 60;
    return negative ? -seconds : seconds;
  }

  std::string_view rest_;
};

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_ascii_digit(c)) return false;
  }
  return !text.empty();
}

std::optional<Date> compact_date(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return midnight(value / 10000, value / 100 % 100, value % 100);
}

/// "2024-11", "2024/11" or "2024" with two and four digits: the first day.
std::optional<Date> month_or_year(std::string_view text) {
  const std::string_view year = text.substr(0, 4);
  const std::string_view month = text.size() == 7 ? text.substr(5) : "01";
  const bool has_month = text.size() == 7 && (text[4] == '-' || text[4] == '/');
  if ((text.size() != 4 && !has_month) || !all_digits(year) || !all_digits(month)) return {};
  return compact_date(std::string(year) + std::string(month) + "01");
}

std::optional<Date> parse_written(std::string_view text, std::optional<Date> (DateScanner::*scan)()) {
  text = trimmed(text);
  if (text.empty() || text.size() > kMaxDateBytes) return {};
  if (all_digits(text)) return text.size() == 8 ? compact_date(text) : std::nullopt;
  DateScanner scanner(text);
  return (scanner.*scan)();
}

void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

}  // namespace

std::optional<Date> parse_written_date(std::string_view text) {
  return parse_written(text, &DateScanner::date_and_time);
}

std::optional<Date> parse_written_day(std::string_view text) { return parse_written(text, &DateScanner::day_alone); }

std::optional<Date> parse_date(std::string_view text) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  const std::string_view digits = negative ? text.substr(1) : text;
  const bool is_count = all_digits(digits) && digits.size() >= 9 && digits.size() <= 14;
  if (!is_count) {
    const std::optional<Date> first_day = month_or_year(text);
    return first_day ? first_day : parse_written_date(text);
  }
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return date_of_number(static_cast<double>(negative ? -value : value));
}

std::optional<Date> date_of_number(double value) {
  if (!std::isfinite(value)) return {};
  const double seconds = std::floor(std::fabs(value) > kMillisecondsFrom ? value / 1000 : value);
  if (seconds < static_cast<double>(kFirstSecond) || seconds > static_cast<double>(kLastSecond)) return {};
  return static_cast<Date>(seconds);
}

std::string format_date(Date date) {
  std::int64_t days = date / kDaySeconds;
  std::int64_t seconds = date % kDaySeconds;
  if (seconds < 0) {
    seconds += kDaySeconds;
    --days;
  }
  const Civil civil = civil_from_days(days);
  std::string out = civil.year < 0 ? "-" : "";
  append_padded(out, static_cast<std::uint64_t>(civil.year < 0 ? -civil.year : civil.year), 4);
  out += '-';
  append_padded(out, civil.month, 2);
  out += '-';
  append_padded(out, civil.day, 2);
  if (seconds == 0) return out;
  const auto time = static_cast<std::uint64_t>(seconds);
  out += 'T';
  append_padded(out, time / 3600, 2);
  out += ':';
  append_padded(out, time / 60 % 60, 2);
  out += ':';
  append_padded(out, time % 60, 2);
  out += 'Z';
  return out;
}

}  // namespace riffle

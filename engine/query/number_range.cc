#include "query/number_range.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/numbers.h"
#include "format/number_order.h"

namespace riffle {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

QueryNumber integer(std::int64_t value) { return {.is_real = false, .integer = value, .real = 0}; }
QueryNumber real(double value) { return {.is_real = true, .integer = 0, .real = value}; }

std::optional<QueryNumber> parse_number(std::string_view text, bool is_real) {
  const auto whole = is_real ? std::nullopt : read_number<std::int64_t>(text);
  if (whole) return integer(*whole);
  const auto number = read_number<double>(text);
  return number && std::isfinite(*number) ? std::optional(real(*number)) : std::nullopt;
}

/// The number next above, where an integer stays one.
std::optional<QueryNumber> next(const QueryNumber& number, bool is_up) {
  if (number.is_real) return real(std::nextafter(number.real, is_up ? kInfinity : -kInfinity));
  if (number.integer == (is_up ? kMost : kLeast)) return std::nullopt;
  return integer(number.integer + (is_up ? 1 : -1));
}

std::string text_of(const QueryNumber& number) {
  std::array<char, 40> buffer{};
  const auto written = number.is_real ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.real)
                                      : std::to_chars(buffer.data(), buffer.data() + buffer.size(), number.integer);
  return {buffer.data(), written.ptr};
}

bool is_open(const QueryNumber& number) { return number.is_real && std::isinf(number.real); }

/// The range that ">=10" and its like stand for.
std::optional<NumberRange> parse_comparison(std::string_view text, bool is_real) {
  const bool is_above = text.front() == '>';
  text.remove_prefix(1);
  const bool is_inclusive = text.starts_with('=');
  if (is_inclusive) text.remove_prefix(1);
  std::optional<QueryNumber> bound = parse_number(text, is_real);
  if (bound && !is_inclusive) bound = next(*bound, is_above);
  if (!bound) return std::nullopt;
  return is_above ? NumberRange(*bound, real(kInfinity)) : NumberRange(real(-kInfinity), *bound);
}

}  // namespace

std::optional<NumberRange> parse_number_range(std::string_view text, bool is_real) {
  if (text.starts_with('>') || text.starts_with('<')) return parse_comparison(text, is_real);
  if (text.starts_with('=')) text.remove_prefix(1);
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    const std::optional<QueryNumber> number = parse_number(text, is_real);
    return number ? std::optional(NumberRange(*number, *number)) : std::nullopt;
  }
  const auto side = [](std::string_view written) { return written == "*" ? std::string_view() : written; };
  const std::string_view low = side(text.substr(0, dots));
  const std::string_view high = side(text.substr(dots + 2));
  if (low.empty() && high.empty()) return std::nullopt;
  const std::optional<QueryNumber> from = low.empty() ? real(-kInfinity) : parse_number(low, is_real);
  const std::optional<QueryNumber> to = high.empty() ? real(kInfinity) : parse_number(high, is_real);
  if (!from || !to || from->to_real() > to->to_real()) return std::nullopt;
  return NumberRange(*from, *to);
}

std::string format_number_range(const QueryNumber& from, const QueryNumber& to) {
  if (is_open(from) && is_open(to)) return "*";
  if (from == to) return text_of(from);
  return (is_open(from) ? std::string() : text_of(from)) + ".." + (is_open(to) ? std::string() : text_of(to));
}

std::optional<std::pair<std::int64_t, std::int64_t>> column_range(const QueryNumber& from, const QueryNumber& to,
                                                                  bool is_real_column) {
  if (is_real_column) return std::pair(order_of(from.to_real()), order_of(to.to_real()));
  std::int64_t low = from.integer;
  std::int64_t high = to.integer;
  if (from.is_real) {
    if (from.real >= kAboveIntegers) return std::nullopt;
    low = from.real < -kAboveIntegers ? kLeast : static_cast<std::int64_t>(std::ceil(from.real));
  }
  if (to.is_real) {
    if (to.real < -kAboveIntegers) return std::nullopt;
    high = to.real >= kAboveIntegers ? kMost : static_cast<std::int64_t>(std::floor(to.real));
  }
  return low <= high ? std::optional(std::pair(low, high)) : std::nullopt;
}

}  // namespace riffle

// Numbers that are the whole of a text, and where those of 64 bits end.
// Errors:  none: what is no number, has something behind it or is out of range is no value.
#ifndef RIFFLE_BASE_NUMBERS_H_
#define RIFFLE_BASE_NUMBERS_H_

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace riffle {

/// 2^63: the first real above every int64.
inline constexpr double kAboveIntegers = 0x1p63;

/// `format` is that of std::from_chars() for a floating-point Number; none for an integer.
template <typename Number, typename... Format>
std::optional<Number> read_number(std::string_view text, Format... format) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, format...);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace riffle

#endif  // RIFFLE_BASE_NUMBERS_H_

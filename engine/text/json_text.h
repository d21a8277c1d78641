// JSON text in small: strings to and from their quoted form, and a check of one value.
// Cost:    linear; no recursion, nesting is held as one bit a level.
#ifndef RIFFLE_TEXT_JSON_TEXT_H_
#define RIFFLE_TEXT_JSON_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace riffle {

inline constexpr std::size_t kJsonDepth = 1000;

inline constexpr bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Appends the text of a JSON string, given without its quotes. A surrogate without its other half becomes U+FFFD.
/// False on an unknown escape; what is appended then has no meaning.
bool append_unescaped(std::string_view quoted, std::string& out);

/// Appends `text` as a JSON string with its quotes; ill-formed UTF-8 becomes U+FFFD, and a control character an escape.
void append_quoted(std::string_view text, std::string& out);

/// A JSON value with U+007F to U+009F, which may stand in its strings as they are, escaped.
std::string with_controls_escaped(std::string_view json);

/// True when `text` is exactly one JSON value (with white space around it) nested at most kJsonDepth deep. UTF-8 is not
/// looked at.
bool is_json_value(std::string_view text);

/// Where a text stops to be one JSON value: the bytes before it; none when is_json_value().
std::optional<std::size_t> json_fault(std::string_view text);

/// True for a JSON number; `is_integer` = no fraction, no exponent.
bool is_json_number(std::string_view text, bool& is_integer);

}  // namespace riffle

#endif  // RIFFLE_TEXT_JSON_TEXT_H_

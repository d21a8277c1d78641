#include "text/json_values.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "base/ascii.h"
#include "base/numbers.h"
#include "text/json_text.h"

namespace riffle {
namespace {

constexpr std::string_view kSpaces = " \t\n\r";

void skip_spaces(std::string_view& json) { json.remove_prefix(std::min(json.find_first_not_of(kSpaces), json.size())); }

/// The string at the front, whose opening quote has been seen; none when it is not closed or has an unknown escape.
std::optional<JsonScalar> take_string(std::string_view& json) {
  std::size_t at = 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  if (at >= json.size()) return std::nullopt;
  JsonScalar scalar{.is_string = true, .text = {}};
  if (!append_unescaped(json.substr(1, at - 1), scalar.text)) return std::nullopt;
  json.remove_prefix(at + 1);
  return scalar;
}

/// Goes behind the object or array at the front; false when it is not closed.
bool skip_nested(std::string_view& json) {
  std::size_t depth = 0;
  while (!json.empty()) {
    const char c = json.front();
    if (c == '"') {
      if (!take_string(json)) return false;
      continue;
    }
    depth += c == '{' || c == '[' ? 1 : 0;
    depth -= c == '}' || c == ']' ? 1 : 0;
    json.remove_prefix(1);
    if (depth == 0) return true;
  }
  return false;
}

/// Takes one value from the front into `out`; false when there is none.
bool take_value(std::string_view& json, std::vector<JsonScalar>& out) {
  skip_spaces(json);
  if (json.empty()) return false;
  if (json.front() == '{' || json.front() == '[') return skip_nested(json);
  if (json.front() == '"') {
    std::optional<JsonScalar> scalar = take_string(json);
    if (!scalar) return false;
    out.push_back(std::move(*scalar));
    return true;
  }
  const std::size_t length = std::min(json.find_first_of(",]} \t\n\r"), json.size());
  const std::string_view word = json.substr(0, length);
  if (word.empty()) return false;
  bool is_integer = false;
  if (word == "true" || word == "false" || is_json_number(word, is_integer)) {
    out.push_back({.is_string = false, .text = std::string(word)});
  } else if (word != "null") {
    return false;
  }
  json.remove_prefix(length);
  return true;
}

/// Takes one value of any kind from the front, as it is written; empty when there is none.
std::string_view take_written(std::string_view& json) {
  skip_spaces(json);
  const std::string_view from = json;
  if (json.starts_with('{') || json.starts_with('[')) {
    if (!skip_nested(json)) return {};
  } else if (json.starts_with('"')) {
    if (!take_string(json)) return {};
  } else {
    json.remove_prefix(std::min(json.find_first_of(",]} \t\n\r"), json.size()));
  }
  return from.substr(0, from.size() - json.size());
}

/// Goes behind that character, which must be the next but for white space.
bool take_mark(std::string_view& json, char mark) {
  skip_spaces(json);
  if (!json.starts_with(mark)) return false;
  json.remove_prefix(1);
  return true;
}

}  // namespace

JsonItems::JsonItems(std::string_view json) {
  if (take_mark(json, '[')) rest_ = json;
}

std::optional<std::string_view> JsonItems::next() {
  const std::string_view item = take_written(rest_);
  if (!take_mark(rest_, ',')) rest_ = {};
  return item.empty() ? std::nullopt : std::optional(item);
}

std::string_view json_member(std::string_view json, std::string_view name) {
  if (!take_mark(json, '{')) return {};
  do {
    skip_spaces(json);
    if (!json.starts_with('"')) return {};
    const std::optional<JsonScalar> key = take_string(json);
    if (!key || !take_mark(json, ':')) return {};
    const std::string_view value = take_written(json);
    if (key->text == name || value.empty()) return value;
  } while (take_mark(json, ','));
  return {};
}

std::vector<JsonScalar> json_scalars(std::string_view json) {
  std::vector<JsonScalar> scalars;
  skip_spaces(json);
  if (!json.starts_with('[')) {
    if (!json.starts_with('{')) take_value(json, scalars);
    return scalars;
  }
  json.remove_prefix(1);
  while (take_value(json, scalars)) {
    skip_spaces(json);
    if (!json.starts_with(',')) break;
    json.remove_prefix(1);
  }
  return scalars;
}

std::optional<std::int64_t> integer_in(std::string_view text) {
  const auto number = read_number<std::int64_t>(trimmed(text));
  if (number) return *number != std::numeric_limits<std::int64_t>::min() ? number : std::nullopt;
  const std::optional<double> real = real_in(text);
  if (!real || std::abs(*real) >= kAboveIntegers || std::trunc(*real) != *real) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

std::optional<double> real_in(std::string_view text) {
  const auto number = read_number<double>(trimmed(text));
  return number && !std::isnan(*number) ? number : std::nullopt;
}

}  // namespace riffle

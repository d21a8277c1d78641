#include "ingest/member_values.h"

#include <array>
#include <charconv>
#include <cstddef>

#include "base/ascii.h"
#include "riffle/article_reader.h"
#include "text/date_text.h"
#include "text/json_text.h"
#include "text/json_values.h"

namespace riffle {
namespace {

/// "rendered" is that of WordPress.
constexpr std::array<std::string_view, 7> kTextMembers = {"text",  "content", "value",   "html",
                                                          "#text", "$t",      "rendered"};
constexpr std::array<std::string_view, 1> kSourceMembers = {"name"};

bool is_written_string(std::string_view json) { return json.size() >= 2 && json.front() == '"'; }

bool holds_text(MemberRole role) { return role == MemberRole::kTitle || role == MemberRole::kBody; }

/// Appends a string, behind `between` when something is there already.
MemberReading read_string(std::string_view json, std::string_view between, std::string& out) {
  const std::size_t before = out.size();
  if (!out.empty()) out += between;
  const std::size_t start = out.size();
  const bool is_read = append_unescaped(json.substr(1, json.size() - 2), out);
  if (is_read && !trimmed(std::string_view(out).substr(start)).empty()) return MemberReading::kTaken;
  out.resize(before);
  return is_read ? MemberReading::kNothing : MemberReading::kUnreadable;
}

template <std::size_t kSize>
MemberReading read_object(std::string_view json, const std::array<std::string_view, kSize>& names,
                          std::string_view between, std::string& out) {
  bool is_blank = trimmed(json.substr(1, json.size() - 2)).empty();
  for (const std::string_view name : names) {
    const std::string_view value = json_member(json, name);
    if (is_written_string(value)) {
      if (read_string(value, between, out) == MemberReading::kTaken) return MemberReading::kTaken;
      is_blank = true;
    } else if (value == "null") {
      is_blank = true;
    }
  }
  return is_blank ? MemberReading::kNothing : MemberReading::kUnreadable;
}

/// What is no array.
MemberReading read_single(std::string_view json, MemberRole role, std::string_view between, std::string& out) {
  if (json == "null") return MemberReading::kNothing;
  if (is_written_string(json)) return read_string(json, between, out);
  if (json.starts_with('[')) return MemberReading::kUnreadable;
  if (json.starts_with('{')) {
    if (holds_text(role)) return read_object(json, kTextMembers, between, out);
    return role == MemberRole::kSource ? read_object(json, kSourceMembers, between, out) : MemberReading::kUnreadable;
  }
  if (!holds_text(role)) return MemberReading::kUnreadable;
  if (!out.empty()) out += between;
  out += json;
  return MemberReading::kTaken;
}

std::optional<Date> read_single_date(std::string_view json) {
  if (is_written_string(json)) {
    std::string text;
    return append_unescaped(json.substr(1, json.size() - 2), text) ? parse_date(text) : std::nullopt;
  }
  bool is_integer = false;
  if (!is_json_number(json, is_integer)) return {};
  if (is_integer) {
    if (const std::optional<Date> date = parse_date(json)) return date;  // 2024 is a year, 20241130 a day
  }
  double number = 0;
  const auto parsed = std::from_chars(json.data(), json.data() + json.size(), number);
  return parsed.ec == std::errc{} ? date_of_number(number) : std::nullopt;
}

}  // namespace

MemberReading read_member(std::string_view json, MemberRole role, std::string& out) {
  const std::string_view between = role == MemberRole::kBody ? "\n" : " ";
  if (!json.starts_with('[')) return read_single(json, role, between, out);
  MemberReading all = MemberReading::kNothing;
  JsonItems items(json);
  while (const std::optional<std::string_view> item = items.next()) {
    const MemberReading one = read_single(*item, role, between, out);
    if (one == MemberReading::kTaken && !holds_text(role)) return one;
    if (one == MemberReading::kTaken || all == MemberReading::kNothing) all = one;
  }
  return all;
}

std::optional<Date> read_date_member(std::string_view json) {
  if (!json.starts_with('[')) return read_single_date(json);
  JsonItems items(json);
  while (const std::optional<std::string_view> item = items.next()) {
    if (const std::optional<Date> date = read_single_date(*item)) return date;
  }
  return {};
}

}  // namespace riffle

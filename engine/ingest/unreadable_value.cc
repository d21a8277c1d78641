#include "ingest/unreadable_value.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "ingest/member_names.h"
#include "riffle/article_reader.h"
#include "text/json_values.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::size_t kShownBytes = 60;

std::string shown(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  return std::string(cut_utf8(text, kShownBytes)) + "\u2026";
}

bool can_read(const std::string& text, FieldKind kind) {
  switch (kind) {
    case FieldKind::kText:
    case FieldKind::kKeyword: return true;
    case FieldKind::kDate: return parse_date(text).has_value();
    case FieldKind::kInt64: return integer_in(text).has_value();
    case FieldKind::kFloat64: return real_in(text).has_value();
  }
  return true;
}

/// An object, or an array with an object or an array in it.
bool is_nested(std::string_view json) {
  return json.starts_with('{') || (json.starts_with('[') && json.find_first_of("[{", 1) != std::string_view::npos);
}

}  // namespace

std::optional<std::string> unreadable_value(std::string_view json, FieldKind kind) {
  std::vector<JsonScalar> values = json_scalars(json);
  std::erase_if(values, [](const JsonScalar& value) { return trimmed(value.text).empty(); });
  if (values.empty()) return is_nested(json) ? std::optional(shown(json)) : std::nullopt;
  if (std::ranges::any_of(values, [kind](const JsonScalar& value) { return can_read(value.text, kind); })) return {};
  return shown(values.front().text);
}

std::optional<std::string> unreadable_date(const Document& document) {
  if (document.date) return {};
  for (const ExtraMember& member : document.extra) {
    if (classify_lower_case(to_lower_ascii(member.name)).role != MemberRole::kDate) continue;
    if (std::optional<std::string> value = unreadable_value(member.json, FieldKind::kDate)) return value;
  }
  return {};
}

}  // namespace riffle

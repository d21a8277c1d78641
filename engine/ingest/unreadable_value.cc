#include "ingest/unreadable_value.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "ingest/member_names.h"
#include "ingest/member_values.h"
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

struct BuiltInField {
  MemberRole role;
  const char* name;
  FieldKind kind;
};

constexpr std::array<BuiltInField, kMemberRoles> kBuiltInFields = {
    {{MemberRole::kTitle, "title", FieldKind::kText},
     {MemberRole::kBody, "body", FieldKind::kText},
     {MemberRole::kDate, "date", FieldKind::kDate},
     {MemberRole::kSource, "source", FieldKind::kKeyword},
     {MemberRole::kUrl, "url", FieldKind::kText}}};

bool is_filled(const Document& document, MemberRole role) {
  switch (role) {
    case MemberRole::kTitle: return !document.title.empty();
    case MemberRole::kBody: return !document.body.empty();
    case MemberRole::kDate: return document.date.has_value();
    case MemberRole::kSource: return !document.source.empty();
    case MemberRole::kUrl: return !document.url.empty();
    case MemberRole::kOther: break;
  }
  return true;
}

std::optional<std::string> unreadable_member(const ExtraMember& member, const BuiltInField& field) {
  if (field.role == MemberRole::kDate) {
    if (classify_lower_case(to_lower_ascii(member.name)).role != field.role) return {};
    return unreadable_value(member.json, field.kind);
  }
  if (classify_member(member.name).role != field.role) return {};
  std::string ignored;
  if (read_member(member.json, field.role, ignored) != MemberReading::kUnreadable) return {};
  return shown(member.json);
}

}  // namespace

std::optional<std::string> unreadable_value(std::string_view json, FieldKind kind) {
  std::vector<JsonScalar> values = json_scalars(json);
  std::erase_if(values, [](const JsonScalar& value) { return trimmed(value.text).empty(); });
  if (values.empty()) return is_nested(json) ? std::optional(shown(json)) : std::nullopt;
  if (std::ranges::any_of(values, [kind](const JsonScalar& value) { return can_read(value.text, kind); })) return {};
  return shown(values.front().text);
}

void for_each_unreadable_built_in(const Document& document,
                                  const std::function<void(const FieldSpec& field, std::string value)>& found) {
  for (const BuiltInField& field : kBuiltInFields) {
    if (is_filled(document, field.role)) continue;
    for (const ExtraMember& member : document.extra) {
      std::optional<std::string> value = unreadable_member(member, field);
      if (!value) continue;
      found({.name = field.name, .kind = field.kind}, std::move(*value));
      break;
    }
  }
}

}  // namespace riffle

#include "format/schema.h"

#include <algorithm>

#include "base/ascii.h"

namespace riffle {
namespace {

std::optional<std::uint32_t> first_of(const std::vector<Field>& fields, FieldType type) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [type](const Field& field) { return field.type == type; });
  return found == fields.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - fields.begin()));
}

}  // namespace

std::optional<std::uint32_t> Schema::find(std::string_view name) const {
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == name) return i;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> Schema::text_fields() const {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].type == FieldType::kText) numbers.push_back(i);
  }
  return numbers;
}

// Every query asks for it.
std::uint32_t Schema::text_field_count() const {
  return static_cast<std::uint32_t>(std::ranges::count(fields, FieldType::kText, &Field::type));
}

std::optional<std::uint32_t> Schema::id_field() const { return first_of(fields, FieldType::kId); }

std::optional<std::uint32_t> Schema::date_field() const { return first_of(fields, FieldType::kDate); }

bool is_field_name(std::string_view name) {
  if (name.empty() || !(is_ascii_letter(name[0]) || name[0] == '_')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || c == '_' || c == '.' || c == '-';
  });
}

Schema article_schema(bool join_title) {
  Schema schema;
  schema.fields.push_back({"id", FieldType::kId});
  if (join_title) {
    schema.fields.push_back({"text", FieldType::kText});
  } else {
    schema.fields.push_back({"title", FieldType::kText});
    schema.fields.push_back({"body", FieldType::kText});
  }
  schema.fields.push_back({"date", FieldType::kDate});
  schema.fields.push_back({"source", FieldType::kKeyword});
  schema.fields.push_back({"url", FieldType::kStored});
  return schema;
}

}  // namespace riffle

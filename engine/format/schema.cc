#include "format/schema.h"

namespace riffle {

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

std::uint32_t Schema::text_field_count() const { return static_cast<std::uint32_t>(text_fields().size()); }

std::optional<std::uint32_t> Schema::id_field() const {
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    if (fields[i].type == FieldType::kId) return i;
  }
  return std::nullopt;
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

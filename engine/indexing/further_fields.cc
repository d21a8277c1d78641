#include "indexing/further_fields.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

constexpr std::size_t kMostFields = kPairSpace - 1;
constexpr std::size_t kFieldNameBytes = 255;

/// Members of every article, under names that its other schema may have; and what says that words are names.
bool is_reserved(std::string_view name) {
  return name == "text" || name == "title" || name == "body" || name == "name";
}

FieldType type_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::kText: return FieldType::kText;
    case FieldKind::kKeyword: return FieldType::kKeyword;
    case FieldKind::kDate: return FieldType::kDate;
    case FieldKind::kInt64: return FieldType::kInt64;
    case FieldKind::kFloat64: return FieldType::kFloat64;
  }
  return FieldType::kKeyword;
}

/// None for the types that only fields of every article have.
std::optional<FieldKind> kind_of(FieldType type) {
  switch (type) {
    case FieldType::kText: return FieldKind::kText;
    case FieldType::kKeyword: return FieldKind::kKeyword;
    case FieldType::kDate: return FieldKind::kDate;
    case FieldType::kInt64: return FieldKind::kInt64;
    case FieldType::kFloat64: return FieldKind::kFloat64;
    case FieldType::kId:
    case FieldType::kStored: break;
  }
  return std::nullopt;
}

}  // namespace

Status add_further_fields(const std::vector<FieldSpec>& fields, Schema& schema) {
  for (const FieldSpec& spec : fields) {
    const FieldType type = type_of(spec.kind);
    if (!is_field_name(spec.name) || spec.name.size() > kFieldNameBytes)
      return invalid_argument(
          "\"" + spec.name +
          "\" cannot be the name of a field: it must be a letter or _ of ASCII, then letters, digits, _ . and -");
    if (const std::optional<std::uint32_t> known = schema.find(spec.name)) {
      if (schema.fields[*known].type == type) continue;
      const std::optional<FieldKind> kind = kind_of(schema.fields[*known].type);
      return invalid_argument("the index has a field \"" + spec.name + "\" already, with " +
                              (kind ? "the type " + std::string(field_kind_name(*kind)) : "another type") +
                              "; give it the same, or another name");
    }
    if (is_reserved(spec.name)) {
      return invalid_argument("\"" + spec.name +
                              "\" cannot be the name of a further field: queries have it for something else");
    }
    if (schema.fields.size() >= kMostFields) return make_error(ErrorCode::kResourceLimit, "more than 253 fields");
    schema.fields.push_back({.name = spec.name, .type = type});
  }
  return {};
}

std::vector<FieldSpec> further_fields(const Schema& schema) {
  const Schema article = article_schema(schema.joins_title());
  std::vector<FieldSpec> fields;
  for (const Field& field : schema.fields) {
    if (article.find(field.name) || !is_field_name(field.name)) continue;
    if (const std::optional<FieldKind> kind = kind_of(field.type))
      fields.push_back({.name = field.name, .kind = *kind});
  }
  return fields;
}

}  // namespace riffle

// parse_schema() of riffle/schema.h.
#include <simdjson.h>

#include <array>
#include <string>
#include <utility>

#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "riffle/schema.h"
#include "text/utf8.h"

namespace riffle {
namespace {

struct NamedKind {
  std::string_view name;
  FieldKind kind;
};

constexpr std::array<NamedKind, 5> kKinds = {{{"text", FieldKind::kText},
                                              {"keyword", FieldKind::kKeyword},
                                              {"date", FieldKind::kDate},
                                              {"int64", FieldKind::kInt64},
                                              {"float64", FieldKind::kFloat64}}};

Result<FieldSpec> read_field(const simdjson::dom::element& element) {
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return invalid_argument("a field of the schema is no object");
  FieldSpec field;
  std::string_view type;
  for (const auto& [key, value] : object) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) {
      return invalid_argument("\"" + std::string(key) + "\" of a field of the schema is no string");
    }
    if (key == "name") {
      field.name = text;
    } else if (key == "type") {
      type = text;
    } else {
      return invalid_argument("a field of the schema has a member \"" + std::string(key) +
                              "\"; it may have \"name\" and \"type\"");
    }
  }
  if (field.name.empty()) return invalid_argument("a field of the schema has no \"name\"");
  for (const NamedKind& known : kKinds) {
    if (known.name != type) continue;
    field.kind = known.kind;
    return field;
  }
  return invalid_argument("the field \"" + field.name + "\" has the type \"" + std::string(type) +
                          "\"; types are text, keyword, date, int64 and float64");
}

Result<std::vector<FieldSpec>> read_schema(std::string_view json) {
  json = without_byte_order_mark(json);
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root); error != simdjson::SUCCESS) {
    return invalid_argument(std::string("the schema is no JSON: ") + simdjson::error_message(error));
  }
  simdjson::dom::array fields;
  if (root["fields"].get(fields) != simdjson::SUCCESS) {
    return invalid_argument("the schema has no array \"fields\"");
  }
  std::vector<FieldSpec> out;
  for (const simdjson::dom::element element : fields) {
    RIFFLE_TRY_ASSIGN(FieldSpec field, read_field(element));
    out.push_back(std::move(field));
  }
  return out;
}

}  // namespace

Result<std::vector<FieldSpec>> parse_schema(std::string_view json) {
  return catching([&] { return read_schema(json); });
}

}  // namespace riffle

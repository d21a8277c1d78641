// parse_schema() and read_schema() of riffle/schema.h.
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "base/catching.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/try.h"
#include "riffle/schema.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::size_t kMostSchemaBytes = std::size_t{1} << 20;

struct NamedKind {
  std::string_view name;
  FieldKind kind;
};

constexpr std::array<NamedKind, 5> kKinds = {{{"text", FieldKind::kText},
                                              {"keyword", FieldKind::kKeyword},
                                              {"date", FieldKind::kDate},
                                              {"int64", FieldKind::kInt64},
                                              {"float64", FieldKind::kFloat64}}};

/// "line 2, column 7" of a byte.
std::string place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::string_view in_line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto column = 1 + std::count_if(in_line.begin(), in_line.end(), is_first_byte);
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

Result<FieldSpec> read_field(const simdjson::dom::element& element) {
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) {
    return invalid_argument("it is no object; write it like {\"name\": \"price\", \"type\": \"float64\"}");
  }
  FieldSpec field;
  std::string_view type;
  for (const auto& [key, value] : object) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return invalid_argument("\"" + std::string(key) + "\" is no string");
    if (key == "name") {
      field.name = text;
    } else if (key == "type") {
      type = text;
    } else {
      return invalid_argument("it has a member \"" + std::string(key) + "\"; it may have \"name\" and \"type\"");
    }
  }
  if (field.name.empty()) return invalid_argument("it has no \"name\"");
  if (const std::optional<FieldKind> kind = field_kind_of(type)) {
    field.kind = *kind;
    return field;
  }
  const std::string what = type.empty() ? "has no \"type\"" : "has the type \"" + std::string(type) + "\"";
  return invalid_argument("\"" + field.name + "\" " + what + "; types are text, keyword, date, int64 and float64");
}

Status add_field(const simdjson::dom::element& element, std::vector<FieldSpec>& fields) {
  RIFFLE_TRY_ASSIGN(FieldSpec field, read_field(element));
  const auto same = std::ranges::find(fields, field.name, &FieldSpec::name);
  if (same != fields.end()) {
    return invalid_argument("the name \"" + field.name + "\" is that of field " +
                            std::to_string(same - fields.begin() + 1) + "; give every field its own");
  }
  fields.push_back(std::move(field));
  return {};
}

Result<std::vector<FieldSpec>> fields_of(std::string_view json) {
  json = without_byte_order_mark(json);
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root); error != simdjson::SUCCESS) {
    const std::optional<std::size_t> fault = json_fault(json);
    if (!fault) return invalid_argument(std::string("it is no JSON: ") + simdjson::error_message(error));
    return invalid_argument(place_of(json, *fault) +
                            ": from here on it is no JSON; look for a comma, a quote or a bracket that is missing or "
                            "too many");
  }
  simdjson::dom::array elements;
  if (root["fields"].get(elements) != simdjson::SUCCESS) {
    return invalid_argument(
        "it has no array \"fields\"; a schema is like {\"fields\": [{\"name\": \"price\", \"type\": \"float64\"}]}");
  }
  std::vector<FieldSpec> fields;
  std::size_t number = 0;
  for (const simdjson::dom::element element : elements) {
    ++number;
    if (Status added = add_field(element, fields); !added) {
      return invalid_argument("field " + std::to_string(number) + ": " + added.error().message);
    }
  }
  return fields;
}

Result<std::vector<FieldSpec>> fields_of_file(const std::string& path) {
  RIFFLE_TRY_ASSIGN(const File file, File::open_for_reading(path));
  RIFFLE_TRY_ASSIGN(const std::uint64_t size, file.size());
  if (size > kMostSchemaBytes) {
    return make_error(ErrorCode::kResourceLimit, path + ": the schema is longer than 1 MiB; is it the right file?");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  RIFFLE_TRY(file.read_at(0, reinterpret_cast<std::uint8_t*>(text.data()), text.size()));
  Result<std::vector<FieldSpec>> fields = fields_of(text);
  if (!fields) fields.error().message.insert(0, path + ": ");
  return fields;
}

}  // namespace

std::string_view field_kind_name(FieldKind kind) { return std::ranges::find(kKinds, kind, &NamedKind::kind)->name; }

std::optional<FieldKind> field_kind_of(std::string_view name) {
  const auto known = std::ranges::find(kKinds, name, &NamedKind::name);
  return known == kKinds.end() ? std::nullopt : std::optional(known->kind);
}

Result<std::vector<FieldSpec>> parse_schema(std::string_view json) {
  return catching([&] { return fields_of(json); });
}

Result<std::vector<FieldSpec>> read_schema(const std::string& path) {
  return catching([&] { return fields_of_file(path); });
}

}  // namespace riffle

#include "indexing/field_values.h"

#include <algorithm>
#include <utility>

#include "analysis/analyzer.h"
#include "format/number_order.h"
#include "riffle/article_reader.h"
#include "text/json_values.h"

namespace riffle {
namespace {

/// Of a keyword field of one document; more are left out.
constexpr std::size_t kMostValues = 1000;

std::vector<JsonScalar> extra_values(const Document& document, std::string_view name) {
  for (const ExtraMember& member : document.extra) {
    if (member.name == name) return json_scalars(member.json);
  }
  return {};
}

std::optional<std::int64_t> read_value(const JsonScalar& scalar, FieldType type) {
  if (type == FieldType::kDate) {
    const std::optional<Date> date = parse_date(scalar.text);
    return date;
  }
  if (type == FieldType::kInt64) return integer_in(scalar.text);
  const std::optional<double> real = real_in(scalar.text);
  return real ? std::optional(order_of(*real)) : std::nullopt;
}

void add_keyword(std::string_view value, FieldType type, std::vector<std::string>& values) {
  std::string keyword = type == FieldType::kId ? std::string(value) : normalize_keyword(value);
  if (!keyword.empty()) values.push_back(std::move(keyword));
}

}  // namespace

std::string_view text_of(const Document& document, std::string_view field, std::string& scratch) {
  if (field == "title") return document.title;
  if (field == "body" || field == "text") return document.body;
  scratch.clear();
  for (const JsonScalar& scalar : extra_values(document, field)) {
    if (!scratch.empty()) scratch += '\n';
    scratch += scalar.text;
  }
  return scratch;
}

void keywords_of(const Document& document, const Field& field, std::vector<std::string>& values) {
  values.clear();
  if (field.type == FieldType::kId) {
    add_keyword(document.id, field.type, values);
  } else if (field.name == "source") {
    add_keyword(document.source, field.type, values);
  } else {
    for (const JsonScalar& scalar : extra_values(document, field.name)) add_keyword(scalar.text, field.type, values);
    if (values.size() > kMostValues) values.resize(kMostValues);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::optional<std::int64_t> number_of_field(const Document& document, const Field& field) {
  if (field.type == FieldType::kDate && field.name == "date") return document.date;
  for (const JsonScalar& scalar : extra_values(document, field.name)) {
    const std::optional<std::int64_t> value = read_value(scalar, field.type);
    if (value) return value;
  }
  return std::nullopt;
}

}  // namespace riffle

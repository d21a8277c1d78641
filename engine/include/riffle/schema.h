// FieldSpec: a field that a caller adds to those of an article.
// Shape:   its value is that of the document's extra member of the same name: a JSON string, a number, true or false,
//          or an array of these. Keywords take all values of an array, text joins them, numbers and dates take the
//          first that can be read. A value that cannot be read is none, and is kept and given back all the same.
// Threads: plain values.
// Source:  format-spec/riffle-format.md 3.3 and 9.
#ifndef RIFFLE_SCHEMA_H_
#define RIFFLE_SCHEMA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/error.h"

namespace riffle {

enum class FieldKind : std::uint8_t { kText, kKeyword, kDate, kInt64, kFloat64 };

struct FieldSpec {
  std::string name;
  FieldKind kind = FieldKind::kKeyword;
};

/// "text", "keyword", "date", "int64" or "float64".
std::string_view field_kind_name(FieldKind kind);
/// The kind of that name.
std::optional<FieldKind> field_kind_of(std::string_view name);

/// Reads {"fields": [{"name": "price", "type": "float64"}, ...]} with the types "text", "keyword", "date", "int64" and
/// "float64". kInvalidArgument tells what is wrong, with the line and column or the number of the field.
Result<std::vector<FieldSpec>> parse_schema(std::string_view json);

/// The same of a file of at most 1 MiB, which errors name. kNotFound, kIo, kInvalidArgument, kResourceLimit.
Result<std::vector<FieldSpec>> read_schema(const std::string& path);

}  // namespace riffle

#endif  // RIFFLE_SCHEMA_H_

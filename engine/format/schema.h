// Schema and commit record values: what a file says of itself, as plain data.
// Source:  format-spec 3.3.
#ifndef RIFFLE_FORMAT_SCHEMA_H_
#define RIFFLE_FORMAT_SCHEMA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/types.h"

namespace riffle {

enum class FieldType : std::uint8_t {
  kId = 0,
  kText = 1,
  kKeyword = 2,
  kDate = 3,
  kStored = 4,
  kInt64 = 5,
  kFloat64 = 6
};

/// Has terms of its own, and a column of their ordinals.
inline bool has_term_space(FieldType type) { return type == FieldType::kId || type == FieldType::kKeyword; }
/// Has a column of numbers: dates in seconds, integers, or reals as format/number_order.h has them.
inline bool has_number_column(FieldType type) {
  return type == FieldType::kDate || type == FieldType::kInt64 || type == FieldType::kFloat64;
}
inline bool has_column(FieldType type) { return has_term_space(type) || has_number_column(type); }

struct Field {
  std::string name;
  FieldType type = FieldType::kText;
};

/// Term space of the dictionary: 0 = all text fields, field number + 1 = an id or keyword field, 254 = pairs
/// of frequent words, 255 = stem classes.
using TermSpace = std::uint8_t;
inline constexpr TermSpace kTextSpace = 0;
inline constexpr TermSpace kPairSpace = 254;
inline constexpr TermSpace kClassSpace = 255;

struct Schema {
  std::vector<Field> fields;

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
  /// Field numbers of the text fields, in schema order; a text field's place here is its "text field number".
  [[nodiscard]] std::vector<std::uint32_t> text_fields() const;
  [[nodiscard]] std::uint32_t text_field_count() const;
  [[nodiscard]] std::optional<std::uint32_t> id_field() const;
  /// The first date field: that of articles.
  [[nodiscard]] std::optional<std::uint32_t> date_field() const;
  /// Title and body are one field, "text".
  [[nodiscard]] bool joins_title() const { return find("text").has_value(); }
};

/// Whether queries take `name` for the name of a field: an ASCII letter or _, then letters, digits, _ . and -
/// (format-spec/query-language.md, 5).
bool is_field_name(std::string_view name);

/// id, title, body, date, source, url; or id, text, date, source, url when title and body are joined.
Schema article_schema(bool join_title);

/// Where bytes lie in the file and what their checksum is.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;
};

struct SegmentEntry {
  std::uint64_t offset = 0;
  std::uint64_t data_bytes = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t tree_root = 0;
  std::uint64_t table_offset = 0;
  std::uint32_t section_count = 0;
  std::uint32_t doc_count = 0;
  std::uint32_t deleted_count = 0;
  Extent tombstones;
  std::vector<std::uint64_t> field_tokens;       ///< by text field number
  std::vector<std::uint64_t> live_field_tokens;  ///< by text field number
};

struct CommitRecord {
  std::uint64_t generation = 0;
  std::uint64_t nonce = 0;
  Extent previous;
  std::int64_t time = 0;
  std::string analyzer;
  std::uint32_t analyzer_version = 0;
  StoreMode store = StoreMode::kFull;
  Schema schema;
  std::vector<SegmentEntry> segments;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_SCHEMA_H_

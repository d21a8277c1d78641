#include "format/column_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/number_order.h"
#include "postings/container_ops.h"

namespace riffle {
namespace {

class ColumnChecker {
 public:
  ColumnChecker(const SegmentReader& segment, const Schema& schema, std::span<const std::uint64_t> postings)
      : segment_(segment), schema_(schema), postings_(postings) {}

  Status check() {
    for (std::uint32_t field = 0; field < schema_.fields.size(); ++field) {
      const FieldType type = schema_.fields[field].type;
      if (!has_column(type)) continue;
      RIFFLE_TRY_ASSIGN(const std::uint64_t more_values, check_more_values(field));
      if (!segment_.section(SectionKind::kColumn, field).present()) {
        if (has_term_space(type) && postings_[field + 1] != 0) {
          return segment_.corrupt(SectionKind::kColumn, 0, "a field with terms has no column");
        }
        continue;
      }
      RIFFLE_TRY_ASSIGN(const ColumnReader column, segment_.column(field));
      RIFFLE_TRY(check_column_header(field, column));
      std::uint64_t values = 0;
      Zone zone;
      for (DocId doc = 0; doc < segment_.doc_count(); ++doc) {
        RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> value, column.value(doc));
        if (value) {
          ++values;
          zone = zone ? Zone(std::pair(std::min(zone->first, *value), std::max(zone->second, *value)))
                      : Zone({*value, *value});
          if (has_term_space(type)) RIFFLE_TRY(check_value(field, doc, static_cast<std::uint64_t>(*value)));
          if (type == FieldType::kFloat64 && !is_order_of_number(*value)) {
            return segment_.corrupt(SectionKind::kColumn, doc, "a value that is no number");
          }
        } else if (type == FieldType::kId) {
          return segment_.corrupt(SectionKind::kColumn, doc, "a document without an id");
        }
        if ((doc + 1) % 65536 != 0 && doc + 1 != segment_.doc_count()) continue;
        RIFFLE_TRY_ASSIGN(const Zone stated, column.zone(doc / 65536));
        if (stated != zone) {
          return segment_.corrupt(SectionKind::kColumn, doc, "the smallest and largest value of a zone are wrong");
        }
        zone.reset();
      }
      if (has_term_space(type) && values + more_values != postings_[field + 1]) {
        return segment_.corrupt(SectionKind::kColumn, 0,
                                "the field's posting lists hold documents that lack the value");
      }
    }
    return {};
  }

 private:
  Status check_column_header(std::uint32_t field, const ColumnReader& column) {
    const SectionView section = segment_.section(SectionKind::kColumn, field);
    const std::uint64_t values_end = 24 + std::uint64_t{column.width()} * segment_.doc_count();
    const bool zeros = all_zero(section.span(1, 7)) && all_zero(section.span(16, 8)) &&
                       all_zero(section.span(values_end, round_up(values_end, 8) - values_end));
    const bool base_is_zero = column.base() == 0;
    if (zeros && (base_is_zero || (has_number_column(schema_.fields[field].type) && column.width() != 0))) return {};
    return corrupt_error("column " + schema_.fields[field].name, segment_.entry().offset + section.segment_offset(),
                         "bytes that must be zero");
  }

  // Further values increase, and come behind the one in the column; their number.
  Result<std::uint64_t> check_more_values(std::uint32_t field) {
    RIFFLE_TRY_ASSIGN(const MoreValues more, segment_.more_values(field));
    const auto fault = [&](std::string_view what) { return segment_.corrupt(SectionKind::kMoreValues, 0, what); };
    if (more.size() == 0) return std::uint64_t{0};
    if (schema_.fields[field].type != FieldType::kKeyword) return fault("further values of no keyword field");
    RIFFLE_TRY_ASSIGN(const ColumnReader column, segment_.column(field));
    for (std::size_t i = 0; i < more.size(); ++i) {
      if (more.doc(i) >= segment_.doc_count()) return fault("a document that is none");
      const bool is_next = i == 0 || more.doc(i) > more.doc(i - 1) ||
                           (more.doc(i) == more.doc(i - 1) && more.ordinal(i) > more.ordinal(i - 1));
      RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> first, column.value(more.doc(i)));
      if (!is_next || !first || *first >= std::int64_t{more.ordinal(i)}) return fault("values out of order");
      if (more.ordinal(i) >= segment_.term_count()) return fault("an ordinal that is no term");
      RIFFLE_TRY(check_value(field, more.doc(i), more.ordinal(i)));
    }
    return std::uint64_t{more.size()};
  }

  // The column and the posting lists of a keyword field must tell the same.
  Status check_value(std::uint32_t field, DocId doc, std::uint64_t ordinal) {
    RIFFLE_TRY_ASSIGN(const auto term, segment_.term_at(ordinal));
    if (term.first != field + 1) return segment_.corrupt(SectionKind::kColumn, doc, "a value of another field");
    RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, segment_.find_term(term.first, term.second));
    if (entry) {
      RIFFLE_TRY_ASSIGN(const PostingList list, segment_.open_list(*entry));
      const auto docs = list.short_docs();
      if (std::binary_search(docs.begin(), docs.end(), doc)) return {};
      if (list.is_long() && contains(list.set(), doc)) return {};
    }
    return segment_.corrupt(SectionKind::kColumn, doc, "a value whose posting list lacks the document");
  }

  static bool contains(const DocSetView& set, DocId doc) {
    const auto index = set.find(static_cast<std::uint16_t>(doc >> 16));
    return index && container_contains(set.container(*index), static_cast<std::uint16_t>(doc));
  }

  using Zone = std::optional<std::pair<std::int64_t, std::int64_t>>;

  const SegmentReader& segment_;
  const Schema& schema_;
  std::span<const std::uint64_t> postings_;
};

}  // namespace

Status check_columns(const SegmentReader& segment, const Schema& schema, std::span<const std::uint64_t> postings) {
  return ColumnChecker(segment, schema, postings).check();
}

}  // namespace riffle

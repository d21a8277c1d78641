// What a document has in a field of the schema: of its own members (id, title, body, date, source), or of the extra
// member that has the field's name.
// Shape:   an extra member is JSON: a string, a number, true or false, or an array of these; null, objects and nested
//          arrays have no value. Keywords take all values, text joins them with line breaks, numbers and dates take the
//          first that can be read. A string is read as a number where a number is wanted ("12.5").
// Errors:  none: what cannot be read is no value.
// Threads: plain functions.
#ifndef RIFFLE_INDEXING_FIELD_VALUES_H_
#define RIFFLE_INDEXING_FIELD_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/schema.h"
#include "riffle/document.h"

namespace riffle {

/// The text of a text field; `scratch` holds it when it is not a member of the document.
std::string_view text_of(const Document& document, std::string_view field, std::string& scratch);

/// Values of an id or keyword field as they are indexed: normalised, in byte order, each once, none empty.
void keywords_of(const Document& document, const Field& field, std::vector<std::string>& values);

/// The value of a date, int64 or float64 field as its column holds it (format/number_order.h). An INT64_MIN and a NaN
/// are no values.
std::optional<std::int64_t> number_of_field(const Document& document, const Field& field);

}  // namespace riffle

#endif  // RIFFLE_INDEXING_FIELD_VALUES_H_

// What a member of an article holds that the field of its name cannot read.
// Shape:   a value is what indexing takes (riffle/schema.h): one that can be read is enough. Null, blank strings and
//          arrays of nothing else are no values, and nothing that a reader could have meant.
// Cost:    one pass over the member.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_UNREADABLE_VALUE_H_
#define RIFFLE_INGEST_UNREADABLE_VALUE_H_

#include <optional>
#include <string>
#include <string_view>

#include "riffle/document.h"
#include "riffle/schema.h"

namespace riffle {

/// The first value of a member, cut short, when a field of this kind can read none of its values.
std::optional<std::string> unreadable_value(std::string_view json, FieldKind kind);

/// The same of the member that should have given the article its date, but did not.
std::optional<std::string> unreadable_date(const Document& document);

}  // namespace riffle

#endif  // RIFFLE_INGEST_UNREADABLE_VALUE_H_

// What a member of an article holds that the field of its name, or of the one that it fills, cannot read.
// Shape:   a value is what indexing takes (riffle/schema.h): one that can be read is enough. Null, blank strings and
//          arrays of nothing else are no values, and nothing that a reader could have meant.
// Cost:    one pass over the member.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_UNREADABLE_VALUE_H_
#define RIFFLE_INGEST_UNREADABLE_VALUE_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "riffle/document.h"
#include "riffle/schema.h"

namespace riffle {

/// The first value of a member, cut short, when a field of this kind can read none of its values.
std::optional<std::string> unreadable_value(std::string_view json, FieldKind kind);

/// The same of the members that should have given the article its title, body, date, source or url, but did not: calls
/// found(field, value) for each of these that has none.
void for_each_unreadable_built_in(const Document& document,
                                  const std::function<void(const FieldSpec& field, std::string value)>& found);

}  // namespace riffle

#endif  // RIFFLE_INGEST_UNREADABLE_VALUE_H_

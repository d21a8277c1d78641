// What the built-in members of an article take of a JSON value that is not simply a string.
// Shape:   title and body: numbers, true and false as they are written; of an object the first of its members "text",
//          "content", "value", "html", "#text", "$t" and "rendered" that is a string with text; of an array all of
//          these, joined. Source, url and date: the first value of an array that they can use; of an object the source
//          takes the string "name". Null, blank strings, {} and arrays of nothing else are no values. One value that
//          can be read is enough.
// Cost:    linear; no recursion.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_MEMBER_VALUES_H_
#define RIFFLE_INGEST_MEMBER_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/member_names.h"
#include "riffle/types.h"

namespace riffle {

enum class MemberReading : std::uint8_t { kNothing, kTaken, kUnreadable };

/// Appends to `out` what a title, a body, a source or a url takes of `json`; nothing unless kTaken.
/// REQUIRES: is_json_value(json).
MemberReading read_member(std::string_view json, MemberRole role, std::string& out);

/// The date that `json` holds. REQUIRES: as read_member().
std::optional<Date> read_date_member(std::string_view json);

}  // namespace riffle

#endif  // RIFFLE_INGEST_MEMBER_VALUES_H_

// The plain values in a JSON text: the value itself, or the items of an array.
// Shape:   strings unescaped; numbers, true and false as they are written. Null, objects and arrays inside an array are
//          passed over.
// Errors:  none: what is no JSON ends the walk.
// Cost:    linear; no recursion.
// Threads: plain functions.
#ifndef RIFFLE_TEXT_JSON_VALUES_H_
#define RIFFLE_TEXT_JSON_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace riffle {

struct JsonScalar {
  bool is_string = false;
  std::string text;
};

/// REQUIRES: nothing of `json`.
std::vector<JsonScalar> json_scalars(std::string_view json);

/// The number in a text, a string's or a number's: white space around it does not matter, and 3.0 and 1e3 are integers,
/// too. INT64_MIN and NaN are none.
std::optional<std::int64_t> integer_in(std::string_view text);
std::optional<double> real_in(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_TEXT_JSON_VALUES_H_

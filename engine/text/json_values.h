// The plain values in a JSON text: the value itself, or the items of an array.
// Shape:   strings unescaped; numbers, true and false as they are written. Null, objects and arrays inside an array are
//          passed over.
// Errors:  none: what is no JSON ends the walk.
// Cost:    linear; no recursion.
// Threads: plain functions.
#ifndef RIFFLE_TEXT_JSON_VALUES_H_
#define RIFFLE_TEXT_JSON_VALUES_H_

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

}  // namespace riffle

#endif  // RIFFLE_TEXT_JSON_VALUES_H_

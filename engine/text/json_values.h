// The plain values in a JSON text: the value itself, or the items of an array; and the way to those inside of others.
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

/// The items of an array, each as it is written, without white space around; of no other value.
class JsonItems {
 public:
  /// REQUIRES: nothing of `json`, which must outlive this.
  explicit JsonItems(std::string_view json);
  /// The next item; none at the end, and where the text is no JSON.
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;  ///< behind the bracket or comma
};

/// The value of the first member of that name in an object, as it is written; empty when there is none.
std::string_view json_member(std::string_view json, std::string_view name);

/// The number in a text, a string's or a number's: white space around it does not matter, and 3.0 and 1e3 are integers,
/// too. INT64_MIN and NaN are none.
std::optional<std::int64_t> integer_in(std::string_view text);
std::optional<double> real_in(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_TEXT_JSON_VALUES_H_

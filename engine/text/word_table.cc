#include "text/word_table.h"

#include <unicode/uchar.h>

#include <string>

#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

char16_t one_lower(char32_t code_point) {
  if (!u_hasBinaryProperty(static_cast<UChar32>(code_point), UCHAR_CHANGES_WHEN_LOWERCASED)) {
    return static_cast<char16_t>(code_point);
  }
  std::string lower;
  append_lower(lower, code_point);
  const Utf8Char first = decode_utf8(lower.data(), lower.data() + lower.size());
  const bool is_one = first.length == lower.size() && first.code_point < WordTable::kAsk;
  return is_one ? static_cast<char16_t>(first.code_point) : WordTable::kAsk;
}

}  // namespace

const WordTable& WordTable::get() {
  static const WordTable table;
  return table;
}

WordTable::WordTable() {
  for (char32_t code_point = 0; code_point < lower_.size(); ++code_point) {
    lower_[code_point] = is_word_code_point(code_point) ? one_lower(code_point) : kNotWord;
  }
}

}  // namespace riffle

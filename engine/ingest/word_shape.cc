#include "ingest/word_shape.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "text/code_points.h"
#include "text/utf8.h"

namespace riffle {
namespace {

bool is_capital(char32_t c) {
  if (!is_alphabetic(c)) return false;
  std::string lower;
  append_lower(lower, c);
  std::string same;
  append_utf8(same, c);
  return lower != same;
}

}  // namespace

WordShape shape_of(std::string_view word) {
  WordShape shape;
  const char* at = word.data();
  const char* const end = at + word.size();
  while (at < end) {
    const Utf8Char c = decode_utf8(at, end);
    at += c.length;
    if (c.code_point < 0x80 && c.code_point >= '0' && c.code_point <= '9') shape.has_digit = true;
    if (!is_alphabetic(c.code_point)) continue;
    const bool capital = is_capital(c.code_point);
    if (shape.letters == 0) shape.begins_with_capital = capital;
    ++shape.letters;
    shape.capitals += capital ? 1 : 0;
  }
  return shape;
}

std::vector<std::string_view> words_of(std::string_view text, std::string_view borders) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(borders), text.size());
    const std::string_view word = trimmed(text.substr(0, end));
    if (!word.empty()) words.push_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace riffle

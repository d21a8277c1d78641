#include "query/pattern_text.h"

#include <algorithm>

#include "query/query_lexer.h"

namespace riffle {

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || is_ascii_letter(byte) || is_ascii_digit(byte);
}

bool has_wildcard(std::string_view text) {
  if (text.find('*') == std::string_view::npos && text.find('?') == std::string_view::npos) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool word_before = i > 0 && is_word_byte(text[i - 1]);
    const bool word_behind = i + 1 < text.size() && is_word_byte(text[i + 1]);
    if (text[i] == '*' && (word_before || word_behind)) return true;
    if (text[i] == '?' && word_behind) return true;
  }
  return false;
}

bool is_regex(std::string_view text) {
  if (text.size() < 3 || text.front() != '/') return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '/') return i + 1 == text.size();
    if (text[i] == '\\') ++i;
  }
  return false;
}

bool is_bare_word(std::string_view text) {
  return text.find(':') == std::string_view::npos && text != "*" && !text.starts_with('^') && !is_regex(text) &&
         !has_wildcard(text) && operator_suffix(text).empty();
}

std::string one_star_each(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '*' || !out.ends_with('*')) out += c;
  }
  return out;
}

std::string fold_regex(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '\\') {
      const bool is_named = i + 2 < out.size() && (out[i + 1] == 'p' || out[i + 1] == 'P') && out[i + 2] == '{';
      i = is_named ? std::min(out.find('}', i), out.size()) : i + 1;
    } else if (out[i] == '(' && i + 1 < out.size() && out[i + 1] == '?') {
      i = std::min(out.find_first_of(":)>", i), out.size());
    } else if (out[i] >= 'A' && out[i] <= 'Z') {
      out[i] = static_cast<char>(out[i] - 'A' + 'a');
    }
  }
  return out;
}

bool is_bare_value(std::string_view text) {
  if (text.empty() || text.front() == '[' || is_regex(text) || !operator_suffix(text).empty()) return false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_code_point(text, i);
    if (is_query_space(c.value) || is_query_quote(c.value) || c.value == U'(' || c.value == U')') return false;
    i += c.length;
  }
  return true;
}

}  // namespace riffle

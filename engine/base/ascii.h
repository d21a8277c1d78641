// The ASCII letters and blanks of formats and names: what is no text of an article, and needs no locale.
#ifndef RIFFLE_BASE_ASCII_H_
#define RIFFLE_BASE_ASCII_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace riffle {

// Of bytes and of code points.
constexpr bool is_ascii_letter(auto c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_ascii_digit(auto c) { return c >= '0' && c <= '9'; }

/// Tab, line feed, vertical tab, form feed, carriage return, space.
inline constexpr bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Where the bytes from `from` on that are no white space end.
inline std::size_t end_of_piece(std::string_view text, std::size_t from) {
  while (from < text.size() && !is_ascii_space(text[from])) ++from;
  return from;
}

/// Where the bytes of ASCII from `from` on end.
inline std::size_t end_of_ascii(std::string_view text, std::size_t from) {
  for (std::uint64_t bytes = 0; text.size() - from >= sizeof(bytes); from += sizeof(bytes)) {
    std::memcpy(&bytes, text.data() + from, sizeof(bytes));
    if ((bytes & 0x8080808080808080) != 0) break;
  }
  while (from < text.size() && static_cast<unsigned char>(text[from]) < 0x80) ++from;
  return from;
}

/// `text` without the blanks at both ends.
inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Whether `word` is one of `words`, which have a space between them.
inline bool lists_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

/// A to Z as a to z; every other byte stays.
inline std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace riffle

#endif  // RIFFLE_BASE_ASCII_H_

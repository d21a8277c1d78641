// UTF-8: reading, writing, checking, repairing and cutting.
// Units:   lengths and sizes are bytes.
// Errors:  none: an ill-formed sequence is reported as such, with the length of its maximal subpart, never more than 3.
// Threads: plain functions.
// Source:  Unicode 15.0 table 3-7 (well-formed sequences) and section 3.9 "U+FFFD Substitution of Maximal Subparts".
#ifndef RIFFLE_TEXT_UTF8_H_
#define RIFFLE_TEXT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace riffle {

inline constexpr char32_t kReplacementCharacter = 0xFFFD;

struct Utf8Char {
  char32_t code_point;   ///< kReplacementCharacter when not is_valid
  std::uint32_t length;  ///< 1 to 4
  bool is_valid;
};

/// Writes one code point and returns the end. REQUIRES: no surrogate, at most U+10FFFF; 4 writable bytes at `to`.
inline char* store_utf8(char* to, char32_t code_point) {
  const auto byte = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code_point < 0x80) {
    *to++ = byte(code_point);
    return to;
  }
  if (code_point < 0x800) {
    *to++ = byte(0xC0 | (code_point >> 6));
  } else {
    if (code_point < 0x10000) {
      *to++ = byte(0xE0 | (code_point >> 12));
    } else {
      *to++ = byte(0xF0 | (code_point >> 18));
      *to++ = byte(0x80 | ((code_point >> 12) & 0x3F));
    }
    *to++ = byte(0x80 | ((code_point >> 6) & 0x3F));
  }
  *to++ = byte(0x80 | (code_point & 0x3F));
  return to;
}

inline void append_utf8(std::string& out, char32_t code_point) {
  char buffer[4];
  out.append(buffer, store_utf8(buffer, code_point));
}

/// Reads the code point, or the maximal ill-formed subpart, at `at`. REQUIRES: at < end.
inline Utf8Char decode_utf8(const char* at, const char* end) {
  const auto lead = static_cast<unsigned char>(*at);
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xC2 || lead > 0xF4) return {kReplacementCharacter, 1, false};
  const std::uint32_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second byte is the only one whose range depends on the first.
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  char32_t code_point = lead & (0x7Fu >> length);
  for (std::uint32_t i = 1; i < length; ++i) {
    if (at + i == end) return {kReplacementCharacter, i, false};
    const auto next = static_cast<unsigned char>(at[i]);
    if (next < low || next > high) return {kReplacementCharacter, i, false};
    code_point = (code_point << 6) | (next & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {code_point, length, true};
}

bool is_valid_utf8(std::string_view text);

/// `text` with every maximal ill-formed subpart replaced by U+FFFD.
std::string repair_utf8(std::string_view text);

/// The longest prefix of at most `size` bytes that does not end inside a code point. REQUIRES: `text` is well-formed.
std::string_view cut_utf8(std::string_view text, std::size_t size);

/// What stands at the begin of a file to say that it is UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// `text` without it.
inline std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

/// UTF-16 of `text`; ill-formed subparts become U+FFFD.
std::u16string utf16_from_utf8(std::string_view text);

/// Appends the UTF-8 of `text`; unpaired surrogates become U+FFFD.
void append_utf8_from_utf16(std::string& out, std::u16string_view text);

inline void append_utf16(std::u16string& out, char32_t code_point) {
  if (code_point >= 0x10000) {
    out.push_back(static_cast<char16_t>(0xD7C0 + (code_point >> 10)));
    out.push_back(static_cast<char16_t>(0xDC00 | (code_point & 0x3FF)));
  } else {
    out.push_back(static_cast<char16_t>(code_point));
  }
}

}  // namespace riffle

#endif  // RIFFLE_TEXT_UTF8_H_

#include "text/utf8.h"

#include <simdjson.h>
#include <unicode/utf16.h>

namespace riffle {

bool is_valid_utf8(std::string_view text) { return text.empty() || simdjson::validate_utf8(text.data(), text.size()); }

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const char* at = text.data();
  const char* const end = at + text.size();
  const char* copied = at;
  while (at < end) {
    const Utf8Char c = decode_utf8(at, end);
    if (!c.is_valid) {
      out.append(copied, at);
      append_utf8(out, kReplacementCharacter);
      copied = at + c.length;
    }
    at += c.length;
  }
  out.append(copied, end);
  return out;
}

std::string_view cut_utf8(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

std::u16string utf16_from_utf8(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const Utf8Char c = decode_utf8(at, end);
    append_utf16(out, c.code_point);
    at += c.length;
  }
  return out;
}

void append_utf8_from_utf16(std::string& out, std::u16string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    char32_t code_point = 0;
    U16_NEXT(text.data(), i, text.size(), code_point);
    append_utf8(out, U_IS_SURROGATE(code_point) ? kReplacementCharacter : code_point);
  }
}

}  // namespace riffle

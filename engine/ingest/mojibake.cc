#include "ingest/mojibake.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/ascii.h"
#include "ingest/text_decoding.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Bytes that the code points at the front of a text were, were they read as Windows-1252; as long as they make one
/// well-formed UTF-8 sequence above ASCII.
struct Sequence {
  std::size_t code_points = 0;  ///< 0 = none
  std::size_t bytes = 0;        ///< of the text
};

Sequence sequence_at(std::string_view text) {
  std::string bytes;
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t wanted = 2;
  while (at < end && bytes.size() < wanted) {
    const Utf8Char c = decode_utf8(at, end);
    const std::optional<std::uint8_t> byte = windows_1252_byte(c.code_point);
    if (!c.is_valid || !byte || *byte < 0x80) return {};
    if (bytes.empty()) {
      if (*byte < 0xC2 || *byte > 0xF4) return {};
      wanted = *byte < 0xE0 ? 2 : *byte < 0xF0 ? 3 : 4;
    }
    bytes += static_cast<char>(*byte);
    at += c.length;
  }
  if (bytes.size() < wanted || !is_valid_utf8(bytes)) return {};
  return {.code_points = wanted, .bytes = static_cast<std::size_t>(at - text.data())};
}

}  // namespace

std::string find_mojibake(std::string_view text) {
  std::size_t short_count = 0;
  for (std::size_t at = end_of_ascii(text, 0); at < text.size(); at = end_of_ascii(text, at)) {
    const Sequence found = sequence_at(text.substr(at));
    if (found.code_points >= 3 || (found.code_points == 2 && ++short_count == 2)) {
      return std::string(text.substr(at, found.bytes));
    }
    at += found.code_points > 0 ? found.bytes : decode_utf8(text.data() + at, text.data() + text.size()).length;
  }
  return {};
}

}  // namespace riffle

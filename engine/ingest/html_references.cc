#include "ingest/html_references.h"

#include <libxml/HTMLparser.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

#include "base/ascii.h"
#include "ingest/text_decoding.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// "&thetasym;" is the longest name; numbers may have zeros in front.
constexpr std::size_t kMostReferenceBytes = 16;

struct Reference {
  std::size_t bytes = 0;  ///< 0 = none
  char32_t code_point = 0;
};

/// The character of the digits behind "&#"; 0 when there is none that a text could hold.
char32_t code_point_of_digits(std::string_view digits) {
  const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
  if (is_hex) digits.remove_prefix(1);
  std::uint32_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hex ? 16 : 10);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return 0;
  if (number >= 0x80 && number <= 0x9F) {
    const char32_t meant = windows_1252_code_point(static_cast<std::uint8_t>(number));
    return meant == kReplacementCharacter ? 0 : meant;
  }
  const bool is_surrogate = number >= 0xD800 && number <= 0xDFFF;
  const bool is_control = (number < 0x20 && number != '\t' && number != '\n' && number != '\r') || number == 0x7F;
  return is_control || is_surrogate || number > 0x10FFFF ? 0 : number;
}

char32_t code_point_of_name(std::string_view name) {
  std::array<xmlChar, kMostReferenceBytes> terminated{};
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_ascii_letter(name[i]) && !is_ascii_digit(name[i])) return 0;
    terminated[i] = static_cast<xmlChar>(name[i]);
  }
  const htmlEntityDesc* known = htmlEntityLookup(terminated.data());
  return known == nullptr ? 0 : known->value;
}

/// The reference whose "&" is at the front of `text`.
Reference reference_at(std::string_view text) {
  const std::size_t semicolon = text.substr(0, kMostReferenceBytes).find(';');
  if (semicolon == std::string_view::npos || semicolon < 2) return {};
  const std::string_view inside = text.substr(1, semicolon - 1);
  const char32_t code_point =
      inside.front() == '#' ? code_point_of_digits(inside.substr(1)) : code_point_of_name(inside);
  return code_point == 0 ? Reference{} : Reference{.bytes = semicolon + 1, .code_point = code_point};
}

}  // namespace

bool has_references(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    if (reference_at(text.substr(at)).bytes > 0) return true;
  }
  return false;
}

std::string with_references_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&')) {
    const Reference found = reference_at(text.substr(at));
    out += text.substr(0, found.bytes > 0 ? at : at + 1);
    if (found.bytes > 0) append_utf8(out, found.code_point);
    text.remove_prefix(at + (found.bytes > 0 ? found.bytes : 1));
  }
  out += text;
  return out;
}

}  // namespace riffle

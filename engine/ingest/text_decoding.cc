#include "ingest/text_decoding.h"

#include <array>
#include <cstddef>

#include "text/charset.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// 0x80 to 0x9F; the five that are not assigned give U+FFFD.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                   0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

constexpr std::size_t kMostConvertedBytes = std::size_t{1} << 30;

std::size_t ascii_run(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && static_cast<unsigned char>(text[length]) < 0x80) ++length;
  return length;
}

bool mostly_utf8(std::string_view text) {
  std::size_t good = 0;
  std::size_t bad = 0;
  for (text.remove_prefix(ascii_run(text)); !text.empty(); text.remove_prefix(ascii_run(text))) {
    const Utf8Char found = decode_utf8(text.data(), text.data() + text.size());
    ++(found.is_valid ? good : bad);
    text.remove_prefix(found.length);
  }
  return good > bad;
}

void append_windows_1252(std::string_view text, std::string& out) {
  for (const char c : text) append_utf8(out, windows_1252_code_point(static_cast<std::uint8_t>(c)));
}

}  // namespace

void append_from_utf16(std::string_view bytes, bool big_endian, std::string& out) {
  const auto unit_at = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(bytes[at]);
    const auto b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char16_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  std::u16string units;
  units.reserve(bytes.size() / 2 + 1);
  for (std::size_t at = 0; bytes.size() - at >= 2; at += 2) units.push_back(unit_at(at));
  if (bytes.size() % 2 != 0) units.push_back(static_cast<char16_t>(kReplacementCharacter));
  append_utf8_from_utf16(out, units);
}

Decoding append_decoded(std::string_view bytes, std::string& out, std::string_view declared) {
  bytes = without_byte_order_mark(bytes);
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    append_from_utf16(bytes.substr(2), bytes.starts_with("\xFE\xFF"), out);
    return Decoding::kUtf16;
  }
  if (is_valid_utf8(bytes)) {
    out.append(bytes);
    return Decoding::kUtf8;
  }
  if (mostly_utf8(bytes)) {
    out.append(repair_utf8(bytes));
    return Decoding::kRepairedUtf8;
  }
  const bool names_utf8 = declared == "utf-8" || declared == "utf8";
  if (!names_utf8 && bytes.size() < kMostConvertedBytes && append_from_charset(bytes, declared, out)) {
    return Decoding::kDeclared;
  }
  append_windows_1252(bytes, out);
  return Decoding::kWindows1252;
}

std::string_view decoding_note(Decoding decoding) {
  switch (decoding) {
    case Decoding::kUtf8:
    case Decoding::kUtf16:
    case Decoding::kDeclared: break;
    case Decoding::kRepairedUtf8: return "bytes that are not UTF-8 were replaced by U+FFFD";
    case Decoding::kWindows1252: return "it is not UTF-8 and was read as Windows-1252";
  }
  return {};
}

char32_t windows_1252_code_point(std::uint8_t byte) {
  return byte >= 0x80 && byte <= 0x9F ? kWindows1252[byte - 0x80] : byte;
}

std::optional<std::uint8_t> windows_1252_byte(char32_t code_point) {
  if (code_point < 0x100 && (code_point < 0x80 || code_point >= 0xA0)) return static_cast<std::uint8_t>(code_point);
  for (std::size_t i = 0; i < kWindows1252.size(); ++i) {
    const bool is_free = kWindows1252[i] == kReplacementCharacter;
    if (code_point == (is_free ? 0x80 + i : kWindows1252[i])) return static_cast<std::uint8_t>(0x80 + i);
  }
  return std::nullopt;
}

}  // namespace riffle

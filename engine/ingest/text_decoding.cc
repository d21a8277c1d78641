#include "ingest/text_decoding.h"

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace riffle {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// 0x80 to 0x9F; the five that are not assigned give U+FFFD.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                                   0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/// The bytes that a sequence starting at text[0] takes: a whole character, or the part of one before the first byte
/// that cannot belong to it.
struct Sequence {
  std::size_t length = 1;
  bool well_formed = false;
};

Sequence sequence_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {.length = 1, .well_formed = true};
  std::size_t wanted = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    wanted = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    wanted = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    wanted = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return {};
  }
  std::size_t length = 1;
  while (length < wanted && length < text.size()) {
    const auto byte = static_cast<unsigned char>(text[length]);
    if (byte < low || byte > high) break;
    low = 0x80;
    high = 0xBF;
    ++length;
  }
  return {.length = length, .well_formed = length == wanted};
}

std::size_t ascii_run(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && static_cast<unsigned char>(text[length]) < 0x80) ++length;
  return length;
}

bool mostly_utf8(std::string_view text) {
  std::size_t good = 0;
  std::size_t bad = 0;
  while (!text.empty()) {
    text.remove_prefix(ascii_run(text));
    if (text.empty()) break;
    const Sequence sequence = sequence_at(text);
    ++(sequence.well_formed ? good : bad);
    text.remove_prefix(sequence.length);
  }
  return good > bad;
}

void append_windows_1252(std::string_view text, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(byte >= 0x80 && byte <= 0x9F ? kWindows1252[byte - 0x80] : byte, out);
  }
}

void append_utf16(std::string_view bytes, bool big_endian, std::string& out) {
  const auto unit_at = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(bytes[at]);
    const auto b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? a << 8 | b : b << 8 | a);
  };
  std::size_t at = 0;
  for (; bytes.size() - at >= 2; at += 2) {
    const char32_t unit = unit_at(at);
    const bool pair = unit >= 0xD800 && unit <= 0xDBFF && bytes.size() - at >= 4;
    const char32_t second = pair ? unit_at(at + 2) : 0;
    if (second >= 0xDC00 && second <= 0xDFFF) {
      append_code_point(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00), out);
      at += 2;
    } else {
      append_code_point(unit, out);
    }
  }
  if (at < bytes.size()) append_code_point(kReplacement, out);
}

}  // namespace

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

void append_code_point(char32_t code_point, std::string& out) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = kReplacement;
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code_point >> 6));
    out.push_back(tail(0));
  } else if (code_point < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code_point >> 12));
    out.push_back(tail(6));
    out.push_back(tail(0));
  } else {
    out.push_back(static_cast<char>(0xF0 | code_point >> 18));
    out.push_back(tail(12));
    out.push_back(tail(6));
    out.push_back(tail(0));
  }
}

void append_repaired_utf8(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t plain = ascii_run(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const Sequence sequence = sequence_at(text);
    if (sequence.well_formed) {
      out.append(text.substr(0, sequence.length));
    } else {
      append_code_point(kReplacement, out);
    }
    text.remove_prefix(sequence.length);
  }
}

void append_decoded(std::string_view bytes, std::string& out) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    append_utf16(bytes.substr(2), bytes.starts_with("\xFE\xFF"), out);
  } else if (is_utf8(bytes)) {
    out.append(bytes);
  } else if (mostly_utf8(bytes)) {
    append_repaired_utf8(bytes, out);
  } else {
    append_windows_1252(bytes, out);
  }
}

}  // namespace riffle

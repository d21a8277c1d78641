// Bytes of unknown encoding -> UTF-8.
// Cost:    linear.
// Source:  the WHATWG index of windows-1252; bytes without a character there become U+FFFD.
#ifndef RIFFLE_INGEST_TEXT_DECODING_H_
#define RIFFLE_INGEST_TEXT_DECODING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace riffle {

/// How bytes were read.
enum class Decoding : std::uint8_t { kUtf8, kUtf16, kRepairedUtf8, kDeclared, kWindows1252 };

/// Appends the text of a whole file as UTF-8: UTF-8 or UTF-16 by its byte order mark, else UTF-8 when it is well formed
/// or when more sequences above ASCII are well formed than are not (the rest repaired), else the character set
/// `declared` when ICU knows it, else Windows-1252.
Decoding append_decoded(std::string_view bytes, std::string& out, std::string_view declared = {});

/// Appends UTF-16, without a byte order mark, as UTF-8; what is no UTF-16 becomes U+FFFD.
void append_from_utf16(std::string_view bytes, bool big_endian, std::string& out);

/// What to tell of a decoding; empty when there is nothing to tell.
std::string_view decoding_note(Decoding decoding);

/// The code point of a byte of Windows-1252; U+FFFD for the five that it leaves free.
char32_t windows_1252_code_point(std::uint8_t byte);

/// The byte that Windows-1252 has for a code point; for the five that it leaves free, the control character's.
std::optional<std::uint8_t> windows_1252_byte(char32_t code_point);

}  // namespace riffle

#endif  // RIFFLE_INGEST_TEXT_DECODING_H_

// Bytes of unknown encoding -> UTF-8.
// Cost:    linear; the outputs are appended to strings that the caller uses again.
// Source:  Unicode 15, section 3.9, "U+FFFD substitution of maximal subparts"; the WHATWG table of windows-1252.
#ifndef RIFFLE_INGEST_TEXT_DECODING_H_
#define RIFFLE_INGEST_TEXT_DECODING_H_

#include <string>
#include <string_view>

namespace riffle {

bool is_utf8(std::string_view text);

/// Surrogates and numbers above U+10FFFF become U+FFFD.
void append_code_point(char32_t code_point, std::string& out);

/// Each ill-formed piece becomes one U+FFFD.
void append_repaired_utf8(std::string_view text, std::string& out);

/// Appends the text of a whole file as UTF-8: UTF-8 or UTF-16 by its byte order mark, else UTF-8 when it is well formed
/// or when more sequences above ASCII are well formed than are not (the rest repaired), else Windows-1252.
void append_decoded(std::string_view bytes, std::string& out);

}  // namespace riffle

#endif  // RIFFLE_INGEST_TEXT_DECODING_H_

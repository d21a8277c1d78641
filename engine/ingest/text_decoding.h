// Bytes of unknown encoding -> UTF-8.
// Cost:    linear.
// Source:  the WHATWG index of windows-1252; bytes without a character there become U+FFFD.
#ifndef RIFFLE_INGEST_TEXT_DECODING_H_
#define RIFFLE_INGEST_TEXT_DECODING_H_

#include <string>
#include <string_view>

namespace riffle {

/// Appends the text of a whole file as UTF-8: UTF-8 or UTF-16 by its byte order mark, else UTF-8 when it is well formed
/// or when more sequences above ASCII are well formed than are not (the rest repaired), else Windows-1252.
void append_decoded(std::string_view bytes, std::string& out);

}  // namespace riffle

#endif  // RIFFLE_INGEST_TEXT_DECODING_H_

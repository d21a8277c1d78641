// Properties of single code points, straight from ICU.
// Cost:    a trie look-up in ICU each; hot loops use tables made from these.
// Threads: plain functions.
// Source:  Unicode Character Database of the ICU that is linked (15.0 for ICU 72).
#ifndef RIFFLE_TEXT_CODE_POINTS_H_
#define RIFFLE_TEXT_CODE_POINTS_H_

#include <string>

#include "base/ascii.h"

namespace riffle {

bool is_alphabetic(char32_t code_point);       ///< property Alphabetic
bool is_mark(char32_t code_point);             ///< general category M*
bool is_nonspacing_mark(char32_t code_point);  ///< general category Mn
bool is_white_space(char32_t code_point);      ///< property White_Space
bool is_lower_case(char32_t code_point);       ///< general category Ll

/// Property Alphabetic or general category N*: what words are made of.
bool is_word_code_point(char32_t code_point);

/// Script Latin, Greek or Cyrillic: the scripts whose marks are folded away.
bool has_foldable_marks(char32_t code_point);

/// Appends the full lower-case mapping of one code point, without context or locale: U+0130 gives two code points,
/// U+03A3 always gives U+03C3.
void append_lower(std::string& out, char32_t code_point);

}  // namespace riffle

#endif  // RIFFLE_TEXT_CODE_POINTS_H_

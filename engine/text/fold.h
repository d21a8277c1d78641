// Folding of whole strings: NFKC case fold, and accents removed.
// Shape:   UTF-16 in and out, because that is what ICU's normalizer works on.
// Errors:  when ICU runs out of memory a function leaves the text as it is.
// Threads: plain functions over ICU's immutable singletons.
// Source:  Unicode 15.0 sections 3.11 and 3.13; UTS #30 (withdrawn) for the idea of the letter folds.
#ifndef RIFFLE_TEXT_FOLD_H_
#define RIFFLE_TEXT_FOLD_H_

#include <string>
#include <string_view>

namespace riffle {

/// NFKC_Casefold: compatibility forms and case folded, default-ignorable code points removed. Context-free Unicode
/// folding, not a language's: I becomes i, U+0130 becomes i with U+0307, U+0131 stays.
void nfkc_casefold(std::u16string& text);

/// Decomposes (NFD), drops each nonspacing mark that follows a Latin, Greek or Cyrillic base, replaces the Latin
/// letters with a built-in stroke or ligature (the table is in format-spec/analysis.md), and composes again (NFC).
/// REQUIRES: case-folded text; upper-case letters with strokes stay.
void fold_accents(std::u16string& text);

/// Replaces decimal digits (general category Nd) by those of ASCII, and the Arabic signs between digits, U+066B and
/// U+066C, by a full stop and a comma.
void fold_digits(std::u16string& text);

/// True when nfkc_casefold() of a text is that of the part before `code_point` followed by that of the rest.
bool starts_nfkc_casefold(char32_t code_point);

/// True when NFC of a text is that of the part before `code_point` followed by that of the rest.
bool starts_nfc(char32_t code_point);

}  // namespace riffle

#endif  // RIFFLE_TEXT_FOLD_H_

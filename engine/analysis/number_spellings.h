// Whole numbers with and without commas: 1400 and 1,400.
// Shape:   4 to 15 digits in groups of three, or none; not what is read as a year (1900 to 2099).
// Errors:  none.
// Threads: plain function.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_NUMBER_SPELLINGS_H_
#define RIFFLE_ANALYSIS_NUMBER_SPELLINGS_H_

#include <string>
#include <string_view>

namespace riffle {

/// The other way to write the number; empty for what is none.
std::string other_number_spelling(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_NUMBER_SPELLINGS_H_

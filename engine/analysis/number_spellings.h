// Other ways to write a number: 1400, 1,400 and "1 400"; 5bn and "5 billion", 15km and "15 km"; 40k and 40,000; 1990s
// and 1990's; f16 and f16s.
// Shape:   with and without commas 4 to 15 digits in groups of three, not what is read as a year (1900 to 2099). Before
//          a unit any number; the units are a closed list. A model is one to three letters and up to four digits.
// Errors:  none.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_NUMBER_SPELLINGS_H_
#define RIFFLE_ANALYSIS_NUMBER_SPELLINGS_H_

#include <string>
#include <string_view>
#include <vector>

namespace riffle {

/// The other ways to write the number, one or two words each; none for what is none, or has no other.
std::vector<std::string> number_spellings(std::string_view term);

/// `term` with 0 to 9 for Arabic and Persian digits; empty when it has none of these.
std::string with_ascii_digits(std::string_view term);

/// Digits in groups of three: "1,400" of "1400".
std::string with_commas(std::string_view digits);

/// "km" as "kilometres" and all else that means the same behind a number; none for what is no unit.
std::vector<std::string> unit_words(std::string_view unit);

/// Two words as one number: "15km" of "15" and "kilometres", "1400" of "1" and "400"; empty for other words.
std::string joined_number(std::string_view number, std::string_view next);

/// That and the other ways to write the two words, one or two words each; none when they are no number.
std::vector<std::string> spellings_of_two(std::string_view number, std::string_view next);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_NUMBER_SPELLINGS_H_

// Numbers as they are said: "twelve" and 12, "thirty-four", "four hundred and twenty-five thousand", "tenth", "ii".
// Shape:   English, in small letters; digits with or without commas.
// Errors:  none.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_SPOKEN_NUMBERS_H_
#define RIFFLE_ANALYSIS_SPOKEN_NUMBERS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace riffle {

/// "12" as "twelve", and the other way round: the numbers to twenty and the tens; none for others.
std::vector<std::string> number_words(std::string_view term);

/// "ii" as "2" and "two", and the other way round: 2 to 20; none for others.
std::vector<std::string> numeral_spellings(std::string_view term);

/// "hundred" and "thousand" of their digits; empty for others.
std::string_view round_number(std::string_view digits);

/// "million" and its like, which "a" may stand before instead of "one".
bool is_large_number(std::string_view word);

/// The digits of a whole number of at most six, with or without a comma before the last three; 0 for all else.
std::uint32_t whole_number(std::string_view term);

/// The same, or that of a word that has digits.
std::uint32_t number_of(std::string_view term);

/// As one or two words, joined as a phrase has them: "thirty four", "six hundred"; empty where it takes more.
std::string in_words(std::uint32_t number);

/// "tenth", "twenty eighth"; empty from 100 on.
std::string ordinal_in_words(std::uint32_t number);

/// Of a single word; 0 for what is none.
std::uint32_t number_of_ordinal(std::string_view word);

/// "th" of 27.
std::string_view ordinal_ending(std::uint32_t number);

/// The number that words say together: "four hundred and twenty five thousand"; 0 when it is none, or is written in
/// another way.
std::uint64_t number_of_words(std::span<const std::string> words);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_SPOKEN_NUMBERS_H_

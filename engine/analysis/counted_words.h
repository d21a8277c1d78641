// Two words as others write them: a number and the word behind it ("12 metres" and "twelve metres", "2000 sheep" and
// "two thousand sheep"), two words of a number ("six hundred" and 600), a day and its month ("November 27th" and
// "27 Nov"), a verb and its "not" ("don't").
// Shape:   numbers as words are English: to 100, hundreds and thousands. Days are 1 to 31.
// Errors:  none.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_COUNTED_WORDS_H_
#define RIFFLE_ANALYSIS_COUNTED_WORDS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace riffle {

/// The other ways to write two words that stand side by side, with spaces between their words; none for most. Both are
/// folded.
std::vector<std::string> counted_spellings(std::string_view first, std::string_view second);

/// What stands directly before the words where they are the end of another number: "thirty" or "hundred and" before
/// "five metres"; none for what does not begin with a number in words.
std::vector<std::string> before_larger_number(std::string_view words);

/// What stands for both and their other ways: joined_number() where that gives one, else the two with a space between
/// them; empty where they have no other way.
std::string joined_pair(std::string_view first, std::string_view second);

/// Those of spellings_of_two() and counted_spellings(), each once.
std::vector<std::string> pair_spellings(std::string_view first, std::string_view second);

/// "forty thousand", "25 thousand", "25k" for "25,000": whole thousands from 10,000 to 999,000, with or without the
/// comma. None for others: "five thousand" may be the end of "twenty-five thousand".
std::vector<std::string> spelt_thousands(std::string_view term);

/// "400,000", "400000", "400 thousand", "400k" of a number of several words; a year has a comma.
std::vector<std::string> digits_of(std::uint64_t number);

/// "hundredyearold" for "100", "year" and "old", as a text with hyphens has it; empty but for 100 and 1,000.
std::string joined_round_number(std::span<const std::string> parts);

/// "34" for "thirty" and "four", "28th" for "twenty" and "eighth"; empty for other words.
std::string digits_of_two(std::string_view tens, std::string_view ones);

/// Of a month or its short form: "september", "sep", "sept"; none for other words.
std::vector<std::string_view> month_spellings(std::string_view term);

/// "of" between a day and its month, which nobody misses: "27th of November".
bool is_day_of_month(std::string_view day, std::string_view month);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_COUNTED_WORDS_H_

// Names and words that the English stemmer makes one with another: Hamas and Hama, Sunni and sunny; several and severe,
// important and import, officer and office.
// Shape:   a closed list. Forms of one stem class of which one is in the list are told apart: the forms of
//          each row for themselves, and all other forms of the class together.
// Cost:    a search among some hundred classes.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Words told apart".
#ifndef RIFFLE_ANALYSIS_MELTED_WORDS_H_
#define RIFFLE_ANALYSIS_MELTED_WORDS_H_

#include <string_view>

namespace riffle {

/// Whether a stem class of `english` has a form that is in the list.
bool has_melted_word(std::string_view class_name);

/// Whether two forms of such a class are different words.
bool are_told_apart(std::string_view a, std::string_view b);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_MELTED_WORDS_H_

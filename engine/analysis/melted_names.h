// Names that the English stemmer makes one word with another: Hamas and Hama, Sunni and sunny, Lucas and Luca.
// Shape:   a closed list. Forms of one stem class of which one is in the list are told apart: each name, in the
//          singular and the plural, for itself, and all other forms of the class together.
// Cost:    a search among some forty classes.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Names".
#ifndef RIFFLE_ANALYSIS_MELTED_NAMES_H_
#define RIFFLE_ANALYSIS_MELTED_NAMES_H_

#include <string_view>

namespace riffle {

/// Whether a stem class of `english` has a name among its forms that is in the list.
bool has_melted_name(std::string_view class_name);

/// Whether two forms of such a class are different words.
bool are_told_apart(std::string_view a, std::string_view b);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_MELTED_NAMES_H_

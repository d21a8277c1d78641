// What is typed for a pattern -> the text of a TermPattern.
// Shape:   patterns are matched against terms as they are indexed, so their literal parts are folded as terms are.
// Source:  format-spec/query-language.md, "Patterns".
#ifndef RIFFLE_QUERY_PATTERN_TEXT_H_
#define RIFFLE_QUERY_PATTERN_TEXT_H_

#include <string>
#include <string_view>

namespace riffle {

/// An ASCII letter or digit, or part of a character beyond ASCII.
bool is_word_byte(char c);

/// A star next to a letter or digit, or a question mark before one ("what happened?" is no pattern).
bool has_wildcard(std::string_view text);

/// "/x/" with something between the slashes and no slash in it but behind a backslash.
bool is_regex(std::string_view text);

/// A word without an operator in it.
bool is_bare_word(std::string_view text);

/// `text` with one star where several follow each other.
std::string one_star_each(std::string_view text);

/// A regular expression with its ASCII letters in lower case, but for those behind a backslash, in a class name of
/// \p{...} and in what follows "(?".
std::string fold_regex(std::string_view text);

/// Whether a value of a keyword field, or a pattern for one, reads back as it is when it is written without quotes.
bool is_bare_value(std::string_view text);

}  // namespace riffle

#endif  // RIFFLE_QUERY_PATTERN_TEXT_H_

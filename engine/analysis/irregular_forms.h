// English words with a plural that no stemmer knows (man and men, crisis and crises), verbs with a past of their own
// (strike and struck), short forms of months, titles and two units (Oct and October, km and kilometre), and words that
// mean the same (northwest and northwestern).
// Shape:   a closed list of folded words, in groups.
// Cost:    a binary search.
// Errors:  none.
// Threads: plain functions on constant data.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_IRREGULAR_FORMS_H_
#define RIFFLE_ANALYSIS_IRREGULAR_FORMS_H_

#include <string_view>
#include <vector>

namespace riffle {

/// The other forms of `term` in the list, each once; none for what it does not have.
std::vector<std::string_view> irregular_forms(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_IRREGULAR_FORMS_H_

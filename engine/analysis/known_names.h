// Names of the news whose spellings the sounds do not tell: Tehran and Teheran, Othman and Osman, Lviv and Lvov.
// Shape:   a closed list of folded spellings, in groups of one name each; a spelling stands in one group.
// Cost:    a binary search; of a spelling that is listed, the words of its group.
// Errors:  none.
// Threads: plain functions on constant data.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_KNOWN_NAMES_H_
#define RIFFLE_ANALYSIS_KNOWN_NAMES_H_

#include <string_view>
#include <vector>

namespace riffle {

/// The other spellings of `term` in the list, each once; none for what it does not have.
std::vector<std::string_view> known_spellings(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_KNOWN_NAMES_H_

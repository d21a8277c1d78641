// Names with umlauts and without: Jörg and Joerg, Nørgaard and Noergaard.
// Shape:   documents have ö and ø as o (analysis.md, step 5), so that "Joerg" is another term. No vowels are taken for
//          an umlaut where names have them as they are: Michael, Noelle, Miguel, Suez.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Names".
#ifndef RIFFLE_ANALYSIS_UMLAUTS_H_
#define RIFFLE_ANALYSIS_UMLAUTS_H_

#include <string>
#include <string_view>

namespace riffle {

/// "Joerg" for "Jörg"; empty for a text without ä, ö, ü and ø.
std::string with_umlauts_in_two(std::string_view text);

/// "jorg" for "joerg"; empty for a term that has no such vowels.
std::string with_umlauts_in_one(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_UMLAUTS_H_

// Names under many romanisations: Mohammed, Muhammad, Mohamed; Qaida, Qaeda; Gaddafi, Qaddafi, Kadhafi.
// Shape:   works on terms of a to z. A name is read as consonants and groups of vowels, doubled letters once. Names of
//          one key agree in all but the vowels and in g, j, k and q; which of them are the same name is decided pair by
//          pair, as spellings are no classes: Khaled is Khalid and might be Khalad, but Khalid is not Khalad.
// Cost:    some 100 ns a name.
// Errors:  none.
// Threads: plain functions.
// Source:  format-spec/analysis.md, "Names".
#ifndef RIFFLE_ANALYSIS_NAME_KEY_H_
#define RIFFLE_ANALYSIS_NAME_KEY_H_

#include <string>
#include <string_view>

namespace riffle {

/// Empty for what is no name: other letters, fewer than 4 or more than 24, fewer than two consonants.
std::string name_key(std::string_view term);

/// True for two spellings of one name, and for a name and itself. Symmetric.
bool is_same_name(std::string_view a, std::string_view b);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_NAME_KEY_H_

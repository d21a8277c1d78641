// Acronyms that have a plural (NGO and NGOs, MP and MPs), or another spelling (US and USA, PhD and Ph.D.).
// Shape:   closed lists; of plurals for the singular: "US" has no plural, and "CARs" would be cars.
// Threads: plain function.
// Source:  format-spec/query-language.md, "Words".
#ifndef RIFFLE_ANALYSIS_ACRONYMS_H_
#define RIFFLE_ANALYSIS_ACRONYMS_H_

#include <string_view>

namespace riffle {

/// `term` is in small letters, as indexed.
bool is_counted_acronym(std::string_view term);

/// As terms; empty for what has none. "US" is the term in capitals, "us" has none.
std::string_view other_acronym(std::string_view term);

/// As two words, "ph d" for "Ph. D."; empty for what nobody writes so.
std::string_view open_acronym(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ACRONYMS_H_

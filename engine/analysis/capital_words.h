// Acronyms that are ordinary words when their case is folded: US, WHO, IT, UN, ICE.
// Shape:   a closed list. The capitals are a term of their own, beside the word: terms of folded words have none.
// Cost:    a look at two bytes for most words, then a search among two dozen.
// Threads: plain functions.
// Source:  format-spec/analysis.md, "english", step 11.
#ifndef RIFFLE_ANALYSIS_CAPITAL_WORDS_H_
#define RIFFLE_ANALYSIS_CAPITAL_WORDS_H_

#include <string_view>

namespace riffle {

/// Of a word as it is `written` ("U.S", "WHO's") and its folded `term` ("us", "who"): the capitals, when it is in the
/// list and has no small letter but a possessive s; else empty. Lives for ever.
std::string_view capital_word(std::string_view written, std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_CAPITAL_WORDS_H_

// English words that news write as one word and as two: airstrike and air strike, ceasefire and cease fire.
// Shape:   a closed list; what a word may be made of cannot be told by its letters ("manage" is not "man age"). Hyphens
//          need no list: "air-strike" is indexed both ways.
// Cost:    a binary search.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_ENGLISH_COMPOUNDS_H_
#define RIFFLE_ANALYSIS_ENGLISH_COMPOUNDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace riffle {

/// The two words, with a space between them, that `term` may be written as, in the singular and in the plural; empty
/// for most terms.
std::vector<std::string> open_compounds(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ENGLISH_COMPOUNDS_H_

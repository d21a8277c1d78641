// The machines that a pattern of the query language becomes: wildcards, edit distance, regular expressions.
// Shape:   make_machine() gives one for a pattern node of the tree. Wildcards and edit distances are bit-parallel
//          automata over code points: one word of bits for each row, so a step is a few instructions and the state
//          after every byte of the last term is kept. A regular expression is matched by RE2, in time linear in the
//          term.
// Errors:  why_no_machine() says what is wrong with a pattern; make_machine() needs one where nothing is.
// Threads: one owner.
// Source:  Baeza-Yates & Gonnet 1992 (shift-and), Wu & Manber 1992 (errors), Hyyro 2003 (transpositions); RE2 (Cox).
#ifndef RIFFLE_QUERY_TERM_MACHINE_H_
#define RIFFLE_QUERY_TERM_MACHINE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "format/term_walk.h"
#include "query/term_pattern.h"

namespace riffle {

/// Empty when the pattern is sound; else what is wrong with it, as the end of a sentence.
std::string why_no_machine(const TermPattern& pattern);

/// REQUIRES: why_no_machine() is empty.
std::unique_ptr<TermMachine> make_machine(const TermPattern& pattern);

/// Edits between a word and the term that a fuzzy machine read last. REQUIRES: `machine` was made of a kFuzzy pattern
/// and has accepted.
unsigned edits_of(const TermMachine& machine);

}  // namespace riffle

#endif  // RIFFLE_QUERY_TERM_MACHINE_H_

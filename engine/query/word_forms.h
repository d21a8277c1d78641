// Words that stand for several terms of an index: words and names under their other spellings, and bare words in one
// field of several (the list of a stem class does not tell fields apart, positions do, and these are kept by form).
// Shape:   a name becomes an Or of the word and of its other spellings in the index, at their weight; a British or
//          American word an Or of it and the forms of the other spelling, as one class where these are all of it; two
//          words side by side that the index has as one an Or of both and that; a word in a field an Or of the forms of
//          its class; weak words do not score where others do. Terms of all segments, in byte order; at most kForms of
//          a class and kSpellings of a name or of a class of another spelling. Forms of one word, but for names, have
//          the idf of the most frequent one. A query that would grow beyond the limits of a tree does without other
//          spellings, and a note says so.
// Errors:  kCorrupt.
// Source:  format-spec/riffle-format.md 5.3 and 5.4, format-spec/query-language.md, "Names" and "Spellings".
#ifndef RIFFLE_QUERY_WORD_FORMS_H_
#define RIFFLE_QUERY_WORD_FORMS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "query/query_tree.h"
#include "storage/snapshot.h"

namespace riffle {

inline constexpr std::size_t kForms = 256;
inline constexpr std::size_t kSpellings = 16;

/// The tree with such words replaced; null when it has none.
Result<QueryNodePtr> resolve_word_forms(const Snapshot& snapshot, const QueryNode& root,
                                        std::vector<std::string>& notes);

}  // namespace riffle

#endif  // RIFFLE_QUERY_WORD_FORMS_H_

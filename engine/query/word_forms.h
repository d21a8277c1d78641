// Words that stand for several terms of an index: names under their other spellings, and bare words in one field of
// several (the list of a stem class does not tell fields apart, positions do, and these are kept by form).
// Shape:   a name becomes an Or of the word and of its other spellings in the index, at their weight; a word in a field
//          an Or of the forms of its class; weak words do not score where others do. Terms of all segments, in byte
//          order; at most kForms of a class and kSpellings of a name. Forms of one class have the idf of the most
//          frequent one.
// Errors:  kCorrupt.
// Source:  format-spec/riffle-format.md 5.3 and 5.4, format-spec/query-language.md, "Names".
#ifndef RIFFLE_QUERY_WORD_FORMS_H_
#define RIFFLE_QUERY_WORD_FORMS_H_

#include <cstddef>

#include "query/query_tree.h"
#include "storage/snapshot.h"

namespace riffle {

inline constexpr std::size_t kForms = 256;
inline constexpr std::size_t kSpellings = 16;

/// The tree with such words replaced; null when it has none.
Result<QueryNodePtr> resolve_word_forms(const Snapshot& snapshot, const QueryNode& root);

}  // namespace riffle

#endif  // RIFFLE_QUERY_WORD_FORMS_H_

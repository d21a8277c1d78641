// Spelling: what was probably meant by the words of a query that find little.
// Shape:   a word of a text field that stands under no Not, has 4 to 63 characters and not only digits, and is, in any
//          form, in at most 2 documents gets the nearest term (1 edit; 2 where there is none and the word has 6
//          characters or more) that is in at least 10 times as many documents and in at least 3, for a word that is in
//          none and 1 edit in at least 1; among equals the most frequent one. A value of a keyword field of 3
//          characters or more that no document has gets the nearest value likewise, else the most frequent one that it
//          is part of.
// Cost:    one or two walks over the dictionary of each segment for each such word.
// Errors:  kCorrupt, and what the meter says.
#ifndef RIFFLE_QUERY_SPELLING_H_
#define RIFFLE_QUERY_SPELLING_H_

#include <string>
#include <string_view>
#include <vector>

#include "query/query_tree.h"
#include "query/work_meter.h"
#include "riffle/index.h"
#include "storage/snapshot.h"

namespace riffle {

/// At most 8 words are looked at.
Result<std::vector<WordSuggestion>> suggest_words(const Snapshot& snapshot, const QueryNode& root, WorkMeter& meter);

/// What was typed with each word replaced by what is suggested for it; empty when one of them does not stand in it as
/// it is indexed.
std::string replace_in_text(std::string_view typed, const std::vector<WordSuggestion>& suggestions);

/// The tree with each word replaced by what is suggested for it.
QueryNodePtr replace_words(const QueryNode& root, const std::vector<WordSuggestion>& suggestions);

}  // namespace riffle

#endif  // RIFFLE_QUERY_SPELLING_H_

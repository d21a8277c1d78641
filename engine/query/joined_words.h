// Two words side by side in a query that documents may have as one, or in another way: "air strike" as "airstrike",
// "12 metres" as "twelve metres".
// Errors:  none.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_QUERY_JOINED_WORDS_H_
#define RIFFLE_QUERY_JOINED_WORDS_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/query_tree.h"

namespace riffle {

/// The word, a kTerm, before child `i` of an And or an Or that the child's `joined` is made of; null where there is
/// none. REQUIRES: i < parent.children.size().
const QueryNode* word_joined_to(const QueryNode& parent, std::size_t i);

/// Of "600" and "saplings", where a way is "six hundred saplings": the number and the word, which may stand near each
/// other ("six hundred young saplings"); none for others. One word of a number may be part of another one, and must
/// stand before what it counts.
std::vector<ProximityItem> spelt_apart(const QueryNode& before, const QueryNode& node, std::string_view way);

/// "40 to 45 percent" of 40 and of "percent": one of the numbers that are one word, "to", "and" or "or", a word, and
/// one of the units. None without such numbers.
std::vector<QueryNodePtr> in_ranges(const FieldName& field, std::span<const std::string> numbers,
                                    std::span<const std::string> units);

/// `number`, the phrase of `words`, without the documents where one of `before` stands directly before them wherever
/// they stand: "five metres", but not where all are "thirty-five metres".
QueryNodePtr but_not_larger(QueryNodePtr number, const std::string& words, std::span<const std::string> before);

/// `word` written as several words.
std::shared_ptr<QueryNode> spelt_open(const QueryNode& word, const std::string& spelling);

/// Between both.
inline constexpr ProximityLink kSpeltApart{.distance = 5};

}  // namespace riffle

#endif  // RIFFLE_QUERY_JOINED_WORDS_H_

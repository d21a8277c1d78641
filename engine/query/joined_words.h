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

/// "40 to 45 percent" of 40 and of "percent": one of the numbers, "to", "and" or "or", a number of one word, or of two
/// behind one in words, and one of the units. None without numbers or units.
std::vector<QueryNodePtr> in_ranges(const FieldName& field, std::span<const std::string> numbers,
                                    std::span<const std::string> units);

/// `number`, the phrase of `words`, without the documents where one of `before` stands directly before them wherever
/// they stand: "five metres", but not where all are "thirty-five metres".
QueryNodePtr but_not_larger(QueryNodePtr number, const std::string& words, std::span<const std::string> before);

/// What stands directly before the phrase of `words` where it is the end of a larger number; none for most.
std::vector<ProximityItem> larger_numbers(const std::string& words);

/// "5" and "five" of either: a number in the ways that ranges have it.
std::vector<std::string> both_ways(const std::string& number);

/// The distance of one of in_ranges(), or of a part of it that is one way to write it; null for other nodes.
const QueryNode* whole_of_range(const QueryNode& node);
/// All those below a node.
std::vector<const QueryNode*> wholes_of_ranges(const QueryNode& node);

/// Of a but_not_larger() what it always stands behind; null for other nodes.
const QueryNode* always_behind_of(const QueryNode& node);
/// What that stands behind.
std::vector<ProximityItem> items_before(const QueryNode& always);

/// `word` written as several words.
std::shared_ptr<QueryNode> spelt_open(const QueryNode& word, const std::string& spelling);

/// Between both.
inline constexpr ProximityLink kSpeltApart{.distance = 5};

}  // namespace riffle

#endif  // RIFFLE_QUERY_JOINED_WORDS_H_

// QueryNode: the tree that the parser makes and the planner reads.
// Shape:   leaves are terms, patterns, sets of terms, phrases, proximities, date ranges, "exists", "all" and "none";
//          inner nodes are And, Or, AtLeast and Not. And and Or have two or more children, none of their own kind;
//          AtLeast has more children than it asks for, and asks for two or more; Not has one child, which is not a Not.
//          A term is already analysed. The makers keep every tree within limits::kQueryDepth and kQueryLeaves, so a
//          walk may recurse: the height is at most 2 * kQueryDepth + 3, and a subtree that is shared counts as often as
//          it is used.
// Errors:  a maker that would pass a limit gives a node that matches nothing and that check_tree_limits() refuses, as
//          it refuses every tree built on it. Whoever runs a query must call check_tree_limits() first.
// Threads: immutable once built.
#ifndef RIFFLE_QUERY_QUERY_TREE_H_
#define RIFFLE_QUERY_QUERY_TREE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "query/proximity.h"
#include "query/term_pattern.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

/// How the tree names a field: by name, resolved against the schema of the index when the query is planned.
/// Empty = all text fields.
using FieldName = std::string;

struct PhraseTerm {
  std::string term;
  std::uint32_t position = 0;  ///< relative to the first term of the phrase; several terms may share one

  friend bool operator==(const PhraseTerm&, const PhraseTerm&) = default;
};

/// A bound of a number range: an integer, exactly, or a real. A range on an int64 field is over the integers in it, one
/// on a float64 field over the reals.
struct QueryNumber {
  bool is_real = false;
  std::int64_t integer = 0;
  double real = 0;

  [[nodiscard]] double to_real() const { return is_real ? real : static_cast<double>(integer); }
  friend bool operator==(const QueryNumber&, const QueryNumber&) = default;
};

/// Another spelling of a word and its stem class; no class for two words with a space between them.
struct WordSpelling {
  std::string term;
  std::string class_name;

  friend bool operator==(const WordSpelling&, const WordSpelling&) = default;
};

struct QueryNode {
  enum class Kind : std::uint8_t {
    kNone,         ///< matches nothing
    kAll,          ///< matches every document
    kTerm,         ///< documents that hold `term` in `field` (a text or a keyword field)
    kPhrase,       ///< documents where `phrase` stands in one text field (`field`, or any)
    kProximity,    ///< documents where `items` stand in one text field as `links` or `slop` say
    kDateRange,    ///< date in [date_from, date_to]
    kNumberRange,  ///< number in [number_from, number_to]
    kExists,       ///< documents with any value in `field`
    kPattern,      ///< documents that hold a term that `pattern` accepts
    kTermSet,      ///< documents that hold one of `terms`
    kAnd,
    kOr,
    kAtLeast,  ///< documents that match `minimum` or more of the children
    kNot,      ///< documents that do not match children[0]
  };

  Kind kind = Kind::kNone;
  FieldName field;
  std::string term;
  /// kTerm in text: not empty = the word in any form of this stem class (Analyzer::class_of); `term` is the form typed.
  std::string class_name;
  double name_weight = 0;  ///< kTerm in text, above 0: a name; its other spellings count, with this part of the boost
  std::vector<WordSpelling> spellings;  ///< kTerm in text: of other classes; what the index has of them counts, too
  WordSpelling joined;  ///< kTerm in text, not empty: one word with the sibling before it ("air" and this "strikes")
  std::vector<WordSpelling> joined_spellings;  ///< of `joined`, of other classes
  bool is_weak = false;                        ///< kTerm in text: does not score beside leaves that are not weak
  bool is_exact = false;                       ///< kTerm in text: typed in quotes; written so by to_string()
  bool is_synonym = false;                     ///< kTerm, kPhrase: not typed, but a synonym of what was
  bool is_spelling = false;        ///< a synonym that is another way to write the word typed: no entry of the synonyms
  std::vector<PhraseTerm> phrase;  ///< two or more terms, by position
  Date date_from = std::numeric_limits<Date>::min();
  Date date_to = std::numeric_limits<Date>::max();
  QueryNumber number_from;
  QueryNumber number_to;
  std::vector<ProximityItem> items;  ///< kProximity: one or more
  std::vector<ProximityLink> links;  ///< kProximity: one fewer than items
  std::uint32_t slop = 0;            ///< kProximity of one item
  bool is_always_behind = false;     ///< kProximity: of make_always_behind()
  bool is_silent = false;            ///< kPhrase, kProximity: does not score
  std::uint32_t minimum = 0;         ///< kAtLeast
  double boost = 1;                  ///< of leaves that score: what their score is multiplied with
  TermPattern pattern;
  std::vector<std::string> terms;  ///< kTermSet: two or more, increasing
  std::uint32_t blend = 0;         ///< kTerm: terms of one number, above 0, count as the most frequent of them
  std::uint32_t word = 0;          ///< of leaves: those of one number, above 0, are ways to write one word
  std::uint32_t way = 0;           ///< of leaves with a word: those of one number are one way, or the parts of one
  std::vector<std::shared_ptr<const QueryNode>> children;

  // Set by the makers.
  std::uint32_t nesting = 0;     ///< parentheses and negations around the innermost leaf in to_string()
  std::uint32_t leaf_count = 1;  ///< leaves below (1 for a leaf); saturates
};

using QueryNodePtr = std::shared_ptr<const QueryNode>;

inline constexpr double kLeastBoost = 1e-6;
inline constexpr double kMostBoost = 1e6;

QueryNodePtr make_none();
QueryNodePtr make_all();
QueryNodePtr make_term(FieldName field, std::string term);
/// A term that is this form and no other one of its class.
QueryNodePtr make_exact(FieldName field, std::string term);
/// A word in any form of its class.
QueryNodePtr make_class(FieldName field, std::string term, std::string class_name);
/// The weight of other spellings of a bare word with a capital; under "name:" they weigh as much as the word.
inline constexpr double kNameWeight = 0.5;
/// One term gives a term node, none gives kNone; more than limits::kPhraseTerms is over the limit.
QueryNodePtr make_phrase(FieldName field, std::vector<PhraseTerm> phrase);
/// Words with one space between them, one behind the other.
std::vector<PhraseTerm> phrase_of_words(std::string_view words);
QueryNodePtr make_pattern(FieldName field, TermPattern pattern);
/// In any order, repeated or not; one term gives a term node, none gives kNone.
QueryNodePtr make_term_set(FieldName field, std::vector<std::string> terms);
/// One item, or items with links and no slop. What a phrase or a term says as well becomes one; more than
/// limits::kPhraseTerms slots are over the limit.
QueryNodePtr make_proximity(FieldName field, std::vector<ProximityItem> items, std::vector<ProximityLink> links,
                            std::uint32_t slop);
/// Documents that hold `item`, at each of its places directly behind one of `before`. It does not score. REQUIRES: some
/// of `before`; within limits::kPhraseTerms together.
QueryNodePtr make_always_behind(FieldName field, std::vector<ProximityItem> before, ProximityItem item);
/// A range that ends before it begins gives kNone.
QueryNodePtr make_date_range(FieldName field, Date from, Date to);
/// Infinities are open ends. A NaN, or a range that ends before it begins, gives kNone.
QueryNodePtr make_number_range(FieldName field, QueryNumber from, QueryNumber to);
QueryNodePtr make_exists(FieldName field);
/// Nested nodes of the same kind are flattened; one child is returned as it is; no child gives kNone.
QueryNodePtr make_and(std::vector<QueryNodePtr> children);
QueryNodePtr make_or(std::vector<QueryNodePtr> children);
/// One of the children is Or, all of them And, more of them than there are kNone, none of them kAll.
QueryNodePtr make_at_least(std::size_t minimum, std::vector<QueryNodePtr> children);
/// A double negation is removed; not all = none and not none = all.
QueryNodePtr make_not(QueryNodePtr child);

/// The tree with the boost of every leaf multiplied, but for the leaves that `scores` says no to. A boost is 0 or lies
/// between kLeastBoost and kMostBoost: a product beyond is the nearest of them.
QueryNodePtr make_boosted(const QueryNodePtr& node, double factor,
                          const std::function<bool(const QueryNode& leaf)>& scores);

/// kResourceLimit when the tree, or a tree that it was to be made of, has more than limits::kQueryLeaves leaves, is
/// nested deeper than limits::kQueryDepth or holds a phrase of more than limits::kPhraseTerms. O(1).
Status check_tree_limits(const QueryNode& root);

/// A phrase or a proximity that only chooses documents.
QueryNodePtr make_silent(const QueryNode& leaf);

/// The tree with all its leaves as one way of the word, but for those that are of a word already.
QueryNodePtr make_way(const QueryNodePtr& node, std::uint32_t word, std::uint32_t way);

/// Query language text that parses to the same tree (terms that need it are quoted). AND, OR and NOT are written out;
/// parentheses only where the tree needs them. Positions in a phrase that do not count up by one are not expressible,
/// and stand as ADJ; nor is make_always_behind(), which stands as what it is where only one place is asked for.
std::string to_string(const QueryNode& node);

/// Whether a link of a kProximity is SENTENCE.
bool has_sentence(const QueryNode& leaf);

/// Same kinds, fields, terms, patterns, distances, positions, boosts, dates, minima and children in the same order.
bool same_tree(const QueryNode& a, const QueryNode& b);

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_TREE_H_

// Plan: a query tree resolved against a schema, with nothing of any segment in it yet.
// Shape:   nodes in an array, children by index. A term of one field of several text fields is a phrase of one term, as
//          both are decided by positions.
// Errors:  kResourceLimit when the tree is deeper or wider than the limits (trees built by a caller can be).
// Life:    term bytes point into the query tree.
#ifndef RIFFLE_QUERY_PLAN_H_
#define RIFFLE_QUERY_PLAN_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "format/schema.h"
#include "format/segment_reader.h"
#include "query/proximity.h"
#include "query/query_tree.h"
#include "riffle/error.h"

namespace riffle {

inline constexpr std::uint32_t kAnyTextField = UINT32_MAX;
inline constexpr std::uint32_t kNoMark = UINT32_MAX;

using PlanTerm = TermKey;

/// One term of a phrase: it stands `offset` positions after the place of the phrase.
struct PhraseSlot {
  std::uint32_t term = 0;  ///< in Plan::terms
  std::uint32_t offset = 0;
};

struct PlanPhrase {
  std::uint32_t first_slot = 0;  ///< in Plan::slots
  std::uint32_t slot_count = 0;
  std::uint32_t last_offset = 0;
  std::uint32_t text_field = kAnyTextField;  ///< text field number
  std::uint32_t first_pair = 0;              ///< in Plan::pairs
  std::uint32_t pair_count = 0;
  bool is_pair = false;  ///< two neighbours in any field: the list of the pair, where there is one, is the phrase
  /// Some offset between 0 and last_offset has no term, so that nothing but a check keeps the phrase inside one field.
  bool has_holes = false;
};

/// Two neighbours in a phrase. A segment may have a list of where they stand.
struct PlanPair {
  std::uint32_t first = 0;   ///< in Plan::terms
  std::uint32_t second = 0;  ///< in Plan::terms
};

struct PlanNode {
  enum class Kind : std::uint8_t {
    kNone,
    kAll,
    kTerm,
    kPhrase,
    kSet,
    kProximity,
    kDateRange,
    kHasText,
    kHasValue,
    kAnd,
    kOr,
    kAtLeast,
    kNot
  };

  Kind kind = Kind::kNone;
  std::uint32_t index = 0;  ///< kTerm: term; kPhrase: phrase; kSet: set; kProximity: proximity; kDateRange, kHasValue:
                            ///< field; kHasText: length slot; kAtLeast: children that must match
  std::uint32_t first_child = 0;  ///< in Plan::children
  std::uint32_t child_count = 0;
  Date from = 0;
  Date to = 0;
};

/// The terms that a pattern or a list stands for.
struct PlanSet {
  TermSpace space = kTextSpace;
  std::uint32_t text_field = kAnyTextField;  ///< text field number
  const QueryNode* node = nullptr;           ///< kPattern or kTermSet
};

/// One of several terms, `offset` positions behind the place of its item.
struct PlanSlot {
  std::uint32_t first_term = 0;  ///< from PlanProximity::first_term on
  std::uint32_t term_count = 0;
  std::uint32_t offset = 0;
  std::uint32_t word = 0;  ///< slots of the same word or pattern have the same number
};

struct PlanItem {
  std::uint32_t first_slot = 0;  ///< from PlanProximity::first_slot on
  std::uint32_t slot_count = 0;
  bool is_anchored = false;
};

struct PlanProximity {
  std::uint32_t first_term = 0;  ///< in Plan::proximity_terms
  std::uint32_t term_count = 0;
  std::uint32_t first_slot = 0;  ///< in Plan::proximity_slots
  std::uint32_t slot_count = 0;
  std::uint32_t first_item = 0;  ///< in Plan::proximity_items
  std::uint32_t item_count = 0;
  std::uint32_t first_link = 0;  ///< in Plan::links
  std::uint32_t slop = 0;
  std::uint32_t text_field = kAnyTextField;  ///< text field number
  std::uint32_t sentence_mark = kNoMark;     ///< in Plan::terms, where a link is SENTENCE
  bool is_always_behind = false;             ///< as in the tree
};

enum class LeafSort : std::uint8_t { kTerm, kPhrase, kSet, kProximity };

/// A leaf that scores, in query order. A set scores its weight, whatever the document.
struct ScoringLeaf {
  LeafSort sort = LeafSort::kTerm;
  std::uint32_t index = 0;        ///< term, phrase, set or proximity
  std::uint32_t length_slot = 0;  ///< 0 = all text fields, 1 + f = text field f
  const QueryNode* node = nullptr;
  double boost = 1;
  std::uint32_t blend = 0;  ///< terms of one number, above 0, have the smallest idf among them
  std::uint32_t word = 0;   ///< as in the tree: of the ways of a word the best scores
  std::uint32_t way = 0;
};

/// What tells how often a leaf of all text fields stands in one of them.
struct FieldProbe {
  LeafSort sort = LeafSort::kPhrase;  ///< or a proximity
  std::uint32_t index = 0;
  std::uint32_t text_field = 0;  ///< text field number
  std::uint32_t leaf = 0;
};

struct Plan {
  std::vector<PlanTerm> terms;
  std::vector<PhraseSlot> slots;
  std::vector<PlanPhrase> phrases;
  std::vector<PlanPair> pairs;
  std::vector<PlanSet> sets;
  std::vector<PlanProximity> proximities;
  std::vector<PlanItem> proximity_items;
  std::vector<PlanSlot> proximity_slots;
  std::vector<std::uint32_t> proximity_terms;
  std::vector<ProximityLink> links;
  std::vector<PlanNode> nodes;
  std::vector<std::uint32_t> children;
  std::vector<ScoringLeaf> leaves;
  std::vector<FieldProbe> probes;  ///< by leaf, then field; only where fields have weights
  std::uint32_t root = 0;

  /// What a segment is asked for: the terms, then the pairs.
  [[nodiscard]] std::size_t entry_count() const { return terms.size() + pairs.size(); }
  void clear();
};

/// Fills `plan` anew. REQUIRES: `query` outlives the plan.
Status make_plan(const Schema& schema, const QueryNode& query, Plan& plan);

/// Adds the probes of a leaf in a text field: `scoped` is the leaf's node in that field. REQUIRES: as above, and
/// several text fields.
Status add_probes(const Schema& schema, std::uint32_t leaf, std::uint32_t text_field, const QueryNode& scoped,
                  Plan& plan);

}  // namespace riffle

#endif  // RIFFLE_QUERY_PLAN_H_

// From patterns to terms: what a pattern or a list stands for in the dictionaries of an index.
// Shape:   a wildcard pattern, a regular expression and a list become the union of the lists of their terms, all of
//          them. A fuzzy word of a text field becomes an Or of terms, so that it scores as words do: the nearest first,
//          then the most frequent ones (deleted documents counted), then byte order; at most limits::kFuzzyTerms of
//          them, or what is left of limits::kQueryLeaves shared by all fuzzy words. A term with d edits has 1 / (1 + d)
//          of the boost, and all have the idf of the most frequent one. A pattern in a phrase or beside NEAR stands for
//          at most limits::kSlotTerms terms, chosen likewise, or its share of limits::kQuerySlotTerms.
// Cost:    one walk over the dictionary of each segment for each pattern.
// Errors:  kCorrupt, and what the meter says.
// Source:  format-spec/query-language.md, "Patterns".
#ifndef RIFFLE_QUERY_TERM_EXPANSION_H_
#define RIFFLE_QUERY_TERM_EXPANSION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "query/plan.h"
#include "query/term_union.h"
#include "query/work_meter.h"
#include "storage/snapshot.h"

namespace riffle {

struct TermForm {
  std::string term;
  std::uint32_t edits = 0;  ///< of a fuzzy word, else 0
  std::uint64_t df = 0;     ///< over all segments, deleted documents counted
};

/// The terms of a space that a pattern stands for: fewer edits first, then more documents, then byte order.
Result<std::vector<TermForm>> nearest_forms(const Snapshot& snapshot, std::uint8_t space, const TermPattern& pattern,
                                            WorkMeter& meter);

/// The documents of `set` in one segment.
Result<TermUnion> unite_terms(const SegmentReader& reader, const PlanSet& set, WorkMeter& meter);

/// The tree with its fuzzy words, and the patterns in its proximities, replaced by terms; null when it holds none. Adds
/// to `notes` where terms were left out.
Result<QueryNodePtr> expand_patterns(const Snapshot& snapshot, const QueryNode& root, WorkMeter& meter,
                                     std::vector<std::string>& notes);

}  // namespace riffle

#endif  // RIFFLE_QUERY_TERM_EXPANSION_H_

// Highlights: where the words and phrases that a query asks for stand in a text.
// Shape:   every single term, phrase and distance that is wanted is one *unit*, numbered from 0, in this order. A
//          phrase stands only where all its terms stand at their distances; its occurrence reaches from its first
//          token to its last. Of a distance those words and phrases occur that make it hold (near_places.h).
// Units:   byte offsets of the text.
// Cost:    the analysis of the text, a look-up per token, and sorting what was found; a phrase costs one walk over the
//          occurrences of its terms. A long text is analysed in pieces that end at a line or a space, so that a query
//          that must stop does so between two of them; its tokens are steps of work, and what is found is counted.
// Errors:  kDeadline, kCancelled and kResourceLimit as the control of the query says.
// Threads: plain functions; the analyzer needs one owner.
#ifndef RIFFLE_RESULTS_HIGHLIGHTS_H_
#define RIFFLE_RESULTS_HIGHLIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "query/query_tree.h"
#include "query/work_meter.h"
#include "riffle/error.h"
#include "riffle/snippet.h"

namespace riffle {

/// A pattern is a term too: its text stands among the terms, and what it accepts is an occurrence of that.
struct WantedPattern {
  std::size_t term = 0;  ///< in WantedTerms::terms
  TermPattern pattern;
};

/// Words and phrases near each other, or a phrase with a slop, without patterns.
struct WantedDistance {
  std::vector<ProximityItem> items;
  std::vector<ProximityLink> links;
  std::uint32_t slop = 0;

  friend bool operator==(const WantedDistance&, const WantedDistance&) = default;
};

struct WantedTerms {
  std::vector<std::string> terms;  ///< exact forms, and classes, words and names behind a byte that is no UTF-8
  std::vector<WantedPattern> patterns = {};
  std::vector<std::vector<PhraseTerm>> phrases;
  std::vector<WantedDistance> distances = {};

  [[nodiscard]] bool is_empty() const { return terms.empty() && phrases.empty() && distances.empty(); }
  [[nodiscard]] std::size_t unit_count() const { return terms.size() + phrases.size() + distances.size(); }
};

/// The terms, patterns and phrases of the query that make a document of `text_fields` match: leaves that search all
/// text fields or one of those named, and that stand under no Not. Each once, in the order of the query. Of a distance
/// with a pattern in it each word is a term of its own, and a phrase beside NEAR is a phrase.
WantedTerms collect_highlights(const QueryNode& root, std::span<const std::string> text_fields);

struct Occurrence {
  std::size_t unit = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Every occurrence of every unit, by begin, then end, then unit. `held` is charged with what they take, here and where
/// passages are chosen among them. REQUIRES: text.size() < 2^32.
Result<std::vector<Occurrence>> find_occurrences(std::string_view text, const WantedTerms& wanted, Analyzer& analyzer,
                                                 PacedLoop& pace, HeldMemory& held);

/// The bytes that the occurrences cover: in order, with ranges that touch or overlap made one.
std::vector<TextRange> merge_ranges(std::span<const Occurrence> occurrences);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_HIGHLIGHTS_H_

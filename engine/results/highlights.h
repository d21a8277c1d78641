// Highlights: where the words and phrases that a query asks for stand in a text.
// Shape:   every single term, phrase and distance that is wanted is one *unit* (wanted_terms.h). A phrase stands only
//          where all its terms stand at their distances; its occurrence reaches from its first token to its last. Of a
//          distance those words and phrases occur that make it hold (near_places.h).
// Units:   byte offsets of the text.
// Cost:    the analysis of the text, a look-up per token, and sorting what was found; a phrase costs one walk over the
//          occurrences of its terms. A long text is analysed in pieces that end at a line or a space, so that a query
//          that must stop does so between two of them; its tokens are steps of work, and what is found is counted.
// Errors:  kDeadline, kCancelled and kResourceLimit as the control of the query says.
// Threads: one owner; so is the analyzer.
#ifndef RIFFLE_RESULTS_HIGHLIGHTS_H_
#define RIFFLE_RESULTS_HIGHLIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "query/work_meter.h"
#include "results/token_matcher.h"
#include "results/wanted_terms.h"
#include "riffle/error.h"
#include "riffle/snippet.h"

namespace riffle {

struct Occurrence {
  std::size_t unit = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Finds what is wanted in one text after the other; what it learns of the words of one holds for the next.
class Highlighter {
 public:
  Highlighter(WantedTerms wanted, Analyzer& analyzer)
      : wanted_(std::move(wanted)), analyzer_(analyzer), matcher_(wanted_, analyzer) {}
  Highlighter(const Highlighter&) = delete;
  Highlighter& operator=(const Highlighter&) = delete;

  [[nodiscard]] std::size_t unit_count() const { return wanted_.unit_count(); }

  /// Every occurrence of every unit, by begin, then end, then unit. `held` is charged with what they take, here and
  /// where passages are chosen among them. REQUIRES: text.size() < 2^32.
  Result<std::vector<Occurrence>> find(std::string_view text, PacedLoop& pace, HeldMemory& held);

 private:
  const WantedTerms wanted_;
  Analyzer& analyzer_;
  TokenMatcher matcher_;
};

/// The bytes that the occurrences cover: in order, with ranges that touch or overlap made one.
std::vector<TextRange> merge_ranges(std::span<const Occurrence> occurrences);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_HIGHLIGHTS_H_

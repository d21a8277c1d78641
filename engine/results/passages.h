// Passages: which parts of a text are shown of it.
// Shape:   a passage begins at a sentence, else at a word, and ends at a word; only a run without white space, longer
//          than the passage, is cut inside.
// Units:   lengths are *shown lengths*: code points, where a run of white space counts as one. Ranges are bytes.
// Cost:    one pass over the text for each passage.
// Errors:  what the control of the query says, through the PacedLoop.
// Source:  none; the passage is the window with the most distinct wanted terms and phrases, then the most occurrences,
//          then the earliest.
#ifndef RIFFLE_RESULTS_PASSAGES_H_
#define RIFFLE_RESULTS_PASSAGES_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "query/query_lexer.h"
#include "query/work_meter.h"
#include "results/highlights.h"
#include "riffle/error.h"
#include "riffle/snippet.h"

namespace riffle {

/// The code point that ends at `offset`. REQUIRES: offset > 0.
CodePoint code_point_before(std::string_view text, std::size_t offset);

/// Whether more than `most` characters of the text would be shown.
bool is_longer(std::string_view text, std::size_t most, PacedLoop& pace);

/// At most `count` passages (and at most 32) of a text longer than `target`, the best first, none overlapping another.
/// `occurrences` are sorted by where they begin; their units are below `unit_count`.
Result<std::vector<TextRange>> choose_passages(std::string_view text, std::vector<Occurrence> occurrences,
                                               std::size_t unit_count, std::size_t target, std::size_t count,
                                               PacedLoop& pace);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_PASSAGES_H_

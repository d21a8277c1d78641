// Snippet: the passage of a text that shows best why it matched.
// Shape:   well-formed UTF-8 on one line: white space and control characters become one space between words, ill-formed
//          bytes U+FFFD; "…" stands where text was left out before or behind. Highlights are byte ranges of the
//          snippet, in order, not touching one another.
// Units:   the target length counts code points of the snippet without the ellipses; it is never exceeded.
// Cost:    one analysis of the text and one pass over it for each passage; sorting what was found. Both are steps of
//          work, and what was found is held in memory meanwhile.
// Errors:  kDeadline, kCancelled and kResourceLimit as the control of the query says.
// Source:  none; the passage is the window with the most distinct wanted terms and phrases, then the most occurrences,
//          then the earliest.
#ifndef RIFFLE_RESULTS_SNIPPET_H_
#define RIFFLE_RESULTS_SNIPPET_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "query/work_meter.h"
#include "results/highlights.h"
#include "riffle/error.h"
#include "riffle/snippet.h"

namespace riffle {

/// Whether nothing but white space is there: passages of such a body are of the title.
bool is_blank(std::string_view text);

/// The bytes of `title` that match, in order, not touching one another. REQUIRES: title.size() < 2^32.
Result<std::vector<TextRange>> highlight_title(std::string_view title, Highlighter& wanted, WorkMeter& meter);

/// At most `count` passages (and at most 32) of `body`, of `title` when the body is blank: the best first, none
/// overlapping another. Each begins at a sentence, else at a word, and ends at a word; only a run without white space,
/// longer than the passage, is cut inside. All but the first have an occurrence; without one it is the beginning of the
/// text. Of a text that is no longer than the target there is one. None when target_chars is 0. REQUIRES: body.size() <
/// 2^32, title.size() < 2^32.
Result<std::vector<Snippet>> make_passages(std::string_view body, std::string_view title, Highlighter& wanted,
                                           std::size_t target_chars, std::size_t count, WorkMeter& meter);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_SNIPPET_H_

// Boilerplate: lines of a page that are not of the article: comment policies, "ALSO READ", "A+ A-", empty form labels.
// Shape:   a line is kept or cut whole; what is cut is told with the rule that cut it. Rules look at one line, but for
//          comment policies, of which a neighbour of two clear lines is cut too.
// Cost:    linear in the text.
// Threads: plain functions.
#ifndef RIFFLE_INGEST_BOILERPLATE_H_
#define RIFFLE_INGEST_BOILERPLATE_H_

#include <functional>
#include <string>
#include <string_view>

namespace riffle {

/// Called with a rule and the line that it cut.
using OnCutLine = std::function<void(std::string_view rule, std::string_view line)>;

/// Takes the lines out of `text` that a rule knows, or that `own_rule` (may be empty) names a rule for by a text that
/// is not empty. True when something was cut.
bool cut_boilerplate(std::string& text, const std::function<std::string(std::string_view line)>& own_rule,
                     const OnCutLine& on_cut);

}  // namespace riffle

#endif  // RIFFLE_INGEST_BOILERPLATE_H_

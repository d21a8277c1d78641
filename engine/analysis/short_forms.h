// Words that are short for two: don't, can't; pct for "per cent".
// Shape:   terms as indexed, without apostrophes: "dont".
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_ANALYSIS_SHORT_FORMS_H_
#define RIFFLE_ANALYSIS_SHORT_FORMS_H_

#include <string>
#include <string_view>

namespace riffle {

/// "do not" for "dont"; empty for other terms.
std::string long_form(std::string_view term);

/// "dont" for "do" and "not"; empty for other words.
std::string contraction_of(std::string_view first, std::string_view second);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_SHORT_FORMS_H_

// Words of Chinese, Japanese and Korean -> pairs of characters, so that any part of a text is found, whatever a
// dictionary would make of it.
// Shape:   a run is a maximal row of words that stand directly behind one another and hold nothing but characters of
//          the scripts Han, Hiragana, Katakana, Hangul and Bopomofo, U+30FC and U+FF70, and marks behind them. Any two
//          characters of a run that follow each other are a word; so is a run of one.
// Cost:    linear in the words.
// Threads: plain function.
// Source:  format-spec/analysis.md, "english", step 2a; Lucene's CJKAnalyzer pairs likewise.
#ifndef RIFFLE_ANALYSIS_CJK_PAIRS_H_
#define RIFFLE_ANALYSIS_CJK_PAIRS_H_

#include <string_view>
#include <vector>

#include "analysis/unicode_words.h"

namespace riffle {

/// Whether a word of one such character is asked for, which stands in pairs alone. UTF-8.
bool is_cjk_character(std::string_view word);

/// Replaces the runs among `words`, which are words of `units`.
void pair_cjk_words(std::u16string_view units, std::vector<UnicodeWords::Word>& words);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_CJK_PAIRS_H_

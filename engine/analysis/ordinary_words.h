// English words that some spelling of a name comes near: "said" is not Saeed, "urban" not Orban.
// Shape:   words that is_same_name() takes for a name, which texts write with a capital at least four times as often as
//          small. The word itself they write small at least four times as often as with a capital; or it stands small
//          in dictionaries and every fifth time in texts. A name of the list is one in `name:` only.
// Cost:    a binary search.
// Threads: plain function.
// Source:  counts over 200,000 English articles and pages; format-spec/query-language.md, "Names".
#ifndef RIFFLE_ANALYSIS_ORDINARY_WORDS_H_
#define RIFFLE_ANALYSIS_ORDINARY_WORDS_H_

#include <string_view>

namespace riffle {

bool is_ordinary_word(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_ORDINARY_WORDS_H_

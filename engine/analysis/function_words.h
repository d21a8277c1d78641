// English words that carry a sentence and no subject: articles, pronouns, prepositions, auxiliaries, question words.
// Source:  the stop list of the Snowball project, apostrophes joined as the analyzer does.
#ifndef RIFFLE_ANALYSIS_FUNCTION_WORDS_H_
#define RIFFLE_ANALYSIS_FUNCTION_WORDS_H_

#include <string_view>

namespace riffle {

/// `term` is folded.
bool is_function_word(std::string_view term);

}  // namespace riffle

#endif  // RIFFLE_ANALYSIS_FUNCTION_WORDS_H_

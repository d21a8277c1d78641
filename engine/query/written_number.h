// Numbers of several words in free text: "twenty-five thousand", "four hundred and fifty".
// Shape:   a lexer that stands behind the first word; English.
// Cost:    at most twelve words are looked at.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_QUERY_WRITTEN_NUMBER_H_
#define RIFFLE_QUERY_WRITTEN_NUMBER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "query/query_lexer.h"

namespace riffle {

/// Words that are a number together.
struct WrittenNumber {
  std::vector<Token> words;
  std::uint64_t number = 0;
  QueryLexer behind;  ///< stands behind all
};

/// The longest number of three words or more, those with hyphens counted apart, that begins with the word `first`,
/// behind which `lexer` stands. Two words have their digits as two words that are also one.
std::optional<WrittenNumber> find_written_number(const QueryLexer& lexer, const Token& first);

}  // namespace riffle

#endif  // RIFFLE_QUERY_WRITTEN_NUMBER_H_

// Several words of free text that are one thing, and the other ways to write it: numbers ("twenty-five thousand") and
// the runs of word_runs.h ("142 km/h", "Second World War", "Abd al-Rahman").
// Shape:   a lexer that stands behind the first word; English.
// Cost:    at most twelve words are looked at.
// Source:  format-spec/query-language.md, "Spellings".
#ifndef RIFFLE_QUERY_WRITTEN_WAYS_H_
#define RIFFLE_QUERY_WRITTEN_WAYS_H_

#include <optional>
#include <string>
#include <vector>

#include "query/query_lexer.h"

namespace riffle {

struct WrittenWays {
  std::vector<Token> words;               ///< as typed
  std::vector<std::string> ways;          ///< others, each searched as a phrase
  std::string name = {};                  ///< another one, searched as a bare word; or empty
  bool is_measure = false;                ///< the ways alone count, not the words where they stand apart
  std::vector<std::string> numbers = {};  ///< of a measure, as in WordRun
  std::vector<std::string> units = {};
  QueryLexer behind;  ///< stands behind all words
};

/// The longest that begins with the word `first`, behind which `lexer` stands. A number has three words or more, those
/// with hyphens counted apart: two words have their digits as two words that are also one.
std::optional<WrittenWays> find_written_ways(const QueryLexer& lexer, const Token& first);

}  // namespace riffle

#endif  // RIFFLE_QUERY_WRITTEN_WAYS_H_

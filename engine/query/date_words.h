// Dates of several words: in free text ("30 November 2024") and behind the name of a date field.
// Shape:   a lexer that stands behind the first word; what belongs to the date is taken from it, or told.
// Cost:    at most six words are looked at.
// Source:  format-spec/query-language.md, "Dates" and "Spellings".
#ifndef RIFFLE_QUERY_DATE_WORDS_H_
#define RIFFLE_QUERY_DATE_WORDS_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "query/query_lexer.h"
#include "riffle/types.h"

namespace riffle {

/// Words that are a day together, "30 November 2024", "2024-11-30".
struct WrittenDay {
  std::vector<Token> words;  ///< the last one without its boost
  Date midnight = 0;         ///< its first second
  std::string_view boost;    ///< behind the last word, "^2"; mostly empty
  QueryLexer behind;         ///< stands behind all
};

/// The longest day that begins with the word `first`, behind which `lexer` stands; of this word alone when `is_alone`.
std::optional<WrittenDay> find_written_day(const QueryLexer& lexer, const Token& first, bool is_alone);

/// The value of a date field that begins at byte `begin` of the word `first`: takes from `lexer` the words that belong
/// to it ("30 November 2024", "2024-11-30 to 2024-12-02") and gives the place behind them; behind `first` when none do.
std::size_t take_date(QueryLexer& lexer, const Token& first, std::size_t begin);

}  // namespace riffle

#endif  // RIFFLE_QUERY_DATE_WORDS_H_

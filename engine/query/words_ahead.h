// WordsAhead: what stands behind a word that the parser is to take, where several words are one thing: a day, a number,
// a name with its article, an entry of the synonyms. Shape:   looks from where the lexer stands, and takes nothing.
// Cost:    at most kSynonymWords words are read, and that of no word that cannot begin what is looked for.
// Life:    refers to the lexer, the frames and the leaves of one parser.
// Source:  format-spec/query-language.md, "Words" and "Spellings".
#ifndef RIFFLE_QUERY_WORDS_AHEAD_H_
#define RIFFLE_QUERY_WORDS_AHEAD_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "query/date_words.h"
#include "query/frame_stack.h"
#include "query/query_leaf.h"
#include "query/query_lexer.h"
#include "query/written_ways.h"

namespace riffle {

class WordsAhead {
 public:
  WordsAhead(const QueryLexer& lexer, const FrameStack& frames, LeafMaker& leaves)
      : lexer_(lexer), frames_(frames), leaves_(leaves) {}

  /// Words that are a day together, from `token` on, unless an operator binds to a part of them or they have synonyms.
  /// Behind the name of a field it is one word.
  [[nodiscard]] std::optional<WrittenDay> day(const Token& token, bool has_field) const;
  /// Words that others write in another way together, likewise.
  [[nodiscard]] std::optional<WrittenWays> ways(const Token& token) const;
  /// The words from `token` on that nothing but white space joins, as long as no operator binds to one of them alone.
  [[nodiscard]] std::vector<Token> side_by_side(const Token& token) const;
  /// The bare word behind a bare "al" or "el" that is its Arabic article: of "Al Kut".
  [[nodiscard]] std::optional<Token> noun_of_article(const Token& token) const;
  /// Where the lexer stands behind the "of" of "27th of November"; none behind other words.
  [[nodiscard]] std::optional<QueryLexer> behind_of(const Token& day) const;
  /// Whether `token` is the code of a currency beside a number: "EUR 400,000", "400,000 EUR".
  [[nodiscard]] bool is_currency(const Token& token, bool is_side_by_side) const;
  /// Whether a word that is taken now is an item of NEAR or ADJ.
  [[nodiscard]] bool is_beside_near() const;

 private:
  [[nodiscard]] const Frame& top() const { return frames_.top(); }
  [[nodiscard]] bool is_bound() const;
  [[nodiscard]] bool are_one(const Token& token, std::size_t count, QueryLexer behind) const;
  [[nodiscard]] bool is_word_of_entry(std::string_view text) const;

  const QueryLexer& lexer_;
  const FrameStack& frames_;
  LeafMaker& leaves_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_WORDS_AHEAD_H_

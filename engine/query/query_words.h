// QueryWords: bare words of a query -> operands. What several words stand for together is looked for first: a day that
// is written out, a number, a name with its article, an entry of the synonyms, two words that may be one.
// Shape:   begin_token() before every token of the query; take_words() and take_word() for those that are words.
// Errors:  false means that the report holds an error.
// Source:  format-spec/query-language.md, "Words".
#ifndef RIFFLE_QUERY_QUERY_WORDS_H_
#define RIFFLE_QUERY_QUERY_WORDS_H_

#include <cstddef>
#include <string_view>
#include <utility>

#include "query/frame_stack.h"
#include "query/query_leaf.h"
#include "query/query_lexer.h"
#include "query/query_parser.h"
#include "query/query_report.h"
#include "query/words_ahead.h"

namespace riffle {

class QueryWords {
 public:
  QueryWords(QueryLexer& lexer, LeafMaker& leaves, FrameStack& frames, const WordsAhead& ahead, QueryReport& report)
      : lexer_(lexer), leaves_(leaves), frames_(frames), ahead_(ahead), report_(report) {}

  void begin_token() { was_bare_word_ = std::exchange(is_bare_word_, false); }

  /// A word, or several with commas or slashes between them: "Putin,Erdogan" is two. The last one may take words behind
  /// it along.
  [[nodiscard]] bool take_words(Token token, const QueryField* field);

  /// `text` alone, at byte `offset` of the query, as the value of a field or a word.
  [[nodiscard]] bool take_word(std::string_view text, std::size_t offset, const QueryField* field);

  [[nodiscard]] bool take_day(const WrittenDay& day, const QueryField* field);

 private:
  [[nodiscard]] const Frame& top() const { return std::as_const(frames_).top(); }
  bool take_ways(const WrittenWays& written, const QueryField* field);
  bool take_last_words(const Token& token, const QueryField* field, bool is_text);
  bool take_article(const Token& article, const Token& noun, const QueryField* field);
  bool take_one_word(std::string_view text, std::size_t offset, const QueryField* field, bool is_text);

  QueryLexer& lexer_;
  LeafMaker& leaves_;
  FrameStack& frames_;
  const WordsAhead& ahead_;
  QueryReport& report_;
  bool is_bare_word_ = false;   ///< the token is a word with no operator, and none binds to it from the left
  bool was_bare_word_ = false;  ///< the same of the token before
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_WORDS_H_

// QueryLexer: query text -> tokens, one at a time. Knows quotes, parentheses, operators and prefixes, but no fields.
// Shape:   white space separates; parentheses and quotes end a word, but for those in /a regular expression/ that
//          begins the word or stands behind its first colon. A straight quote closes at the next straight one, a curly
//          one at the next curly one; where there is none, the next quote of the other sort closes it. In quotes a
//          backslash before a quote or a backslash takes it as it is.
// Units:   offsets are bytes of the query text.
// Cost:    linear in the text over all calls.
// Errors:  none: ill-formed UTF-8 is taken byte by byte as part of a word.
// Life:    views point into the text.
// Source:  format-spec/query-language.md.
#ifndef RIFFLE_QUERY_QUERY_LEXER_H_
#define RIFFLE_QUERY_QUERY_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace riffle {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  ///< bytes, at least 1
};

/// The value of a byte that begins no well-formed sequence.
inline constexpr char32_t kIllFormed = 0x110000;

/// The code point at `offset`; a byte that begins none is taken alone. REQUIRES: offset < text.size().
CodePoint decode_code_point(std::string_view text, std::size_t offset);

/// Unicode white space and control characters.
bool is_query_space(char32_t c);

/// A straight or curly double quote.
bool is_query_quote(char32_t c);

/// `text` of a quoted token without the backslashes that protect quotes and backslashes.
std::string unescape_quoted(std::string_view text);

/// The "~1" or "^2.5" (or both) that ends `text`; empty when there is none.
std::string_view operator_suffix(std::string_view text);

/// The first comma (also the Arabic one), semicolon or em dash with a letter or digit on both sides, but for digits on
/// both: where it begins and what stands behind it begins. {0, 0} for none.
struct Comma {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Comma find_comma(std::string_view word);

/// Words of three bytes or more with one slash between them, of letters, apostrophes and, inside, hyphens:
/// "Iran/Russia".
bool is_listed_by_slashes(std::string_view word);

/// A minus and a number with a fraction, a degree or a percent sign: "-18.6". Before it a minus is no prefix.
bool is_negative_number(std::string_view word);

struct Token {
  enum class Kind : std::uint8_t {
    kEnd,
    kWord,       ///< a run without white space, parentheses and quotes
    kQuoted,     ///< text between quotes
    kOpen,       ///< (
    kClose,      ///< )
    kAnd,        ///< AND
    kOr,         ///< OR
    kNot,        ///< NOT
    kProximity,  ///< NEAR/5, ADJ/5, NEAR, ADJ, SENTENCE
    kAtLeast,    ///< ATLEAST/2
    kMinus,      ///< - or ! directly before a word, quote or parenthesis
    kPlus,       ///< + likewise
  };

  Kind kind = Kind::kEnd;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text =
      {};  ///< kWord, kProximity, kAtLeast: the run; kQuoted: what is between the quotes, backslashes included
  std::string_view suffix = {};  ///< kQuoted, kClose: "~3" or "^2.5" written directly behind
  bool is_closed = true;         ///< kQuoted: false when the text ended first
  bool has_star = false;         ///< kQuoted: a star stands directly behind the closing quote
  char opening = 0;              ///< of a list: [ or {
  char closing = 0;              ///< ] or }
};

class QueryLexer {
 public:
  explicit QueryLexer(std::string_view text) : text_(text) {}

  /// The next token; kEnd for ever once the text is used up.
  Token next();

  /// The next token when it is a word, names of operators included; else nothing is taken.
  std::optional<Token> next_word();

  /// What stands between the parentheses of "NEAR(a "b c", 5)": words and quotes.
  struct Call {
    std::vector<Token> items;      ///< one or more
    std::string_view number = {};  ///< the digits behind the last comma; empty for none
    std::size_t end = 0;           ///< where the closing parenthesis stands
  };
  /// Takes a group of nothing but words and quotes that stands next; nothing when there is none.
  std::optional<Call> take_call();

  /// Takes the list "[...]" that begins at `offset`, inside the last token, and its suffix, as a token whose text is
  /// what stands between the brackets. Nothing when it is not closed. A ] in straight quotes closes nothing.
  /// `has_braces`: a } closes it as well.
  std::optional<Token> take_list(std::size_t offset, bool has_braces);

  /// Takes the text in single quotes, straight or curly, that begins at `offset`, inside the last token, as kQuoted.
  /// White space, a closing parenthesis or the end stands behind it, so that "Iraq's" closes nothing. Nothing when it
  /// is empty or not closed.
  std::optional<Token> take_single_quoted(std::size_t offset);

  /// REQUIRES: from <= to, both within the text.
  [[nodiscard]] std::string_view text_from(std::size_t from, std::size_t to) const {
    return text_.substr(from, to - from);
  }

  /// Whether a quote or an opening parenthesis stands directly behind the last token.
  [[nodiscard]] bool at_quote_or_group() const;
  [[nodiscard]] bool at_quote() const;

 private:
  bool skip_space();
  bool is_prefix() const;
  bool is_border(std::size_t end) const;
  Token take_word();
  Token take_quoted(char32_t opening);
  std::size_t find_quote(std::size_t from, bool straight);
  std::string_view take_suffix();
  std::size_t word_end(std::size_t from) const;
  std::size_t regex_end(std::size_t slash) const;

  std::string_view text_;
  std::size_t offset_ = 0;
  bool border_before_ = true;      ///< the start, white space or a parenthesis stands before offset_
  bool prefix_before_ = false;     ///< the last token was kMinus or kPlus: an operator's name is a word
  bool no_straight_left_ = false;  ///< no quote of that sort closes anything further on
  bool no_curly_left_ = false;
  bool no_bracket_left_ = false;
  bool no_brace_left_ = false;  ///< nor a bracket
  bool no_single_left_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_QUERY_LEXER_H_

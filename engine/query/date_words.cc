#include "query/date_words.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "query/date_range.h"
#include "query/pattern_text.h"

namespace riffle {
namespace {

/// What may stand between two dates.
bool is_to_sign(std::string_view word) {
  constexpr std::string_view kSigns[] = {"..", "...", "\u2013", "-", "to", "TO"};
  return std::find(std::begin(kSigns), std::end(kSigns), word) != std::end(kSigns);
}

/// A digit, or the first letter of a month or a weekday.
bool may_begin_day(std::string_view word) {
  return !word.empty() && std::string_view("0123456789adfjmnostwADFJMNOSTW").find(word[0]) != std::string_view::npos;
}

}  // namespace

std::optional<WrittenDay> find_written_day(const QueryLexer& lexer, const Token& first, bool is_alone) {
  constexpr std::size_t kMostWords = 5;  // "30th of November, 2024" behind a weekday
  std::optional<WrittenDay> longest;
  if (!may_begin_day(first.text)) return longest;
  std::vector<Token> words;
  std::string text;
  QueryLexer ahead = lexer;
  for (std::optional<Token> next = first; next && next->kind == Token::Kind::kWord; next = ahead.next_word()) {
    const std::string_view suffix = operator_suffix(next->text);
    const std::string_view boost = suffix.starts_with('^') ? suffix : std::string_view();
    next->text.remove_suffix(boost.size());
    if (!is_bare_word(next->text)) break;
    words.push_back(*next);
    // Whatever white space stands between them.
    (text += text.empty() ? "" : " ") += next->text;
    if (const std::optional<Date> day = parse_whole_day(text)) longest.emplace(words, *day, boost, ahead);
    if (is_alone || !boost.empty() || words.size() == kMostWords) break;
  }
  return longest;
}

std::size_t take_date(QueryLexer& lexer, const Token& first, std::size_t begin) {
  constexpr int kMoreWords = 6;
  constexpr std::size_t kLongestDate = 64;
  std::size_t end = first.end;
  std::size_t end_of_longest = first.end;
  bool is_date = false;
  bool is_behind_sign = false;  // ".." alone ends a range, too
  QueryLexer ahead = lexer;
  for (int i = 0; i <= kMoreWords && end - first.begin - begin <= kLongestDate; ++i) {
    if (parse_date_range(lexer.text_from(first.begin + begin, end))) {
      is_date = true;
      end_of_longest = end;
      lexer = ahead;
    }
    const std::optional<Token> next = ahead.next_word();
    const bool is_sign = next && is_to_sign(next->text);
    if (!next || (is_date && end == end_of_longest && !is_sign && !is_behind_sign)) break;
    is_behind_sign = is_sign;
    end = next->end;
  }
  return end_of_longest;
}

}  // namespace riffle

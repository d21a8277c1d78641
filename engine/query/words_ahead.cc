#include "query/words_ahead.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "analysis/counted_words.h"
#include "base/ascii.h"
#include "format/schema.h"
#include "query/open_article.h"
#include "query/pattern_text.h"
#include "query/synonym_table.h"

namespace riffle {

std::optional<WrittenDay> WordsAhead::day(const Token& token, bool has_field) const {
  if (!leaves_.has_spellings() || top().connector == Frame::Connector::kNear) return std::nullopt;
  std::optional<WrittenDay> day = find_written_day(lexer_, token, has_field || is_bound());
  return day && are_one(token, day->words.size(), day->behind) ? std::move(day) : std::nullopt;
}

std::optional<WrittenWays> WordsAhead::ways(const Token& token) const {
  if (!leaves_.has_spellings() || !leaves_.has_articles() || top().connector == Frame::Connector::kNear || is_bound())
    return std::nullopt;
  std::optional<WrittenWays> ways = find_written_ways(lexer_, token);
  return ways && are_one(token, ways->words.size(), ways->behind) ? std::move(ways) : std::nullopt;
}

// Whether an operator binds to the next word alone.
bool WordsAhead::is_bound() const {
  const Frame& frame = top();
  const bool is_joined = frame.connector == Frame::Connector::kAnd || frame.connector == Frame::Connector::kOr;
  return !frame.prefix.name.empty() || frame.at_least > 0 || (frame.match_any && is_joined);
}

// Whether `count` words from `token` on may be taken as one: no operator behind them binds to the last one alone,
// and they have no synonyms.
bool WordsAhead::are_one(const Token& token, std::size_t count, QueryLexer behind) const {
  const std::optional<Token> next = behind.next_word();
  const bool is_operator = next && next->kind != Token::Kind::kWord;
  if (is_operator && (next->kind == Token::Kind::kProximity || (top().match_any && count > 1))) return false;
  return !leaves_.has_synonyms() || leaves_.entry_length(side_by_side(token)) <= 1;
}

std::optional<Token> WordsAhead::noun_of_article(const Token& token) const {
  const Frame& frame = top();
  if (!is_open_article(token.text) || !leaves_.has_articles() || !frame.prefix.name.empty() ||
      frame.connector == Frame::Connector::kNear) {
    return std::nullopt;
  }
  QueryLexer ahead = lexer_;
  const std::optional<Token> noun = ahead.next_word();
  return noun && noun->kind == Token::Kind::kWord && is_noun_of_article(noun->text) ? noun : std::nullopt;
}

std::optional<QueryLexer> WordsAhead::behind_of(const Token& day) const {
  if (!leaves_.has_articles() || !top().prefix.name.empty() || top().connector == Frame::Connector::kNear) {
    return std::nullopt;
  }
  QueryLexer ahead = lexer_;
  const std::optional<Token> of = ahead.next_word();
  if (!of || of->kind != Token::Kind::kWord || to_lower_ascii(of->text) != "of") return std::nullopt;
  const QueryLexer behind = ahead;
  const std::optional<Token> month = ahead.next_word();
  const bool is_word = month && month->kind == Token::Kind::kWord;
  const bool is_day = is_word && is_day_of_month(to_lower_ascii(day.text), to_lower_ascii(month->text));
  return is_day ? std::optional(behind) : std::nullopt;
}

// A bare word that has no sign which the parser would tell of.
bool WordsAhead::is_word_of_entry(std::string_view text) const {
  const std::size_t sign = text.find_first_of("=<>");
  const bool is_compared = sign != std::string_view::npos && is_field_name(text.substr(0, sign)) &&
                           leaves_.find_field(text.substr(0, sign), true) != nullptr;
  return is_bare_word(text) && !is_compared && !is_negative_number(text);
}

std::vector<Token> WordsAhead::side_by_side(const Token& token) const {
  std::vector<Token> words;
  if (is_bound() || top().connector == Frame::Connector::kNear) return words;
  QueryLexer ahead = lexer_;
  std::optional<Token> next = token;
  while (next && next->kind == Token::Kind::kWord && is_word_of_entry(next->text) && words.size() < kSynonymWords) {
    words.push_back(*next);
    next = ahead.next_word();
  }
  const bool is_operator = next && next->kind != Token::Kind::kWord && next->kind != Token::Kind::kAtLeast;
  const bool binds_last = is_operator && (top().match_any || next->kind == Token::Kind::kProximity);
  if (binds_last && next->kind != Token::Kind::kNot && !words.empty()) words.pop_back();
  return words;
}

bool WordsAhead::is_currency(const Token& token, bool is_side_by_side) const {
  constexpr std::string_view kCodes[] = {"AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR",
                                         "GBP", "HUF", "ILS", "INR", "IQD", "IRR", "JPY", "KRW", "MXN", "NOK",
                                         "PKR", "PLN", "RUB", "SAR", "SEK", "SYP", "TRY", "UAH", "USD", "ZAR"};
  const Frame& frame = top();
  if (std::ranges::find(kCodes, token.text) == std::end(kCodes) || !leaves_.has_spellings() || frame.match_any ||
      frame.at_least > 0 || !frame.prefix.name.empty() || is_beside_near()) {
    return false;
  }
  if (is_side_by_side && leaves_.is_behind_number()) return true;
  QueryLexer ahead = lexer_;
  const std::optional<Token> next = ahead.next_word();
  return next && next->kind == Token::Kind::kWord && is_ascii_digit(next->text.front());
}

bool WordsAhead::is_beside_near() const {
  QueryLexer ahead = lexer_;
  const std::optional<Token> next = ahead.next_word();
  return top().connector == Frame::Connector::kNear || (next && next->kind == Token::Kind::kProximity);
}

}  // namespace riffle

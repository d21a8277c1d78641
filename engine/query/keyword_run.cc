#include "query/keyword_run.h"

#include <cstddef>
#include <utility>

#include "base/limits.h"
#include "format/schema.h"
#include "query/query_parser.h"

namespace riffle {
namespace {

constexpr std::size_t kMostFurtherWords = 7;

std::optional<Token> next_value_word(QueryLexer& lexer) {
  const std::optional<Token> next = lexer.next_word();
  const bool is_plain = next && next->kind == Token::Kind::kWord && next->text.find(':') == std::string_view::npos;
  return is_plain ? next : std::nullopt;
}

}  // namespace

std::optional<KeywordRun> find_keyword_run(std::string_view first, const QueryLexer& lexer, const QueryField& field,
                                           const HasValue& has_value, const LikeValues& like_values) {
  if (!has_value || first.size() > limits::kKeywordBytes) return std::nullopt;
  QueryLexer ahead = lexer;
  std::optional<Token> next = next_value_word(ahead);
  const auto find = [&](std::string_view typed) -> std::optional<std::string> {
    const std::string value = normalize_keyword(typed);
    if (has_value(field, value)) return std::string(typed);
    if (!like_values) return std::nullopt;
    std::vector<std::string> values = like_values(field, value);
    return values.empty() ? std::nullopt : std::optional(std::move(values.front()));
  };
  if (!next || find(first)) return std::nullopt;
  std::optional<KeywordRun> longest;
  std::string value(first);
  for (std::size_t i = 0; next && i < kMostFurtherWords; ++i, next = next_value_word(ahead)) {
    // A value does not score: a boost behind it ends the run and changes nothing.
    const std::string_view suffix = operator_suffix(next->text);
    const bool is_last = suffix.starts_with('^') && suffix.size() < next->text.size();
    (value += ' ') += next->text.substr(0, next->text.size() - (is_last ? suffix.size() : 0));
    if (value.size() > limits::kKeywordBytes) break;
    if (std::optional<std::string> found = find(value)) longest.emplace(*std::move(found), ahead);
    if (is_last) break;
  }
  return longest;
}

}  // namespace riffle

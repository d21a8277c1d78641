#include "query/keyword_run.h"

#include <cstddef>

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
                                           const HasValue& has_value) {
  if (!has_value || first.size() > limits::kKeywordBytes) return std::nullopt;
  QueryLexer ahead = lexer;
  std::optional<Token> next = next_value_word(ahead);
  if (!next || has_value(field, normalize_keyword(first))) return std::nullopt;
  std::optional<KeywordRun> longest;
  std::string value(first);
  for (std::size_t i = 0; next && i < kMostFurtherWords; ++i, next = next_value_word(ahead)) {
    (value += ' ') += next->text;
    if (value.size() > limits::kKeywordBytes) break;
    if (has_value(field, normalize_keyword(value))) longest.emplace(value, ahead);
  }
  return longest;
}

}  // namespace riffle

// Query text parsed with the fields of articles and a plain analyzer, for tests.
#ifndef RIFFLE_TESTS_QUERY_PARSED_TEXT_H_
#define RIFFLE_TESTS_QUERY_PARSED_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plain_analyzer.h"
#include "query/query_parser.h"

namespace riffle {

inline Result<ParsedQuery> parse(std::string_view text, const ParseOptions& options = {}) {
  PlainAnalyzer analyzer;
  return parse_query(text, article_fields(), analyzer, options);
}

/// The tree as text, or the error.
inline std::string tree_of(std::string_view text, const ParseOptions& options = {}) {
  const auto parsed = parse(text, options);
  return parsed ? to_string(*parsed->root) : "error: " + parsed.error().message;
}

inline std::vector<std::string> notes_of(std::string_view text) {
  auto parsed = parse(text);
  return parsed ? parsed->notes : std::vector<std::string>{"error: " + parsed.error().message};
}

inline std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_QUERY_PARSED_TEXT_H_

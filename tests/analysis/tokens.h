// Tokens of a text as values, for tests.
#ifndef RIFFLE_TESTS_ANALYSIS_TOKENS_H_
#define RIFFLE_TESTS_ANALYSIS_TOKENS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"

namespace riffle {

struct Token {
  std::string term;
  std::uint32_t position;
  std::uint32_t begin;
  std::uint32_t end;

  bool operator==(const Token&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Token& token) {
    return out << testing::PrintToString(token.term) << "@" << token.position << " [" << token.begin << "," << token.end
               << ")";
  }
};

class TokenList final : public TokenSink {
 public:
  void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
    tokens.push_back({std::string(term), position, begin, end});
  }
  std::vector<Token> tokens;
};

inline std::unique_ptr<BuiltInAnalyzer> analyzer_named(std::string_view name) {
  auto made = make_built_in_analyzer(name);
  return made ? std::move(*made) : nullptr;
}

/// The tokens of the fast path, which must be those of the reference.
inline std::vector<Token> tokens_of(BuiltInAnalyzer& analyzer, std::string_view text) {
  TokenList fast;
  TokenList reference;
  const std::uint32_t count = analyzer.analyze(text, fast);
  EXPECT_EQ(count, analyzer.analyze_reference(text, reference)) << testing::PrintToString(text);
  EXPECT_EQ(fast.tokens, reference.tokens) << testing::PrintToString(text);
  EXPECT_EQ(count, fast.tokens.empty() ? 0 : fast.tokens.back().position + 1);
  return fast.tokens;
}

/// The terms alone, with a blank between them.
inline std::string terms_of(BuiltInAnalyzer& analyzer, std::string_view text) {
  std::string joined;
  for (const Token& token : tokens_of(analyzer, text)) {
    if (!joined.empty()) joined += ' ';
    joined += token.term;
  }
  return joined;
}

/// `pattern` with each '*' replaced.
inline std::string fill(std::string_view pattern, std::string_view by) {
  std::string filled;
  for (const char c : pattern) {
    if (c == '*') {
      filled += by;
    } else {
      filled += c;
    }
  }
  return filled;
}

struct TermCase {
  std::string text;
  std::string terms;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_ANALYSIS_TOKENS_H_

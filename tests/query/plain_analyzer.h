// PlainAnalyzer: what the query tests need of an analyzer, in twenty lines: runs of ASCII letters and digits and of
// letters beyond ASCII, lower-cased in ASCII. Its terms analyse to themselves.
#ifndef RIFFLE_TESTS_QUERY_PLAIN_ANALYZER_H_
#define RIFFLE_TESTS_QUERY_PLAIN_ANALYZER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/analyzer.h"
#include "query/query_lexer.h"
#include "query/query_parser.h"

namespace riffle {

class PlainAnalyzer : public Analyzer {
 public:
  std::uint32_t analyze(std::string_view text, TokenSink& sink) override {
    std::uint32_t position = 0;
    std::string term;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size();) {
      const CodePoint c = i < text.size() ? decode_code_point(text, i) : CodePoint{U' ', 1};
      if (is_letter(c.value)) {
        if (term.empty()) begin = i;
        term += text.substr(i, c.length);
        if (c.value >= 'A' && c.value <= 'Z') term.back() = static_cast<char>(c.value + 32);
      } else if (!term.empty()) {
        sink.token(term, position++, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i));
        term.clear();
      }
      i += c.length;
    }
    return position;
  }
  [[nodiscard]] std::string_view name() const override { return "plain"; }
  [[nodiscard]] std::uint32_t version() const override { return 1; }

 private:
  static bool is_letter(char32_t c) {
    if (c < 0x80) return is_ascii_letter(c) || is_ascii_digit(c);
    return c != kIllFormed && c >= 0xC0 && !(c >= 0x2000 && c < 0x2C00) && !(c >= 0x3000 && c < 0x3040);
  }
};

/// The fields of the article schema.
inline std::vector<QueryField> article_fields() {
  using Kind = QueryField::Kind;
  return {{"id", Kind::kId},     {"title", Kind::kText},     {"body", Kind::kText},
          {"date", Kind::kDate}, {"source", Kind::kKeyword}, {"url", Kind::kStored}};
}

/// Counts what a parser asks of it.
class CountingAnalyzer final : public PlainAnalyzer {
 public:
  std::uint32_t analyze(std::string_view text, TokenSink& sink) override {
    ++calls;
    return PlainAnalyzer::analyze(text, sink);
  }
  std::uint64_t calls = 0;
};

}  // namespace riffle

#endif  // RIFFLE_TESTS_QUERY_PLAIN_ANALYZER_H_

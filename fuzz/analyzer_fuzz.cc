// The fast path of an analyzer must give the tokens of its plain definition, tokens must keep the contract of
// analysis/analyzer.h, and must depend on the text alone, for any bytes; so must the stem classes of its terms. The
// first byte picks the analyzer.
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "base/limits.h"
#include "check.h"
#include "text/code_points.h"
#include "text/utf8.h"

namespace {

using riffle::fuzz::check;

struct Token {
  std::string term;
  std::uint32_t position;
  std::uint32_t begin;
  std::uint32_t end;

  bool operator==(const Token&) const = default;
};

struct List final : riffle::TokenSink {
  void token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t end) override {
    tokens.push_back({std::string(term), position, begin, end});
  }
  std::vector<Token> tokens;
};

void check_contract(const std::vector<Token>& tokens, std::uint32_t count, std::size_t size) {
  std::uint32_t last_position = 0;
  for (const Token& token : tokens) {
    check(token.begin < token.end && token.end <= size);
    check(token.position >= last_position);
    check(!token.term.empty() && token.term.size() <= riffle::limits::kTokenBytes);
    check(riffle::is_valid_utf8(token.term));
    last_position = token.position;
  }
  check(tokens.empty() ? count == 0 : tokens.front().position == 0 && count == last_position + 1);
}

/// What is read in parts, each from white space on, gives the tokens of the whole.
void check_parts(riffle::Analyzer& analyzer, std::string_view text, const std::vector<Token>& tokens) {
  std::size_t middle = text.size() / 2;
  while (middle < text.size() && !riffle::is_ascii_space(text[middle])) ++middle;
  List first;
  const std::uint32_t count = analyzer.analyze(text.substr(0, middle), first);
  List second;
  (void)analyzer.analyze(text.substr(middle), second);
  for (Token& token : second.tokens) {
    token.position += count;
    token.begin += static_cast<std::uint32_t>(middle);
    token.end += static_cast<std::uint32_t>(middle);
    first.tokens.push_back(std::move(token));
  }
  check(first.tokens == tokens);
}

/// A class is named by a term, or by a term and a mark that no term has; the word that is its name belongs to it.
void check_classes(riffle::Analyzer& analyzer, riffle::Analyzer& other, const std::vector<Token>& tokens) {
  for (const Token& token : tokens) {
    const std::string name(analyzer.class_of(token.term));
    check(name == other.class_of(token.term));
    if (name.empty()) continue;
    check(name.size() <= riffle::limits::kTokenBytes + 1 && token.term.find('\'') == std::string::npos);
    if (name.back() != '\'') check(analyzer.class_of(name) == name);
  }
}

void check_keyword(std::string_view value) {
  const std::string keyword = riffle::normalize_keyword(value);
  check(keyword.size() <= riffle::limits::kKeywordBytes && riffle::is_valid_utf8(keyword));
  check(riffle::normalize_keyword(keyword) == keyword);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const std::array made = {
      riffle::make_built_in_analyzer("simple"),     riffle::make_built_in_analyzer("english"),
      riffle::make_built_in_analyzer("english", 1), riffle::make_built_in_analyzer("french"),
      riffle::make_built_in_analyzer("german"),     riffle::make_built_in_analyzer("russian")};
  const auto& old = made[data[0] % made.size()];
  check(old.has_value());
  riffle::BuiltInAnalyzer& analyzer = **old;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);

  List fast;
  const std::uint32_t count = analyzer.analyze(text, fast);
  check_contract(fast.tokens, count, text.size());
  List again;
  check(analyzer.analyze(text, again) == count && again.tokens == fast.tokens);
  List reference;
  check(analyzer.analyze_reference(text, reference) == count && reference.tokens == fast.tokens);
  const auto unused = riffle::make_built_in_analyzer(analyzer.name(), analyzer.version());
  check(unused.has_value());
  List from_unused;
  check((*unused)->analyze(text, from_unused) == count && from_unused.tokens == fast.tokens);
  check_parts(analyzer, text, fast.tokens);
  check_classes(analyzer, **unused, fast.tokens);

  check_keyword(text);
  const std::string repaired = riffle::repair_utf8(text);
  check(riffle::is_valid_utf8(repaired) && (repaired == text) == riffle::is_valid_utf8(text));
  return 0;
}

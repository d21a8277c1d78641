// Random texts through the fast paths and the plain definitions.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/effort.h"
#include "random_text.h"
#include "text/utf8.h"
#include "tokens.h"

namespace riffle {
namespace {

void expect_same(BuiltInAnalyzer& analyzer, const std::string& text) {
  for (const Token& token : tokens_of(analyzer, text)) {
    ASSERT_LT(token.begin, token.end);
    ASSERT_LE(token.end, text.size());
    ASSERT_FALSE(token.term.empty());
    ASSERT_LE(token.term.size(), 255u);
    ASSERT_TRUE(is_valid_utf8(token.term));
  }
}

class FastPath : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<BuiltInAnalyzer> analyzer_ = analyzer_named(GetParam());
  RandomText random_{11};
};

TEST_P(FastPath, EqualsTheDefinitionOnMixedPieces) {
  for (std::size_t round = 0; round < rounds(50000) && !HasFailure(); ++round) {
    expect_same(*analyzer_, random_.text_of(mixed_pieces(), 12));
  }
}

TEST_P(FastPath, EqualsTheDefinitionOnScriptsBrokenByDictionary) {
  for (std::size_t round = 0; round < rounds(30000) && !HasFailure(); ++round) {
    expect_same(*analyzer_, random_.text_of(dictionary_pieces(), 16));
  }
}

TEST_P(FastPath, EqualsTheDefinitionOnEveryPairAroundAWord) {
  std::vector<std::string> pieces = mixed_pieces();
  pieces.insert(pieces.end(), dictionary_pieces().begin(), dictionary_pieces().end());
  for (const std::string& first : pieces) {
    for (const std::string& second : pieces) {
      expect_same(*analyzer_, first + second);
      std::string apart = "x" + first;
      apart.append("y").append(second).append("z");
      expect_same(*analyzer_, apart);
    }
    if (HasFailure()) return;
  }
}

TEST_P(FastPath, EqualsTheDefinitionOnRandomBytes) {
  for (std::size_t round = 0; round < rounds(10000) && !HasFailure(); ++round)
    expect_same(*analyzer_, random_.bytes(100));
}

TEST_P(FastPath, EqualsTheDefinitionOnMostlyAsciiTextOfManyChunks) {
  for (std::size_t round = 0; round < rounds(60) && !HasFailure(); ++round) {
    const auto& pieces = round % 2 == 0 ? mixed_pieces() : dictionary_pieces();
    std::string text;
    while (text.size() < 20000) {
      for (std::size_t size = random_.number(9); size > 0; --size) {
        text.push_back(static_cast<char>('A' + random_.number(58)));
      }
      text += random_.number(8) == 0 ? random_.one_of(pieces) : " ";
    }
    expect_same(*analyzer_, text);
  }
}

TEST_P(FastPath, EqualsTheDefinitionWhereWhiteSpaceIsRare) {
  for (const std::size_t size : {4095u, 4096u, 4097u, 9000u, 65535u, 65536u, 65537u, 140000u}) {
    for (const auto& pieces : {mixed_pieces(), dictionary_pieces()}) {
      std::string text;
      while (text.size() < size) text += random_.number(3) == 0 ? random_.one_of(pieces) : "word-";
      std::string solid;
      for (const char c : text) solid += c == ' ' || c == '\n' || c == '\t' ? 'x' : c;
      expect_same(*analyzer_, solid);
      solid.append(" tail ").append(text);
      expect_same(*analyzer_, solid);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Analyzers, FastPath, testing::Values("simple", "english", "french"),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace riffle

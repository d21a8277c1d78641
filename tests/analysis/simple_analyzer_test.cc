#include "analysis/simple_analyzer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "tokens.h"

namespace riffle {
namespace {

using std::string_literals::operator""s;

TEST(SimpleAnalyzer, TokensAreRunsOfLettersAndNumbersInLowerCase) {
  SimpleAnalyzer analyzer;
  const std::vector<TermCase> cases = {
      {"", ""},
      {" -- ", ""},
      {"Hayat Tahrir al-Sham (HTS)", "hayat tahrir al sham hts"},
      {"Shia' al-Sudani, Shi'a", "shia al sudani shi a"},
      {"Hay\u2019at", "hay at"},
      {"snake_case a.b 3.14", "snake case a b 3 14"},
      {"caf\u00E9 CAF\u00C9", "caf\u00E9 caf\u00E9"},
      {"\u0130stanbul T\u00FCrkiye", "i\u0307stanbul t\u00FCrkiye"},
      {"\u039F\u0394\u039F\u03A3", "\u03BF\u03B4\u03BF\u03C3"},  // sigma at the end is no final sigma
      {"\uFF21\uFF22\uFF23\uFF11", "\uFF41\uFF42\uFF43\uFF11"},
      {"co\u00ADop", "co op"},
      {"\u4E2D\u6587\u3002\u65B0\u805E", "\u4E2D\u6587 \u65B0\u805E"},
      {"\u0633\u0648\u0631\u064A\u0627\u060C \u0660\u0661", "\u0633\u0648\u0631\u064A\u0627 \u0660\u0661"},
      {"x\u00B2 \u00BD \u2167", "x\u00B2 \u00BD \u2177"},
      {"cafe\u0301s", "cafe s"},  // U+0301 is no letter
      {"\U00010400x", "\U00010428x"},
      {"a\0b"s, "a b"},
  };
  for (const auto& [text, terms] : cases) EXPECT_EQ(terms_of(analyzer, text), terms) << testing::PrintToString(text);
}

TEST(SimpleAnalyzer, PositionsCountTokensAndOffsetsAreBytes) {
  SimpleAnalyzer analyzer;
  const std::vector<Token> expected = {{"syria", 0, 1, 6}, {"s", 1, 9, 10}, {"caf\u00E9", 2, 11, 16}, {"x", 3, 18, 19}};
  EXPECT_EQ(tokens_of(analyzer, " Syria\u2019s Caf\u00E9, X"), expected);
}

TEST(SimpleAnalyzer, IllFormedBytesSeparate) {
  SimpleAnalyzer analyzer;
  const std::vector<TermCase> cases = {
      {"ab\xFF"
       "cd",
       "ab cd"},
      {"ab\xC3", "ab"},
      {"ab\xE2\x82"
       "cd",
       "ab cd"},
      {"\x80\x80", ""},
      {"caf\xC3\xA9\xC3", "caf\u00E9"},
      {"x\xED\xA0\x80y", "x y"},
      {"\xEF\xBF\xBDx", "x"},
  };
  for (const auto& [text, terms] : cases) EXPECT_EQ(terms_of(analyzer, text), terms) << testing::PrintToString(text);
}

TEST(SimpleAnalyzer, CutsTheTermButNotTheOffsetsOfALongToken) {
  SimpleAnalyzer analyzer;
  const std::string ascii(300, 'A');
  const std::vector<Token> expected = {{std::string(limits::kTokenBytes, 'a'), 0, 0, 300}, {"b", 1, 301, 302}};
  EXPECT_EQ(tokens_of(analyzer, ascii + " b"), expected);
  const std::vector<TermCase> cases = {
      {std::string(254, 'a') + "\u00C9b", std::string(254, 'a')},
      {std::string(253, 'a') + "\u00C9b", std::string(253, 'a') + "\u00E9"},
      {std::string(253, 'a') + "\u0130", std::string(253, 'a') + "i"},  // the mark of its lower case does not fit
      {std::string(254, 'a') + "\u4E2Db\u4E2D", std::string(254, 'a')},
      {std::string(5000, 'a'), std::string(255, 'a')},
      {"\u00C9" + std::string(9000, 'a') + " b", "\u00E9" + std::string(253, 'a') + " b"},
  };
  for (const auto& [text, terms] : cases) EXPECT_EQ(terms_of(analyzer, text), terms);
}

}  // namespace
}  // namespace riffle

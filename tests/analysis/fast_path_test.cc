// Random texts through the fast paths and the plain definitions.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "text/utf8.h"
#include "tokens.h"

namespace riffle {
namespace {

const std::vector<std::string>& pieces() {
  static const std::vector<std::string> all = {
      "a",          "B",          "s",
      "t",          "7",          "42",
      " ",          " ",          " ",
      "\n",         "\t",         "'",
      "'s",         "`",          "\"",
      "_",          "__",         ".",
      ",",          ";",          ":",
      "-",          "@",          "#",
      "\x01",       "running",    "Hay",
      "at",         "\u2019",     "\u2018",
      "\u02BC",     "\u02BB",     "\u00B4",
      "\u201C",     "\u2014",     "\u2026",
      "\u00A0",     "\u00E9",     "\u00C9",
      "e\u0301",    "\u0301",     "\u0345",
      "\u00AD",     "\u200B",     "\u200D",
      "\uFEFF",     "\u0130",     "\u0131",
      "\u00DF",     "\u0141",     "\u00E6",
      "\u0149",     "\u0140",     "\u00B7",
      "\u00B2",     "\u00BD",     "\u0434",
      "\u03A3",     "\u1F80",     "\u05D0",
      "\u05F3",     "\u0633",     "\u064E",
      "\u0661",     "\u066B",     "\u0915",
      "\u094D",     "\u0E01",     "\u0E32",
      "\u4E2D",     "\u6587",     "\u3042",
      "\u30A2",     "\u30FC",     "\uD55C",
      "\u1161",     "\uFF21",     "\uFF07",
      "\uFF1A",     "\uFE55",     "\u202F",
      "\u2028",     "\uFDFA",     "\U0001F600",
      "\uFE0F",     "\U0001F1EB", "\U00010400",
      "\U0001D400", "\U000E0020", "\xFF",
      "\xC3",       "\xE2\x82",   "\xED\xA0\x80",
      "\xF0\x9F",
  };
  return all;
}

void expect_same(Analyzer& analyzer, const std::string& text) {
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
  std::unique_ptr<Analyzer> analyzer_ = analyzer_named(GetParam());
  std::mt19937 random_{11};
};

TEST_P(FastPath, EqualsTheDefinitionOnMixedPieces) {
  for (int round = 0; round < 20000 && !HasFailure(); ++round) {
    std::string text;
    for (std::size_t count = random_() % 12; count > 0; --count) text += pieces()[random_() % pieces().size()];
    expect_same(*analyzer_, text);
  }
}

TEST_P(FastPath, EqualsTheDefinitionOnEveryPairAroundAWord) {
  for (const std::string& first : pieces()) {
    for (const std::string& second : pieces()) {
      expect_same(*analyzer_, first + second);
      expect_same(*analyzer_, "x" + first + "y" + second + "z");
    }
  }
}

TEST_P(FastPath, EqualsTheDefinitionOnRandomBytes) {
  for (int round = 0; round < 3000 && !HasFailure(); ++round) {
    std::string text;
    for (std::size_t count = random_() % 100; count > 0; --count) text.push_back(static_cast<char>(random_() % 256));
    expect_same(*analyzer_, text);
  }
}

TEST_P(FastPath, EqualsTheDefinitionOnMostlyAsciiTextOfManyChunks) {
  for (int round = 0; round < 12 && !HasFailure(); ++round) {
    std::string text;
    while (text.size() < 20000) {
      for (std::size_t size = random_() % 9; size > 0; --size) text.push_back(static_cast<char>('A' + random_() % 58));
      text += random_() % 8 == 0 ? pieces()[random_() % pieces().size()] : " ";
    }
    expect_same(*analyzer_, text);
  }
}

TEST_P(FastPath, EqualsTheDefinitionWhereWhiteSpaceIsRare) {
  for (const std::size_t size : {4095u, 4096u, 4097u, 9000u, 65535u, 65536u, 65537u, 140000u}) {
    std::string text;
    while (text.size() < size) text += random_() % 3 == 0 ? pieces()[random_() % pieces().size()] : "word-";
    std::string solid;
    for (const char c : text) solid += c == ' ' || c == '\n' || c == '\t' ? 'x' : c;
    expect_same(*analyzer_, solid);
    expect_same(*analyzer_, solid + " tail " + text);
  }
}

INSTANTIATE_TEST_SUITE_P(Analyzers, FastPath, testing::Values("simple", "english"),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace riffle

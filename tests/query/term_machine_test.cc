#include "query/term_machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace riffle {
namespace {

bool accepts(const TermPattern& pattern, const std::string& term) {
  const auto machine = make_machine(pattern);
  return term.starts_with(machine->prefix()) && machine->read(std::string_view(term).substr(machine->prefix().size()));
}

// By the table of all distances between beginnings.
std::size_t edits_between(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> least(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        least[i][j] = i + j;
        continue;
      }
      least[i][j] =
          std::min({least[i - 1][j] + 1, least[i][j - 1] + 1, least[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
      }
    }
  }
  return least[a.size()][b.size()];
}

bool glob(std::string_view pattern, std::string_view term) {
  if (pattern.empty()) return term.empty();
  if (pattern[0] == '*') {
    for (std::size_t i = 0; i <= term.size(); ++i) {
      if (glob(pattern.substr(1), term.substr(i))) return true;
    }
    return false;
  }
  return !term.empty() && (pattern[0] == '?' || pattern[0] == term[0]) && glob(pattern.substr(1), term.substr(1));
}

/// Every word over the letters, up to a length, in byte order.
std::vector<std::string> all_words(const std::string& letters, std::size_t longest) {
  std::vector<std::string> words{""};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() == longest) continue;
    for (const char letter : letters) words.push_back(words[i] + letter);
  }
  std::sort(words.begin(), words.end());
  return words;
}

TEST(FuzzyMachine, AcceptsWhatTheTableOfDistancesSays) {
  const std::vector<std::string> words = all_words("abc", 5);
  std::mt19937_64 random(3);
  for (int round = 0; round < 60; ++round) {
    const TermPattern pattern{PatternSort::kFuzzy, words[1 + random() % (words.size() - 1)],
                              static_cast<std::uint32_t>(1 + random() % 2)};
    const auto machine = make_machine(pattern);
    for (const std::string& word : words) {
      const std::size_t edits = edits_between(pattern.text, word);
      const bool accepted = machine->read(word);
      ASSERT_EQ(accepted, edits <= pattern.edits) << pattern.text << " " << word;
      if (!accepted) continue;
      ASSERT_EQ(edits_of(*machine), edits) << pattern.text << " " << word;
    }
  }
}

TEST(WildcardMachine, AcceptsWhatTheDefinitionSays) {
  const std::vector<std::string> words = all_words("ab", 6);
  for (const char* text : {"a*", "*a", "a?b", "?a*b", "a*b*a", "*a?b*", "ab", "a**b", "?", "*?a"}) {
    const TermPattern pattern{PatternSort::kWildcard, text, 0};
    for (const std::string& word : words) ASSERT_EQ(accepts(pattern, word), glob(text, word)) << text << " " << word;
  }
}

TEST(TermMachine, CountsCharactersAndNotBytes) {
  EXPECT_TRUE(accepts({PatternSort::kWildcard, "caf?", 0}, "caf\u00E9"));
  EXPECT_FALSE(accepts({PatternSort::kWildcard, "caf??", 0}, "caf\u00E9"));
  EXPECT_TRUE(accepts({PatternSort::kFuzzy, "\u65B0\u805E", 1}, "\u805E\u65B0"));
  EXPECT_TRUE(accepts({PatternSort::kFuzzy, "z\u00FCrich", 1}, "zurich"));
  EXPECT_TRUE(accepts({PatternSort::kRegex, "caf.", 0}, "caf\u00E9"));
}

TEST(TermMachine, DeadMeansThatNothingThatBeginsSoIsAccepted) {
  const std::vector<std::string> words = all_words("ab", 7);
  for (const TermPattern& pattern : {TermPattern{PatternSort::kFuzzy, "abba", 1},
                                     {PatternSort::kFuzzy, "bab", 2},
                                     {PatternSort::kWildcard, "a?b*a", 0},
                                     {PatternSort::kWildcard, "ab?", 0}}) {
    const auto machine = make_machine(pattern);
    for (const std::string& word : words) {
      if (!word.starts_with(machine->prefix())) continue;
      (void)machine->read(std::string_view(word).substr(machine->prefix().size()));
      if (machine->dead_length() == 0) continue;
      const std::string beginning = word.substr(0, machine->prefix().size() + machine->dead_length());
      for (const std::string& other : words) {
        if (!other.starts_with(beginning)) continue;
        ASSERT_FALSE(accepts(pattern, other)) << pattern.text << " " << other;
      }
      (void)machine->read(std::string_view(word).substr(machine->prefix().size()));
    }
  }
}

TEST(TermMachine, LongPatternsAndHeavyExpressionsAreRefused) {
  EXPECT_EQ(why_no_machine({PatternSort::kFuzzy, std::string(63, 'a'), 2}), "");
  EXPECT_EQ(why_no_machine({PatternSort::kFuzzy, std::string(64, 'a'), 2}), "has more than 63 characters");
  EXPECT_TRUE(accepts({PatternSort::kFuzzy, std::string(63, 'a'), 2}, std::string(65, 'a')));
  EXPECT_FALSE(accepts({PatternSort::kFuzzy, std::string(63, 'a'), 2}, std::string(66, 'a')));
  EXPECT_EQ(why_no_machine({PatternSort::kWildcard, std::string(200, 'a') + "*" + std::string(63, 'b'), 0}), "");
  EXPECT_NE(why_no_machine({PatternSort::kWildcard, "*" + std::string(64, 'b'), 0}), "");
  EXPECT_EQ(why_no_machine({PatternSort::kRegex, "jihad(i|ist)s?", 0}), "");
  EXPECT_NE(why_no_machine({PatternSort::kRegex, "a(b", 0}), "");
  EXPECT_NE(why_no_machine({PatternSort::kRegex, "(abc|d){900}", 0}), "");
}

}  // namespace
}  // namespace riffle

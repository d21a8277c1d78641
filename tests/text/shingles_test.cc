#include "text/shingles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace riffle {
namespace {

std::vector<std::uint32_t> shingles(std::string_view text) {
  std::vector<std::uint32_t> out;
  append_shingles(text, out);
  return out;
}

TEST(Shingles, AreRunsOfEightWords) {
  EXPECT_TRUE(shingles("one two three four five six seven").empty());
  EXPECT_EQ(shingles("one two three four five six seven eight").size(), 1U);
  EXPECT_EQ(shingles("one two three four five six seven eight nine").size(), 2U);
  EXPECT_TRUE(shingles("").empty());
}

TEST(Shingles, CaseSpacesAndPunctuationDoNotMatter) {
  const auto plain = shingles("the minister's plan isn't what they said before");
  EXPECT_EQ(shingles("The  MINISTER\u2019S plan,\nisn\u2018t\u00A0what \u201Cthey said\u201D\u2014before."), plain);
  EXPECT_NE(shingles("the minister plan isn't what they said before"), plain);
  EXPECT_NE(shingles("the plan minister's isn't what they said before"), plain);
}

TEST(Shingles, LettersAboveAsciiAreParts) {
  EXPECT_NE(shingles("a b c d e f g caf\u00E9"), shingles("a b c d e f g caf\u00E8"));
  EXPECT_EQ(shingles("a b c d e f g \u6771\u4EAC").size(), 1U);
  EXPECT_EQ(shingles("\xE2\x80 b c d e f g h").size(), 1U);
  EXPECT_EQ(shingles("\xC2 b c d e f g \xE2").size(), 1U);
}

// A shingle depends on its eight words alone, wherever they stand.
TEST(ShinglesProperty, TheSameWordsGiveTheSameNumber) {
  std::mt19937_64 random(1);
  std::vector<std::string> words(200);
  for (std::string& word : words) word = "w" + std::to_string(random() % 12);
  std::string text;
  for (const std::string& word : words) text += word + " ";
  const auto all = shingles(text);
  ASSERT_EQ(all.size(), words.size() - 7);
  std::set<std::string> runs;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::string run;
    for (std::size_t j = i; j < i + kShingleWords; ++j) run += words[j] + " ";
    EXPECT_EQ(shingles(run), std::vector<std::uint32_t>{all[i]});
    runs.insert(run);
  }
  EXPECT_EQ(runs.size(), std::set<std::uint32_t>(all.begin(), all.end()).size());
}

// What may be left out, capitals and borders of any kind and number change nothing, whether words are read by eights or
// byte by byte.
TEST(ShinglesProperty, WordsOfAnyLengthAreTheSameHoweverTheyAreRead) {
  std::mt19937_64 random(4);
  const std::vector<std::string> borders = {" ", "  ", ", ", "\n", "\u2014", ". \u201C", "_", "         ", "\u00A0"};
  for (int round = 0; round < 3000; ++round) {
    std::string plain;
    std::string varied;
    for (std::size_t words = random() % (round % 20 == 0 ? 600 : 30); words > 0; --words) {
      for (std::size_t letters = 1 + random() % (random() % 4 == 0 ? 150 : 9); letters > 0; --letters) {
        const char letter = "abcxyz0189"[random() % 10];
        plain += letter;
        if (random() % 40 == 0) varied += random() % 2 == 0 ? "'" : "\u2019";
        varied += letter >= 'a' && random() % 3 == 0 ? static_cast<char>(letter - 32) : letter;
      }
      plain += ' ';
      varied += borders[random() % borders.size()];
    }
    ASSERT_EQ(shingles(varied), shingles(plain)) << varied;
    const std::size_t cut = random() % (plain.size() + 1);
    ASSERT_EQ(shingles(plain.substr(0, cut)), shingles(plain.substr(0, cut) + " ")) << plain << cut;
  }
}

TEST(SketchProperty, ValuesOfADeeperSketchAreInAShallowerOne) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint32_t> small(random() % 60);
    for (std::uint32_t& value : small) value = static_cast<std::uint32_t>(random());
    std::vector<std::uint32_t> large = small;
    for (std::size_t n = random() % 2000; n > 0; --n) large.push_back(static_cast<std::uint32_t>(random()));
    std::vector<std::uint32_t> small_sketch;
    std::vector<std::uint32_t> large_sketch;
    take_sketch(small, small_sketch);
    take_sketch(large, large_sketch);
    EXPECT_LE(small_sketch.size(), 24U);
    EXPECT_LE(large_sketch.size(), 24U);
    EXPECT_EQ(small_sketch.empty(), small.empty());
    for (const std::uint32_t value : large_sketch) {
      if (std::find(small.begin(), small.end(), value) == small.end()) continue;
      EXPECT_TRUE(std::binary_search(small_sketch.begin(), small_sketch.end(), value));
    }
  }
}

}  // namespace
}  // namespace riffle

#include "analysis/stemmer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace riffle {
namespace {

TEST(EnglishStemmer, FollowsSnowballEnglish) {
  const auto stemmer = EnglishStemmer::open();
  ASSERT_NE(stemmer, nullptr);
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"generously", "generous"},
      {"skies", "sky"},
      {"dying", "die"},
      {"consistency", "consist"},
      {"knightly", "knight"},
      {"hoping", "hope"},
      {"news", "news"},
      {"", ""},
      {"internationalization", "internation"},
      {"a", "a"},
      {"by", "by"},
  };
  for (const auto& [word, stem] : cases) {
    EXPECT_EQ(stemmer->stem_reference(word), stem);
    EXPECT_EQ(stemmer->stem(word), stem);
  }
}

TEST(EnglishStemmer, LeavesWhatIsNotAllLowerCaseLetters) {
  const auto stemmer = EnglishStemmer::open();
  ASSERT_NE(stemmer, nullptr);
  for (const std::string word : {"runs2", "mig29s", "12345678", "1234567890123456789", "u.s.running", "caf\xC3\xA9s"}) {
    EXPECT_EQ(stemmer->stem(word), word);
    EXPECT_EQ(stemmer->stem_reference(word), word);
  }
}

TEST(EnglishStemmer, LeavesEveryWordOfTwoLetters) {
  const auto stemmer = EnglishStemmer::open();
  ASSERT_NE(stemmer, nullptr);
  for (char a = 'a'; a <= 'z'; ++a) {
    EXPECT_EQ(stemmer->stem_reference(std::string{a}), std::string{a});
    for (char b = 'a'; b <= 'z'; ++b) EXPECT_EQ(stemmer->stem_reference(std::string{a, b}), (std::string{a, b}));
  }
}

TEST(EnglishStemmer, GivesTheSameFromTheCache) {
  const auto cached = EnglishStemmer::open();
  const auto plain = EnglishStemmer::open();
  ASSERT_NE(cached, nullptr);
  ASSERT_NE(plain, nullptr);
  const std::vector<std::string> endings = {"", "s", "es", "ed", "ing", "ly", "ational", "iveness", "9", "fulness"};
  std::mt19937 random(7);
  std::vector<std::string> words;
  for (int i = 0; i < 60000; ++i) {
    std::string word;
    for (std::size_t size = 1 + random() % 12; size > 0; --size) word.push_back(static_cast<char>('a' + random() % 26));
    words.push_back(word + endings[random() % endings.size()]);
  }
  for (int round = 0; round < 2; ++round) {
    for (const std::string& word : words) {
      std::string padded = word + std::string(16, 'z');
      const std::string stem(cached->stem_padded({padded.data(), word.size()}));
      ASSERT_EQ(stem, plain->stem_reference(word)) << word;
      ASSERT_EQ(cached->stem(word), stem) << word;
      ASSERT_FALSE(stem.empty());
    }
  }
}

}  // namespace
}  // namespace riffle

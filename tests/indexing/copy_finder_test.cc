#include "indexing/copy_finder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace riffle {
namespace {

std::string folder() { return std::filesystem::temp_directory_path().string(); }

/// `count` words that no other call with another seed gives.
std::string words(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "w" + std::to_string(random() % 1'000'000) + " ";
  return text;
}

BatchShingles batch_of(const std::vector<std::string>& texts) {
  BatchShingles batch;
  for (const std::string& text : texts) {
    append_shingles(text, batch.shingles);
    batch.ends.push_back(batch.shingles.size());
  }
  return batch;
}

CopyClusters clusters_of(const std::vector<std::vector<std::string>>& batches, std::size_t most_values = 1 << 20) {
  CopyFinder finder(folder(), most_values);
  for (const auto& texts : batches) EXPECT_TRUE(finder.add(batch_of(texts)));
  return finder.clusters();
}

TEST(CopyFinder, FindsCopiesAndPartsAcrossBatches) {
  const std::string story = words(1, 300);
  const std::string longer = words(2, 200) + story + words(3, 150);
  const CopyClusters found = clusters_of({{story, words(4, 300)}, {words(5, 20), story, longer}, {words(6, 400)}});
  EXPECT_EQ(found.cluster_count, 1U);
  EXPECT_EQ(found.docs, (std::vector<DocId>{0, 3, 4}));
  EXPECT_EQ(found.clusters, (std::vector<std::uint32_t>{0, 0, 0}));
}

TEST(CopyFinder, LessThanHalfIsNoCopy) {
  const std::string shared = words(1, 100);
  EXPECT_TRUE(clusters_of({{shared + words(2, 150), shared + words(3, 150)}}).docs.empty());
  EXPECT_EQ(clusters_of({{shared + words(2, 70), shared + words(3, 70)}}).docs.size(), 2U);
}

TEST(CopyFinder, ALongerStoryJoinsTwoClusters) {
  const std::string a = words(1, 200);
  const std::string b = words(2, 200);
  const CopyClusters found = clusters_of({{a, b, a + b}});
  EXPECT_EQ(found.cluster_count, 1U);
  EXPECT_EQ(found.docs.size(), 3U);
}

TEST(CopyFinder, NumbersClustersByTheirFirstDocuments) {
  const std::string a = words(1, 100);
  const std::string b = words(2, 100);
  const CopyClusters found = clusters_of({{words(9, 90), b, a, a, b}});
  EXPECT_EQ(found.docs, (std::vector<DocId>{1, 2, 3, 4}));
  EXPECT_EQ(found.clusters, (std::vector<std::uint32_t>{0, 1, 1, 0}));
}

TEST(CopyFinder, TextsOfFewWordsAndEmptyBatchesAreNoTrouble) {
  EXPECT_TRUE(clusters_of({{}, {"", "", "a b c"}, {"a b c"}}).docs.empty());
}

TEST(CopyFinder, AStoryThatEverybodyCopiesFillsNoList) {
  const std::string story = words(1, 120);
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < 300; ++i) texts.push_back(story + words(100 + i, 30));
  const CopyClusters found = clusters_of({texts});
  EXPECT_EQ(found.cluster_count, 1U);
  EXPECT_EQ(found.docs.size(), 300U);
}

// Forgetting values costs recall of short texts only; what is found stays right.
TEST(CopyFinder, FindsLongCopiesWithLittleMemory) {
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < 40; ++i) texts.push_back(words(i, 2000));
  texts.insert(texts.end(), texts.begin(), texts.begin() + 20);
  const CopyClusters all = clusters_of({texts});
  EXPECT_EQ(all.cluster_count, 20U);
  const CopyClusters few = clusters_of({texts}, 200);
  EXPECT_GE(few.cluster_count, 15U);
  EXPECT_EQ(few.docs.size(), 2 * few.cluster_count);
}

/// Brute force over all pairs.
std::size_t missed_pairs(const std::vector<std::string>& texts, const CopyClusters& found, std::size_t& pairs) {
  std::vector<std::uint32_t> cluster(texts.size(), UINT32_MAX);
  for (std::size_t i = 0; i < found.docs.size(); ++i) cluster[found.docs[i]] = found.clusters[i];
  std::size_t missed = 0;
  for (std::size_t a = 0; a < texts.size(); ++a) {
    ShingleSet set;
    ShingleSet scratch;
    set.assign(batch_of({texts[a]}).shingles);
    for (std::size_t b = a + 1; b < texts.size(); ++b) {
      if (set.overlap(batch_of({texts[b]}).shingles, scratch).containment() < kCopyContainment) continue;
      ++pairs;
      if (cluster[a] == UINT32_MAX || cluster[a] != cluster[b]) ++missed;
    }
  }
  return missed;
}

TEST(CopyFinderProperty, MissesFewOfThePairsOfBruteForce) {
  std::mt19937_64 random(7);
  std::vector<std::string> texts;
  for (int i = 0; i < 400; ++i) {
    std::string text = words(random(), 30 + random() % 400);
    // Parts of an earlier text, cut anywhere.
    if (i > 0 && random() % 2 == 0) {
      const std::string& other = texts[random() % texts.size()];
      const std::size_t begin = random() % other.size();
      text = text.substr(0, random() % text.size()) + " " + other.substr(begin) + " " + words(random(), random() % 100);
    }
    texts.push_back(text);
  }
  std::size_t pairs = 0;
  const std::size_t missed = missed_pairs(texts, clusters_of({texts}), pairs);
  EXPECT_GT(pairs, 50U);
  EXPECT_LE(20 * missed, pairs) << missed << " of " << pairs;
}

}  // namespace
}  // namespace riffle

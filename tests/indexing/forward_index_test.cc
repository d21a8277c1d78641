// The forward index against the terms of the documents that were indexed.
#include "indexing/forward_index.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "format/memory_segment.h"

namespace riffle {
namespace {

constexpr std::size_t kPlenty = std::size_t{32} << 20;

/// Word w is in every (w + 1)st document.
std::vector<std::set<std::string>> words_of_documents(std::size_t count, std::size_t words) {
  std::vector<std::set<std::string>> documents(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t word = 0; word < words; ++word) {
      if (i % (word + 1) == 0) documents[i].insert("w" + std::to_string(word));
    }
  }
  return documents;
}

MemorySegment segment_of(const std::vector<std::set<std::string>>& documents, std::size_t first, std::size_t end) {
  std::vector<Document> added;
  for (std::size_t i = first; i < end; ++i) {
    std::string body;
    for (const std::string& word : documents[i]) body += word + " ";
    added.push_back(make_document("d" + std::to_string(i), "", body));
  }
  return must_build(added);
}

/// Two segments of documents that have the words of words_of_documents(), some of them tombstoned.
class ForwardIndexTest : public testing::Test {
 protected:
  static constexpr std::size_t kCount = 600;

  void SetUp() override { make(words_of_documents(kCount, 200)); }

  void make(std::vector<std::set<std::string>> words) {
    words_ = std::move(words);
    sources_.clear();
    readers_.clear();
    segments_.clear();
    segments_.push_back(segment_of(words_, 0, 350));
    segments_.push_back(segment_of(words_, 350, kCount));
    tombstones_ = std::vector<DocIdSet>(segments_.size());
    for (const DocId doc : {0u, 5u, 349u}) tombstones_[0].add(doc);
    for (const DocId doc : {0u, 100u}) tombstones_[1].add(doc);
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      readers_.push_back(segments_[i].must_open());
      sources_.push_back({.reader = readers_[i].get(), .tombstones = &tombstones_[i]});
    }
    order_ = order_of_index(sources_);
    std::reverse(order_.begin(), order_.end());
  }

  [[nodiscard]] const std::set<std::string>& words_at(std::size_t place) const {
    return words_[order_[place].doc + (order_[place].source == 0 ? 0 : 350)];
  }

  /// Expects the index to hold exactly the words in [least, most] documents of all, by numbers that follow their
  /// frequency.
  void expect_words(const ForwardIndex& index, std::size_t least, std::size_t most) const {
    std::map<std::string, std::size_t> frequencies;
    for (const std::set<std::string>& words : words_) {
      for (const std::string& word : words) ++frequencies[word];
    }
    std::vector<std::pair<std::size_t, std::string>> chosen;
    for (const auto& [word, frequency] : frequencies) {
      if (frequency >= least && frequency <= most) chosen.emplace_back(frequency, word);
    }
    std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    ASSERT_EQ(index.term_count, chosen.size());
    ASSERT_EQ(index.doc_count(), order_.size());
    for (std::size_t place = 0; place < order_.size(); ++place) {
      std::vector<std::uint16_t> expected;
      for (std::size_t number = 0; number < chosen.size(); ++number) {
        if (words_at(place).contains(chosen[number].second)) expected.push_back(static_cast<std::uint16_t>(number));
      }
      const std::span<const std::uint16_t> terms = index.terms_of(static_cast<DocId>(place));
      ASSERT_EQ(std::vector<std::uint16_t>(terms.begin(), terms.end()), expected) << "place " << place;
    }
  }

  std::vector<std::set<std::string>> words_;
  std::vector<MemorySegment> segments_;
  std::vector<DocIdSet> tombstones_;
  std::vector<std::unique_ptr<SegmentReader>> readers_;
  std::vector<MergeSource> sources_;
  DocumentOrder order_;
};

TEST_F(ForwardIndexTest, HoldsTheWordsOfLiveDocumentsThatAreNeitherRareNorCommon) {
  const auto index = make_forward_index(sources_, order_, kPlenty);
  ASSERT_TRUE(index) << index.error().message;
  ASSERT_EQ(order_.size(), kCount - 5);
  expect_words(*index, 4, order_.size() / 10);
}

// The dictionaries of the segments are not the same.
TEST_F(ForwardIndexTest, AWordMayStandInOneSegmentAlone) {
  std::vector<std::set<std::string>> words = words_of_documents(kCount, 50);
  for (std::size_t i = 0; i < kCount; i += 20) words[i].insert(i < 350 ? "early" : "late");
  make(std::move(words));
  const auto index = make_forward_index(sources_, order_, kPlenty);
  ASSERT_TRUE(index) << index.error().message;
  expect_words(*index, 4, order_.size() / 10);
}

TEST_F(ForwardIndexTest, WithoutMemoryForAllDropsTheMostFrequent) {
  const auto whole = make_forward_index(sources_, order_, kPlenty);
  ASSERT_TRUE(whole);
  const std::size_t memory = whole->terms.size() * 2;  // half of which may be used
  const auto index = make_forward_index(sources_, order_, memory);
  ASSERT_TRUE(index);
  EXPECT_LE(index->terms.size() * 4, memory);
  EXPECT_GE(index->terms.size() * 8, memory) << "it uses what it has";
  // The frequency of the most frequent word that is left bounds those of all.
  std::size_t first_frequency = 0;
  for (std::size_t word = 0; word < 200; ++word) {
    const std::size_t frequency = (kCount + word) / (word + 1);
    std::size_t postings = 0;
    for (std::size_t other = 0; other < 200; ++other) {
      const std::size_t its = (kCount + other) / (other + 1);
      if (its <= frequency && its >= 4) postings += its;
    }
    if (postings * 4 <= memory) first_frequency = std::max(first_frequency, frequency);
  }
  expect_words(*index, 4, first_frequency);
}

TEST_F(ForwardIndexTest, OfNothingIsEmpty) {
  const auto none = make_forward_index({}, {}, kPlenty);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->doc_count(), 0u);
  const auto all_dead = make_forward_index(sources_, {}, kPlenty);
  ASSERT_TRUE(all_dead);
  EXPECT_EQ(all_dead->doc_count(), 0u);
  EXPECT_EQ(all_dead->term_count, 0u);
  const auto few = make_forward_index(sources_, DocumentOrder(order_.begin(), order_.begin() + 3), kPlenty);
  ASSERT_TRUE(few);
  EXPECT_EQ(few->doc_count(), 3u);
  EXPECT_TRUE(few->terms.empty());
}

}  // namespace
}  // namespace riffle

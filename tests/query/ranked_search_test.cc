// The k best without scoring everything: held to the exhaustive search, which the model tests hold to the definition.
#include "query/ranked_search.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/effort.h"
#include "query/query_tree.h"
#include "query/searcher.h"
#include "search_model.h"

namespace riffle {
namespace {

using test::below;
using test::Random;

constexpr std::uint32_t kWords = 60;

// Word w<i> stands in about 1 of 1 + i * i / 2 articles, mostly in runs of neighbours, sometimes many times.
std::vector<test::ModelArticle> articles(std::uint32_t count, std::uint32_t first_id, std::uint64_t seed) {
  Random random(seed);
  std::vector<test::ModelArticle> all(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    all[i].id = std::to_string(first_id + i);
    const std::uint32_t mood = i / 500 % 7;
    for (std::uint32_t word = 0; word < kWords; ++word) {
      if (below(random, 2 + word * word) > (word % 7 == mood ? 4u : 1u)) continue;
      const std::uint32_t times = below(random, 40) == 0 ? 1 + below(random, 30) : 1 + below(random, 2);
      for (std::uint32_t t = 0; t < times; ++t) all[i].body.push_back("w" + std::to_string(word));
    }
    for (std::uint32_t fill = below(random, 9); fill > 0; --fill) all[i].body.emplace_back("filler");
    if (below(random, 10) == 0) all[i].title = {"w" + std::to_string(below(random, kWords)), "head"};
    all[i].source = "s" + std::to_string(below(random, 3));
  }
  return all;
}

QueryNodePtr word(Random& random) {
  const std::string term = "w" + std::to_string(below(random, kWords));
  switch (below(random, 12)) {
    case 0: return make_term("title", term);
    case 1: return make_phrase("", {{term, 0}, {"w" + std::to_string(below(random, 20)), 1}});
    default: return make_term("", term);
  }
}

QueryNodePtr query(Random& random, std::uint32_t depth) {
  const std::uint32_t shape = below(random, 8);
  if (depth == 0 || shape == 0) return word(random);
  std::vector<QueryNodePtr> children;
  for (std::uint32_t i = 1 + below(random, 4); i > 0; --i) children.push_back(query(random, depth - 1));
  if (shape <= 4) return make_or(std::move(children));
  if (shape == 5) children.push_back(make_not(word(random)));
  if (shape == 6) children.push_back(make_term("source", "s1"));
  return make_and(std::move(children));
}

std::vector<ScoredDoc> best(const Snapshot& snapshot, const QueryNode& node, std::size_t k, std::uint64_t* total) {
  Result<Searcher> searcher = Searcher::open(snapshot, node);
  EXPECT_TRUE(searcher);
  Result<TopDocs> top = searcher->top_k(k, total != nullptr);
  EXPECT_TRUE(top);
  if (total != nullptr) *total = top->total;
  return top->docs;
}

void expect_same(const Snapshot& snapshot, const QueryNode& node) {
  std::uint64_t matches = 0;
  const std::vector<ScoredDoc> all = best(snapshot, node, 0, &matches);
  ASSERT_EQ(all.size(), matches);
  for (const std::size_t k : {std::size_t{1}, std::size_t{10}, std::size_t{16}, std::size_t{17}, std::size_t{500}}) {
    if (kSanitized && k != 10 && k != 17) continue;
    std::uint64_t total = 0;
    for (std::uint64_t* wanted : {&total, static_cast<std::uint64_t*>(nullptr)}) {
      const std::vector<ScoredDoc> top = best(snapshot, node, k, wanted);
      ASSERT_EQ(top.size(), std::min(k, all.size())) << to_string(node);
      for (std::size_t i = 0; i < top.size(); ++i) {
        ASSERT_EQ(top[i].score, all[i].score) << to_string(node) << ", k " << k << ", hit " << i;
        ASSERT_EQ(top[i].segment, all[i].segment) << to_string(node) << ", k " << k << ", hit " << i;
        ASSERT_EQ(top[i].doc, all[i].doc) << to_string(node) << ", k " << k << ", hit " << i;
      }
    }
    ASSERT_EQ(total, matches) << to_string(node);
  }
}

/// A union of words, some of them more than once; others among them where `is_mixed`.
QueryNodePtr wide_union(Random& random, std::uint32_t width, bool is_mixed) {
  std::vector<QueryNodePtr> children;
  for (std::uint32_t i = 0; i < width; ++i) {
    children.push_back(is_mixed ? word(random) : make_term("", "w" + std::to_string(below(random, kWords))));
  }
  return make_or(std::move(children));
}

void expect_same_for_many(const Snapshot& snapshot, std::uint64_t seed, std::size_t count) {
  Random random(seed);
  for (std::size_t i = 0; i < count; ++i) expect_same(snapshot, *query(random, 2));
  for (const std::uint32_t width : {5u, 16u, 17u, 40u, 64u, 65u, 90u}) {
    for (const bool is_mixed : {false, true}) expect_same(snapshot, *wide_union(random, width, is_mixed));
  }
  for (std::uint32_t i = 0; i < kWords; ++i) expect_same(snapshot, *make_term("", "w" + std::to_string(i)));
}

TEST(RankedSearch, EqualsScoringEverythingInContainersOfEveryKind) {
  test::SearchModel model;
  model.commit(articles(90'000, 0, 31));
  expect_same_for_many(model.snapshot(), 32, rounds(150));
}

TEST(RankedSearch, EqualsScoringEverythingWithDeletedDocumentsAndSeveralSegments) {
  test::SearchModel model;
  model.commit(articles(9'000, 0, 33));
  model.commit(articles(kSanitized ? 20'000 : 70'000, 6'000, 34));
  model.commit(articles(5'000, 20'000, 35));
  expect_same_for_many(model.snapshot(), 36, rounds(150));
}

TEST(RankedSearch, FindsADocumentOfSeveralListsOnce) {
  test::SearchModel model;
  std::vector<test::ModelArticle> few(300);
  for (std::size_t i = 0; i < few.size(); ++i) {
    few[i].id = std::to_string(i);
    few[i].body = {i % 2 == 0 ? "even" : "odd", i % 3 == 0 ? "third" : "other", i % 5 == 0 ? "fifth" : "rest"};
  }
  model.commit(std::move(few));
  expect_same(model.snapshot(), *make_or({make_term("", "even"), make_term("", "third"), make_term("", "fifth")}));
}

TEST(RankedSearch, PrefersTheEarlierOfEqualDocuments) {
  test::SearchModel model;
  std::vector<test::ModelArticle> copies(80'000);
  for (std::size_t i = 0; i < copies.size(); ++i) {
    copies[i].id = std::to_string(i);
    copies[i].body = {"same", i % 3 == 0 ? "third" : "other"};
  }
  model.commit(std::move(copies));
  for (const QueryNodePtr& node : {make_term("", "same"), make_or({make_term("", "third"), make_term("", "same")})}) {
    const std::vector<ScoredDoc> top = best(model.snapshot(), *node, 12, nullptr);
    ASSERT_EQ(top.size(), 12u);
    const DocId step = node->kind == QueryNode::Kind::kOr ? 3 : 1;
    for (std::size_t i = 0; i < top.size(); ++i) EXPECT_EQ(top[i].doc, step * i);
  }
}

}  // namespace
}  // namespace riffle

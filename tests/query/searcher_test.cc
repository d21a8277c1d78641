#include "query/searcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/effort.h"
#include "base/limits.h"
#include "query/query_tree.h"
#include "search_model.h"

namespace riffle {
namespace {

using test::below;
using test::ModelArticle;
using test::ModelHit;
using test::Random;
using test::SearchModel;

// Words w0, w1, ... of which the first are in nearly every article.
std::string random_word(Random& random, std::uint32_t vocabulary) {
  const double place = static_cast<double>(below(random, 1'000'000)) / 1e6;
  return "w" + std::to_string(static_cast<std::uint32_t>(place * place * place * vocabulary));
}

std::vector<ModelArticle> random_articles(Random& random, std::uint32_t count, std::uint32_t first_id,
                                          std::uint32_t body_words, std::uint32_t vocabulary) {
  std::vector<ModelArticle> articles(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    ModelArticle& article = articles[i];
    article.id = "id" + std::to_string(first_id + i);
    for (std::uint32_t w = below(random, 6); w > 0; --w) article.title.push_back(random_word(random, vocabulary));
    for (std::uint32_t w = below(random, 2 * body_words); w > 0; --w) {
      article.body.push_back(random_word(random, vocabulary));
    }
    // A word that is in many articles, yet rare in token space.
    if (i % 16 == 3) article.body.push_back(i % 48 == 3 ? "seldom" : "rarely");
    if (i % 16 == 3) article.body.push_back("w0");
    if (below(random, 5) != 0) article.date = Date{1'000'000} * below(random, 50);
    if (below(random, 3) != 0) article.source = "s" + std::to_string(below(random, 4));
  }
  return articles;
}

QueryNodePtr random_leaf(Random& random, const SearchModel& model, std::uint32_t vocabulary) {
  static const char* const kFields[] = {"", "", "", "", "title", "body", "source", "nothing"};
  const char* field = kFields[below(random, 8)];
  switch (below(random, 12)) {
    case 0:
      return make_date_range(below(random, 2) == 0 ? "" : "date", Date{900'000} * below(random, 50),
                             Date{1'100'000} * below(random, 50));
    case 1: {
      static const char* const kExists[] = {"", "title", "body", "source", "date", "id", "nothing"};
      return make_exists(kExists[below(random, 7)]);
    }
    case 2: return make_term("source", "s" + std::to_string(below(random, 5)));
    case 3: return make_term("id", "id" + std::to_string(below(random, 100)));
    case 4: return below(random, 8) == 0 ? make_all() : make_term(field, below(random, 2) == 0 ? "rarely" : "seldom");
    case 5:
    case 6:
    case 7:
    case 8: {
      // A piece of an article, sometimes with holes, sometimes in another order.
      const ModelArticle& article =
          model.articles()[below(random, static_cast<std::uint32_t>(model.articles().size()))];
      std::vector<std::string> words = below(random, 8) == 0 ? article.title : article.body;
      words.push_back(random_word(random, vocabulary));
      std::vector<PhraseTerm> phrase;
      const std::uint32_t size = 2 + below(random, 3);
      std::uint32_t at = below(random, static_cast<std::uint32_t>(words.size()));
      const std::uint32_t start = at;
      const std::uint32_t step_bound = below(random, 4) == 0 ? 3 : 1;
      while (phrase.size() < size && at < words.size()) {
        phrase.push_back({words[at], 5 + at - start});
        at += below(random, 16) == 0 ? 0 : 1 + below(random, step_bound);
      }
      if (phrase.size() < 2) phrase.push_back({"w1", 6});
      return make_phrase(field, phrase);
    }
    default: return make_term(field, random_word(random, vocabulary));
  }
}

QueryNodePtr random_query(Random& random, const SearchModel& model, std::uint32_t vocabulary, unsigned depth) {
  const std::uint32_t kind = depth == 0 ? 0 : below(random, 8);
  if (kind < 2) return random_leaf(random, model, vocabulary);
  if (kind == 2) return make_not(random_query(random, model, vocabulary, depth - 1));
  std::vector<QueryNodePtr> children;
  const std::uint32_t count = 2 + below(random, 3);
  for (std::uint32_t i = 0; i < count; ++i) children.push_back(random_query(random, model, vocabulary, depth - 1));
  QueryNodePtr made = kind < 5 ? make_and(children) : kind < 7 ? make_or(children) : make_at_least(2, children);
  const bool is_boosted = below(random, 4) == 0;
  return is_boosted ? make_boosted(made, 0.3 * below(random, 9), [](const QueryNode&) { return true; }) : made;
}

bool better_score(const ModelHit& a, const ModelHit& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::tie(a.segment, a.doc) < std::tie(b.segment, b.doc);
}

template <typename Hit>
std::vector<std::string> lines(const std::vector<Hit>& hits, std::size_t limit = SIZE_MAX) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(limit, hits.size()); ++i) {
    char score[64];
    std::snprintf(score, sizeof(score), "%.17g", hits[i].score);
    texts.push_back(std::to_string(hits[i].segment) + "/" + std::to_string(hits[i].doc) + " " + score);
  }
  return texts;
}

void expect_ranked(const SearchModel& model, const QueryNode& query, std::vector<ModelHit> expected) {
  std::sort(expected.begin(), expected.end(), better_score);
  auto searcher = Searcher::open(model.snapshot(), query);
  ASSERT_TRUE(searcher) << searcher.error().message;
  const auto all = searcher->top_k(0, true);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->total, expected.size());
  EXPECT_EQ(lines(all->docs), lines(expected)) << to_string(query);
  const auto best = searcher->top_k(7, true);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->total, expected.size());
  EXPECT_EQ(lines(best->docs), lines(expected, 7)) << to_string(query);
  if (expected.empty()) return;
  const ModelHit& first = expected.front();
  const auto explanation = searcher->explain(first.segment, first.doc);
  ASSERT_TRUE(explanation);
  double sum = 0;
  for (const TermScore& part : explanation->term_scores) sum += part.score;
  EXPECT_EQ(sum, first.score) << to_string(query);
}

void expect_same(const SearchModel& model, const QueryNode& query) {
  const std::vector<ModelHit> expected = model.hits(query);
  {
    auto searcher = Searcher::open(model.snapshot(), query);
    ASSERT_TRUE(searcher) << searcher.error().message;
    const auto count = searcher->count();
    ASSERT_TRUE(count) << count.error().message;
    EXPECT_EQ(*count, expected.size()) << to_string(query);
    std::vector<ModelHit> visited;
    const Status done = searcher->for_each_match([&](std::uint32_t segment, DocId doc) {
      visited.push_back({segment, doc, 0, std::nullopt});
      return true;
    });
    ASSERT_TRUE(done);
    ASSERT_EQ(visited.size(), expected.size()) << to_string(query);
    for (std::size_t i = 0; i < visited.size(); ++i) {
      EXPECT_EQ(visited[i].segment, expected[i].segment);
      EXPECT_EQ(visited[i].doc, expected[i].doc) << to_string(query);
    }
  }
  expect_ranked(model, query, expected);
}

void expect_random_queries(const SearchModel& model, Random& random, std::uint32_t vocabulary, std::size_t queries) {
  for (std::size_t i = 0; i < queries && !testing::Test::HasFailure(); ++i) {
    expect_same(model, *random_query(random, model, vocabulary, static_cast<unsigned>(i % 4)));
  }
}

TEST(Searcher, AgreesWithTheModelOnOneSegment) {
  Random random(1);
  SearchModel model;
  model.commit(random_articles(random, 600, 0, 20, 200));
  expect_random_queries(model, random, 200, rounds(600));
}

TEST(Searcher, AgreesWithTheModelOnSegmentsWithDeletedDocuments) {
  Random random(2);
  SearchModel model;
  model.commit(random_articles(random, 300, 0, 15, 150));
  model.commit(random_articles(random, 200, 200, 15, 150));
  model.commit(random_articles(random, 40, 20, 15, 150));
  expect_random_queries(model, random, 150, rounds(500));
}

TEST(Searcher, AgreesWithTheModelOnLongRelativeLists) {
  Random random(3);
  SearchModel model;
  model.commit(random_articles(random, 5'000, 0, 60, 3'000));
  expect_random_queries(model, random, 3'000, rounds(150));
}

TEST(Searcher, AgreesWithTheModelOnSeveralContainers) {
  Random random(4);
  SearchModel model;
  model.commit(random_articles(random, 140'000, 0, 3, 400));
  expect_random_queries(model, random, 400, rounds(40));
}

TEST(Searcher, KeepsPhrasesInsideAField) {
  SearchModel model;
  model.commit({{.id = "a", .title = {"red"}, .body = {"fox", "runs"}},
                {.id = "b", .title = {"red", "fox"}, .body = {"sleeps"}},
                {.id = "c", .title = {}, .body = {"red", "x", "fox"}}});
  const auto count = [&](const QueryNodePtr& query) {
    auto searcher = Searcher::open(model.snapshot(), *query);
    return searcher ? searcher->count().value_or(99) : 98;
  };
  EXPECT_EQ(count(make_phrase("", {{"red", 0}, {"fox", 1}})), 1u);
  EXPECT_EQ(count(make_phrase("title", {{"red", 0}, {"fox", 1}})), 1u);
  EXPECT_EQ(count(make_phrase("body", {{"red", 0}, {"fox", 1}})), 0u);
  // Over the gap between title and body of article a there are two positions as well.
  EXPECT_EQ(count(make_phrase("", {{"red", 0}, {"fox", 2}})), 1u);
  EXPECT_EQ(count(make_phrase("body", {{"red", 0}, {"fox", 2}})), 1u);
  EXPECT_EQ(count(make_phrase("source", {{"red", 0}, {"fox", 2}})), 0u);
}

TEST(Searcher, ScoresARepeatedLeafTwice) {
  SearchModel model;
  model.commit({{.id = "a", .body = {"one", "two"}}, {.id = "b", .body = {"two"}}});
  const QueryNodePtr once = make_term("", "one");
  const QueryNodePtr twice = make_or({make_term("", "one"), make_term("", "one")});
  auto single = Searcher::open(model.snapshot(), *once);
  auto both = Searcher::open(model.snapshot(), *twice);
  ASSERT_TRUE(single && both);
  EXPECT_EQ(both->leaves().size(), 2u);
  EXPECT_EQ(both->top_k(1, true)->docs.at(0).score, 2 * single->top_k(1, true)->docs.at(0).score);
}

TEST(Searcher, LeavesNegationsAndKeywordsOutOfTheScore) {
  SearchModel model;
  model.commit({{.id = "a", .body = {"one"}, .source = "s1"}, {.id = "b", .body = {"two"}, .source = "s1"}});
  const QueryNodePtr query = make_and({make_term("source", "s1"), make_not(make_term("", "two"))});
  auto searcher = Searcher::open(model.snapshot(), *query);
  ASSERT_TRUE(searcher);
  EXPECT_TRUE(searcher->leaves().empty());
  const auto top = searcher->top_k(10, true);
  ASSERT_TRUE(top);
  ASSERT_EQ(top->docs.size(), 1u);
  EXPECT_EQ(top->docs[0].doc, 0u);
  EXPECT_EQ(top->docs[0].score, 0);
}

TEST(Searcher, StopsAVisitThatHasEnough) {
  SearchModel model;
  model.commit({{.id = "a", .body = {"x"}}, {.id = "b", .body = {"x"}}, {.id = "c", .body = {"x"}}});
  const QueryNodePtr query = make_term("", "x");
  auto searcher = Searcher::open(model.snapshot(), *query);
  ASSERT_TRUE(searcher);
  int visits = 0;
  ASSERT_TRUE(searcher->for_each_match([&](std::uint32_t, DocId) { return ++visits < 2; }));
  EXPECT_EQ(visits, 2);
}

TEST(Searcher, SeveralAtOnceDoNotShareBuffers) {
  Random random(5);
  SearchModel model;
  model.commit(random_articles(random, 200, 0, 10, 50));
  const QueryNodePtr outer_query = make_or({make_term("", "w1"), make_term("", "w2"), make_not(make_term("", "w3"))});
  const QueryNodePtr inner_query = make_and({make_term("", "w1"), make_not(make_term("", "w2"))});
  auto outer = Searcher::open(model.snapshot(), *outer_query);
  ASSERT_TRUE(outer);
  std::uint64_t visits = 0;
  ASSERT_TRUE(outer->for_each_match([&](std::uint32_t, DocId) {
    auto inner = Searcher::open(model.snapshot(), *inner_query);
    EXPECT_EQ(inner->count().value_or(0), model.hits(*inner_query).size());
    return ++visits < 20 || true;
  }));
  EXPECT_EQ(visits, model.hits(*outer_query).size());
}

TEST(Searcher, RefusesTreesBeyondTheLimits) {
  SearchModel model;
  model.commit({{.id = "a", .body = {"x"}}});
  QueryNodePtr deep = make_term("", "x");
  for (std::size_t i = 0; i < 8 * limits::kQueryDepth; ++i) {
    QueryNode node;
    node.kind = QueryNode::Kind::kNot;
    node.children = {deep};
    deep = std::make_shared<const QueryNode>(node);
  }
  const auto too_deep = Searcher::open(model.snapshot(), *deep);
  ASSERT_FALSE(too_deep);
  EXPECT_EQ(too_deep.error().code, ErrorCode::kResourceLimit);

  std::vector<QueryNodePtr> leaves(limits::kQueryLeaves + 1, make_term("", "x"));
  const QueryNodePtr wide = make_or(leaves);
  const auto too_wide = Searcher::open(model.snapshot(), *wide);
  ASSERT_FALSE(too_wide);
  EXPECT_EQ(too_wide.error().code, ErrorCode::kResourceLimit);

  leaves.pop_back();
  const QueryNodePtr widest = make_or(leaves);
  auto searcher = Searcher::open(model.snapshot(), *widest);
  ASSERT_TRUE(searcher);
  EXPECT_EQ(searcher->count().value_or(0), 1u);
}

TEST(Searcher, ExplainRefusesADocumentThatIsNotThere) {
  SearchModel model;
  model.commit({{.id = "a", .body = {"x"}}});
  const QueryNodePtr query = make_term("", "x");
  auto searcher = Searcher::open(model.snapshot(), *query);
  ASSERT_TRUE(searcher);
  EXPECT_EQ(searcher->explain(0, 1).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(searcher->explain(1, 0).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace riffle

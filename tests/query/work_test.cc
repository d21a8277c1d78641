// Deadlines, cancelling, work limits, and query bombs: what they are held to is counted, not timed.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "plain_analyzer.h"
#include "query/query_parser.h"
#include "query/searcher.h"
#include "query/spelling.h"
#include "search_model.h"

namespace riffle {
namespace {

using test::ModelArticle;
using test::SearchModel;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

/// 100 articles of 200 words.
const SearchModel& hundred_articles() {
  static SearchModel* const kModel = [] {
    auto* model = new SearchModel();
    std::vector<ModelArticle> articles;
    for (int i = 0; i < 100; ++i) {
      ModelArticle article{.id = "id" + std::to_string(i), .title = {"a", "title"}};
      for (int w = 0; w < 200; ++w) article.body.push_back(w % 3 == 0 ? "a" : "w" + std::to_string((i * w) % 997));
      if (i < 30) article.body.push_back("aleppo");
      articles.push_back(article);
    }
    model->commit(articles);
    return model;
  }();
  return *kModel;
}

QueryNodePtr parsed(std::string_view text) {
  PlainAnalyzer analyzer;
  const auto query = parse_query(text, article_fields(), analyzer, {});
  return query ? query->root : nullptr;
}

Result<TopDocs> run(std::string_view text, const SearchControl& control, std::uint64_t* steps = nullptr,
                    std::uint64_t* bytes = nullptr) {
  const QueryNodePtr root = parsed(text);
  auto searcher = Searcher::open(hundred_articles().snapshot(), *root, control);
  if (!searcher) return std::unexpected(searcher.error());
  auto found = searcher->top_k(10, true);
  if (steps != nullptr) *steps = searcher->steps();
  if (bytes != nullptr) *bytes = searcher->most_bytes();
  return found;
}

TEST(SearchControl, ADeadlineThatHasPassedEndsEveryKindOfQuery) {
  SearchControl control;
  control.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  for (const char* text : {"a", "\"a title\"", "*", "NOT zebra", "w1*", "w1~1", "\"a title\"~3", "a NEAR/3 w1*"}) {
    const auto found = run(text, control);
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().code, ErrorCode::kDeadline) << text;
  }
}

TEST(SearchControl, AFlagCancels) {
  std::atomic<bool> flag = false;
  const SearchControl control{.deadline = {}, .cancel = &flag};
  EXPECT_TRUE(run("a", control));
  flag = true;
  const auto found = run("a", control);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kCancelled);
}

TEST(SearchControl, AWorkLimitStopsWhereTheWorkIsMore) {
  std::uint64_t steps = 0;
  ASSERT_TRUE(run("a NEAR/3 w1* OR w2~2", {}, &steps));
  ASSERT_GT(steps, 3u);
  EXPECT_TRUE(run("a NEAR/3 w1* OR w2~2", {.deadline = {}, .work_limit = steps}));
  const auto found = run("a NEAR/3 w1* OR w2~2", {.deadline = {}, .work_limit = steps - 1});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kResourceLimit);
}

TEST(SearchControl, AMemoryLimitStopsWhereMoreIsHeld) {
  for (const char* text : {"w1*", "\"a w*\"~9", "w2~2", "title:a*", "\"w3 a\" OR a NEAR/2 w3"}) {
    std::uint64_t bytes = 0;
    ASSERT_TRUE(run(text, {}, nullptr, &bytes)) << text;
    ASSERT_GT(bytes, 8u) << text;
    EXPECT_TRUE(run(text, {.deadline = {}, .memory_limit = bytes})) << text;
    EXPECT_TRUE(run(text, {.deadline = {}, .memory_limit = 0})) << text;
    const auto found = run(text, {.deadline = {}, .memory_limit = bytes - 1});
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().code, ErrorCode::kResourceLimit);
    EXPECT_NE(found.error().message.find("bytes of memory"), std::string::npos) << found.error().message;
  }
}

std::pair<std::uint64_t, std::uint64_t> steps_and_bytes(std::string_view text) {
  std::pair<std::uint64_t, std::uint64_t> used;
  EXPECT_TRUE(run(text, {}, &used.first, &used.second)) << text;
  return used;
}

// Words that come again are read once, however often, and patterns that do are looked up once.
TEST(SearchControl, AWordThatComesAgainTakesNoMore) {
  EXPECT_EQ(steps_and_bytes("\"" + repeat("a ", 50) + "\"~100"), steps_and_bytes("\"a a\"~100"));
  EXPECT_EQ(steps_and_bytes(repeat("w3 NEAR/9 ", 50) + "w3"), steps_and_bytes("w3 NEAR/9 w3"));
  EXPECT_EQ(steps_and_bytes(repeat("w1? NEAR/9 ", 10) + "w1?").first, steps_and_bytes("w1? NEAR/9 w1?").first);
}

// What a distance holds, the next one holds in its place.
TEST(SearchControl, ManyDistancesTakeTheMemoryOfOne) {
  std::string many = "a NEAR/1 w3";
  for (int i = 2; i < 200; ++i) many += " OR a NEAR/" + std::to_string(i) + " w3";
  EXPECT_EQ(steps_and_bytes(many).second, steps_and_bytes("a NEAR/1 w3 OR a NEAR/2 w3").second);
  EXPECT_GT(steps_and_bytes("a NEAR/1 w3").second, steps_and_bytes("a w3").second);
}

// Words of one term are looked at before those that stand for many.
TEST(SearchControl, APhraseOfWordsAndAPatternFindsWhatTheWordsLeave) {
  std::uint64_t all = 0;
  for (int number = 0; number < 40; ++number) {
    std::uint64_t expected = 0;
    for (int i = 0; i < 100; ++i) {
      const auto stands = [i, number](int w) {
        return (i * w) % 997 == number && std::to_string((i * (w + 2)) % 997).starts_with('1');
      };
      bool any = false;
      for (int w = 2; w + 2 < 200; w += 3) any = any || stands(w);
      expected += any ? 1 : 0;
    }
    const std::string phrase = "\"w" + std::to_string(number) + " a w1*\"";
    const auto found = run(phrase, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->total, expected) << phrase;
    all += expected;
  }
  EXPECT_GT(all, 10u);
  EXPECT_EQ(run("\"title a w1*\"", {})->total, 0u);
}

TEST(WorkMeter, HoldsWhatTheQueryAndItsSegmentHold) {
  WorkMeter meter;
  meter.start({.deadline = {}, .memory_limit = 100});
  EXPECT_TRUE(meter.take(40));
  EXPECT_TRUE(meter.take_for_segment(60));
  EXPECT_FALSE(meter.take_for_segment(1));
  meter.begin_segment();
  EXPECT_TRUE(meter.take_for_segment(60));
  EXPECT_FALSE(meter.take(1));
  meter.give(41);
  EXPECT_TRUE(meter.take(40));
  EXPECT_EQ(meter.most_bytes(), 101u);
  meter.start({.deadline = {}, .memory_limit = 1});
  EXPECT_EQ(meter.most_bytes(), 0u);
  EXPECT_TRUE(meter.take(1));
}

TEST(WorkMeter, ManyTouchesAreAStep) {
  WorkMeter meter;
  meter.start({.deadline = {}, .work_limit = 1});
  EXPECT_TRUE(meter.touch(WorkMeter::kTouchesOfStep - 1));
  EXPECT_EQ(meter.steps(), 0u);
  EXPECT_TRUE(meter.touch(1));
  EXPECT_EQ(meter.steps(), 1u);
  EXPECT_FALSE(meter.touch(WorkMeter::kTouchesOfStep));
  meter.start({});
  EXPECT_TRUE(meter.touch(1)) << "it begins anew with the query";
  EXPECT_EQ(meter.steps(), 0u);
}

// All of this is done in one container of documents: the meter is looked at between the parts.
TEST(SearchControl, AQueryOfManyPartsStopsBetweenThem) {
  SearchModel model;
  std::vector<ModelArticle> articles;
  for (int i = 0; i < 1000; ++i) {
    ModelArticle article{.id = "id" + std::to_string(i), .title = {"a", "b"}, .body = {"a", "b"}};
    for (int w = 0; w < 30; ++w) article.title.push_back("w" + std::to_string(w));
    articles.push_back(article);
  }
  model.commit(articles);
  std::string words = "b";
  std::string phrases = "b";
  std::string distances = "b";
  std::string list = "title:[";
  std::string counted = "a";
  for (int i = 0; i < 30; ++i) {
    for (int k = 0; k < 10; ++k) words += " OR a^1." + std::to_string(10 * i + k + 1);
    for (int k = 0; k < 4; ++k) phrases += " OR \"a b\"^1." + std::to_string(4 * i + k + 1);
    distances += " OR a NEAR/" + std::to_string(i + 1) + " b";
    list += " w" + std::to_string(i);
    for (int k = 0; k < 3; ++k) counted = "ATLEAST/2 (w1 w2 " + counted + ")";
  }
  for (const std::string& text : {words, phrases, distances, list + "]", counted}) {
    const QueryNodePtr root = parsed(text);
    ASSERT_NE(root, nullptr) << text.substr(0, 40);
    auto searcher = Searcher::open(model.snapshot(), *root, {});
    ASSERT_TRUE(searcher);
    ASSERT_TRUE(searcher->top_k(10, true));
    const std::uint64_t steps = searcher->steps();
    EXPECT_GE(steps, 4u) << text.substr(0, 40);
    for (std::uint64_t limit = steps - 1; limit > 0; limit /= 2) {
      auto stopped = Searcher::open(model.snapshot(), *root, {.deadline = {}, .work_limit = limit});
      ASSERT_TRUE(stopped);
      const auto found = stopped->top_k(10, true);
      ASSERT_FALSE(found) << text.substr(0, 40) << ": " << limit << " of " << steps;
      EXPECT_EQ(found.error().code, ErrorCode::kResourceLimit);
      EXPECT_EQ(stopped->steps(), limit + 1) << "nothing goes on behind the step that was too much";
    }
  }
}

TEST(PacedLoop, TakesAStepNowAndThenAndStopsForGood) {
  constexpr std::size_t kStep = PacedLoop::kTurnsOfStep;
  WorkMeter meter;
  meter.start({.deadline = {}, .work_limit = 2});
  PacedLoop pace(meter);
  for (std::size_t i = 1; i < 3 * kStep; ++i) ASSERT_TRUE(pace.goes_on()) << i;
  EXPECT_EQ(meter.steps(), 2u);
  EXPECT_FALSE(pace.goes_on());
  EXPECT_FALSE(pace.goes_on(0));
  EXPECT_EQ(pace.status().error().code, ErrorCode::kResourceLimit);
  PacedLoop other(meter);
  EXPECT_FALSE(other.goes_on(kStep)) << "many turns at once";
}

// Each of these took another engine seconds, or hundreds of megabytes. What parses must answer with little work.
TEST(QueryBombs, AreRefusedOrAnsweredWithLittleWork) {
  constexpr std::uint64_t kMostSteps = 2'000;
  const std::vector<std::string> bombs = {
      repeat("a NEAR/1000 ", 63) + "a",
      "\"" + repeat("a ", 64) + "\"~1000000",
      repeat("(a* OR ", 49) + "b" + repeat(")", 49),
      repeat("a~2 ", 64),
      repeat("*a* ", 64),
      repeat("?*?*?*a ", 64),
      "/" + repeat("(a*)*", 100) + "b/",
      "/(.*a){40}/",
      repeat("\"a w*\"~9 ", 16),
      "ATLEAST/500 (" + repeat("a ", 1'000) + ")",
      repeat("ATLEAST/2 (a b ", 98),
      repeat("NOT (", 49) + "a",
      repeat("a OR ", 1'000) + "a",
      "title:[" + repeat("aa bb ", 10'000) + "]",
      repeat("\"a a a a a a\" ", 150),
      "w* NEAR/100 w* NEAR/100 w* NEAR/100 w*",
  };
  for (const std::string& bomb : bombs) {
    PlainAnalyzer analyzer;
    const auto query = parse_query(bomb, article_fields(), analyzer, {});
    if (!query) {
      EXPECT_EQ(query.error().code, ErrorCode::kResourceLimit) << bomb.substr(0, 60);
      continue;
    }
    const auto found = run(bomb, {.deadline = {}, .work_limit = kMostSteps});
    EXPECT_TRUE(found) << bomb.substr(0, 60) << ": " << (found ? "" : found.error().message);
  }
}

TEST(Spelling, SuggestsTheNearestFrequentWord) {
  WorkMeter meter;
  meter.start({});
  const auto suggest = [&](std::string_view text) {
    const auto found = suggest_words(hundred_articles().snapshot(), *parsed(text), meter);
    EXPECT_TRUE(found);
    return found && !found->empty() ? to_string(*replace_words(*parsed(text), *found)) : std::string();
  };
  EXPECT_EQ(suggest("alepo"), "aleppo");
  EXPECT_EQ(suggest("title \"in allepo\" -alepo"), "title AND \"in aleppo\" AND NOT alepo");
  EXPECT_EQ(suggest("lapepo"), "aleppo");
  EXPECT_EQ(suggest("aleppo"), "");
  EXPECT_EQ(suggest("source:alepo 2024 tit zzzzzz"), "");
}

TEST(Spelling, SuggestionsStandInTheTextThatWasTyped) {
  const std::vector<WordSuggestion> suggestions{{"alepo", "aleppo", 9}, {"guardian", "the guardian", 3}};
  EXPECT_EQ(replace_in_text("(Alepo OR alepos) -x source:Guardian ALEPO", suggestions),
            "(Aleppo OR alepos) -x source:\"the guardian\" Aleppo");
  EXPECT_EQ(replace_in_text("al\u00E9po source:guardian", suggestions), "");
  EXPECT_EQ(replace_in_text("", suggestions), "");
  EXPECT_EQ(replace_in_text("as it is", {}), "as it is");
}

TEST(Fuzzy, ANoteSaysWhenWordsAreLeftOut) {
  const QueryNodePtr root = parsed("w11~2");
  auto searcher = Searcher::open(hundred_articles().snapshot(), *root);
  ASSERT_TRUE(searcher);
  ASSERT_EQ(searcher->notes().size(), 1u);
  EXPECT_TRUE(searcher->notes()[0].ends_with("the 64 nearest and most frequent are searched")) << searcher->notes()[0];
  EXPECT_EQ(searcher->leaves().size(), 64u);
}

}  // namespace
}  // namespace riffle

// Weights of text fields and age: hits and scores against a look at every document.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "index_files.h"
#include "random.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "words.h"

namespace model {
namespace {

struct Article {
  std::string id;
  Words title;
  Words body;
  std::optional<riffle::Date> date;
};

/// Of the query: words of one position after the other in one field; `field` empty = any.
struct Leaf {
  std::string field;
  Words words;
};

/// Which words are one under `english`.
std::string stem_of(const std::string& word) {
  for (const char* const ending : {"ing", "ed", "s"}) {
    if (word.ends_with(ending)) return word.substr(0, word.size() - std::string(ending).size());
  }
  return word;
}

/// The length that the format keeps of a field of `length` words.
double kept_length(std::size_t length) {
  if (length < 24) return static_cast<double>(length);
  std::size_t kept = 24;
  for (std::size_t y = 0; y < 200; ++y) {
    const std::size_t e = y >> 3;
    const std::size_t value = 24 + (e == 0 ? (y & 7) : (8 | (y & 7)) << (e - 1));
    if (value <= length) kept = value;
    if (value > length) break;
  }
  return static_cast<double>(kept);
}

class Ranker {
 public:
  Ranker(const std::vector<Article>& articles, bool has_stems, const riffle::Ranking& ranking)
      : articles_(articles), has_stems_(has_stems), ranking_(ranking) {
    for (const Article& article : articles) {
      if (article.date) newest_ = std::max(newest_, *article.date);
      titles_ += article.title.size();
      bodies_ += article.body.size();
    }
  }

  /// By falling scores, then in the order of the articles; those that hold no leaf, or not all of them, left out.
  [[nodiscard]] std::vector<std::pair<double, std::string>> rank(const std::vector<Leaf>& leaves,
                                                                 bool wants_all) const {
    std::vector<std::pair<double, std::string>> ranked;
    std::vector<double> idfs;
    for (const Leaf& leaf : leaves) idfs.push_back(idf(leaf));
    for (const Article& article : articles_) {
      double score = 0;
      std::size_t held = 0;
      for (std::size_t i = 0; i < leaves.size(); ++i) {
        const std::optional<double> part = score_of(leaves[i], idfs[i], article);
        held += part ? 1 : 0;
        score += part.value_or(0);
      }
      if (held == 0 || (wants_all && held < leaves.size())) continue;
      ranked.emplace_back(score * age_factor(article), article.id);
    }
    // Those of one score in the order of the articles.
    std::vector<std::size_t> order(ranked.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return ranked[a].first != ranked[b].first ? ranked[a].first > ranked[b].first : a < b;
    });
    std::vector<std::pair<double, std::string>> sorted;
    for (const std::size_t place : order) sorted.push_back(ranked[place]);
    return sorted;
  }

 private:
  [[nodiscard]] bool is_same(const std::string& wanted, const std::string& word, bool is_phrase) const {
    return has_stems_ && !is_phrase ? stem_of(wanted) == stem_of(word) : wanted == word;
  }

  [[nodiscard]] std::size_t frequency(const Leaf& leaf, const Words& text) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i + leaf.words.size() <= text.size(); ++i) {
      bool matches = true;
      for (std::size_t w = 0; w < leaf.words.size(); ++w) {
        matches = matches && is_same(leaf.words[w], text[i + w], leaf.words.size() > 1);
      }
      count += matches ? 1 : 0;
    }
    return count;
  }

  [[nodiscard]] double idf(const Leaf& leaf) const {
    double sum = 0;
    for (const std::string& word : leaf.words) {
      std::size_t df = 0;
      for (const Article& article : articles_) {
        bool is_held = false;
        for (const Words* text : {&article.title, &article.body}) {
          is_held = is_held || std::any_of(text->begin(), text->end(), [&](const std::string& other) {
                      return is_same(word, other, leaf.words.size() > 1);
                    });
        }
        df += is_held ? 1 : 0;
      }
      const auto all = static_cast<double>(articles_.size());
      const auto with = static_cast<double>(df);
      sum += std::log(1 + (all - with + 0.5) / (with + 0.5));
    }
    return sum;
  }

  [[nodiscard]] double average(std::size_t words) const {
    return static_cast<double>(words) / static_cast<double>(articles_.size());
  }

  [[nodiscard]] riffle::FieldWeight weight_of(const std::string& field) const {
    for (const riffle::FieldWeight& weight : ranking_.fields) {
      if (weight.field == field) return weight;
    }
    return {.field = field};
  }

  [[nodiscard]] std::optional<double> score_of(const Leaf& leaf, double idf, const Article& article) const {
    double x = 0;
    std::size_t total = 0;
    for (const bool is_title : {true, false}) {
      const std::string field = is_title ? "title" : "body";
      if (!leaf.field.empty() && leaf.field != field) continue;
      const Words& text = is_title ? article.title : article.body;
      const riffle::FieldWeight weight = weight_of(field);
      const double norm = 1 - weight.b + weight.b * kept_length(text.size()) / average(is_title ? titles_ : bodies_);
      const std::size_t tf = frequency(leaf, text);
      if (tf > 0) x += static_cast<double>(tf) * (weight.weight / norm);
      total += tf;
    }
    if (total == 0) return std::nullopt;
    // Without weights all text is one field.
    if (ranking_.fields.empty() && leaf.field.empty()) {
      const double length = kept_length(article.title.size() + article.body.size());
      const auto tf = static_cast<double>(total);
      return idf * (tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / average(titles_ + bodies_))));
    }
    return x > 0 ? idf * (x / (x + 1.2)) : 0;
  }

  [[nodiscard]] double age_factor(const Article& article) const {
    if (ranking_.half_life_days == 0) return 1;
    if (!article.date) return ranking_.ageless;
    const double days = static_cast<double>(newest_ - *article.date) / 86400;
    return ranking_.ageless + (1 - ranking_.ageless) * std::exp2(-days / ranking_.half_life_days);
  }

  const std::vector<Article>& articles_;
  bool has_stems_;
  const riffle::Ranking& ranking_;
  riffle::Date newest_ = 0;
  std::size_t titles_ = 0;  // words of all titles
  std::size_t bodies_ = 0;
};

Words random_words(Random& random, std::size_t most) {
  static const Words kAll = {"attack", "attacks", "attacked", "attacking", "rebel", "rebels", "town", "towns", "river"};
  Words words(random.below(most + 1));
  for (std::string& word : words) word = kAll[random.skewed(kAll.size(), 1.5)];
  return words;
}

std::vector<Article> random_articles(Random& random, std::size_t count) {
  std::vector<Article> articles(count);
  for (std::size_t i = 0; i < count; ++i) {
    articles[i] = {"d" + std::to_string(i), random_words(random, 6), random_words(random, 70), {}};
    if (random.chance(0.8)) articles[i].date = 1700000000 + static_cast<riffle::Date>(random.below(400)) * 43200;
  }
  return articles;
}

void write(const std::string& path, const std::string& analyzer, const std::vector<Article>& articles) {
  riffle::WriterOptions options;
  options.analyzer = analyzer;
  options.merge_segments = false;
  auto writer = riffle::IndexWriter::open(path, options);
  ASSERT_TRUE(writer) << writer.error().message;
  for (std::size_t i = 0; i < articles.size(); ++i) {
    riffle::Document document;
    document.id = articles[i].id;
    document.title = joined(articles[i].title);
    document.body = joined(articles[i].body);
    document.date = articles[i].date;
    ASSERT_TRUE(writer->add(document));
    // Statistics are those of live articles.
    document.id = "gone" + document.id;
    document.date.reset();
    if (i % 7 == 0) {
      ASSERT_TRUE(writer->add(document));
    }
    if (i == articles.size() / 2) {
      ASSERT_TRUE(writer->commit());
    }
  }
  ASSERT_TRUE(writer->commit());
  for (std::size_t i = 0; i < articles.size(); i += 7) ASSERT_TRUE(writer->remove("gone" + articles[i].id));
  ASSERT_TRUE(writer->commit());
}

riffle::Ranking random_ranking(Random& random) {
  riffle::Ranking ranking;
  if (random.chance(0.8)) {
    ranking.fields.push_back(
        {"title", static_cast<double>(random.below(9)) / 2, static_cast<double>(random.below(5)) / 4});
    if (random.chance(0.5)) ranking.fields.push_back({"body", 1.5, 0.5});
  }
  if (random.chance(0.5) || ranking.fields.empty()) {
    ranking.half_life_days = static_cast<double>(random.between(1, 60));
    if (random.chance(0.5)) ranking.ageless = 0.25;
  }
  return ranking;
}

/// A word with stems in one field is several leaves, one a form, so these are left out.
std::vector<Leaf> random_leaves(Random& random, bool has_stems) {
  static const Words kWords = {"attack", "rebels", "towns", "river"};
  std::vector<Leaf> leaves;
  for (std::size_t i = random.between(1, 3); i > 0; --i) {
    Leaf leaf{"", {kWords[random.below(kWords.size())]}};
    if (random.chance(0.3)) leaf.words.push_back(kWords[random.below(kWords.size())]);
    if (random.chance(0.3) && (!has_stems || leaf.words.size() > 1)) leaf.field = random.chance(0.5) ? "title" : "body";
    leaves.push_back(leaf);
  }
  return leaves;
}

std::string text_of(const std::vector<Leaf>& leaves, bool wants_all) {
  std::string text;
  for (const Leaf& leaf : leaves) {
    if (!text.empty()) text += wants_all ? " AND " : " OR ";
    if (!leaf.field.empty()) text += leaf.field + ":";
    text += leaf.words.size() == 1 ? leaf.words[0] : "\"" + joined(leaf.words) + "\"";
  }
  return text;
}

std::string described(const riffle::Ranking& ranking) {
  std::string text =
      ", half-life " + std::to_string(ranking.half_life_days) + ", ageless " + std::to_string(ranking.ageless);
  for (const riffle::FieldWeight& field : ranking.fields) {
    text += ", " + field.field + " " + std::to_string(field.weight) + "/" + std::to_string(field.b);
  }
  return text;
}

void expect_ranks(const std::string& analyzer, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  const TemporaryFolder folder;
  const std::vector<Article> articles = random_articles(random, count);
  write(folder.file("a.riffle"), analyzer, articles);
  const auto index = riffle::Index::open(folder.file("a.riffle"));
  ASSERT_TRUE(index) << index.error().message;
  for (std::size_t round = 0; round < riffle::rounds(60); ++round) {
    const riffle::Ranking ranking = random_ranking(random);
    const std::vector<Leaf> leaves = random_leaves(random, analyzer == "english");
    const bool wants_all = random.chance(0.5);
    const auto expected = Ranker(articles, analyzer == "english", ranking).rank(leaves, wants_all);
    for (const std::size_t limit : {std::size_t{0}, std::size_t{10}}) {
      riffle::SearchOptions options;
      options.limit = limit;
      options.explain = true;
      options.ranking = ranking;
      const auto found = index->search(text_of(leaves, wants_all), options);
      ASSERT_TRUE(found) << found.error().message;
      SCOPED_TRACE(text_of(leaves, wants_all) + described(ranking));
      EXPECT_EQ(found->total, expected.size());
      ASSERT_EQ(found->hits.size(), limit == 0 ? expected.size() : std::min(limit, expected.size()));
      for (std::size_t i = 0; i < found->hits.size(); ++i) {
        const riffle::Hit& hit = found->hits[i];
        ASSERT_NEAR(hit.score, expected[i].first, 1e-12) << i;
        ASSERT_EQ(hit.id, expected[i].second) << i;
        double sum = 0;
        for (const riffle::TermScore& term : hit.explanation->term_scores) sum += term.score;
        ASSERT_NEAR(sum * hit.explanation->age_factor, hit.score, 1e-12) << i;
      }
    }
  }
}

TEST(Ranking, WeighsFieldsAndAgeAsEveryArticleTells) { expect_ranks("simple", 300, 31); }
TEST(Ranking, WeighsStemsInTheFieldsWhereTheirFormsStand) { expect_ranks("english", 300, 32); }
TEST(Ranking, LeavesOutOnlyWhatCannotBeAmongTheBest) { expect_ranks("english", 1000, 33); }

TEST(Ranking, ACursorGoesOnWithItsOwnRankingAlone) {
  const TemporaryFolder folder;
  Random random(35);
  write(folder.file("a.riffle"), "simple", random_articles(random, 60));
  const auto index = riffle::Index::open(folder.file("a.riffle"));
  ASSERT_TRUE(index);
  riffle::SearchOptions options;
  options.limit = 5;
  options.ranking.fields = {{"title", 3, 0.5}};
  const auto all = index->search("attack OR river", {.limit = 10, .ranking = options.ranking});
  const auto first = index->search("attack OR river", options);
  ASSERT_TRUE(all && first && all->hits.size() == 10u);
  options.after = first->next;
  const auto second = index->search("attack OR river", options);
  ASSERT_TRUE(second) << second.error().message;
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(second->hits[i].id, all->hits[5 + i].id);
  options.ranking.fields[0].weight = 2;
  const auto other = index->search("attack OR river", options);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("another sort order or ranking"), std::string::npos);
}

// A source scores nothing, and the segment behind has none of that source: there all matches score the same.
TEST(Ranking, AlikeMatchesOfOneSegmentBeatWorseOnesOfAnother) {
  const TemporaryFolder folder;
  const std::string path = folder.file("alike.riffle");
  for (const bool has_words : {false, true}) {
    auto writer = riffle::IndexWriter::open(path, {.analyzer = "simple"});
    ASSERT_TRUE(writer);
    for (int i = 0; i < 5; ++i) {
      riffle::Document document;
      document.id = (has_words ? "word" : "source") + std::to_string(i);
      (has_words ? document.body : document.source) = has_words ? "storm" : "AFP";
      ASSERT_TRUE(writer->add(document));
    }
    ASSERT_TRUE(writer->commit());
  }
  const auto index = riffle::Index::open(path);
  ASSERT_TRUE(index);
  ASSERT_EQ(index->info()->segments.size(), 2u);
  for (const std::size_t limit : {1u, 3u, 5u, 7u}) {
    const auto hits = index->search("source:afp OR st*", {.limit = limit});
    ASSERT_TRUE(hits);
    std::string ids;
    for (const riffle::Hit& hit : hits->hits) ids += hit.id + " ";
    EXPECT_EQ(ids, std::string("word0 word1 word2 word3 word4 source0 source1 ").substr(0, ids.size())) << limit;
    EXPECT_EQ(hits->hits.size(), limit);
    EXPECT_EQ(hits->total, 10u);
  }
}

TEST(Ranking, RefusesWhatCannotBe) {
  const TemporaryFolder folder;
  Random random(34);
  write(folder.file("a.riffle"), "simple", random_articles(random, 3));
  const auto index = riffle::Index::open(folder.file("a.riffle"));
  ASSERT_TRUE(index);
  const auto error_of = [&](const riffle::Ranking& ranking) {
    riffle::SearchOptions options;
    options.ranking = ranking;
    const auto found = index->search("town", options);
    return found ? std::string() : found.error().message;
  };
  EXPECT_EQ(error_of({.fields = {{"title", 2, 0.5}}}), "");
  EXPECT_NE(error_of({.fields = {{"nowhere", 2, 0.5}}}).find("no text field; there are: title, body"),
            std::string::npos);
  EXPECT_NE(error_of({.fields = {{"source", 2, 0.5}}}).find("no text field"), std::string::npos);
  for (const double weight : {-1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_NE(error_of({.fields = {{"title", weight, 0.5}}}).find("from 0 to 1,000"), std::string::npos);
    EXPECT_NE(error_of({.half_life_days = weight}).find("half-life"), std::string::npos);
  }
  EXPECT_NE(error_of({.fields = {{"title", 1, 1.5}}}).find("b from 0 to 1"), std::string::npos);
  EXPECT_NE(error_of({.ageless = 2}).find("ageless"), std::string::npos);
}

}  // namespace
}  // namespace model

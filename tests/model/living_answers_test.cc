// An index that was added to, deleted from and merged gives the answers of one that was made of its live documents at
// once: the same hits with the same scores, for every kind of query, with long lists (whose bounds and best documents a
// ranked search relies on), stem classes, names and copies. The model has no stemmer, so the oracle is another index.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "index_files.h"
#include "random.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {
namespace {

constexpr std::size_t kDocuments = 3000;
constexpr std::size_t kPerCommit = 250;

/// Words of few stems in many forms, names in several spellings, and some that are rare.
std::string any_word(Random& random) {
  static const std::vector<std::string> kWords{
      "the",      "airport",  "airports",  "walk",       "walks",    "walked",     "walking", "city",
      "cities",   "minister", "ministers", "government", "governed", "governing",  "said",    "Muhammad",
      "Mohammed", "Mohamed",  "Gaddafi",   "Qaddafi",    "Kadhafi",  "well-known", "U.S.",    "attack",
      "attacks",  "attacked", "peace",     "talks",      "talk",     "talking"};
  const std::size_t draw = random.below(100);
  if (draw < 4) return "rare" + std::to_string(random.below(400));
  return kWords[random.below(draw < 50 ? 8 : kWords.size())];
}

std::string any_text(Random& random, std::size_t least, std::size_t most) {
  std::string text;
  for (std::size_t left = random.between(least, most); left > 0; --left) {
    text += any_word(random) + (random.below(12) == 0 ? ". " : " ");
  }
  return text;
}

std::vector<riffle::Document> any_articles(Random& random) {
  std::vector<riffle::Document> documents;
  for (std::size_t i = 0; i < kDocuments; ++i) {
    riffle::Document& document = documents.emplace_back();
    // One in eight takes the place of an earlier one.
    document.id = "d" + std::to_string(i > 0 && random.below(8) == 0 ? random.below(i) : i);
    document.title = any_text(random, 2, 6);
    document.body = any_text(random, 5, 60) + "End " + std::to_string(i) + ".";
    if (random.below(10) != 0) {
      document.date = 1704067200 + static_cast<riffle::Date>(random.below(400)) * 86400;
    }
    if (random.below(6) != 0) document.source = "Wire " + std::to_string(random.below(5));
  }
  return documents;
}

riffle::WriterOptions english_options(bool merges) {
  riffle::WriterOptions options;
  options.analyzer = "english";
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  options.merge_segments = merges;
  return options;
}

void drop(std::vector<riffle::Document>& live, const std::string& id) {
  std::erase_if(live, [&](const riffle::Document& document) { return document.id == id; });
}

bool holds(const riffle::Document& document, const std::string& word) {
  const std::string text = document.title + " " + document.body;
  return text.find(word + " ") != std::string::npos || text.find(word + ".") != std::string::npos;
}

/// A third of what was there goes away, by id and by query; returns what is left, in index order.
std::vector<riffle::Document> live_a_life(const std::string& path, Random& random, bool merges) {
  const std::vector<riffle::Document> documents = any_articles(random);
  std::vector<riffle::Document> live;
  auto writer = riffle::IndexWriter::open(path, english_options(merges));
  EXPECT_TRUE(writer);
  std::uint64_t merged = 0;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    drop(live, documents[i].id);
    live.push_back(documents[i]);
    EXPECT_TRUE(writer->add(documents[i]));
    if (random.below(4) == 0) {
      const std::string& id = documents[random.below(i + 1)].id;
      EXPECT_TRUE(writer->remove(id));
      drop(live, id);
    }
    if ((i + 1) % kPerCommit != 0) continue;
    const auto report = writer->commit();
    EXPECT_TRUE(report);
    merged += report->segments_merged;
    for (std::size_t word = 0; word < 20; ++word) {
      const std::string rare = "rare" + std::to_string(random.below(400));
      EXPECT_TRUE(writer->remove_matching('"' + rare + '"'));
      std::erase_if(live, [&](const riffle::Document& document) { return holds(document, rare); });
    }
  }
  EXPECT_TRUE(writer->commit());
  EXPECT_EQ(merged > 0, merges);
  return live;
}

std::string make_at_once(const std::string& path, const std::vector<riffle::Document>& documents) {
  auto writer = riffle::IndexWriter::open(path, english_options(false));
  EXPECT_TRUE(writer);
  for (const riffle::Document& document : documents) EXPECT_TRUE(writer->add(document));
  EXPECT_TRUE(writer->commit());
  return path;
}

const std::vector<std::string>& questions() {
  static const std::vector<std::string> kQuestions{"airport",
                                                   "walking",
                                                   "\"walking\"",
                                                   "WALKS",
                                                   "attack peace",
                                                   "attacked OR governed OR talking",
                                                   "Gaddafi",
                                                   "name:mohammed",
                                                   "name:qaddafi peace",
                                                   "airport cities -minister",
                                                   "NOT airport",
                                                   "\"the airport\"",
                                                   "\"peace talks\" OR \"city walk\"",
                                                   "\"peace talk\"~4",
                                                   "attack NEAR/3 peace",
                                                   "city ADJ/4 minister",
                                                   "air*",
                                                   "rare1*",
                                                   "*ism OR *ports",
                                                   "minster~1 attack",
                                                   "/(walk|talk)(s|ed)?/",
                                                   "^airport",
                                                   "title:^walk",
                                                   "title:(airport OR city) peace",
                                                   "ATLEAST/2 (attack peace talks governing)",
                                                   "source:\"wire 3\" walk",
                                                   "source:[\"wire 1\" \"wire 4\"] attack",
                                                   "date:2024-03..2024-08 attack peace",
                                                   "attack^3 peace^0.2 (city walk)^2",
                                                   "well-known",
                                                   "U.S.",
                                                   "rare7 OR rare8 OR rare9",
                                                   "*"};
  return kQuestions;
}

using Answer = std::vector<std::pair<std::string, double>>;

Answer ask(const riffle::Index& index, const std::string& text, const riffle::SearchOptions& options) {
  const auto hits = index.search(text, options);
  EXPECT_TRUE(hits) << text << ": " << hits.error().message;
  Answer answer;
  if (!hits) return answer;
  for (const riffle::Hit& hit : hits->hits) answer.emplace_back(hit.id, hit.score);
  answer.emplace_back("total", static_cast<double>(hits->total));
  return answer;
}

std::vector<std::string> all_ids(const riffle::Index& index, const std::string& text) {
  std::vector<std::string> ids;
  const auto query = index.parse(text);
  EXPECT_TRUE(query);
  EXPECT_TRUE(index.for_each_id(*query, [&](std::string_view id) {
    ids.emplace_back(id);
    return true;
  }));
  return ids;
}

void expect_same_answers(const riffle::Index& lived, const riffle::Index& fresh) {
  for (const std::string& text : questions()) {
    for (const std::size_t limit : {1u, 10u, 60u}) {
      riffle::SearchOptions options{.limit = limit};
      ASSERT_EQ(ask(lived, text, options), ask(fresh, text, options)) << text << ", " << limit << " hits";
      options.count_total = false;
      Answer partial = ask(lived, text, options);
      Answer whole = ask(fresh, text, {.limit = limit});
      partial.pop_back();
      whole.pop_back();
      ASSERT_EQ(partial, whole) << text << ", " << limit << " hits, not counted";
    }
    ASSERT_EQ(all_ids(lived, text), all_ids(fresh, text)) << text;
    const riffle::SearchOptions by_date{.limit = 20, .sort = riffle::SortOrder::kDateDescending};
    ASSERT_EQ(ask(lived, text, by_date), ask(fresh, text, by_date)) << text << " by date";
    const auto query = fresh.parse(text);
    ASSERT_TRUE(query);
    riffle::AggregateOptions wanted;
    wanted.facets.push_back({.field = "source"});
    const auto facets = lived.aggregate(*query, wanted);
    const auto expected = fresh.aggregate(*query, wanted);
    ASSERT_TRUE(facets && expected);
    ASSERT_EQ(facets->total, expected->total) << text;
    ASSERT_EQ(facets->facets.size(), expected->facets.size());
    for (std::size_t i = 0; i < expected->facets[0].values.size(); ++i) {
      ASSERT_EQ(facets->facets[0].values[i].value, expected->facets[0].values[i].value) << text;
      ASSERT_EQ(facets->facets[0].values[i].count, expected->facets[0].values[i].count) << text;
    }
  }
}

void expect_same_similar(const riffle::Index& lived, const riffle::Index& fresh,
                         const std::vector<riffle::Document>& live) {
  for (std::size_t i = 0; i < live.size(); i += live.size() / 10) {
    const auto a = lived.similar(live[i].id);
    const auto b = fresh.similar(live[i].id);
    ASSERT_TRUE(a && b) << live[i].id;
    EXPECT_EQ(a->to_string(), b->to_string()) << "deleted articles make no word less telling";
    const auto hits = lived.search(*a, {.limit = 10});
    const auto expected = fresh.search(*b, {.limit = 10});
    ASSERT_TRUE(hits && expected);
    ASSERT_EQ(hits->hits.size(), expected->hits.size());
    for (std::size_t j = 0; j < hits->hits.size(); ++j) EXPECT_EQ(hits->hits[j].id, expected->hits[j].id) << live[i].id;
  }
}

TEST(LivingAnswers, AreThoseOfTheLiveDocumentsIndexedAtOnce) {
  for (const bool merges : {false, true}) {
    SCOPED_TRACE(merges ? "merging" : "not merging");
    Random random(merges ? 77 : 78);
    const TemporaryFolder folder;
    const std::string path = folder.file("lived");
    const std::vector<riffle::Document> live = live_a_life(path, random, merges);
    const auto fresh = riffle::Index::open(make_at_once(folder.file("fresh"), live));
    ASSERT_TRUE(fresh);
    auto lived = riffle::Index::open(path);
    ASSERT_TRUE(lived);
    EXPECT_GT(lived->info()->deleted, 100u) << "tombstones are what this is about";
    expect_same_answers(*lived, *fresh);
    expect_same_similar(*lived, *fresh, live);
    EXPECT_EQ(faults_of(path), "");
    ASSERT_TRUE(riffle::IndexWriter::open(path, english_options(merges))->compact());
    ASSERT_TRUE(lived->refresh());
    EXPECT_EQ(lived->info()->deleted, 0u);
    expect_same_answers(*lived, *fresh);
    expect_same_similar(*lived, *fresh, live);
    EXPECT_EQ(faults_of(path), "");
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace model

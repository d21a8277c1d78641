// Compaction in the order of graph bisection: another order, the same answers.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "index_files.h"
#include "naive_engine.h"
#include "random.h"
#include "random_corpus.h"
#include "random_query.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {
namespace {

riffle::Index compacted(const std::string& path, riffle::DocumentSort sort, unsigned threads) {
  {
    auto writer = riffle::IndexWriter::open(path, {.memory_bytes = std::size_t{512} << 20, .threads = threads});
    EXPECT_TRUE(writer);
    const auto report = writer->compact(sort);
    EXPECT_TRUE(report) << report.error().message;
  }
  EXPECT_EQ(faults_of(path), "");
  auto index = riffle::Index::open(path);
  EXPECT_TRUE(index);
  return std::move(*index);
}

/// Everything that matches, with its score.
std::map<std::string, double> all_hits(const riffle::Index& index, const std::string& query) {
  const auto hits = index.search(query, {.limit = 10000, .count_total = true});
  EXPECT_TRUE(hits) << query;
  std::map<std::string, double> scores;
  for (const riffle::Hit& hit : hits->hits) scores.emplace(hit.id, hit.score);
  EXPECT_EQ(scores.size(), hits->total) << query;
  return scores;
}

std::vector<std::string> ids_in_order(const riffle::Index& index) {
  std::vector<std::string> ids;
  const auto hits = index.search("*", {.limit = 10000});
  EXPECT_TRUE(hits);
  for (const riffle::Hit& hit : hits->hits) ids.push_back(hit.id);
  return ids;
}

/// An index of documents in several commits, with ids that come again.
class Reordered : public testing::Test {
 protected:
  void SetUp() override {
    Random random(4711);
    shape_.documents = 2000;
    shape_.vocabulary = 800;
    shape_.body_words = 60;
    shape_.commits = 3;
    shape_.repeat_share = 0.1;
    documents_ = random_documents(shape_, random);
    for (const riffle::Document& document : documents_) engine_.add(document);
    engine_.seal();
  }

  std::string made(const std::string& name) {
    EXPECT_EQ(build_index(folder_.file(name), shape_, documents_), "");
    return folder_.file(name);
  }

  TemporaryFolder folder_;
  CorpusShape shape_;
  std::vector<riffle::Document> documents_;
  NaiveEngine engine_{false};
};

TEST_F(Reordered, GivesTheSameAnswersAndDocuments) {
  const riffle::Index plain = compacted(made("plain"), riffle::DocumentSort::kAsAdded, 1);
  const riffle::Index other = compacted(made("other"), riffle::DocumentSort::kGraphBisection, 2);
  std::vector<std::string> ids = ids_in_order(plain);
  std::vector<std::string> other_ids = ids_in_order(other);
  EXPECT_NE(ids, other_ids) << "the order is another one";
  std::sort(ids.begin(), ids.end());
  std::sort(other_ids.begin(), other_ids.end());
  ASSERT_EQ(ids, other_ids);
  for (const std::string& id : ids) {
    const auto document = plain.get(id);
    const auto same = other.get(id);
    ASSERT_TRUE(document && same) << id;
    EXPECT_EQ(document->body, same->body) << id;
    EXPECT_EQ(document->date, same->date) << id;
    EXPECT_EQ(document->source, same->source) << id;
  }
  const QueryMaker maker(engine_);
  Random random(12);
  for (std::size_t i = 0; i < riffle::rounds(300); ++i) {
    const std::string query = maker.text(maker.tree(random, random.below(4)));
    const std::map<std::string, double> hits = all_hits(plain, query);
    const std::map<std::string, double> other_hits = all_hits(other, query);
    ASSERT_EQ(hits.size(), other_hits.size()) << query;
    for (const auto& [id, score] : hits) {
      ASSERT_TRUE(other_hits.contains(id)) << query << " " << id;
      EXPECT_NEAR(other_hits.at(id), score, 1e-4 * (1 + std::abs(score))) << query << " " << id;
    }
  }
}

TEST_F(Reordered, GivesTheSameBytesForAnyNumberOfThreads) {
  compacted(made("one"), riffle::DocumentSort::kGraphBisection, 1);
  const std::string bytes = read_bytes(folder_.file("one"));
  for (const unsigned threads : {2u, 3u}) {
    compacted(made("many"), riffle::DocumentSort::kGraphBisection, threads);
    EXPECT_TRUE(read_bytes(folder_.file("many")) == bytes) << threads << " threads";
    ASSERT_EQ(std::remove(folder_.file("many").c_str()), 0);
  }
}

}  // namespace
}  // namespace model

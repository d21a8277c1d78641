// Copies, collapsed hits, articles like another, and several files as one: through the public API.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "index_files.h"
#include "naive_engine.h"
#include "random.h"
#include "random_corpus.h"
#include "random_query.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {
namespace {

std::string story(std::uint64_t seed, std::size_t words) {
  // Neighbouring seeds give the same numbers, one place on.
  Random random(seed * 1'000'003);
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += "w" + std::to_string(random.below(5000)) + " ";
  return text;
}

riffle::Document article(const std::string& id, const std::string& body, const std::string& source = "") {
  riffle::Document document;
  document.id = id;
  document.title = "Title of " + id;
  document.body = body;
  document.source = source;
  return document;
}

void write(const std::string& path, const std::vector<riffle::Document>& documents,
           riffle::StoreMode store = riffle::StoreMode::kFull) {
  riffle::WriterOptions options;
  options.store = store;
  auto writer = riffle::IndexWriter::open(path, options);
  ASSERT_TRUE(writer) << writer.error().message;
  for (const riffle::Document& document : documents) ASSERT_TRUE(writer->add(document));
  ASSERT_TRUE(writer->commit());
}

riffle::Index open(const std::string& path) {
  auto index = riffle::Index::open(path);
  EXPECT_TRUE(index) << index.error().message;
  return std::move(*index);
}

/// Ids of the hits, each with those of its copies behind it.
std::vector<std::string> stories(const riffle::Index& index, std::size_t limit, std::size_t offset = 0) {
  riffle::SearchOptions options;
  options.limit = limit;
  options.offset = offset;
  options.collapse = true;
  const auto found = index.search("aleppo", options);
  EXPECT_TRUE(found) << found.error().message;
  std::vector<std::string> out;
  for (const riffle::Hit& hit : found->hits) {
    std::string text = hit.id;
    for (const riffle::Copy& copy : hit.copies) text += "=" + copy.id;
    EXPECT_EQ(hit.copy_count, hit.copies.size());
    out.push_back(text);
  }
  return out;
}

const std::string kStory = "aleppo " + story(1, 120);

TEST(Collapse, ShowsTheBestCopyWithTheOthers) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.riffle");
  // The second copy says the word more often; the last one not at all.
  write(path, {article("a", kStory), article("b", "aleppo aleppo aleppo " + kStory),
               article("c", "aleppo " + story(2, 90)), article("d", story(3, 50)), article("e", kStory.substr(7))});
  const riffle::Index index = open(path);
  EXPECT_EQ(stories(index, 10), (std::vector<std::string>{"b=a=e", "c"}));
  EXPECT_EQ(stories(index, 1), (std::vector<std::string>{"b=a=e"}));
  EXPECT_EQ(stories(index, 1, 1), (std::vector<std::string>{"c"}));
  EXPECT_EQ(stories(index, 0), (std::vector<std::string>{"b=a=e", "c"}));
  EXPECT_TRUE(riffle::verify(path)->faults.empty());
}

TEST(Collapse, CopiesOfLaterCommitsAreKnownByTheirTexts) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.riffle");
  write(path, {article("a", kStory), article("b", kStory)});
  write(path, {article("c", kStory), article("d", "aleppo " + story(5, 80))});
  write(path, {article("b", "aleppo " + story(6, 80))});
  const auto found = stories(open(path), 10);
  EXPECT_EQ(found.size(), 3U);
  EXPECT_EQ(std::count(found.begin(), found.end(), "a=c"), 1);
}

std::vector<std::string> clusters(const riffle::Index& index) {
  std::vector<std::string> out;
  EXPECT_TRUE(index.for_each_cluster([&](const riffle::CopyCluster& cluster) {
    std::string text;
    for (const riffle::Copy& copy : cluster.documents) text += copy.id;
    out.push_back(text);
    return true;
  }));
  return out;
}

TEST(Clusters, AreThoseOfTheCommitOrOfAllTexts) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.riffle");
  write(path, {article("a", kStory), article("b", story(9, 100)), article("c", kStory + story(8, 60))});
  EXPECT_EQ(clusters(open(path)), (std::vector<std::string>{"ac"}));
  write(path, {article("d", story(9, 100)), article("e", kStory)});
  EXPECT_EQ(clusters(open(path)), (std::vector<std::string>{"ace", "bd"}));
  const std::string bare = folder.file("b.riffle");
  write(bare, {article("a", kStory), article("b", kStory)}, riffle::StoreMode::kNone);
  EXPECT_EQ(clusters(open(bare)), (std::vector<std::string>{"ab"}));
}

TEST(Clusters, TellHowMuchIsShared) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.riffle");
  write(path, {article("a", kStory), article("b", kStory + story(8, 60))});
  std::vector<double> shared;
  ASSERT_TRUE(open(path).for_each_cluster([&](const riffle::CopyCluster& cluster) {
    shared = cluster.shared;
    return true;
  }));
  EXPECT_EQ(shared, (std::vector<double>{1, 1}));
}

TEST(Similar, FindsArticlesWithTheSameTellingWords) {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.riffle");
  std::vector<riffle::Document> documents;
  for (std::uint64_t i = 0; i < 30; ++i) documents.push_back(article("x" + std::to_string(i), story(100 + i, 40)));
  documents.push_back(article("rain", "Heavy rain flooded the harbour of Tartus and the market behind it."));
  documents.push_back(article("flood", "The market of Tartus stands under water since the harbour was flooded."));
  documents.push_back(article("chess", "The harbour chess club of Latakia won the cup."));
  write(path, documents);
  const riffle::Index index = open(path);
  const auto query = index.similar("rain");
  ASSERT_TRUE(query) << query.error().message;
  const auto found = index.search(*query);
  ASSERT_TRUE(found);
  ASSERT_GE(found->hits.size(), 2U);
  EXPECT_EQ(found->hits[0].id, "flood");
  EXPECT_EQ(found->hits[1].id, "chess");
  for (const riffle::Hit& hit : found->hits) EXPECT_NE(hit.id, "rain");
  EXPECT_EQ(index.similar("nobody").error().code, riffle::ErrorCode::kNotFound);
}

/// Hits with scores, of a joined index by the file, of a single one by the commit.
std::vector<std::string> lines(const riffle::Index& index, const std::string& query, std::size_t& with_file) {
  riffle::SearchOptions options;
  options.limit = 0;
  const auto found = index.search(query, options);
  EXPECT_TRUE(found) << found.error().message;
  std::vector<std::string> out;
  for (const riffle::Hit& hit : found->hits) {
    char score[40];
    std::snprintf(score, sizeof(score), "%.17g", hit.score);
    out.push_back(hit.id + " " + score + " " + std::to_string(hit.number));
    with_file += hit.file.empty() ? 0 : 1;
  }
  return out;
}

// Two files joined answer as one file with two commits does: the same hits and scores to the last bit.
TEST(JoinedFiles, AnswerAsOneFileWithTheSameCommits) {
  const TemporaryFolder folder;
  Random random(3);
  CorpusShape shape;
  shape.documents = 400;
  shape.repeat_share = 0;
  const std::vector<riffle::Document> documents = random_documents(shape, random);
  const std::vector<riffle::Document> first(documents.begin(), documents.begin() + 150);
  const std::vector<riffle::Document> second(documents.begin() + 150, documents.end());
  write(folder.file("a.riffle"), first);
  write(folder.file("b.riffle"), second);
  write(folder.file("whole.riffle"), first);
  write(folder.file("whole.riffle"), second);
  const auto joined = riffle::Index::open_all({folder.file("a.riffle"), folder.file("b.riffle")});
  ASSERT_TRUE(joined) << joined.error().message;
  const riffle::Index whole = open(folder.file("whole.riffle"));
  NaiveEngine engine(false);
  for (const riffle::Document& document : documents) engine.add(document);
  engine.seal();
  const QueryMaker maker(engine);
  for (int i = 0; i < 100; ++i) {
    const std::string query = maker.text(maker.tree(random, random.below(4)));
    std::size_t with_file = 0;
    std::size_t without = 0;
    const auto expected = lines(whole, query, without);
    ASSERT_EQ(lines(*joined, query, with_file), expected) << query;
    EXPECT_EQ(with_file, expected.size());
    EXPECT_EQ(without, 0U);
  }
  const auto info = joined->info();
  ASSERT_TRUE(info);
  EXPECT_EQ(info->documents, 400U);
}

TEST(JoinedFiles, UnlikeFilesAreRefused) {
  const TemporaryFolder folder;
  write(folder.file("a.riffle"), {article("a", "x")});
  riffle::WriterOptions options;
  options.analyzer = "simple";
  auto writer = riffle::IndexWriter::open(folder.file("b.riffle"), options);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->add(article("b", "x")));
  ASSERT_TRUE(writer->commit());
  const auto joined = riffle::Index::open_all({folder.file("a.riffle"), folder.file("b.riffle")});
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().code, riffle::ErrorCode::kInvalidArgument);
  EXPECT_FALSE(riffle::Index::open_all({}));
  EXPECT_FALSE(riffle::Index::open_all({folder.file("a.riffle"), folder.file("none.riffle")}));
}

}  // namespace
}  // namespace model

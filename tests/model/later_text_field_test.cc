// A text field that a file gets later: as if it had been there from the start, empty in the documents before.
#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "index_files.h"
#include "random.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {
namespace {

constexpr std::size_t kBeforeLead = 300;
constexpr std::size_t kWithLead = 400;

std::string random_lead(Random& random, std::size_t most) {
  std::string text;
  for (std::size_t n = random.below(most); n > 0; --n)
    text += (text.empty() ? "" : " ") + std::string(random.chance(0.1) ? "The dhow. Storms w" : "w") +
            std::to_string(random.below(30));
  return text;
}

std::vector<riffle::Document> documents_with_leads() {
  Random random(61);
  std::vector<riffle::Document> documents(kWithLead);
  for (std::size_t i = 0; i < kWithLead; ++i) {
    documents[i].id = "d" + std::to_string(i);
    documents[i].title = random_lead(random, 5);
    documents[i].body = random_lead(random, 120);
    documents[i].source = "s" + std::to_string(random.below(5));
    if (random.chance(0.6)) documents[i].extra.push_back({"lead", "\"" + random_lead(random, 20) + "\""});
  }
  return documents;
}

std::string lead_of(const riffle::Document& document) {
  return document.extra.empty() ? std::string() : document.extra.front().json;
}

const std::vector<riffle::FieldSpec> kLead{{"lead", riffle::FieldKind::kText}};

/// Adds documents [begin, end), of which those before kBeforeLead lose their lead when `without`, in commits of 100.
void add_with_leads(const std::string& path, const std::vector<riffle::Document>& documents, std::size_t begin,
                    std::size_t end, const std::vector<riffle::FieldSpec>& fields, bool without,
                    riffle::StoreMode store) {
  riffle::WriterOptions options;
  options.fields = fields;
  options.store = store;
  options.merge_segments = false;
  options.threads = 1;
  auto writer = riffle::IndexWriter::open(path, options);
  ASSERT_TRUE(writer) << writer.error().message;
  for (std::size_t i = begin; i < end; ++i) {
    riffle::Document document = documents[i];
    if (without && i < kBeforeLead) document.extra.clear();
    ASSERT_TRUE(writer->add(std::move(document)));
    if (i % 100 != 99) continue;
    if (i == 99) {
      ASSERT_TRUE(writer->commit());
      ASSERT_TRUE(writer->remove("d7"));
    }
    ASSERT_TRUE(writer->commit());
  }
}

using ScoredIds = std::vector<std::tuple<std::string, double>>;

ScoredIds scored_ids(const riffle::Index& index, const std::string& query, double title_weight) {
  riffle::SearchOptions options;
  options.limit = 0;
  if (title_weight != 1) options.ranking.fields = {{.field = "title", .weight = title_weight}};
  const auto found = index.search(query, options);
  EXPECT_TRUE(found) << query << ": " << found.error().message;
  ScoredIds answer;
  if (found) {
    for (const riffle::Hit& hit : found->hits) answer.emplace_back(hit.id, hit.score);
  }
  return answer;
}

void expect_as_always(const riffle::Index& later, const riffle::Index& always) {
  for (const std::string query : {"w1", "lead:w1", "body:w1 -lead:w2", "\"w1 w2\"", "lead:\"dhow storms\"", "lead:*",
                                  "title:w3 OR lead:w3", "w4 NEAR/2 w5", "dhow SENTENCE w6", "lead:^w7", "w1* lead:w2*",
                                  "-lead:*", "ATLEAST/2 (w1 w2 lead:w3)", "* source:s1"}) {
    for (const double weight : {1.0, 3.0}) {
      const ScoredIds answer = scored_ids(later, query, weight);
      EXPECT_EQ(answer, scored_ids(always, query, weight)) << query;
      EXPECT_FALSE(answer.empty()) << query;
    }
  }
}

class LaterTextField : public testing::TestWithParam<riffle::StoreMode> {
 protected:
  const TemporaryFolder folder_;
  const std::string path_ = folder_.file("later.riffle");
  const std::vector<riffle::Document> documents_ = documents_with_leads();
};

TEST_P(LaterTextField, IsAsIfItHadAlwaysBeenThere) {
  add_with_leads(path_, documents_, 0, kBeforeLead, {}, false, GetParam());
  add_with_leads(path_, documents_, kBeforeLead, kWithLead, kLead, false, GetParam());
  const std::string always = folder_.file("always.riffle");
  add_with_leads(always, documents_, 0, kWithLead, kLead, true, GetParam());
  EXPECT_EQ(faults_of(path_), "");
  auto index = riffle::Index::open(path_);
  const auto expected = riffle::Index::open(always);
  ASSERT_TRUE(index && expected);
  expect_as_always(*index, *expected);
  // What came before is read by its own fields, and can be brought back.
  riffle::OpenOptions before;
  before.generation = index->info()->generation - 1;
  const auto old = riffle::Index::open(path_, before);
  ASSERT_TRUE(old) << old.error().message;
  EXPECT_EQ(old->info()->fields.size() + 1, index->info()->fields.size());
  EXPECT_EQ(scored_ids(*old, "*", 1).size(), kBeforeLead - 1);
  if (GetParam() == riffle::StoreMode::kFull) {
    // Members of documents before stay what they were: kept, and not searched.
    for (const std::size_t i : {5U, 6U, 8U, 250U, 350U, 351U}) {
      const auto kept = index->get(documents_[i].id);
      ASSERT_TRUE(kept);
      EXPECT_EQ(lead_of(*kept), lead_of(documents_[i])) << i;
    }
  }
  auto writer = riffle::IndexWriter::open(path_);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->compact());
  ASSERT_TRUE(index->refresh());
  expect_as_always(*index, *expected);
  EXPECT_EQ(faults_of(path_), "");
}

TEST_P(LaterTextField, ComesWithACommitOfItsOwn) {
  add_with_leads(path_, documents_, 0, kBeforeLead, {}, false, GetParam());
  {
    riffle::WriterOptions options;
    options.fields = kLead;
    auto writer = riffle::IndexWriter::open(path_, options);
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->remove("d9"));
    ASSERT_TRUE(writer->commit());
    ASSERT_TRUE(writer->commit());
    ASSERT_TRUE(writer->remove("d11"));
    const riffle::Document late = documents_[350];
    ASSERT_TRUE(writer->add(late));
    ASSERT_TRUE(writer->commit());
  }
  EXPECT_EQ(faults_of(path_), "");
  const auto index = riffle::Index::open(path_);
  ASSERT_TRUE(index);
  EXPECT_EQ(scored_ids(*index, "*", 1).size(), kBeforeLead - 3 + 1);
  EXPECT_EQ(scored_ids(*index, "lead:*", 1).size(), documents_[350].extra.empty() ? 0U : 1U);
  // That segments were written anew replaces nothing.
  riffle::OpenOptions before;
  before.generation = index->info()->generation - 2;
  const auto old = riffle::Index::open(path_, before);
  ASSERT_TRUE(old) << old.error().message;
  const auto changes = index->changes_since(*old);
  ASSERT_TRUE(changes) << changes.error().message;
  EXPECT_EQ(changes->added, std::vector<std::string>{documents_[350].id});
  EXPECT_EQ(changes->removed, (std::vector<std::string>{"d11", "d9"}));
  EXPECT_EQ(changes->replaced, std::vector<std::string>());
  // A commit before is brought back with its fields.
  auto writer = riffle::IndexWriter::open(path_);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->rollback(2));
  const auto back = riffle::Index::open(path_);
  ASSERT_TRUE(back);
  EXPECT_EQ(scored_ids(*back, "*", 1).size(), 99U);
  EXPECT_EQ(faults_of(path_), "");
}

INSTANTIATE_TEST_SUITE_P(Stores, LaterTextField, testing::Values(riffle::StoreMode::kFull, riffle::StoreMode::kNone));

}  // namespace
}  // namespace model

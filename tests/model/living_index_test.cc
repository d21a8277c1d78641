// An index that lives: adds, upserts, deletes by id and by query, commits, rollbacks, in random order, against
// NaiveEngine; every commit must go on answering as it did, whatever came after it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "compare.h"
#include "index_files.h"
#include "naive_engine.h"
#include "random.h"
#include "random_corpus.h"
#include "random_query.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"

namespace model {
namespace {

riffle::WriterOptions writer_options() {
  riffle::WriterOptions options;
  options.analyzer = "simple";
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  return options;
}

std::map<std::string, riffle::Document> by_id(const NaiveEngine& engine) {
  std::map<std::string, riffle::Document> documents;
  for (std::size_t i = 0; i < engine.live_count(); ++i) documents.emplace(engine.document(i).id, engine.document(i));
  return documents;
}

bool same_document(const riffle::Document& a, const riffle::Document& b) {
  return a.title == b.title && a.body == b.body && a.date == b.date && a.source == b.source && a.url == b.url &&
         std::equal(a.extra.begin(), a.extra.end(), b.extra.begin(), b.extra.end(),
                    [](const auto& x, const auto& y) { return x.name == y.name && x.json == y.json; });
}

riffle::Changes expected_changes(const NaiveEngine& before, const NaiveEngine& after) {
  riffle::Changes changes;
  const auto old = by_id(before);
  const auto now = by_id(after);
  for (const auto& [id, document] : now) {
    const auto known = old.find(id);
    if (known == old.end())
      changes.added.push_back(id);
    else if (!same_document(known->second, document))
      changes.replaced.push_back(id);
  }
  for (const auto& [id, document] : old) {
    if (!now.contains(id)) changes.removed.push_back(id);
  }
  return changes;
}

/// One file with its writer, the model of what is being written, and the models of all commits.
class LivingIndex {
 public:
  explicit LivingIndex(std::uint64_t seed) : random_(seed), path_(folder_.file("living.riffle")), now_(false) {
    CorpusShape shape;
    shape.documents = 150;
    shape.vocabulary = 60;
    shape.repeat_share = 0.3;
    documents_ = random_documents(shape, random_);
    open_writer();
  }

  void run() {
    commit();
    while (next_ < documents_.size() && !testing::Test::HasFailure()) {
      switch (random_.below(20)) {
        case 0: open_writer(); break;
        case 1: roll_back(); break;
        case 2: compact(); break;
        case 3: remove_matching(); break;
        case 4:
        case 5:
        case 6: remove_id(); break;
        case 7:
        case 8:
        case 9: commit(); break;
        default: add();
      }
    }
    commit();
    for (std::size_t i = first_; i <= commits_.size(); ++i) check(i);
    const auto report = riffle::verify(path_);
    ASSERT_TRUE(report);
    for (const riffle::Fault& fault : report->faults) ADD_FAILURE() << fault.section << ": " << fault.message;
  }

  [[nodiscard]] std::uint64_t merges() const { return merges_; }

 private:
  // Without a commit, what was added and removed is forgotten.
  void open_writer() {
    writer_.reset();
    auto opened = riffle::IndexWriter::open(path_, writer_options());
    ASSERT_TRUE(opened) << opened.error().message;
    writer_.emplace(std::move(*opened));
    now_ = commits_.empty() ? NaiveEngine(false) : commits_.back();
    touched_.clear();
  }

  void add() {
    const riffle::Document& document = documents_[next_++];
    ASSERT_TRUE(writer_->add(document));
    now_.add(document);
    touched_.insert(document.id);
  }

  void remove_id() {
    const std::string& id = documents_[random_.below(next_ + 1)].id;
    const auto was_there = writer_->remove(id);
    ASSERT_TRUE(was_there) << was_there.error().message;
    now_.remove(id);
    touched_.insert(id);
  }

  // The query is asked of the last commit; what was added since stays.
  void remove_matching() {
    const NaiveEngine& base = commits_.back();
    if (base.live_count() == 0) return;
    const QueryMaker maker(base);
    const Tree tree = maker.tree(random_, 2);
    const std::vector<Match> matches = base.matches(tree);
    if (matches.size() > base.live_count() / 2) return;
    const auto removed = writer_->remove_matching(maker.text(tree));
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(*removed, matches.size()) << maker.text(tree);
    for (const Match& match : matches) {
      const std::string& id = base.document(match.place).id;
      if (!touched_.contains(id)) now_.remove(id);
    }
  }

  void commit() {
    const auto report = writer_->commit();
    ASSERT_TRUE(report) << report.error().message;
    now_.seal();
    EXPECT_EQ(report->documents_total, now_.live_count());
    if (report->generation == commits_.size()) return;  // nothing had changed
    ASSERT_EQ(report->generation, commits_.size() + 1);
    commits_.push_back(now_);
    touched_.clear();
    merges_ += report->segments_merged;
    if (report->history_dropped) first_ = commits_.size();
    check(commits_.size());
    follow();
  }

  void roll_back() {
    if (!touched_.empty()) return;
    const std::size_t target = random_.between(first_, commits_.size());
    const auto report = writer_->rollback(target);
    if (!report) {
      // A query may have removed something.
      EXPECT_EQ(report.error().code, riffle::ErrorCode::kInvalidArgument) << report.error().message;
      return;
    }
    ASSERT_EQ(report->generation, commits_.size() + 1);
    now_ = commits_[target - 1];
    commits_.push_back(now_);
    EXPECT_EQ(report->documents_total, now_.live_count());
    check(commits_.size());
    follow();
  }

  // Earlier commits are gone, but whoever has one of them open keeps it.
  void compact() {
    if (!touched_.empty()) return;
    const auto before = riffle::Index::open(path_);
    ASSERT_TRUE(before);
    const auto report = writer_->compact();
    if (!report) {
      EXPECT_EQ(report.error().code, riffle::ErrorCode::kInvalidArgument) << report.error().message;
      return;
    }
    const NaiveEngine old = commits_.back();
    commits_.push_back(old);
    ASSERT_EQ(report->generation, commits_.size());
    first_ = commits_.size();
    now_ = old;
    EXPECT_LE(riffle::Index::open(path_)->info()->segments.size(), 1u);
    EXPECT_EQ(content_difference(*before, old, riffle::StoreMode::kFull, true), "");
    const auto gone = riffle::Index::open(path_, {.generation = first_ - 1});
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, riffle::ErrorCode::kNotFound);
    check(commits_.size());
    follow();
  }

  // One reader goes along by refresh().
  void follow() {
    if (!follower_) {
      auto opened = riffle::Index::open(path_);
      ASSERT_TRUE(opened);
      follower_.emplace(std::move(*opened));
      return;
    }
    const auto is_newer = follower_->refresh();
    ASSERT_TRUE(is_newer) << is_newer.error().message;
    EXPECT_TRUE(*is_newer);
    EXPECT_FALSE(follower_->refresh().value_or(true)) << "nothing more to see";
    EXPECT_EQ(content_difference(*follower_, commits_.back(), riffle::StoreMode::kFull, true), "");
  }

  void check(std::size_t generation) {
    const NaiveEngine& engine = commits_[generation - 1];
    const auto index = riffle::Index::open(path_, {.generation = generation});
    ASSERT_TRUE(index) << index.error().message;
    ASSERT_EQ(index->info()->generation, generation);
    ASSERT_EQ(content_difference(*index, engine, riffle::StoreMode::kFull, true), "") << "commit " << generation;
    if (engine.live_count() > 0) {
      const QueryMaker maker(engine);
      for (int i = 0; i < 6; ++i) {
        const Tree tree = maker.tree(random_, 3);
        ASSERT_EQ(difference(*index, engine, maker, tree, Random(random_.next())), "") << maker.text(tree);
      }
    }
    const std::size_t other = random_.between(first_, commits_.size());
    const auto before = riffle::Index::open(path_, {.generation = other});
    ASSERT_TRUE(before);
    const auto changes = index->changes_since(*before);
    ASSERT_TRUE(changes) << changes.error().message;
    const riffle::Changes expected = expected_changes(commits_[other - 1], engine);
    EXPECT_EQ(changes->added, expected.added) << other << " to " << generation;
    EXPECT_EQ(changes->removed, expected.removed) << other << " to " << generation;
    EXPECT_EQ(changes->replaced, expected.replaced) << other << " to " << generation;
    check_history(*index, generation);
  }

  void check_history(const riffle::Index& index, std::size_t generation) {
    const auto history = index.history();
    ASSERT_TRUE(history) << history.error().message;
    ASSERT_EQ(history->size(), generation - first_ + 1);
    std::uint64_t bytes = 0;
    for (const riffle::CommitInfo& commit : *history) {
      EXPECT_EQ(commit.documents, commits_[commit.generation - 1].live_count());
      EXPECT_EQ(commit.time, std::nullopt);
      bytes += commit.bytes_added;
    }
    EXPECT_EQ(bytes, history->front().file_bytes);
  }

  Random random_;
  TemporaryFolder folder_;
  std::string path_;
  std::vector<riffle::Document> documents_;
  std::size_t next_ = 0;
  std::optional<riffle::IndexWriter> writer_;
  std::optional<riffle::Index> follower_;
  NaiveEngine now_;
  std::set<std::string> touched_;  // ids added or removed since the last commit
  std::vector<NaiveEngine> commits_;
  std::size_t first_ = 1;  // that the file still holds
  std::uint64_t merges_ = 0;
};

TEST(LivingIndex, EveryCommitAnswersAsTheModelDoesAndGoesOnDoingSo) {
  std::uint64_t merges = 0;
  for (std::uint64_t seed = 1; seed <= riffle::rounds(6); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LivingIndex life(seed);
    life.run();
    if (HasFailure()) return;
    merges += life.merges();
  }
  EXPECT_GT(merges, 0u);
}

// Not in the ordinary run: RIFFLE_LIVING_SECONDS=N goes on for that time, from RIFFLE_LIVING_SEED on.
TEST(LivingIndex, FreshSeedsForTheTimeAsked) {
  const std::chrono::seconds budget(riffle::asked_for("RIFFLE_LIVING_SECONDS", 0));
  std::uint64_t seed = riffle::asked_for("RIFFLE_LIVING_SEED", 500000);
  const std::uint64_t start = seed;
  const auto end = std::chrono::steady_clock::now() + budget;
  do {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LivingIndex(seed++).run();
  } while (!HasFailure() && std::chrono::steady_clock::now() < end);
  std::cout << "tally: executions=" << seed - start << '\n';
}

riffle::Document living_article(const std::string& id, const std::string& body) {
  riffle::Document document;
  document.id = id;
  document.body = body;
  return document;
}

TEST(LivingIndex, AddsAndRemovalsOfOneCommitCountInTheirOrder) {
  const TemporaryFolder folder;
  auto writer = riffle::IndexWriter::open(folder.file("a"), writer_options());
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->add(living_article("gone", "one")));
  ASSERT_TRUE(writer->add(living_article("back", "two")));
  EXPECT_FALSE(writer->remove("gone").value());
  EXPECT_FALSE(writer->remove("back").value());
  EXPECT_FALSE(writer->remove("never").value());
  ASSERT_TRUE(writer->add(living_article("back", "three")));
  const auto report = writer->commit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->documents_removed, 1u);
  EXPECT_EQ(report->documents_replaced, 1u);
  EXPECT_EQ(report->documents_total, 1u);
  EXPECT_EQ(riffle::Index::open(folder.file("a"))->get("back")->body, "three");
  EXPECT_TRUE(writer->remove("back").value());
  EXPECT_FALSE(writer->remove("back").value()) << "it is gone already";
  EXPECT_EQ(writer->commit()->documents_total, 0u);
  EXPECT_EQ(riffle::Index::open(folder.file("a"))->info()->segments.size(), 0u);
}

TEST(LivingIndex, AQueryThatDoesNotParseDeletesNothing) {
  const TemporaryFolder folder;
  auto writer = riffle::IndexWriter::open(folder.file("a"), writer_options());
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->remove_matching("*").value(), 0u) << "there is no commit yet";
  ASSERT_TRUE(writer->add(living_article("a", "one")));
  ASSERT_TRUE(writer->commit());
  const auto removed = writer->remove_matching("one AND (");
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, riffle::ErrorCode::kBadQuery);
  EXPECT_EQ(writer->commit()->documents_total, 1u);
  EXPECT_EQ(writer->remove_matching("*").value(), 1u);
  EXPECT_EQ(writer->commit()->documents_total, 0u);
}

TEST(LivingIndex, RollbackNeedsACommitThatIsThereAndNothingPending) {
  const TemporaryFolder folder;
  auto writer = riffle::IndexWriter::open(folder.file("a"), writer_options());
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->rollback(1).error().code, riffle::ErrorCode::kNotFound);
  ASSERT_TRUE(writer->add(living_article("a", "one")));
  EXPECT_EQ(writer->rollback(1).error().code, riffle::ErrorCode::kInvalidArgument);
  ASSERT_TRUE(writer->commit());
  for (const std::uint64_t generation : {0u, 2u, 1000u}) {
    EXPECT_EQ(writer->rollback(generation).error().code, riffle::ErrorCode::kNotFound) << generation;
  }
  EXPECT_EQ(writer->rollback(1)->generation, 2u) << "a refusal leaves the writer usable";
  const auto missing = riffle::Index::open(folder.file("a"), {.generation = 3});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, riffle::ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find("1 to 2"), std::string::npos) << missing.error().message;
}

TEST(LivingIndex, RecordsTheTimeOfACommitWhenAsked) {
  const TemporaryFolder folder;
  riffle::WriterOptions options = writer_options();
  options.commit_time = 1732550400;
  auto writer = riffle::IndexWriter::open(folder.file("a"), options);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(riffle::Index::open(folder.file("a"))->history()->front().time, 1732550400);
}

TEST(LivingIndex, RefreshDoesNotFollowToAnotherIndex) {
  const TemporaryFolder folder;
  for (const char* name : {"a", "b"}) {
    auto writer = riffle::IndexWriter::open(folder.file(name), writer_options());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->add(living_article(name, "text")));
    ASSERT_TRUE(writer->commit());
  }
  auto index = riffle::Index::open(folder.file("a"));
  ASSERT_TRUE(index);
  ASSERT_EQ(std::rename(folder.file("b").c_str(), folder.file("a").c_str()), 0);
  const auto refreshed = index->refresh();
  ASSERT_FALSE(refreshed);
  EXPECT_EQ(refreshed.error().code, riffle::ErrorCode::kInvalidArgument);
  EXPECT_TRUE(index->get("a")) << "it answers on from its own snapshot";
  ASSERT_EQ(std::remove(folder.file("a").c_str()), 0);
  EXPECT_EQ(index->refresh().error().code, riffle::ErrorCode::kNotFound);
  EXPECT_TRUE(index->get("a"));
}

}  // namespace
}  // namespace model

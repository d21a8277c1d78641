// The whole engine against NaiveEngine: random corpora, random queries, the same answers.
// RIFFLE_MODEL_SECONDS=N lets one more test run on fresh seeds for N seconds; RIFFLE_MODEL_SEED=S starts it at seed S.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
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

namespace model {
namespace {

std::string run_queries(const riffle::Index& index, const NaiveEngine& engine, std::size_t count, Random& random) {
  if (engine.live_count() == 0) return "";
  const QueryMaker maker(engine);
  for (std::size_t i = 0; i < count; ++i) {
    const Tree tree = maker.tree(random, random.below(6));
    const Random choices(random.next());
    const std::string wrong = difference(index, engine, maker, tree, choices);
    if (!wrong.empty()) return shrink(index, engine, maker, tree, choices) + "\n  at first: " + maker.text(tree);
  }
  return "";
}

/// One snapshot taken after an early commit must go on giving that commit's answers.
struct EarlySnapshot {
  std::optional<riffle::Index> index;
  NaiveEngine engine;
};

std::string run_corpus(const CorpusShape& shape, std::uint64_t seed, std::size_t query_count) {
  Random random(seed);
  const std::vector<riffle::Document> documents = random_documents(shape, random);
  const std::string name =
      "seed " + std::to_string(seed) + " digest " + std::to_string(digest(documents)) + " " + describe(shape) + "\n  ";
  const TemporaryFolder folder;
  const std::string path = folder.file("model.riffle");
  NaiveEngine engine(shape.join_title);
  EarlySnapshot early{std::nullopt, NaiveEngine(shape.join_title)};
  std::string wrong;
  std::uint64_t last_total = 0;
  const auto after_commit = [&](std::size_t commit, const riffle::CommitReport& report) {
    const CommitRange range = commit_range(documents.size(), shape.commits, commit);
    for (std::size_t i = range.begin; i < range.end; ++i) engine.add(documents[i]);
    last_total = report.documents_total;
    if (commit == 0 && shape.commits > 1 && range.end > range.begin) {
      auto opened = riffle::Index::open(path);
      if (!opened) {
        wrong = "open after the first commit: " + opened.error().message;
      } else {
        early.index.emplace(std::move(*opened));
        early.engine = engine;
        early.engine.seal();
      }
    }
  };
  const std::string built = build_index(path, shape, documents, after_commit);
  if (!built.empty()) return name + built;
  if (!wrong.empty()) return name + wrong;
  engine.seal();
  if (last_total != engine.live_count()) return name + "documents_total " + std::to_string(last_total);
  riffle::OpenOptions options;
  if (seed % 3 == 1) options.trust = riffle::Trust::kUntrusted;
  auto index = riffle::Index::open(path, options);
  if (!index) return name + "open: " + index.error().message;
  std::unordered_set<std::string> ids;
  for (const riffle::Document& document : documents) ids.insert(document.id);
  wrong = content_difference(*index, engine, shape.store, ids.size() < documents.size());
  if (wrong.empty()) wrong = run_queries(*index, engine, query_count, random);
  if (wrong.empty() && early.index) {
    wrong = run_queries(*early.index, early.engine, query_count / 10 + 1, random);
    if (!wrong.empty()) wrong = "early snapshot: " + wrong;
  }
  if (wrong.empty()) {
    const auto report = riffle::verify(path);
    if (!report) wrong = "verify: " + report.error().message;
    if (report && !report->faults.empty())
      wrong = "verify: " + report->faults[0].section + ": " + report->faults[0].message;
  }
  return wrong.empty() ? "" : name + wrong;
}

std::string run_random_shape(std::uint64_t seed, bool medium, std::size_t query_count) {
  Random random(seed ^ 0x5EED);
  return run_corpus(random_shape(random, medium), seed, query_count);
}

TEST(Model, SmallCorporaGiveTheSameAnswers) {
  for (std::uint64_t seed = 1; seed <= riffle::rounds(60); ++seed) ASSERT_EQ(run_random_shape(seed, false, 40), "");
}

TEST(Model, MediumCorporaGiveTheSameAnswers) {
  for (std::uint64_t seed = 1001; seed <= 1000 + riffle::rounds(6); ++seed) {
    ASSERT_EQ(run_random_shape(seed, true, riffle::rounds(60)), "");
  }
}

// More than 4,096 documents of a container hold the frequent words: bitset containers and rank directories.
TEST(Model, ManyShortDocumentsGiveTheSameAnswers) {
  CorpusShape shape;
  shape.documents = 9000;
  shape.vocabulary = 40;
  shape.skew = 2.5;
  shape.body_words = 30;
  shape.repeat_share = 0.02;
  shape.threads = 2;
  ASSERT_EQ(run_corpus(shape, 2001, riffle::rounds(60)), "");
  shape.commits = 3;
  shape.skew = 3;
  ASSERT_EQ(run_corpus(shape, 2002, riffle::rounds(40)), "");
}

// Document ids beyond 65,536: several containers in a list and in the columns.
TEST(Model, SeveralContainersGiveTheSameAnswers) {
  CorpusShape shape;
  shape.documents = 70000;
  shape.vocabulary = 400;
  shape.skew = 3;
  shape.title_words = 3;
  shape.body_words = 3;
  shape.burst_share = 0;
  shape.repeat_share = 0.001;
  shape.store = riffle::StoreMode::kNone;
  ASSERT_EQ(run_corpus(shape, 3001, riffle::rounds(40)), "");
}

// Enough tokens for both kinds of long positions, packed blocks, chunks of both forms and tf exceptions.
TEST(Model, ManyWordsGiveTheSameAnswers) {
  CorpusShape shape;
  shape.documents = 6000;
  shape.vocabulary = 6000;
  shape.skew = 2.5;
  shape.body_words = 300;
  shape.burst_share = 0.1;
  shape.repeat_share = 0;
  shape.store = riffle::StoreMode::kMeta;
  ASSERT_EQ(run_corpus(shape, 4001, riffle::rounds(50)), "");
}

TEST(Model, LongDocumentsGiveTheSameAnswers) {
  CorpusShape shape;
  shape.documents = 400;
  shape.vocabulary = 800;
  shape.body_words = 200;
  shape.long_share = 0.1;
  shape.burst_share = 0.3;
  shape.commits = 2;
  ASSERT_EQ(run_corpus(shape, 5001, riffle::rounds(60)), "");
}

// Not in the ordinary run: as long as RIFFLE_MODEL_SECONDS says, at most a few minutes past it for the last corpus.
TEST(Model, FreshSeedsGiveTheSameAnswersForTheTimeAsked) {
  const std::chrono::seconds budget(riffle::asked_for("RIFFLE_MODEL_SECONDS", 0));
  std::uint64_t seed = riffle::asked_for("RIFFLE_MODEL_SEED", 100000);
  const std::uint64_t start = seed;
  const auto end = std::chrono::steady_clock::now() + budget;
  do {
    ASSERT_EQ(run_random_shape(seed, seed % 5 == 0, riffle::rounds(60)), "");
    ++seed;
  } while (std::chrono::steady_clock::now() < end);
  RecordProperty("corpora", std::to_string(seed - start));
}

}  // namespace
}  // namespace model

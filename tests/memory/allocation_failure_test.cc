// Memory runs out at any allocation of any call, once or for good: an error, never an exception, a crash, a leak or a
// wrong answer; a file keeps its last commit or has the next one, whole. RIFFLE_ALLOCATION_RUNS=N tries N allocations
// of each call, spread over it (0 = every one).
#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/unicode_words.h"
#include "base/effort.h"
#include "base/scratch_folder.h"
#include "memory/allocation_hooks.h"
#include "postings/doc_set_view.h"
#include "riffle/riffle.h"

// RE2 compiles expressions in C++ that was written for a new that does not throw: what it had allocated when one does
// is lost. Nothing of the engine is left out.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libre2.so\n"; }

namespace riffle {
namespace {

constexpr std::uint64_t kRuns = 60;

std::uint64_t runs_wanted() {
  const std::uint64_t runs = asked_for("RIFFLE_ALLOCATION_RUNS", kRuns);
  return runs == 0 ? UINT64_MAX : runs;
}

Document article(int number) {
  static const char* const kWords[] = {"aleppo", "river", "market", "rebels", "talks", "storm", "election"};
  Document document;
  document.id = "a" + std::to_string(number);
  document.title = std::string("Mohammed visits ") + kWords[number % 7];
  document.body = "ALEPPO - The prime minister met";
  for (int i = 0; i < 40; ++i) document.body += std::string(" the ") + kWords[(number * i + i * i) % 7];
  document.body += " in Hama, Reuters said. A second sentence of story " + std::to_string(number % 5) + " ends here.";
  document.source = number % 2 == 0 ? "Reuters" : "Levant Post";
  document.date = 1732924800 + number * 86400;
  return document;
}

WriterOptions options() {
  WriterOptions options;
  options.threads = 1;
  options.memory_bytes = std::size_t{32} << 20;
  return options;
}

/// Adds articles [from, to) in one commit.
Status index_articles(const std::string& path, int from, int to) {
  auto writer = IndexWriter::open(path, options());
  if (!writer) return std::unexpected(writer.error());
  for (int i = from; i < to; ++i) {
    if (auto added = writer->add(article(i)); !added) return added;
  }
  auto report = writer->commit();
  if (!report) return std::unexpected(report.error());
  return {};
}

/// Calls what the library must not throw out of.
template <typename Call>
auto guarded(const std::string& what, Call&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::exception& error) {
    test::end_failures();
    ADD_FAILURE() << what << ": an exception left the library: " << error.what();
    std::abort();
  }
}

/// Also what the system says of calls that need memory of their own.
bool says_out_of_memory(const Error& error) {
  return error.code == ErrorCode::kOutOfMemory || (error.code == ErrorCode::kIo && error.os_error == ENOMEM);
}

struct Tally {
  std::uint64_t calls = 0;
  std::uint64_t failures = 0;
} tally;

/// Makes the call fail at its allocations, one after the other. `prepare` runs before each call, `after` behind it with
/// whether it succeeded.
template <typename T>
void fail_each(const std::string& what, const std::function<Result<T>()>& call,
               const std::function<std::string(const T&)>& text, const std::function<void()>& prepare = {},
               const std::function<void(bool)>& after = {}) {
  std::string expected;
  std::uint64_t total = 0;
  for (int warm_up = 0; warm_up < 2; ++warm_up) {  // the first one fills tables that stay
    if (prepare) prepare();
    const std::uint64_t before = test::allocations_made();
    const Result<T> result = guarded(what, call);
    total = test::allocations_made() - before;
    ASSERT_TRUE(result) << what << ": " << result.error().message;
    expected = text(*result);
    if (after) after(true);
  }
  const std::size_t before = test::allocated_bytes();
  const std::uint64_t runs = std::min(runs_wanted(), total);
  for (std::uint64_t i = 0; i < 2 * runs; ++i) {
    const auto how_often = i < runs ? test::OutOfMemory::kOnce : test::OutOfMemory::kForEver;
    const std::uint64_t place = i % runs;
    const std::uint64_t number = runs == total ? place : place * total / runs + i % (total / runs);
    const std::string where = what + ", allocation " + std::to_string(number) +
                              (how_often == test::OutOfMemory::kOnce ? "" : " and the rest");
    if (prepare) prepare();
    test::fail_allocation_after(number, how_often);
    Result<T> result = guarded(where, call);
    const bool has_failed = test::end_failures();
    ++tally.calls;
    tally.failures += has_failed ? 1 : 0;
    if (result) {
      EXPECT_EQ(text(*result), expected) << where;
    } else {
      EXPECT_TRUE(has_failed) << where << ": " << result.error().message;
      // A commit may be there already when there is no memory to look at its folder.
      const bool is_unknown = after && result.error().code == ErrorCode::kCommitUnknown;
      EXPECT_TRUE(is_unknown || says_out_of_memory(result.error())) << where << ": " << result.error().message;
    }
    if (after) after(result.has_value());
    if (testing::Test::HasFailure()) return;
  }
  // Buffers that threads keep, and the stems that an analyzer remembers (2 MiB): one that a call has lost comes again.
  constexpr std::size_t kKept = 4 << 20;
  EXPECT_LT(test::allocated_bytes(), before + kKept) << what << " leaks";
}

std::string text_of(const Hits& hits) {
  std::string text = std::to_string(hits.total);
  for (const Hit& hit : hits.hits) {
    text += "\n" + hit.id + " " + std::to_string(hit.score) + " " + hit.title + " " + hit.snippet.text;
  }
  return text;
}

class AllocationFailure : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(index_articles(path_, 0, 20));
    ASSERT_TRUE(index_articles(path_, 15, 30));
    auto writer = IndexWriter::open(path_, options());
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->remove("a3"));
    ASSERT_TRUE(writer->commit());
    bytes_ = read_whole_file(path_);
  }
  void TearDown() override {
    std::cout << "tally: executions=" << tally.calls << " failures=" << tally.failures << '\n';
    tally = {};
  }

  /// The file as it was; for calls that change it.
  std::function<void()> fresh_file() {
    return [this] { write_whole_file(path_, bytes_); };
  }
  /// The file must be sound, at its old commit or the next one.
  std::function<void(bool)> expect_sound(std::uint64_t generation) {
    return [this, generation](bool succeeded) {
      const auto index = Index::open(path_);
      ASSERT_TRUE(index) << index.error().message;
      const std::uint64_t found = index->info()->generation;
      EXPECT_GE(found, succeeded ? generation : generation - 1);
      EXPECT_LE(found, generation);
      const auto report = verify(path_);
      ASSERT_TRUE(report);
      EXPECT_TRUE(report->faults.empty()) << report->faults.front().message;
      EXPECT_EQ(folder_.file_count(), 1u) << "files are left behind";
    };
  }

  ScratchFolder folder_;
  std::string path_ = folder_.file("a.riffle");
  std::string bytes_;
};

const std::function<std::string(const bool&)> kNoText = [](const bool&) { return std::string(); };

TEST_F(AllocationFailure, WhileAFileIsMade) {
  const std::vector<Document> articles{article(1), article(2), article(3)};
  std::vector<Document> copies;
  fail_each<bool>(
      "make",
      [&]() -> Result<bool> {
        auto writer = IndexWriter::open(path_, options());
        if (!writer) return std::unexpected(writer.error());
        for (Document& document : copies) {
          if (auto added = writer->add(std::move(document)); !added) return std::unexpected(added.error());
        }
        auto report = writer->commit();
        if (!report) return std::unexpected(report.error());
        return true;
      },
      kNoText,
      [&] {
        std::filesystem::remove(path_);
        copies = articles;
      },
      [&](bool succeeded) {
        const auto index = Index::open(path_);
        EXPECT_TRUE(index || (!succeeded && index.error().code == ErrorCode::kNotFound));
        if (index) {
          EXPECT_EQ(index->info()->documents, 3u);
        }
        EXPECT_LE(folder_.file_count(), 1u) << "files are left behind";
      });
}

// They would write through what they did not get.
TEST_F(AllocationFailure, BeforeLibrariesThatDoNotSurviveIt) {
  ASSERT_TRUE(UnicodeWords::open()) << "the rules are loaded once";
  DocIdSet set;
  set.add(1);
  const auto fails = [](const std::function<bool()>& call) {
    test::fail_allocation_after(0, test::OutOfMemory::kForEver);
    bool is_done = false;
    try {
      is_done = call();
    } catch (const std::bad_alloc&) {
      is_done = false;
    }
    test::end_failures();
    return !is_done;
  };
  EXPECT_TRUE(fails([] { return UnicodeWords::open() != nullptr; }));
  const bool fails_to_add = fails([&set] {
    set.add(1 << 20);
    return true;
  });
  EXPECT_EQ(fails_to_add, test::malloc_can_fail());
  EXPECT_EQ(set.size(), fails_to_add ? 1u : 2u);
}

class AllocationFailureWithThreads : public AllocationFailure, public testing::WithParamInterface<unsigned> {};

INSTANTIATE_TEST_SUITE_P(Threads, AllocationFailureWithThreads, testing::Values(1u, 3u));

TEST_P(AllocationFailureWithThreads, WhileACommitIsMade) {
  // Documents are deleted.
  const test::SparedLibraries spared(GetParam() > 1 ? test::Spared::kAlways : test::Spared::kAdditions);
  std::vector<Document> copies;
  WriterOptions writer_options = options();
  writer_options.threads = GetParam();
  writer_options.memory_bytes = 0;  // enough for each of them
  fail_each<bool>(
      "append",
      [&]() -> Result<bool> {
        auto writer = IndexWriter::open(path_, writer_options);
        if (!writer) return std::unexpected(writer.error());
        if (auto added = writer->add(std::move(copies[0])); !added) return std::unexpected(added.error());
        if (auto removed = writer->remove("a5"); !removed) return std::unexpected(removed.error());
        if (auto removed = writer->remove_matching("storm NOT river"); !removed)
          return std::unexpected(removed.error());
        if (auto added = writer->add(std::move(copies[1])); !added) return std::unexpected(added.error());
        auto report = writer->commit();
        if (!report) return std::unexpected(report.error());
        return true;
      },
      kNoText,
      [&] {
        fresh_file()();
        copies = {article(40), article(41)};
      },
      expect_sound(4));
}

TEST_F(AllocationFailure, WhileAFileIsCompactedOrRolledBack) {
  for (const char* const what : {"by date", "by bisection", "rollback"}) {
    fail_each<CommitReport>(
        what,
        [&]() -> Result<CommitReport> {
          auto writer = IndexWriter::open(path_, options());
          if (!writer) return std::unexpected(writer.error());
          if (what == std::string_view("by date")) return writer->compact(DocumentSort::kDate);
          if (what == std::string_view("by bisection")) return writer->compact(DocumentSort::kGraphBisection);
          return writer->rollback(1);
        },
        [](const CommitReport& report) { return std::to_string(report.documents_total); }, fresh_file(),
        expect_sound(4));
  }
}

TEST_F(AllocationFailure, WhileAFileIsOpened) {
  fail_each<IndexInfo>(
      "open",
      [&]() -> Result<IndexInfo> {
        auto index = Index::open(path_);
        if (!index) return std::unexpected(index.error());
        return index->info(true);
      },
      [](const IndexInfo& info) { return info.uuid + std::to_string(info.documents); });
  const std::vector<std::string> both{path_, path_};
  fail_each<Hits>(
      "open two files",
      [&]() -> Result<Hits> {
        auto index = Index::open_all(both);
        if (!index) return std::unexpected(index.error());
        return index->search("aleppo");
      },
      text_of);
}

TEST_F(AllocationFailure, InEveryKindOfQuery) {
  const auto index = Index::open(path_);
  ASSERT_TRUE(index);
  for (const char* const query : {"aleppo",
                                  "rises market",
                                  "\"prime minister\"",
                                  "aleppo OR river OR storm",
                                  "market NOT (river AND talks)",
                                  "Mohammed",
                                  "alepo~1",
                                  "m*t",
                                  "/ri.*r/",
                                  "\"prime minister\"~3",
                                  "prime NEAR/5 hama",
                                  "\"the mark*\"",
                                  "ATLEAST/2 (river storm talks)",
                                  "source:[reuters \"levant post\"]",
                                  "date:>=2024-12-05",
                                  "title:aleppo^2",
                                  "^mohammed",
                                  "*",
                                  "NOT aleppo",
                                  "alepoo markett"}) {
    SearchOptions search_options;
    search_options.snippets = true;
    search_options.explain = true;
    search_options.suggest = true;
    search_options.collapse = true;
    search_options.passages = 2;
    fail_each<Hits>(query, [&] { return index->search(query, search_options); }, text_of);
  }
}

TEST_F(AllocationFailure, InEveryOtherQuestion) {
  const auto index = Index::open(path_);
  ASSERT_TRUE(index);
  const auto query = index->parse("river OR storm");
  ASSERT_TRUE(query);
  const auto as_text = [](const std::string& text) { return text; };
  const auto number = [](const std::uint64_t& count) { return std::to_string(count); };
  SearchOptions by_date;
  by_date.sort = SortOrder::kDateDescending;
  fail_each<Hits>("sort", [&] { return index->search(*query, by_date); }, text_of);
  fail_each<std::uint64_t>("count", [&] { return index->count(*query); }, number);
  const AggregateOptions aggregate{
      .facets = {{.field = "source"}}, .histogram = DateUnit::kMonth, .histogram_field = {}};
  fail_each<Aggregations>(
      "aggregate", [&] { return index->aggregate(*query, aggregate); },
      [](const Aggregations& found) { return std::to_string(found.total) + found.facets[0].values[0].label; });
  fail_each<Query>(
      "similar", [&] { return index->similar("a7"); }, [](const Query& found) { return found.to_string(); });
  fail_each<QueryProfile>(
      "profile", [&] { return index->profile(*query); },
      [](const QueryProfile& profile) { return profile.root.query; });
  fail_each<Document>("get", [&] { return index->get("a7"); }, [](const Document& document) { return document.body; });
  fail_each<std::vector<CommitInfo>>(
      "history", [&] { return index->history(); },
      [](const std::vector<CommitInfo>& commits) { return std::to_string(commits.size()); });
  std::uint64_t seen = 0;
  const auto counted = [&](const Status& done) -> Result<std::uint64_t> {
    if (!done) return std::unexpected(done.error());
    return std::exchange(seen, 0);
  };
  const auto restart = [&] { seen = 0; };
  const auto see = [&](const auto&) {
    ++seen;
    return true;
  };
  fail_each<std::uint64_t>("terms", [&] { return counted(index->for_each_term("", "", see)); }, number, restart);
  fail_each<std::uint64_t>("documents", [&] { return counted(index->for_each_document(see)); }, number, restart);
  fail_each<std::uint64_t>("clusters", [&] { return counted(index->for_each_cluster(see)); }, number, restart);
  fail_each<std::uint64_t>("ids", [&] { return counted(index->for_each_id(*query, see)); }, number, restart);
  const auto before = Index::open(path_, {.generation = 1});
  ASSERT_TRUE(before);
  fail_each<Changes>(
      "changes", [&] { return index->changes_since(*before); },
      [](const Changes& changes) { return std::to_string(changes.added.size()); });
  fail_each<std::string>(
      "parse strictly",
      [&]() -> Result<std::string> {
        const auto parsed = index->parse("\"a b\" AND (c* OR d~1)", {.strict = true});
        if (!parsed) return std::unexpected(parsed.error());
        return std::string();
      },
      as_text);
}

TEST_F(AllocationFailure, WhileAFileIsCheckedCopiedOrSalvaged) {
  fail_each<VerifyReport>(
      "verify", [&] { return verify(path_); },
      [](const VerifyReport& report) {
        return std::to_string(report.faults.size()) + " " + std::to_string(report.terms_checked);
      });
  const std::string copy = folder_.file("copy.riffle");
  const auto remove_copy = [&] { std::filesystem::remove(copy); };
  const auto expect_whole_or_none = [&](bool) {
    if (!std::filesystem::exists(copy)) return;
    const auto report = verify(copy);
    EXPECT_TRUE(report && report->faults.empty());
    std::filesystem::remove(copy);
    EXPECT_EQ(folder_.file_count(), 1u) << "files are left behind";
  };
  fail_each<BackupReport>(
      "backup", [&] { return backup(path_, copy); },
      [](const BackupReport& report) { return std::to_string(report.documents); }, remove_copy, expect_whole_or_none);
  fail_each<SalvageReport>(
      "salvage", [&] { return salvage(path_, copy); },
      [](const SalvageReport& report) { return std::to_string(report.documents_recovered); }, remove_copy,
      expect_whole_or_none);
}

TEST_F(AllocationFailure, WhileArticlesAreRead) {
  const std::string input = folder_.file("articles.jsonl");
  write_whole_file(input,
                   "{\"id\":\"x\",\"title\":\"T\",\"body\":\"LONDON (Reuters) - A body\",\"more\":[1,2]}\nbad\n"
                   "{\"id\":\"y\",\"headline\":\"U\",\"text\":\"B\\u00e9\",\"published\":\"2024-11-30\"}\n");
  std::unique_ptr<ArticleReader> reader;
  fail_each<std::uint64_t>(
      "read",
      [&]() -> Result<std::uint64_t> {
        Document document;
        for (std::uint64_t count = 0;; ++count) {
          const auto more = reader->next(document);
          if (!more) return std::unexpected(more.error());
          if (!*more) return count;
        }
      },
      [](const std::uint64_t& count) { return std::to_string(count); },
      [&] { reader = std::make_unique<ArticleReader>(std::vector<std::string>{input}); });
}

}  // namespace
}  // namespace riffle

// Readers and writers of one file in one process: every answer is that of its commit, commits come in order, and one of
// two writers is always told to wait. Run it under ThreadSanitizer.
// RIFFLE_CONCURRENT_COMMITS=N makes N commits.
#include <atomic>
#include <cstdint>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"
#include "storage/generations.h"

namespace riffle {
namespace {

constexpr int kReaders = 4;
constexpr int kSharers = 4;
constexpr int kWriters = 2;

struct Outcome {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> reads{0};
  std::atomic<std::uint64_t> wrong{0};
  std::atomic<std::uint64_t> errors{0};
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> waits{0};
};

/// Until there are enough commits; the other writer is at work most of the time.
void write(const std::string& path, std::uint64_t commits, Outcome& outcome) {
  while (outcome.commits < commits) {
    const Status done = write_next(path);
    if (done) {
      ++outcome.commits;
    } else if (done.error().code == ErrorCode::kLocked) {
      ++outcome.waits;
      std::this_thread::yield();
    } else {
      ++outcome.errors;
      ADD_FAILURE() << done.error().message;
      return;
    }
  }
}

/// With an Index of its own that follows the file.
void follow(const std::string& path, Outcome& outcome) {
  auto index = Index::open(path);
  if (!index) ++outcome.errors;
  std::uint64_t newest = 0;
  while (index && !outcome.stop) {
    std::uint64_t generation = 0;
    if (!is_right(*index, generation) || generation < newest) ++outcome.wrong;
    newest = generation;
    ++outcome.reads;
    if (!index->refresh()) ++outcome.errors;
  }
}

/// With an Index that others use at the same time, and that stays at its commit.
void share(const Index& index, std::uint64_t expected, Outcome& outcome) {
  while (!outcome.stop) {
    std::uint64_t generation = 0;
    if (!is_right(index, generation) || generation != expected) ++outcome.wrong;
    SearchOptions options;
    options.snippets = true;
    options.collapse = true;
    const auto hits = index.search("body OR d1* OR \"the body\"~2", options);
    if (!hits || hits->total != expected_ids(expected).size()) ++outcome.wrong;
    ++outcome.reads;
  }
}

TEST(Concurrency, EachReaderSeesWholeCommitsInTheirOrder) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(write_next(path));
  const auto shared = Index::open(path);
  ASSERT_TRUE(shared);
  const std::uint64_t generation = shared->info()->generation;
  const std::uint64_t commits = asked_for("RIFFLE_CONCURRENT_COMMITS", 60);
  Outcome outcome;
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) readers.emplace_back([&] { follow(path, outcome); });
  for (int i = 0; i < kSharers; ++i) readers.emplace_back([&] { share(*shared, generation, outcome); });
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back([&] { write(path, commits, outcome); });
  for (std::thread& writer : writers) writer.join();
  outcome.stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(outcome.wrong, 0u);
  EXPECT_EQ(outcome.errors, 0u);
  EXPECT_GE(outcome.reads, 8u);
  EXPECT_EQ(Index::open(path)->info()->generation, generation + outcome.commits) << "each commit counts once";
  std::cout << "tally: commits=" << outcome.commits << " reads=" << outcome.reads << " waits=" << outcome.waits
            << " violations=" << outcome.errors << " wrong=" << outcome.wrong << '\n';
}

}  // namespace
}  // namespace riffle

// Processes at work on one file: eight that read, two writers that contend, one that compacts, one that copies the file
// as any program would. Every answer is that of its commit, commits come in order and each once, and nobody meets an
// error. RIFFLE_PROCESS_COMMITS=N makes N commits.
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"
#include "storage/generations.h"

namespace riffle {
namespace {

/// What the processes tell one another.
struct Board {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> commits{0};
  std::atomic<std::uint64_t> compactions{0};
  std::atomic<std::uint64_t> waits{0};
  std::atomic<std::uint64_t> reads{0};
  std::atomic<std::uint64_t> copies{0};
  std::atomic<std::uint64_t> wrong{0};
  std::atomic<std::uint64_t> errors{0};
};

Board& make_board() {
  void* const memory = ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  EXPECT_NE(memory, MAP_FAILED);
  return *new (memory) Board;
}

pid_t start(const std::function<void()>& work) {
  const pid_t process = ::fork();
  if (process != 0) return process;
  work();
  ::_exit(0);
}

/// Until there are `commits`. After an error nobody goes on.
void write_commits(const std::string& path, Commits which, std::uint64_t commits, Board& board) {
  while (board.commits < commits && board.errors == 0) {
    const Status done = write_next(path, which);
    if (done) {
      ++board.commits;
      board.compactions += which == Commits::kThatCompact ? 1 : 0;
    } else if (done.error().code == ErrorCode::kLocked) {
      ++board.waits;
      ::sched_yield();
    } else {
      ++board.errors;
    }
  }
}

/// With an Index that follows the file, or one that is opened anew each time.
void read_in_order(const std::string& path, bool follows, Board& board) {
  std::uint64_t newest = 0;
  while (!board.stop) {
    auto index = Index::open(path);
    if (!index) ++board.errors;
    do {
      std::uint64_t generation = 0;
      if (index && (!is_right(*index, generation) || generation < newest)) ++board.wrong;
      newest = generation;
      ++board.reads;
      if (index && follows && !index->refresh()) ++board.errors;
    } while (index && follows && !board.stop);
  }
}

/// Reads the file from its beginning to its end while others write it, and opens the copy.
void copy_plainly(const std::string& path, const std::string& copy, Board& board) {
  std::uint64_t newest = 0;
  while (!board.stop) {
    write_whole_file(copy, read_whole_file(path));
    const auto index = Index::open(copy);
    std::uint64_t generation = 0;
    if (!index) ++board.errors;
    if (index && (!is_right(*index, generation) || generation < newest)) ++board.wrong;
    newest = generation;
    ++board.copies;
  }
}

TEST(Processes, ReadWriteCompactAndCopyOneFileAtOnce) {
  constexpr int kReadingProcesses = 8;
  constexpr int kWritingProcesses = 2;
  const ScratchFolder folder;
  const ScratchFolder elsewhere;
  const std::string path = folder.file("a.riffle");
  ASSERT_TRUE(write_next(path));
  const std::uint64_t commits = asked_for("RIFFLE_PROCESS_COMMITS", rounds(40));
  Board& board = make_board();
  std::vector<pid_t> readers;
  for (int i = 0; i < kReadingProcesses; ++i)
    readers.push_back(start([&, i] { read_in_order(path, i % 2 == 0, board); }));
  readers.push_back(start([&] { copy_plainly(path, elsewhere.file("copy.riffle"), board); }));
  std::vector<pid_t> writers;
  for (int i = 0; i < kWritingProcesses; ++i)
    writers.push_back(start([&] { write_commits(path, Commits::kThatAdd, commits, board); }));
  writers.push_back(start([&] { write_commits(path, Commits::kThatCompact, commits, board); }));
  const auto expect_end = [](const std::vector<pid_t>& processes) {
    for (const pid_t process : processes) {
      int status = 0;
      EXPECT_EQ(::waitpid(process, &status, 0), process);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "a process died";
    }
  };
  expect_end(writers);
  board.stop = true;
  expect_end(readers);
  EXPECT_EQ(board.wrong, 0u);
  EXPECT_EQ(board.errors, 0u);
  EXPECT_GE(board.reads, std::uint64_t{kReadingProcesses});
  EXPECT_GE(board.copies, 1u);
  EXPECT_GE(board.commits, commits);
  EXPECT_GE(board.compactions, commits / kCompactEvery);
  const auto index = Index::open(path);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->info()->generation, 1 + board.commits) << "each commit counts once";
  const auto report = verify(path);
  EXPECT_TRUE(report && report->faults.empty());
  EXPECT_EQ(folder.file_count(), 1u);
  std::cout << "tally: commits=" << board.commits << " compactions=" << board.compactions << " reads=" << board.reads
            << " copies=" << board.copies << " waits=" << board.waits << " violations=" << board.errors
            << " wrong=" << board.wrong << '\n';
  ::munmap(&board, sizeof(Board));
}

}  // namespace
}  // namespace riffle

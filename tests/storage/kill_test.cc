// Writers that are killed at any time while two processes read: no commit that was acknowledged is lost, no reader ever
// meets an error or half a commit, and the next writer goes on.
// RIFFLE_KILLS=N kills N writers.
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <new>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"
#include "storage/generations.h"

namespace riffle {
namespace {

/// Commits for ever and tells the number of each.
[[noreturn]] void write_until_killed(const std::string& path, int acks) {
  for (;;) {
    if (!write_next(path)) ::_exit(1);
    const auto index = Index::open(path);
    if (!index) ::_exit(2);
    const std::uint64_t generation = index->info()->generation;
    if (::write(acks, &generation, sizeof(generation)) != sizeof(generation)) ::_exit(3);
  }
}

/// What the readers tell.
struct Shared {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> reads{0};
  std::atomic<std::uint64_t> errors{0};
  std::atomic<std::uint64_t> wrong{0};
};

/// Opens anew and refreshes in turn.
[[noreturn]] void read_until_stopped(const std::string& path, Shared& shared) {
  std::uint64_t newest = 0;
  while (!shared.stop) {
    auto index = Index::open(path);
    if (!index) {
      shared.errors += index.error().code == ErrorCode::kNotFound && newest == 0 ? 0 : 1;
      continue;
    }
    for (int i = 0; i < 8; ++i) {
      std::uint64_t generation = 0;
      if (!is_right(*index, generation) || generation < newest) ++shared.wrong;
      newest = generation;
      ++shared.reads;
      if (!index->refresh()) ++shared.errors;
    }
  }
  ::_exit(0);
}

/// The last number that comes out of the pipe within `milliseconds`.
void listen(int acks, int milliseconds, std::uint64_t& acknowledged) {
  pollfd waiting{.fd = acks, .events = POLLIN, .revents = 0};
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() < 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return;
    if (::read(acks, &acknowledged, sizeof(acknowledged)) != sizeof(acknowledged)) return;
  }
}

/// Starts a writer and kills it after a while, which begins with its first commit or with itself; the last commit that
/// it told of.
std::uint64_t kill_one(const std::string& path, bool after_commit, int milliseconds) {
  int acks[2];
  EXPECT_EQ(::pipe(acks), 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    ::close(acks[0]);
    write_until_killed(path, acks[1]);
  }
  ::close(acks[1]);
  std::uint64_t acknowledged = 0;
  if (after_commit) {
    EXPECT_EQ(::read(acks[0], &acknowledged, sizeof(acknowledged)), ssize_t{sizeof(acknowledged)});
  }
  listen(acks[0], milliseconds, acknowledged);
  ::kill(writer, SIGKILL);
  int status = 0;
  EXPECT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer gave up: " << WEXITSTATUS(status);
  while (::read(acks[0], &acknowledged, sizeof(acknowledged)) == sizeof(acknowledged)) {
  }
  ::close(acks[0]);
  return acknowledged;
}

TEST(Kills, LoseNoCommitAndDisturbNoReader) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  void* const memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  Shared& shared = *new (memory) Shared;
  pid_t readers[2];
  for (pid_t& reader : readers) {
    reader = ::fork();
    if (reader == 0) read_until_stopped(path, shared);
  }
  std::mt19937_64 random(20261126);
  std::uint64_t lost = 0;
  std::uint64_t unsound = 0;
  std::uint64_t generation = 0;
  const std::uint64_t kills = asked_for("RIFFLE_KILLS", rounds(100));
  // Every fourth kill waits for a commit, so that there is something to lose however slow the machine is. Most others
  // come early, while a file is opened and the first commit is made.
  for (std::uint64_t i = 0; i < kills && !HasFailure(); ++i) {
    const auto wait = static_cast<int>(random() % 8 == 0 ? random() % 50 : random() % 8);
    const std::uint64_t acknowledged = kill_one(path, i % 4 == 0, wait);
    const auto index = Index::open(path);
    if (!index) {
      EXPECT_EQ(generation + acknowledged, 0u) << index.error().message;
      continue;
    }
    const std::uint64_t before = std::max(generation, acknowledged);
    if (!is_right(*index, generation)) ++unsound;
    if (generation < before) ++lost;
    const auto report = verify(path);
    if (!report || !report->faults.empty()) ++unsound;
  }
  shared.stop = true;
  for (const pid_t reader : readers) {
    int status = 0;
    EXPECT_EQ(::waitpid(reader, &status, 0), reader);
    EXPECT_TRUE(WIFEXITED(status)) << "a reader died";
  }
  ASSERT_TRUE(IndexWriter::open(path, {.threads = 1})->compact());
  EXPECT_EQ(folder.file_count(), 1u) << "what killed writers left behind";
  EXPECT_EQ(lost, 0u) << "acknowledged commits";
  EXPECT_EQ(unsound, 0u) << "files after a kill";
  EXPECT_EQ(shared.errors, 0u) << "of readers";
  EXPECT_EQ(shared.wrong, 0u) << "answers of readers";
  EXPECT_GT(shared.reads, kills);
  std::cout << "tally: kills=" << kills << " commits=" << generation << " reads=" << shared.reads
            << " violations=" << lost + unsound + shared.errors << " wrong=" << shared.wrong << '\n';
  ::munmap(memory, sizeof(Shared));
}

}  // namespace
}  // namespace riffle

// A disk that is full at any length of the file: an error, the old commit intact, the space given back, and the next
// commit works. The limit is that of the process (RLIMIT_FSIZE): the system cuts the write and refuses the next.
// RIFFLE_DISK_SIZES=N tries N lengths for each of the three writers.
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"

namespace riffle {
namespace {

enum class Work : std::uint8_t { kMake, kAppend, kCompact };

Document article(int number) {
  Document document;
  document.id = "a" + std::to_string(number);
  document.title = "title " + std::to_string(number * 7919);
  for (int i = 0; i < 120; ++i) document.body += " w" + std::to_string((number * 31 + i * 17) % 4001);
  return document;
}

Status work(const std::string& path, Work kind) {
  WriterOptions options{.threads = 1};
  options.memory_bytes = std::size_t{32} << 20;
  auto writer = IndexWriter::open(path, options);
  if (!writer) return std::unexpected(writer.error());
  if (kind == Work::kCompact) {
    const auto report = writer->compact();
    return report ? Status() : std::unexpected(report.error());
  }
  for (int i = 0; i < 60; ++i) {
    if (auto added = writer->add(article(kind == Work::kMake ? i : i + 50)); !added) return added;
  }
  const auto report = writer->commit();
  return report ? Status() : std::unexpected(report.error());
}

/// Runs the work in a process whose files may have `bytes` bytes: 0 = done, 1 = an error of the disk, else its code.
int work_with_limit(const std::string& path, Work kind, std::uint64_t bytes) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
    std::signal(SIGXFSZ, SIG_IGN);
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(100);
    const Status done = work(path, kind);
    if (done) ::_exit(0);
    ::_exit(done.error().code == ErrorCode::kIo && done.error().os_error == EFBIG ? 1 : 101);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200;
}

std::uint64_t generation_of(const std::string& path) {
  const auto index = Index::open(path);
  return index ? index->info()->generation : 0;
}

TEST(DiskFull, LeavesTheOldCommitAndTheNextWriterGoesOn) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  ASSERT_TRUE(work(path, Work::kMake));
  const std::string made = read_whole_file(path);
  ASSERT_TRUE(work(path, Work::kAppend));
  const std::string appended = read_whole_file(path);
  std::uint64_t tried = 0;
  std::uint64_t refused = 0;
  for (const Work kind : {Work::kMake, Work::kAppend, Work::kCompact}) {
    const std::string& before = kind == Work::kCompact ? appended : made;
    const std::uint64_t from = kind == Work::kAppend ? made.size() : 0;
    const std::uint64_t to = kind == Work::kMake ? made.size() : appended.size();
    const std::uint64_t sizes = asked_for("RIFFLE_DISK_SIZES", rounds(20));
    for (std::uint64_t i = 0; i < sizes; ++i) {
      const std::uint64_t bytes = from + (to - from) * i / sizes + i % 2;
      std::filesystem::remove(path);
      if (kind != Work::kMake) write_whole_file(path, before);
      const std::uint64_t generation = kind == Work::kMake ? 0 : generation_of(path);
      const int outcome = work_with_limit(path, kind, bytes);
      ++tried;
      refused += outcome == 1 ? 1 : 0;
      ASSERT_LE(outcome, 1) << "kind " << static_cast<int>(kind) << ", " << bytes << " bytes";
      EXPECT_EQ(folder.file_count(), kind == Work::kMake && outcome == 1 ? 0u : 1u) << "files are left behind";
      EXPECT_EQ(generation_of(path), generation + (outcome == 0 ? 1 : 0)) << bytes;
      if (outcome == 1 && kind != Work::kMake) {
        EXPECT_EQ(std::filesystem::file_size(path), before.size()) << "the space was not given back";
      }
      ASSERT_TRUE(work(path, kind)) << bytes;
      const auto report = verify(path);
      ASSERT_TRUE(report);
      EXPECT_TRUE(report->faults.empty()) << report->faults.front().message;
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(refused, tried / 2);
  std::cout << "tally: executions=" << tried << " refused=" << refused << " violations=0\n";
}

}  // namespace
}  // namespace riffle

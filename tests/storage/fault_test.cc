// Each change of a workload fails, once or with all that come after it, or the process dies at it: the file stays at
// its last commit or has the next one, whole, and the next writer goes on.
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptors.h"
#include "base/effort.h"
#include "base/file_observer.h"
#include "base/scratch_folder.h"
#include "storage/snapshot.h"
#include "storage/verify.h"
#include "storage/workload.h"

namespace riffle {
namespace {

enum class End : std::uint8_t { kError, kHalf, kKill, kHalfAndKill };

struct ChangeFault {
  const char* name = "";
  End end = End::kError;
  int os_error = EIO;
  bool is_for_ever = false;
};

/// Lets the n-th change go wrong.
class FaultyFiles final : public FileObserver {
 public:
  FaultyFiles(std::uint64_t number, const ChangeFault& fault) : number_(number), fault_(fault) {
    set_file_observer(this);
  }
  FaultyFiles(const FaultyFiles&) = delete;
  FaultyFiles& operator=(const FaultyFiles&) = delete;
  ~FaultyFiles() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& written) override {
    const std::uint64_t place = count_++;
    if (place != number_ && !(fault_.is_for_ever && place > number_)) return 0;
    const std::size_t half = change.kind == FileChange::Kind::kWrite ? change.bytes.size() / 2 : 0;
    if (fault_.end == End::kHalf) written = half;
    if (fault_.end == End::kHalfAndKill && half > 0) {
      const ssize_t ignored = ::pwrite(change.descriptor, change.bytes.data(), half, static_cast<off_t>(change.offset));
      (void)ignored;
    }
    if (fault_.end == End::kKill || fault_.end == End::kHalfAndKill) ::raise(SIGKILL);
    return fault_.os_error;
  }
  void after(const FileChange& /*change*/) override {}
  [[nodiscard]] bool has_happened() const { return count_ > number_; }

 private:
  std::uint64_t number_;
  ChangeFault fault_;
  std::uint64_t count_ = 0;
};

/// What must hold whatever happened after `acknowledged` had been told.
void expect_whole(const std::string& path, std::uint64_t acknowledged, const std::string& what) {
  std::uint64_t generation = 0;
  if (path_exists(path)) {
    const auto snapshot = Snapshot::open(path);
    ASSERT_TRUE(snapshot) << what << ": " << snapshot.error().message;
    generation = (*snapshot)->commit().generation;
  }
  EXPECT_GE(generation, acknowledged) << what << ": a commit is lost";
  EXPECT_LE(generation, acknowledged + 1) << what;
  auto builder = CommitBuilder::open(path, workload_options());
  ASSERT_TRUE(builder) << what << ": " << builder.error().message;
  ASSERT_TRUE((*builder)->add(make_document("next", "one", "two"))) << what;
  const auto report = (*builder)->commit();
  ASSERT_TRUE(report) << what << ": " << report.error().message;
  EXPECT_EQ(report->generation, generation + 1) << what;
  const auto checked = verify_file(path, {});
  ASSERT_TRUE(checked) << what;
  EXPECT_TRUE(checked->faults.empty()) << what << ": " << checked->faults.front().message;
}

/// Runs the workload with a fault at one change; true when there was such a change. `unknown` counts the failures after
/// which the file may hold the new commit.
bool fail_change(const ChangeFault& fault, std::uint64_t number, std::uint64_t& unknown) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const std::string what = std::string(fault.name) + " at change " + std::to_string(number);
  const std::size_t descriptors = open_descriptors();
  std::uint64_t acknowledged = 0;
  bool has_happened = false;
  Status done;
  {
    const FaultyFiles faulty(number, fault);
    done = Workload(path, [&](std::uint64_t generation) { acknowledged = generation; }).run();
    has_happened = faulty.has_happened();
  }
  EXPECT_EQ(open_descriptors(), descriptors) << what << " leaves a file open";
  if (!done && done.error().code == ErrorCode::kCommitUnknown) {
    ++unknown;
  } else if (!done) {
    EXPECT_EQ(done.error().code, ErrorCode::kIo) << what << ": " << done.error().message;
    EXPECT_EQ(done.error().os_error, fault.os_error) << what << ": " << done.error().message;
    const auto snapshot = Snapshot::open(path);
    EXPECT_EQ(snapshot ? (*snapshot)->commit().generation : 0, acknowledged) << what << ": " << done.error().message;
  }
  expect_whole(path, acknowledged, what);
  EXPECT_EQ(folder.file_count(), 1u) << what << " leaves files behind";
  return has_happened;
}

TEST(Faults, EveryChangeMayFail) {
  const ChangeFault faults[] = {
      {.name = "EIO"},
      {.name = "EIO for ever", .is_for_ever = true},
      {.name = "ENOSPC", .os_error = ENOSPC},
      {.name = "ENOSPC for ever", .os_error = ENOSPC, .is_for_ever = true},
      {.name = "half a write and ENOSPC", .end = End::kHalf, .os_error = ENOSPC},
      {.name = "half a write and EDQUOT for ever", .end = End::kHalf, .os_error = EDQUOT, .is_for_ever = true},
      {.name = "EDQUOT", .os_error = EDQUOT},
      {.name = "EINTR", .os_error = EINTR},
  };
  for (const ChangeFault& fault : faults) {
    std::uint64_t number = 0;
    std::uint64_t unknown = 0;
    while (fail_change(fault, number, unknown) && !HasFailure()) ++number;
    if (HasFailure()) return;
    EXPECT_GE(number, 50u) << "the workload makes fewer changes than it should";
    // 4 at each of 5 commits that append, 1 at each new file. A write that a signal broke off is made again.
    EXPECT_EQ(unknown, fault.os_error == EINTR ? 12u : 22u) << fault.name;
  }
}

/// Opens and reads the file over and over until `end` is closed; the exit code says whether anything was amiss.
[[noreturn]] void read_until_closed(const std::string& path, int end) {
  std::uint64_t newest = 0;
  char byte = 0;
  while (::read(end, &byte, 1) > 0) {
    if (!path_exists(path)) continue;
    const auto snapshot = Snapshot::open(path);
    if (!snapshot || (*snapshot)->commit().generation < newest) ::_exit(1);
    newest = (*snapshot)->commit().generation;
    for (const LiveSegment& segment : (*snapshot)->segments()) {
      for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
        if (!segment.reader->document(doc)) ::_exit(2);
      }
    }
  }
  ::_exit(0);
}

// The process dies right before a change, or in the middle of a write; another one reads all the while.
TEST(Faults, TheProcessMayDieAtEveryChange) {
  for (const End end : {End::kKill, End::kHalfAndKill}) {
    bool has_died = true;
    // Under sanitizers a few of the changes.
    for (std::uint64_t number = 0; has_died; number += kSanitized ? 17 : 1) {
      const ScratchFolder folder;
      const std::string path = folder.file("a.riffle");
      int acks[2];
      int turns[2];
      ASSERT_EQ(::pipe(acks), 0);
      ASSERT_EQ(::pipe(turns), 0);
      const pid_t reader = ::fork();
      if (reader == 0) {
        ::close(turns[1]);
        ::close(acks[0]);
        ::close(acks[1]);
        read_until_closed(path, turns[0]);
      }
      const pid_t writer = ::fork();
      if (writer == 0) {
        const FaultyFiles faulty(number, {.end = end});
        const auto acknowledge = [&](std::uint64_t generation) {
          const auto byte = static_cast<char>(generation);
          if (::write(acks[1], &byte, 1) != 1 || ::write(turns[1], &byte, 1) != 1) ::_exit(3);
        };
        const Status done = Workload(path, acknowledge).run();
        ::_exit(done ? 0 : 1);
      }
      ::close(acks[1]);
      ::close(turns[0]);
      std::uint64_t acknowledged = 0;
      char byte = 0;
      while (::read(acks[0], &byte, 1) == 1) acknowledged = static_cast<std::uint64_t>(byte);
      int status = 0;
      ASSERT_EQ(::waitpid(writer, &status, 0), writer);
      has_died = WIFSIGNALED(status);
      if (!has_died) {
        EXPECT_EQ(WEXITSTATUS(status), 0);
      }
      ::close(turns[1]);
      ASSERT_EQ(::waitpid(reader, &status, 0), reader);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the reader met an error";
      ::close(acks[0]);
      expect_whole(path, acknowledged, "killed at change " + std::to_string(number));
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace riffle

// Each system call that opens, looks, reads, maps or locks fails, wherever it stands in a piece of work, once or with
// all that come after it: the work ends with an error or with what it always gives, leaves nothing behind, and a file
// keeps its last commit or has the next one. (fault_test.cc does the same with the calls that change files.)
#include <cerrno>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/descriptors.h"
#include "base/failing_calls.h"
#include "base/scratch_folder.h"
#include "base/try.h"
#include "indexing/salvage.h"
#include "storage/backup.h"
#include "storage/commit_diff.h"
#include "storage/file_beside.h"
#include "storage/verify.h"
#include "storage/workload.h"

namespace riffle {
namespace {

using test::Failing;

struct Fault {
  const char* name = "";
  std::string_view call = {};  // empty = any
  int os_error = EIO;
  Failing how_often = Failing::kOnce;
  ErrorCode further_code = ErrorCode::kIo;  // that it may have
};

// EINTR for ever would be waited for.
constexpr Fault kFaults[] = {
    {.name = "EIO"},
    {.name = "EIO for ever", .how_often = Failing::kForEver},
    {.name = "EINTR", .os_error = EINTR},
    {.name = "a short read or write", .os_error = test::FailingCall::kShort},
    {.name = "all short", .os_error = test::FailingCall::kShort, .how_often = Failing::kForEver},
    {.name = "no lock", .call = "fcntl", .os_error = ENOLCK},
    {.name = "no lock, ever", .call = "fcntl", .os_error = ENOLCK, .how_often = Failing::kForEver},
    {.name = "the lock fails", .call = "fcntl", .os_error = EIO, .how_often = Failing::kForEver},
    {.name = "locked", .call = "fcntl", .os_error = EAGAIN, .further_code = ErrorCode::kLocked},
    {.name = "always locked",
     .call = "fcntl",
     .os_error = EAGAIN,
     .how_often = Failing::kForEver,
     .further_code = ErrorCode::kLocked},
};

using PieceOfWork = std::function<Result<std::string>()>;
/// Looks at what is left by work that ended with this code; none when it did what it should.
using LookAfter = std::function<void(std::optional<ErrorCode>)>;

/// Ids and titles of the live documents.
Result<std::string> content_of(const Snapshot& snapshot) {
  std::string text;
  for (const LiveSegment& segment : snapshot.segments()) {
    for (DocId doc = 0; doc < segment.reader->doc_count(); ++doc) {
      if (segment.tombstones.contains(doc)) continue;
      RIFFLE_TRY_ASSIGN(const Document document, segment.reader->document(doc));
      text += document.id + "=" + document.title + ";";
    }
  }
  RIFFLE_TRY(snapshot.check());
  return text;
}

Result<std::string> open_and_read(const std::string& path, const OpenOptions& options) {
  RIFFLE_TRY_ASSIGN(const std::unique_ptr<Snapshot> snapshot, Snapshot::open(path, options));
  return content_of(*snapshot);
}

/// One file of seven commits (see workload.h) for all works.
class CallFailure : public testing::Test {
 protected:
  void SetUp() override {
    const Status done = Workload(path_, [](std::uint64_t) {}).run();
    ASSERT_TRUE(done) << done.error().message;
    bytes_ = read_whole_file(path_);
  }

  /// Makes the work fail at its calls, one after the other. `after` looks at what is left.
  void fail_each(const char* what, const PieceOfWork& work, const LookAfter& after = {}) {
    Result<std::string> expected;
    run(UINT64_MAX, {}, work, expected);
    ASSERT_TRUE(expected) << what << ": " << expected.error().message;
    if (after) after(std::nullopt);
    for (const Fault& fault : kFaults) {
      const std::string name = std::string(what) + ", " + fault.name;
      std::uint64_t failures = 0;
      std::uint64_t number = 0;
      for (bool has_happened = true; has_happened; ++number) {
        const std::size_t descriptors = open_descriptors();
        Result<std::string> result;
        has_happened = run(number, fault, work, result);
        EXPECT_EQ(open_descriptors(), descriptors) << name << ", call " << number << " leaves a file open";
        if (result) {
          EXPECT_EQ(*result, *expected) << name << ", call " << number;
        } else {
          ++failures;
          const ErrorCode code = result.error().code;
          const bool is_expected = code == ErrorCode::kIo || code == fault.further_code;
          const bool may_be_unknown = after != nullptr && code == ErrorCode::kCommitUnknown;
          EXPECT_TRUE(is_expected || may_be_unknown) << name << ", call " << number << ": " << result.error().message;
        }
        if (after) after(result ? std::nullopt : std::optional(result.error().code));
        EXPECT_EQ(folder_.file_count(), 1u) << name << ", call " << number << " leaves files behind";
        if (HasFailure()) return;
      }
      if (fault.os_error == test::FailingCall::kShort) {
        EXPECT_EQ(failures, 0u) << name << ": a short read or write is no failure";
      } else if (fault.call == std::string_view()) {
        EXPECT_GT(failures, fault.os_error == EINTR ? 1u : 3u) << name;
      }
    }
  }

  bool run(std::uint64_t number, const Fault& fault, const PieceOfWork& work, Result<std::string>& result) {
    write_whole_file(path_, bytes_);
    const test::FailingCall failing(fault.call, number, fault.os_error, fault.how_often);
    result = work();
    return failing.has_happened();
  }

  /// The file is sound and has `generation`, or the one before when the work failed; either when it says so.
  LookAfter expect_commit(std::uint64_t generation) {
    return [this, generation](std::optional<ErrorCode> failure) {
      const auto snapshot = Snapshot::open(path_);
      ASSERT_TRUE(snapshot) << snapshot.error().message;
      const std::uint64_t found = (*snapshot)->commit().generation;
      const bool is_either = failure == ErrorCode::kCommitUnknown && (found == generation || found == generation - 1);
      EXPECT_TRUE(is_either || found == (failure ? generation - 1 : generation)) << found;
      const auto report = verify_file(path_, {});
      ASSERT_TRUE(report);
      EXPECT_TRUE(report->faults.empty()) << report->faults.front().message;
    };
  }
  /// A copy is whole or not there.
  LookAfter expect_copy() {
    return [this](std::optional<ErrorCode> failure) {
      EXPECT_TRUE(failure == ErrorCode::kCommitUnknown || path_exists(copy_) == !failure.has_value());
      if (!path_exists(copy_)) return;
      const auto report = verify_file(copy_, {});
      EXPECT_TRUE(report && report->faults.empty());
      remove_file(copy_);
    };
  }

  ScratchFolder folder_;
  std::string path_ = folder_.file("a.riffle");
  std::string copy_ = folder_.file("copy.riffle");
  std::string bytes_;
};

TEST_F(CallFailure, WhileAFileIsRead) {
  fail_each("map", [&] { return open_and_read(path_, {}); });
  fail_each("copies", [&] { return open_and_read(path_, {.trust = Trust::kUntrusted}); });
  fail_each("the commit before", [&] { return open_and_read(path_, {.generation = kWorkloadCommits - 1}); });
  fail_each("the commit before in copies",
            [&] { return open_and_read(path_, {.generation = kWorkloadCommits - 1, .trust = Trust::kUntrusted}); });
}

TEST_F(CallFailure, WhileCommitsAreListedAndCompared) {
  for (const Trust trust : {Trust::kUsual, Trust::kUntrusted}) {
    fail_each("list", [&]() -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const std::unique_ptr<Snapshot> snapshot, Snapshot::open(path_, {.trust = trust}));
      RIFFLE_TRY_ASSIGN(const std::vector<CommitInfo> commits, snapshot->history());
      return std::to_string(commits.size());
    });
    fail_each("compare", [&]() -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const std::unique_ptr<Snapshot> after, Snapshot::open(path_, {.trust = trust}));
      RIFFLE_TRY_ASSIGN(const std::unique_ptr<Snapshot> before,
                        Snapshot::open(path_, {.generation = kWorkloadCommits - 1, .trust = trust}));
      RIFFLE_TRY_ASSIGN(const Changes changes, diff_commits(*before, *after));
      std::string text;
      for (const std::string& id : changes.added) text += "+" + id;
      for (const std::string& id : changes.removed) text += "-" + id;
      return text;
    });
  }
}

TEST_F(CallFailure, WhileAFileIsVerified) {
  for (const Trust trust : {Trust::kUsual, Trust::kUntrusted}) {
    fail_each("verify", [&]() -> Result<std::string> {
      RIFFLE_TRY_ASSIGN(const VerifyReport report, verify_file(path_, {}, {.trust = trust}));
      EXPECT_TRUE(report.faults.empty()) << "a disk that fails is no damage: " << report.faults.front().message;
      return std::to_string(report.documents_checked);
    });
  }
}

TEST_F(CallFailure, WhileAFileIsCopiedOrSalvaged) {
  fail_each(
      "backup",
      [&]() -> Result<std::string> {
        RIFFLE_TRY_ASSIGN(const BackupReport report, backup_file(path_, copy_));
        return std::to_string(report.documents);
      },
      expect_copy());
  fail_each(
      "salvage",
      [&]() -> Result<std::string> {
        RIFFLE_TRY_ASSIGN(const SalvageReport report, salvage_file(path_, copy_));
        return std::to_string(report.documents_recovered);
      },
      expect_copy());
}

TEST_F(CallFailure, WhileACommitIsMade) {
  fail_each(
      "append",
      [&]() -> Result<std::string> {
        RIFFLE_TRY_ASSIGN(const auto builder, CommitBuilder::open(path_, workload_options()));
        RIFFLE_TRY(builder->add(make_document("new", "One", "two")));
        RIFFLE_TRY(builder->remove("b"));
        RIFFLE_TRY_ASSIGN(const CommitReport report, builder->commit());
        return std::to_string(report.generation);
      },
      expect_commit(kWorkloadCommits + 1));
  fail_each(
      "compact",
      [&]() -> Result<std::string> {
        RIFFLE_TRY_ASSIGN(const auto builder, CommitBuilder::open(path_, workload_options()));
        RIFFLE_TRY_ASSIGN(const CommitReport report, builder->compact(DocumentSort::kAsAdded));
        return std::to_string(report.generation);
      },
      expect_commit(kWorkloadCommits + 1));
}

// What a dead writer left cannot be looked at: the next one does not mind.
TEST_F(CallFailure, WhileStraysAreRemoved) {
  const std::string stray = path_ + ".tmp-1-0";
  for (const char* const call : {"opendir", "open", "fstat", "fcntl"}) {
    write_whole_file(stray, "left behind");
    {
      const test::FailingCall failing(call, 0, EACCES);
      ASSERT_TRUE(create_beside(path_)) << call;
      EXPECT_TRUE(failing.has_happened()) << call;
    }
    EXPECT_TRUE(path_exists(stray)) << call;
    EXPECT_EQ(folder_.file_count(), 2u) << call;
  }
}

}  // namespace
}  // namespace riffle

// An index that another program changes while it is open. Cut short: with the bus guard every call gives the right
// answer or an error that names the file, whatever it had read before; nothing is committed that was made of lost
// bytes. Replaced, renamed or deleted: answers stay as they are. RIFFLE_CUTS=N cuts the file N times at a random moment
// of a query.
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/effort.h"
#include "base/file_observer.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"
#include "storage/every_call.h"

namespace riffle {
namespace {

constexpr std::uint64_t kNewsDocuments = 340;
constexpr std::size_t kFilePage = 4096;

class ChangedFile : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(install_bus_guard());
    path_ = folder_.file("news.riffle");
    make_news_file(path_, kNewsDocuments);
    ASSERT_FALSE(HasFatalFailure());
    bytes_ = read_whole_file(path_);
    const auto index = Index::open(path_);
    ASSERT_TRUE(index);
    right_ = run_all(*index, calls_);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      ASSERT_TRUE(right_[i].status) << calls_[i].name << ": " << right_[i].status.error().message;
    }
  }

  /// Counts the calls that were refused; every other answer must be right.
  std::size_t check(const Index& index) const {
    std::size_t refused = 0;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const CallResult outcome = calls_[i].run(index);
      EXPECT_TRUE(is_right_or_refused(outcome, right_[i])) << calls_[i].name;
      if (outcome.status) continue;
      ++refused;
      EXPECT_EQ(outcome.status.error().code, ErrorCode::kIo) << calls_[i].name;
      EXPECT_THAT(outcome.status.error().message, testing::StartsWith(path_ + ": it was cut short")) << calls_[i].name;
    }
    return refused;
  }

  [[nodiscard]] std::string path_of(const std::string& name) const { return folder_.file(name); }

  ScratchFolder folder_;
  std::string path_;
  std::string bytes_;
  std::vector<Call> calls_ = every_call();
  std::vector<CallResult> right_;
};

TEST_F(ChangedFile, CutShortGivesTheAnswerOrAnError) {
  const std::size_t step = rounds(8) == 8 ? kFilePage : 4 * kFilePage;
  std::size_t refused = 0;
  for (const bool is_warm : {false, true}) {
    for (std::size_t cut = 0; cut < bytes_.size(); cut += step) {
      write_whole_file(path_, bytes_);
      const auto index = Index::open(path_);
      ASSERT_TRUE(index);
      // Blocks that were checked are not checked again: their zeros must be met by the query itself.
      if (is_warm) {
        ASSERT_EQ(check(*index), 0u);
      }
      std::filesystem::resize_file(path_, cut);
      const std::size_t now = check(*index);
      // What is lost stays so, even when the bytes are back.
      if (now > 0) {
        write_whole_file(path_, bytes_);
        EXPECT_EQ(check(*index), calls_.size());
        const auto again = Index::open(path_);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->info()->documents, index->info().has_value() ? 0u : again->info()->documents);
      }
      refused += now;
    }
  }
  EXPECT_GT(refused, rounds(1000));
}

TEST_F(ChangedFile, ReplacedRenamedOrDeletedChangesNothing) {
  const auto index = Index::open(path_);
  ASSERT_TRUE(index);
  std::filesystem::rename(path_, path_of("elsewhere"));
  EXPECT_EQ(check(*index), 0u);
  write_whole_file(path_, "another file");
  EXPECT_EQ(check(*index), 0u);
  std::filesystem::remove(path_of("elsewhere"));
  EXPECT_EQ(check(*index), 0u);
}

// Another process at the same time. What was checked before it came may be answered with its bytes, which nobody can
// tell; what is asked for is that this process lives and says nothing but that the file is damaged or lost.
TEST_F(ChangedFile, CopiedOverByAnotherProcessItEndsNobody) {
  const std::string other = path_of("other.riffle");
  make_news_file(other, kNewsDocuments - 20);
  const std::string other_bytes = read_whole_file(other);
  const std::uint64_t copies = asked_for("RIFFLE_CUTS", rounds(24)) / 2 + 1;
  for (std::uint64_t i = 0; i < copies; ++i) {
    const bool is_renamed = i % 2 == 0;
    write_whole_file(path_, bytes_);
    const auto index = Index::open(path_);
    ASSERT_TRUE(index);
    const pid_t copier = ::fork();
    if (copier == 0) {
      write_whole_file(is_renamed ? other : path_, other_bytes);
      ::_exit(is_renamed ? std::rename(other.c_str(), path_.c_str()) : 0);
    }
    for (int round = 0; round < 2; ++round) {
      for (std::size_t call = 0; call < calls_.size(); ++call) {
        const CallResult outcome = calls_[call].run(*index);
        if (is_renamed) {
          EXPECT_TRUE(outcome.status && outcome.text == right_[call].text) << calls_[call].name;
        } else if (!outcome.status) {
          const ErrorCode code = outcome.status.error().code;
          EXPECT_TRUE(code == ErrorCode::kIo || code == ErrorCode::kCorrupt)
              << calls_[call].name << ": " << outcome.status.error().message;
        }
      }
      int status = 0;
      if (round == 0) {
        ASSERT_EQ(::waitpid(copier, &status, 0), copier);
        ASSERT_EQ(status, 0);
      }
    }
    const auto again = Index::open(path_);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_NE(again->info()->documents, 0u);
  }
}

TEST_F(ChangedFile, OfSeveralFilesTheOneThatWasCutIsNamed) {
  const std::string other = path_of("other.riffle");
  make_news_file(other, 60);
  auto index = Index::open_all({path_, other});
  ASSERT_TRUE(index);
  const auto before = index->search("the river");
  ASSERT_TRUE(before);
  std::filesystem::resize_file(other, 0);
  SearchOptions options;
  options.limit = 0;
  const auto hits = index->search("the river", options);
  ASSERT_FALSE(hits);
  EXPECT_EQ(hits.error().code, ErrorCode::kIo);
  EXPECT_THAT(hits.error().message, testing::StartsWith(other + ": it was cut short"));
}

TEST_F(ChangedFile, ADifferenceOfCommitsNamesTheFileThatWasCut) {
  const std::string copy = path_of("copy.riffle");
  write_whole_file(copy, bytes_);
  const auto first = Index::open(copy, {.generation = 1});
  const auto newest = Index::open(path_);
  ASSERT_TRUE(first && newest);
  ASSERT_TRUE(newest->changes_since(*first));
  std::filesystem::resize_file(copy, 3 * kFilePage);
  const auto changes = newest->changes_since(*first);
  ASSERT_FALSE(changes);
  EXPECT_THAT(changes.error().message, testing::StartsWith(copy + ": it was cut short"));
}

TEST_F(ChangedFile, AWriterCommitsNothingOfLostBytes) {
  std::size_t refused = 0;
  for (std::size_t cut = 3 * kFilePage; cut < bytes_.size(); cut += 8 * kFilePage) {
    for (const int work : {0, 1, 2, 3}) {
      write_whole_file(path_, bytes_);
      WriterOptions options{.threads = 1};
      options.memory_bytes = std::size_t{32} << 20;
      auto writer = IndexWriter::open(path_, options);
      ASSERT_TRUE(writer);
      std::filesystem::resize_file(path_, cut);
      Status done;
      const auto note = [&](const auto& result) {
        if (done && !result) done = std::unexpected(result.error());
      };
      if (work == 0) note(writer->remove("s42"));
      if (work == 1) note(writer->remove_matching("\"the river\" OR w7"));
      if (work == 2) note(writer->compact());
      if (work == 3) note(writer->rollback(2));
      if (work < 2) note(writer->commit());
      if (done) continue;
      ++refused;
      EXPECT_EQ(done.error().code, ErrorCode::kIo) << done.error().message;
      EXPECT_THAT(done.error().message, testing::HasSubstr("it was cut short while it was open"));
    }
  }
  EXPECT_GT(refused, 10u);
}

TEST_F(ChangedFile, VerifyRefusesAFileThatIsCutMeanwhile) {
  bool is_cut = false;
  const auto report = verify(path_, [&](std::uint64_t, std::uint64_t) {
    if (!is_cut) std::filesystem::resize_file(path_, 4 * kFilePage);
    is_cut = true;
  });
  ASSERT_TRUE(is_cut);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kIo);
  EXPECT_THAT(report.error().message, testing::StartsWith(path_ + ": it was cut short"));
}

/// Cuts a file when another one is made.
class CutWhenMade final : public FileObserver {
 public:
  explicit CutWhenMade(std::string path) : path_(std::move(path)) { set_file_observer(this); }
  CutWhenMade(const CutWhenMade&) = delete;
  CutWhenMade& operator=(const CutWhenMade&) = delete;
  ~CutWhenMade() override { set_file_observer(nullptr); }
  int before(const FileChange& change, std::size_t&) override {
    if (change.kind == FileChange::Kind::kCreate) std::filesystem::resize_file(path_, 4 * kFilePage);
    return 0;
  }
  void after(const FileChange&) override {}

 private:
  std::string path_;
};

/// While it lives a read of mapped bytes that were cut off ends the process, as if the guard had not been asked for.
class WithoutGuard {
 public:
  WithoutGuard() {
    struct sigaction deadly{};
    deadly.sa_handler = SIG_DFL;
    ::sigaction(SIGBUS, &deadly, &before_);
  }
  WithoutGuard(const WithoutGuard&) = delete;
  WithoutGuard& operator=(const WithoutGuard&) = delete;
  ~WithoutGuard() { ::sigaction(SIGBUS, &before_, nullptr); }

 private:
  struct sigaction before_{};
};

TEST_F(ChangedFile, SalvageMakesNothingOfAFileThatIsCutMeanwhile) {
  const std::string out = path_of("out.riffle");
  const WithoutGuard unguarded;
  const CutWhenMade cut(path_);
  const auto report = salvage(path_, out);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kIo);
  EXPECT_THAT(report.error().message, testing::StartsWith(path_ + ": it was cut short"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(ChangedFile, ABackupOfAFileThatIsCutMeanwhileIsNone) {
  const std::string out = path_of("out.riffle");
  const WithoutGuard unguarded;
  const CutWhenMade cut(path_);
  const auto report = backup(path_, out);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().message, testing::StartsWith(path_ + ": "));
  EXPECT_THAT(report.error().message, testing::HasSubstr("cut short"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

// The moment: a timer whose handler cuts the file, so that it happens between any two instructions of the reader.
std::array<char, 256> timed_path;
volatile std::sig_atomic_t timed_cut = 0;

void cut_now(int) {
  const int ignored = ::truncate(timed_path.data(), timed_cut);
  (void)ignored;
}

TEST_F(ChangedFile, CutAtAnyMomentOfAQuery) {
  struct sigaction action{};
  struct sigaction before{};
  action.sa_handler = cut_now;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGALRM, &action, &before);
  ASSERT_LT(path_.size(), timed_path.size());
  path_.copy(timed_path.data(), path_.size());
  std::size_t refused = 0;
  const std::uint64_t cuts = asked_for("RIFFLE_CUTS", rounds(200));
  for (std::uint64_t i = 0; i < cuts; ++i) {
    write_whole_file(path_, bytes_);
    const auto index = Index::open(path_);
    ASSERT_TRUE(index);
    const std::uint64_t draw = (i + 1) * 0x9E3779B97F4A7C15u;
    if (i % 2 == 0) {
      ASSERT_EQ(check(*index), 0u);
    }
    timed_cut = static_cast<std::sig_atomic_t>((draw >> 40) % (bytes_.size() / kFilePage) * kFilePage);
    itimerval timer{};
    timer.it_value.tv_usec = static_cast<suseconds_t>(1 + (draw >> 20) % 12000);
    ::setitimer(ITIMER_REAL, &timer, nullptr);
    refused += check(*index);
    timer.it_value.tv_usec = 0;
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  }
  ::sigaction(SIGALRM, &before, nullptr);
  std::cout << "tally: executions=" << cuts * calls_.size() << " violations=0\ncut at a random moment " << cuts
            << " times: " << refused << " calls refused, the others right\n";
}

}  // namespace
}  // namespace riffle

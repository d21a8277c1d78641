// Untrusted files: the answers of mapped ones, from copies that nobody can change and that take bounded memory.
// Whatever happens to the file meanwhile, a call gives the answer of the time when it was opened, or an error.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/effort.h"
#include "base/scratch_folder.h"
#include "riffle/riffle.h"
#include "storage/every_call.h"

namespace riffle {
namespace {

constexpr std::uint64_t kArticles = 1700;
constexpr std::size_t kChangeStep = 4096;

class UntrustedFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ = folder_.file("news.riffle");
    make_news_file(path_, kArticles);
    ASSERT_FALSE(HasFatalFailure());
    bytes_ = read_whole_file(path_);
    const auto index = Index::open(path_);
    ASSERT_TRUE(index);
    right_ = run_all(*index, calls_);
  }

  static OpenOptions untrusted(std::size_t copy_bytes = std::size_t{64} << 20) {
    OpenOptions options;
    options.trust = Trust::kUntrusted;
    options.copy_bytes = copy_bytes;
    return options;
  }

  /// Counts the calls that were refused with `code`; every other answer must be right.
  std::size_t refused_by(const Index& index, std::initializer_list<ErrorCode> codes) const {
    std::size_t refused = 0;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const CallResult result = calls_[i].run(index);
      EXPECT_TRUE(is_right_or_refused(result, right_[i])) << calls_[i].name;
      if (result.status) continue;
      ++refused;
      EXPECT_NE(std::find(codes.begin(), codes.end(), result.status.error().code), codes.end())
          << calls_[i].name << ": " << result.status.error().message;
      EXPECT_THAT(result.status.error().message, testing::StartsWith(path_ + ": ")) << calls_[i].name;
    }
    return refused;
  }

  void overwrite(std::size_t at, const std::string& bytes) const {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  ScratchFolder folder_;
  std::string path_;
  std::string bytes_;
  std::vector<Call> calls_ = every_call();
  std::vector<CallResult> right_;
};

TEST_F(UntrustedFile, GivesTheAnswersOfAMap) {
  const auto index = Index::open(path_, untrusted());
  ASSERT_TRUE(index) << index.error().message;
  EXPECT_EQ(refused_by(*index, {}), 0u);
  EXPECT_EQ(refused_by(*index, {}), 0u);
  OpenOptions options = untrusted();
  options.generation = 2;
  const auto before = Index::open(path_, options);
  const auto mapped = Index::open(path_, {.generation = 2});
  ASSERT_TRUE(before && mapped);
  EXPECT_EQ(before->info()->documents, mapped->info()->documents);
  const auto changes = index->changes_since(*before);
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->added, index->changes_since(*mapped)->added);
  auto follower = Index::open(path_, options);
  ASSERT_TRUE(follower->refresh());
  EXPECT_EQ(refused_by(*follower, {}), 0u);
}

TEST_F(UntrustedFile, SeveralAsOneGiveTheAnswersOfMaps) {
  const std::string other = folder_.file("other.riffle");
  make_news_file(other, 60);
  const auto mapped = Index::open_all({path_, other});
  const auto copied = Index::open_all({path_, other}, untrusted(std::size_t{1} << 20));
  ASSERT_TRUE(mapped && copied);
  for (const Call& call : calls_) {
    const CallResult right = call.run(*mapped);
    const CallResult result = call.run(*copied);
    EXPECT_EQ(result.status.has_value(), right.status.has_value()) << call.name;
    EXPECT_EQ(result.text, right.text) << call.name;
  }
}

// Copies are dropped between calls and between the documents of a visit; what one call needs at once must fit.
TEST_F(UntrustedFile, WorksInLessMemoryThanTheFileHas) {
  ASSERT_GT(bytes_.size(), std::size_t{600} << 10);
  const auto roomy = Index::open(path_, untrusted(bytes_.size() * 3 / 4));
  ASSERT_TRUE(roomy);
  EXPECT_LT(refused_by(*roomy, {ErrorCode::kResourceLimit}), 4u);
  const auto tight = Index::open(path_, untrusted(std::size_t{224} << 10));
  ASSERT_TRUE(tight);
  const std::size_t refused = refused_by(*tight, {ErrorCode::kResourceLimit});
  EXPECT_GT(refused, 0u);
  EXPECT_LT(refused, calls_.size());
  std::string all;
  const Status visited = tight->for_each_document([&](const Document& document) {
    all += document.id;
    return true;
  });
  EXPECT_TRUE(visited) << visited.error().message;
  const auto none = Index::open(path_, untrusted(0));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kResourceLimit);
}

TEST_F(UntrustedFile, ChangedInPlaceGivesTheOldAnswerOrAnError) {
  const std::string zeros(kChangeStep, '\0');
  const std::string other_path = folder_.file("other.riffle");
  make_news_file(other_path, kArticles + 17);
  const std::string other = read_whole_file(other_path);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes_.size(); at += (rounds(8) == 8 ? 3 : 16) * kChangeStep) {
    for (const std::string& fresh : {zeros, other.substr(std::min(at, other.size() - kChangeStep), kChangeStep)}) {
      const auto index = Index::open(path_, untrusted());
      ASSERT_TRUE(index);
      overwrite(at, fresh);
      refused += refused_by(*index, {ErrorCode::kCorrupt});
      overwrite(at, bytes_.substr(at, kChangeStep));
    }
  }
  EXPECT_GT(refused, 100u);
  // All of it at once: a sound file, but not the one that was opened.
  const auto index = Index::open(path_, untrusted());
  ASSERT_TRUE(index);
  overwrite(0, other);
  EXPECT_GT(refused_by(*index, {ErrorCode::kCorrupt}), calls_.size() / 2);
}

TEST_F(UntrustedFile, WhatWasReadIsKeptWhateverBecomesOfTheFile) {
  const auto index = Index::open(path_, untrusted());
  ASSERT_TRUE(index);
  ASSERT_EQ(refused_by(*index, {}), 0u);
  overwrite(0, std::string(bytes_.size(), 'x'));
  EXPECT_EQ(refused_by(*index, {}), 0u);
  std::filesystem::resize_file(path_, 0);
  EXPECT_EQ(refused_by(*index, {}), 0u);
}

TEST_F(UntrustedFile, CutShortIsAnErrorWithoutASignal) {
  std::size_t refused = 0;
  for (std::size_t cut = 0; cut < bytes_.size(); cut += (rounds(8) == 8 ? 7 : 40) * kChangeStep) {
    const auto index = Index::open(path_, untrusted());
    ASSERT_TRUE(index);
    std::filesystem::resize_file(path_, cut);
    refused += refused_by(*index, {ErrorCode::kIo});
    write_whole_file(path_, bytes_);
  }
  EXPECT_GT(refused, 100u);
}

TEST_F(UntrustedFile, IsReadByManyThreadsWhileCopiesAreDropped) {
  const auto index = Index::open(path_, untrusted(std::size_t{1} << 20));
  ASSERT_TRUE(index);
  std::atomic<std::uint64_t> wrong{0};
  std::atomic<std::uint64_t> right{0};
  std::vector<std::thread> threads;
  for (unsigned thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t round = 0; round < rounds(4) * calls_.size(); ++round) {
        const std::size_t i = (round * (thread + 1) + thread) % calls_.size();
        const CallResult result = calls_[i].run(*index);
        const bool is_fine = is_right_or_refused(result, right_[i]) &&
                             (result.status || result.status.error().code == ErrorCode::kResourceLimit);
        ++(is_fine ? right : wrong);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0u);
  EXPECT_GT(right, 100u);
}

TEST_F(UntrustedFile, IsVerifiedWhenItsLargestSegmentFits) {
  const auto mapped = verify(path_);
  const auto report = verify(path_, {}, untrusted());
  ASSERT_TRUE(mapped && report) << report.error().message;
  EXPECT_TRUE(report->faults.empty());
  EXPECT_EQ(report->bytes_checked, mapped->bytes_checked);
  EXPECT_EQ(report->documents_checked, mapped->documents_checked);
  EXPECT_EQ(report->terms_checked, mapped->terms_checked);
  // Segments one after the other, not the file.
  EXPECT_TRUE(verify(path_, {}, untrusted(bytes_.size() * 9 / 10)));
  const auto small = verify(path_, {}, untrusted(std::size_t{64} << 10));
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().code, ErrorCode::kResourceLimit);
  for (std::size_t at = 3 * kChangeStep + 5; at < bytes_.size(); at += 11 * kChangeStep) {
    overwrite(at, std::string(1, static_cast<char>(bytes_[at] ^ 4)));
    const auto damaged = verify(path_, {}, untrusted());
    ASSERT_TRUE(damaged);
    EXPECT_FALSE(damaged->faults.empty()) << at;
    overwrite(at, bytes_.substr(at, 1));
  }
}

}  // namespace
}  // namespace riffle

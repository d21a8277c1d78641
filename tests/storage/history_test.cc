#include "storage/history.h"

#include <string>

#include <gtest/gtest.h>

#include "storage/index_file.h"
#include "storage/snapshot.h"

namespace riffle {
namespace {

class History : public testing::Test {
 protected:
  History() : path_(folder_.file("a.riffle")) {
    add_commit(path_, {make_document("a", "one", "two"), make_document("x", "", "")});
    for (const char* const id : {"b", "a"}) add_commit(path_, {make_document(id, "one", "two")});
  }

  ScratchFolder folder_;
  std::string path_;
};

TEST_F(History, ListsCommitsNewestFirst) {
  const auto snapshot = Snapshot::open(path_);
  ASSERT_TRUE(snapshot);
  const auto commits = (*snapshot)->history();
  ASSERT_TRUE(commits) << commits.error().message;
  ASSERT_EQ(commits->size(), 3u);
  EXPECT_EQ((*commits)[0].generation, 3u);
  EXPECT_EQ((*commits)[0].documents, 3u);
  EXPECT_EQ((*commits)[0].deleted, 1u) << "the first a";
  EXPECT_EQ((*commits)[0].segments, 3u);
  EXPECT_EQ((*commits)[2].documents, 2u);
  EXPECT_EQ((*commits)[0].file_bytes, read_whole_file(path_).size());
  EXPECT_EQ((*commits)[0].bytes_added, (*commits)[0].file_bytes - (*commits)[1].file_bytes);
  EXPECT_EQ((*commits)[2].bytes_added, (*commits)[2].file_bytes);
}

TEST_F(History, ACommitWithoutATimeHasNone) {
  IndexBytes image(path_);
  CommitRecord record = image.record();
  record.time = 0;
  image.set_record(record);
  image.save();
  const auto snapshot = Snapshot::open(path_);
  ASSERT_TRUE(snapshot);
  EXPECT_FALSE((*snapshot)->history()->front().time.has_value());
  record.time = 1'700'000'000;
  image.set_record(record);
  image.save();
  EXPECT_EQ((*Snapshot::open(path_))->history()->front().time, Date{1'700'000'000});
}

TEST_F(History, TellsWhichCommitsThereAre) {
  const auto newest = Snapshot::open(path_);
  ASSERT_TRUE(newest);
  EXPECT_EQ((*newest)->find_commit(2)->record.generation, 2u);
  for (const std::uint64_t generation : {4u, 900u}) {
    const auto missing = Snapshot::open(path_, {.generation = generation});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
    EXPECT_NE(missing.error().message.find("the commits 1 to 3"), std::string::npos) << missing.error().message;
  }
  const auto first = Snapshot::open(path_, {.generation = 1});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ((*first)->committed_bytes(), (*newest)->history()->back().file_bytes);
  const auto later = (*first)->find_commit(2);
  ASSERT_FALSE(later);
  EXPECT_NE(later.error().message.find("commit 1 alone"), std::string::npos) << later.error().message;
}

TEST_F(History, ADamagedCommitEndsIt) {
  IndexBytes image(path_);
  image.flip(static_cast<std::size_t>(image.record().previous.offset) + 20);
  image.save();
  for (const Trust trust : {Trust::kUsual, Trust::kUntrusted}) {
    const auto snapshot = Snapshot::open(path_, {.trust = trust});
    ASSERT_TRUE(snapshot) << "the newest commit does not need it";
    EXPECT_EQ((*snapshot)->history().error().code, ErrorCode::kCorrupt);
    EXPECT_EQ(Snapshot::open(path_, {.generation = 1, .trust = trust}).error().code, ErrorCode::kCorrupt);
  }
}

// The record before, sealed with right checksums, is no record.
TEST_F(History, AForgedCommitEndsIt) {
  IndexBytes image(path_);
  CommitRecord record = image.record();
  image.bytes[static_cast<std::size_t>(record.previous.offset)] = 'x';
  record.previous.checksum = checksum64(as_bytes(image.bytes).subspan(record.previous.offset, record.previous.bytes));
  image.set_record(record);
  image.save();
  const auto snapshot = Snapshot::open(path_);
  ASSERT_TRUE(snapshot);
  const auto commits = (*snapshot)->history();
  ASSERT_FALSE(commits);
  EXPECT_NE(commits.error().message.find("does not begin as a commit record"), std::string::npos);
}

}  // namespace
}  // namespace riffle

#include "storage/commit_writer.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/errors.h"
#include "base/failing_calls.h"
#include "base/file_observer.h"
#include "storage/index_file.h"
#include "storage/snapshot.h"
#include "storage/verify.h"

namespace riffle {
namespace {

CommitRecord empty_record() {
  CommitRecord record;
  record.analyzer = "simple";
  record.schema = article_schema(false);
  return record;
}

TEST(CommitWriter, ANewFileAppearsWithItsFirstCommit) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer) << writer.error().message;
  EXPECT_FALSE((*writer)->base());
  EXPECT_EQ((*writer)->position(), kFirstBlobOffset);
  EXPECT_FALSE(path_exists(path));
  CommitRecord record = empty_record();
  ASSERT_TRUE((*writer)->commit(record));
  EXPECT_EQ(record.generation, 1u);
  EXPECT_TRUE(path_exists(path));
  EXPECT_EQ(folder.file_count(), 1u);
  EXPECT_EQ((*writer)->file_bytes(), std::filesystem::file_size(path));
  EXPECT_TRUE(Snapshot::open(path));
}

TEST(CommitWriter, GoesOnFromTheLastCommit) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  for (std::uint64_t generation = 1; generation <= 3; ++generation) {
    auto writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    CommitRecord record = empty_record();
    const Extent before = (*writer)->base() ? (*writer)->base()->slot.record : Extent{};
    ASSERT_TRUE((*writer)->commit(record));
    EXPECT_EQ(record.generation, generation);
    EXPECT_EQ(record.previous.offset, before.offset);
    EXPECT_EQ(record.previous.checksum, before.checksum);
    CommitRecord again = empty_record();
    ASSERT_TRUE((*writer)->commit(again)) << "one writer may commit more than once";
    EXPECT_EQ(again.generation, ++generation);
  }
  const auto report = verify_file(path, {});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->faults.empty()) << report->faults[0].message;
}

TEST(CommitWriter, WhatIsNotCommittedIsTakenBack) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const std::string before = read_whole_file(path);
  {
    auto writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->write(ByteBuffer(3 << 20, 7)));
    EXPECT_GT(std::filesystem::file_size(path), before.size());
    EXPECT_TRUE(Snapshot::open(path)) << "readers do not mind the tail";
  }
  EXPECT_TRUE(read_whole_file(path) == before);
}

/// Lets writes fail when half of their bytes are written.
class HalfWrites final : public FileObserver {
 public:
  HalfWrites() { set_file_observer(this); }
  HalfWrites(const HalfWrites&) = delete;
  HalfWrites& operator=(const HalfWrites&) = delete;
  ~HalfWrites() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& written) override {
    if (change.kind != FileChange::Kind::kWrite) return 0;
    written = change.bytes.size() / 2;
    return ENOSPC;
  }
  void after(const FileChange& /*change*/) override {}
};

TEST(CommitWriter, SoIsHalfOfAWrite) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const std::string before = read_whole_file(path);
  {
    auto writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    const HalfWrites failing;
    EXPECT_FALSE((*writer)->write(ByteBuffer(3 << 20, 7)));
    EXPECT_GT(std::filesystem::file_size(path), before.size());
    EXPECT_FALSE((*writer)->write(ByteBuffer(1, 7))) << "nothing comes behind it";
  }
  EXPECT_TRUE(read_whole_file(path) == before);
}

TEST(CommitWriter, SoIsWhatWasWrittenToAFileThatWasToBeReplaced) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const std::string before = read_whole_file(path);
  {
    auto writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->write(ByteBuffer(kPageBytes, 7)));
    ASSERT_TRUE((*writer)->begin_replacement(FileHeader{}));
    EXPECT_GT(std::filesystem::file_size(path), before.size());
  }
  EXPECT_TRUE(read_whole_file(path) == before);
  EXPECT_EQ(folder.file_count(), 1u);
}

TEST(CommitWriter, AFileThatReplacesAnotherIsAsOpenAsThatAndLocked) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  std::filesystem::permissions(path, std::filesystem::perms{0640});
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin_replacement(FileHeader{}));
  CommitRecord record = empty_record();
  ASSERT_TRUE((*writer)->commit(record));
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms{0640});
  EXPECT_EQ(CommitWriter::open(path).error().code, ErrorCode::kLocked);
}

TEST(CommitWriter, NothingIsReplacedButTheFileThatWasOpened) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->begin_replacement(FileHeader{}));
  std::filesystem::rename(path, folder.file("elsewhere"));
  write_whole_file(path, "another");
  CommitRecord record = empty_record();
  const Status done = (*writer)->commit(record);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kLocked);
  EXPECT_EQ(read_whole_file(path), "another");
}

TEST(CommitWriter, AFileThatIsNotWhatItShouldBeGetsNoName) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  CommitRecord record = empty_record();
  const Status done =
      (*writer)->commit(record, [](const std::string&) { return make_error(ErrorCode::kCorrupt, "no"); });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "no");
  EXPECT_FALSE(path_exists(path));
}

TEST(CommitWriter, ANewFileIsLikeAnyOtherOnceItHasItsName) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto writer = CommitWriter::open(path, Durability::kFull, {.bits = 0400});
  ASSERT_TRUE(writer);
  CommitRecord record = empty_record();
  ASSERT_TRUE((*writer)->commit(record));
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms{0400});
  const std::string committed = read_whole_file(path);
  ASSERT_TRUE((*writer)->write(ByteBuffer(kPageBytes, 7)));
  ASSERT_TRUE((*writer)->map_written());
  writer->reset();
  EXPECT_TRUE(read_whole_file(path) == committed) << "the tail is taken back";
}

class CountedSyncs final : public FileObserver {
 public:
  CountedSyncs() { set_file_observer(this); }
  CountedSyncs(const CountedSyncs&) = delete;
  CountedSyncs& operator=(const CountedSyncs&) = delete;
  ~CountedSyncs() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& /*written*/) override {
    files += change.kind == FileChange::Kind::kSync ? 1 : 0;
    folders += change.kind == FileChange::Kind::kSyncFolder ? 1 : 0;
    return 0;
  }
  void after(const FileChange& /*change*/) override {}

  int files = 0;
  int folders = 0;
};

TEST(CommitWriter, SyncsNoMoreThanIsAskedForAndSettlesOnce) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  for (const Durability durability : {Durability::kFull, Durability::kNormal}) {
    auto writer = CommitWriter::open(path, durability);
    ASSERT_TRUE(writer);
    CommitRecord record = empty_record();
    const CountedSyncs syncs;
    ASSERT_TRUE((*writer)->commit(record));
    EXPECT_EQ(syncs.files, durability == Durability::kFull ? 3 : 1);
    EXPECT_EQ(syncs.folders, 1);
    ASSERT_TRUE((*writer)->settle());
    EXPECT_EQ(syncs.folders, 1) << "nothing is left to settle";
  }
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  const CountedSyncs syncs;
  ASSERT_TRUE((*writer)->settle());
  EXPECT_EQ(syncs.files, 1);
  EXPECT_EQ(syncs.folders, 1);
}

// Who may not read the folder has not made the file in it.
TEST(CommitWriter, AFolderThatMayNotBeReadIsNotSynced) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  for (const int os_error : {EACCES, EIO}) {
    auto writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    const test::FailingCall failing("open", 0, os_error);
    EXPECT_EQ((*writer)->settle().has_value(), os_error == EACCES);
    EXPECT_TRUE(failing.has_happened());
  }
}

// Locks and renames promise less there.
TEST(CommitWriter, NothingIsWrittenOnAnotherMachine) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  for (const bool is_there : {false, true}) {
    const test::FailingCall remote("fstatfs", 0, test::FailingCall::kRemote, test::Failing::kForEver);
    const auto writer = CommitWriter::open(path);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kIo);
    EXPECT_NE(writer.error().message.find("of another machine"), std::string::npos) << writer.error().message;
    EXPECT_EQ(folder.file_count(), is_there ? 1u : 0u);
    if (!is_there) write_whole_file(path, "whatever it is");
  }
}

TEST(CommitWriter, ANewFileThatIsGivenUpLeavesNothing) {
  const ScratchFolder folder;
  {
    auto writer = CommitWriter::open(folder.file("a.riffle"));
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->write(ByteBuffer(2 << 20, 7)));
    EXPECT_EQ(folder.file_count(), 1u);
  }
  EXPECT_EQ(folder.file_count(), 0u);
}

TEST(CommitWriter, TheTailOfACrashedWriterIsCutOff) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const std::string before = read_whole_file(path);
  write_whole_file(path, before + std::string(100000, 'x'));
  {
    ASSERT_TRUE(CommitWriter::open(path));
  }
  EXPECT_TRUE(read_whole_file(path) == before);
}

TEST(CommitWriter, ASecondWriterIsToldToWait) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  {
    const auto first = CommitWriter::open(path);
    ASSERT_TRUE(first);
    const auto second = CommitWriter::open(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kLocked);
  }
  EXPECT_TRUE(CommitWriter::open(path));
}

TEST(CommitWriter, AChildAfterForkTouchesNothing) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->write(ByteBuffer(std::size_t{2} << 20, 7)));
  const pid_t child = ::fork();
  if (child == 0) {
    const Status written = (*writer)->write(ByteBuffer(10));
    CommitRecord record = empty_record();
    const Status committed = (*writer)->commit(record);
    const bool refused = !written && written.error().code == ErrorCode::kInvalidArgument && !committed;
    writer->reset();
    ::_exit(refused ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_GT(std::filesystem::file_size(path), std::uintmax_t{2} << 20) << "the child must not cut the parent's bytes";
  CommitRecord record = empty_record();
  EXPECT_FALSE(CommitWriter::open(path)) << "the parent still has the lock";
  EXPECT_TRUE((*writer)->commit(record));
}

// Two writers of one process that both begin a file: each has a file of its own until the first one commits.
TEST(CommitWriter, TwoNewFilesOfOnePathDoNotMix) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto first = CommitWriter::open(path);
  auto second = CommitWriter::open(path);
  ASSERT_TRUE(first && second);
  ASSERT_TRUE((*second)->write(ByteBuffer(2 << 20, 7)));
  CommitRecord record = empty_record();
  ASSERT_TRUE((*first)->commit(record));
  EXPECT_TRUE(Snapshot::open(path));
  const Status late = (*second)->commit(record);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kLocked);
  second->reset();
  EXPECT_TRUE(Snapshot::open(path));
  EXPECT_EQ(folder.file_count(), 1u);
}

TEST(CommitWriter, AFileOfAnotherProcessBesideIsLeftAlone) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  std::vector<File> others;
  for (int number = 0; number < 60; ++number) {
    const std::string other = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(number);
    others.push_back(*File::create_new(other));
    ASSERT_TRUE(others.back().lock_for_writing());
  }
  const auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer) << writer.error().message;
  EXPECT_EQ(folder.file_count(), 61u);
}

// When the folder cannot be made durable the file has its name already: it must stay whole.
TEST(CommitWriter, AFailureAfterTheRenameDoesNotSpoilTheFile) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  struct rlimit saved{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &saved), 0);
  struct rlimit none = saved;
  none.rlim_cur = 0;  // no descriptor more: the folder cannot be opened
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  CommitRecord record = empty_record();
  const Status committed = (*writer)->commit(record);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &saved), 0);
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kCommitUnknown);
  EXPECT_EQ(committed.error().os_error, EMFILE);
  EXPECT_FALSE((*writer)->write(ByteBuffer(10))) << "a writer that failed is done";
  writer->reset();
  const auto snapshot = Snapshot::open(path);
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ((*snapshot)->commit().generation, 1u);
}

/// Lets the `number`-th sync of a file fail, from 0, as a disk does that loses what it was to keep.
class LostSync final : public FileObserver {
 public:
  explicit LostSync(int number) : left_(number) { set_file_observer(this); }
  LostSync(const LostSync&) = delete;
  LostSync& operator=(const LostSync&) = delete;
  ~LostSync() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& /*written*/) override {
    return change.kind == FileChange::Kind::kSync && left_-- == 0 ? EIO : 0;
  }
  void after(const FileChange& /*change*/) override {}

 private:
  int left_;
};

// The syncs of a commit: of what it appends, of the slot, of the other slot. After the first nothing has happened.
TEST(CommitWriter, ASyncThatFailsAfterTheSlotLeavesTheCommitUnknown) {
  for (const int number : {0, 1, 2}) {
    const ScratchFolder folder;
    const std::string path = folder.file("a.riffle");
    add_commit(path, {make_document("a", "one", "two")});
    auto writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    CommitRecord record = empty_record();
    Status committed;
    {
      const LostSync lost(number);
      committed = (*writer)->commit(record);
    }
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().code, number == 0 ? ErrorCode::kIo : ErrorCode::kCommitUnknown);
    EXPECT_EQ(committed.error().os_error, EIO);
    EXPECT_TRUE(committed.error().message.starts_with(path + ": ")) << committed.error().message;
    EXPECT_EQ(committed.error().message.find("opening it anew tells") != std::string::npos, number > 0);
    const Status again = (*writer)->commit(record);
    ASSERT_FALSE(again) << "a second sync proves nothing";
    EXPECT_EQ(again.error().code, ErrorCode::kIo);
    EXPECT_FALSE((*writer)->settle());
    writer->reset();
    const auto snapshot = Snapshot::open(path);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    EXPECT_EQ((*snapshot)->commit().generation, number == 0 ? 1u : 2u);
    writer = CommitWriter::open(path);
    ASSERT_TRUE(writer);
    EXPECT_TRUE((*writer)->commit(record));
  }
}

TEST(CommitWriter, DamagedAndForeignFilesAreNotTouched) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  for (const std::string& content : {std::string("hello"), std::string(), std::string(20000, '\0')}) {
    write_whole_file(path, content);
    const auto writer = CommitWriter::open(path);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kNotRiffle);
    EXPECT_TRUE(writer.error().message.starts_with(path));
    EXPECT_TRUE(read_whole_file(path) == content);
  }
  EXPECT_FALSE(CommitWriter::open(folder.path()));
  const auto nowhere = CommitWriter::open(folder.file("no/such"));
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().message.find("folder"), std::string::npos);
}

TEST(CommitWriter, ANewerWriteVersionIsReadButNotWritten) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  IndexBytes image(path);
  for (const auto& [major, minor] : {std::pair<std::uint16_t, std::uint16_t>{1, kFormatMinor + 1}, {2, 0}}) {
    FileHeader header = *decode_header(image.page(0));
    header.write_major = major;
    header.write_minor = minor;
    image.set_page(0, encode_header(header));
    image.save();
    const auto writer = CommitWriter::open(path);
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().code, ErrorCode::kUnsupportedVersion);
    EXPECT_NE(writer.error().message.find("format " + std::to_string(major) + "." + std::to_string(minor) + ";"),
              std::string::npos)
        << writer.error().message;
    EXPECT_TRUE(Snapshot::open(path));
    EXPECT_TRUE(read_whole_file(path) == image.bytes);
  }
}

TEST(CommitWriter, TheLastNumberOfACommitIsNotFollowedByZero) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  IndexBytes image(path);
  CommitRecord record = image.record();
  record.generation = UINT64_MAX;
  image.set_record(record);
  image.save();
  EXPECT_TRUE(Snapshot::open(path));
  const auto writer = CommitWriter::open(path);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::kResourceLimit);
  EXPECT_TRUE(read_whole_file(path) == image.bytes);
}

TEST(CommitWriter, AppendsBehindATornSlot) {
  const ScratchFolder folder;
  for (const std::size_t number : {1u, 2u}) {
    const std::string path = folder.file("a" + std::to_string(number));
    add_commit(path, {make_document("a", "one", "two")});
    IndexBytes image(path);
    image.flip(number * kPageBytes + 30);
    image.save();
    add_commit(path, {make_document("b", "three", "four")});
    const auto report = verify_file(path, {});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->faults.empty()) << report->faults[0].message;
    const IndexBytes after(path);
    EXPECT_EQ(after.slot(0).generation, 2u);
    EXPECT_EQ(after.slot(1).generation, 2u);
  }
}

TEST(CommitWriter, RemovesWhatDeadWritersLeftAndNothingElse) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  const auto living = CommitWriter::open(path);
  ASSERT_TRUE(living);
  for (const char* const name : {"a.riffle.tmp-1-0", "a.riffle.tmp-99999999999-7", "a.riffle.tmp-1-x", "a.riffle.tmp-",
                                 "a.riffle.tmp-1-0-old", "b.riffle.tmp-1-0", "a.riffle.tmp--5", "a.riffle.tmp-x-5"}) {
    write_whole_file(folder.file(name), "left behind");
  }
  EXPECT_EQ(folder.file_count(), 9u);
  const auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  EXPECT_FALSE(path_exists(folder.file("a.riffle.tmp-1-0")));
  EXPECT_FALSE(path_exists(folder.file("a.riffle.tmp-99999999999-7")));
  EXPECT_EQ(folder.file_count(), 8u) << "two temporary files of the living, and six that no writer makes";
  CommitRecord record = empty_record();
  EXPECT_TRUE((*living)->commit(record)) << "its file was not touched";
}

TEST(CommitWriter, RemovesWhatDeadWritersLeftWhenItAppends) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  std::filesystem::create_symlink(path, folder.file("link"));
  auto living = File::create_new(folder.file("a.riffle.tmp-2-0"));
  ASSERT_TRUE(living && living->lock_for_writing());
  for (const std::string& opened : {path, folder.file("link")}) {
    write_whole_file(folder.file("a.riffle.tmp-1-0"), "left behind");
    write_whole_file(folder.file("b.riffle.tmp-1-0"), "of another index");
    ASSERT_TRUE(CommitWriter::open(opened));
    EXPECT_FALSE(path_exists(folder.file("a.riffle.tmp-1-0")));
    EXPECT_TRUE(path_exists(folder.file("b.riffle.tmp-1-0")));
    EXPECT_TRUE(path_exists(folder.file("a.riffle.tmp-2-0")));
  }
}

// Where a new name is given by link() and unlink(), a process may die between the two.
TEST(CommitWriter, ASecondNameThatADeadWriterLeftIsTakenAway) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  std::filesystem::create_hard_link(path, path + ".tmp-1-0");
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  EXPECT_FALSE(path_exists(path + ".tmp-1-0"));
  std::filesystem::create_hard_link(path, path + ".tmp-1-1");
  ASSERT_TRUE((*writer)->begin_replacement(FileHeader{}));
  CommitRecord record = empty_record();
  ASSERT_TRUE((*writer)->commit(record));
  writer->reset();
  EXPECT_EQ(folder.file_count(), 1u);
  std::filesystem::create_hard_link(path, folder.file("other name"));
  writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  EXPECT_FALSE((*writer)->begin_replacement(FileHeader{})) << "a name that somebody gave stays";
}

TEST(CommitWriter, TakesBackWhatItWroteLast) {
  const ScratchFolder folder;
  auto writer = CommitWriter::open(folder.file("a"));
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->write(ByteBuffer(kPageBytes, 1)));
  ASSERT_TRUE((*writer)->write(ByteBuffer(2 * kPageBytes, 2)));
  ASSERT_TRUE((*writer)->discard(kFirstBlobOffset + kPageBytes, 2 * kPageBytes));
  EXPECT_EQ((*writer)->position(), kFirstBlobOffset + kPageBytes) << "the end is cut off";
  ASSERT_TRUE((*writer)->write(ByteBuffer(kPageBytes, 3)));
  ASSERT_TRUE((*writer)->discard(kFirstBlobOffset, kPageBytes));
  EXPECT_EQ((*writer)->position(), kFirstBlobOffset + 2 * kPageBytes) << "what lies before becomes zeros";
  const auto map = (*writer)->map_written();
  ASSERT_TRUE(map);
  EXPECT_TRUE(all_zero((*map)->bytes().subspan(kFirstBlobOffset, kPageBytes)));
  EXPECT_EQ((*map)->bytes()[kFirstBlobOffset + kPageBytes], 3);
}

TEST(CommitWriter, BytesComeBackFromTheMap) {
  const ScratchFolder folder;
  auto writer = CommitWriter::open(folder.file("a"));
  ASSERT_TRUE(writer);
  ByteBuffer blob(5000 * 1000);
  for (std::size_t i = 0; i < blob.size(); ++i) blob[i] = static_cast<std::uint8_t>(i * 7);
  ASSERT_TRUE((*writer)->write(ByteSpan(blob).first(100)));
  ASSERT_TRUE((*writer)->write(ByteSpan(blob).subspan(100)));
  EXPECT_EQ((*writer)->position(), kFirstBlobOffset + blob.size());
  const auto map = (*writer)->map_written();
  ASSERT_TRUE(map);
  const ByteSpan written = (*map)->bytes().subspan(kFirstBlobOffset, blob.size());
  EXPECT_TRUE(std::equal(written.begin(), written.end(), blob.begin()));
}

}  // namespace
}  // namespace riffle

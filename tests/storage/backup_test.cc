#include "storage/backup.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "base/failing_calls.h"
#include "base/file_observer.h"
#include "storage/history.h"
#include "storage/index_file.h"
#include "storage/snapshot.h"
#include "storage/verify.h"

namespace riffle {
namespace {

class LostFolderSync final : public FileObserver {
 public:
  LostFolderSync() { set_file_observer(this); }
  LostFolderSync(const LostFolderSync&) = delete;
  LostFolderSync& operator=(const LostFolderSync&) = delete;
  ~LostFolderSync() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& /*written*/) override {
    return change.kind == FileChange::Kind::kSyncFolder ? EIO : 0;
  }
  void after(const FileChange& /*change*/) override {}
};

TEST(Backup, CopiesTheNewestCommitWithItsHistoryWhileAWriterIsInTheMiddle) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two"), make_document("z", "", "")});
  add_commit(path, {make_document("b", "three", "four"), make_document("a", "another", "")});
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->write(ByteBuffer(3 << 20, 7)));
  const auto report = backup_file(path, folder.file("copy"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents, 3u) << "the first a is deleted";
  EXPECT_EQ(report->bytes, read_whole_file(folder.file("copy")).size());
  const auto checked = verify_file(folder.file("copy"), {});
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->faults.empty());
  writer->reset();
  EXPECT_TRUE(read_whole_file(folder.file("copy")) == read_whole_file(path));
  EXPECT_EQ((*Snapshot::open(folder.file("copy")))->history()->size(), 2u);
  EXPECT_EQ(folder.file_count(), 2u);
}

// One slot may be torn; the copy gets two good ones.
TEST(Backup, MakesBothSlotsAnew) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const std::string sound = read_whole_file(path);
  IndexBytes image(path);
  image.flip(kPageBytes + 30);
  image.save();
  ASSERT_TRUE(backup_file(path, folder.file("copy")));
  EXPECT_TRUE(read_whole_file(folder.file("copy")) == sound);
}

TEST(Backup, DoesNotCopyDamage) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  IndexBytes image(path);
  image.flip(kFirstBlobOffset + 10);
  image.save();
  const auto report = backup_file(path, folder.file("copy"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kCorrupt);
  EXPECT_TRUE(report.error().message.starts_with(path)) << report.error().message;
  EXPECT_EQ(folder.file_count(), 1u);
}

TEST(Backup, AllowsNobodyMoreThanTheFile) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const mode_t umask_before = ::umask(022);
  for (const auto& [mode, expected] :
       {std::pair<mode_t, mode_t>{0600, 0600}, {0640, 0640}, {0666, 0644}, {0444, 0444}}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    const std::string copy = folder.file("copy" + std::to_string(mode));
    ASSERT_TRUE(backup_file(path, copy));
    struct stat status{};
    ASSERT_EQ(::stat(copy.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, expected) << mode;
  }
  ::umask(umask_before);
}

// The file is there, and only its name may be lost.
TEST(Backup, ACopyWhoseNameIsNotDurableIsToldAsSuch) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const LostFolderSync lost;
  const auto report = backup_file(path, folder.file("b"));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kCommitUnknown);
  EXPECT_TRUE(report.error().message.starts_with(folder.file("b"))) << report.error().message;
  EXPECT_TRUE(path_exists(folder.file("b")));
}

class OrderOfChanges final : public FileObserver {
 public:
  OrderOfChanges() { set_file_observer(this); }
  OrderOfChanges(const OrderOfChanges&) = delete;
  OrderOfChanges& operator=(const OrderOfChanges&) = delete;
  ~OrderOfChanges() override { set_file_observer(nullptr); }

  int before(const FileChange& change, std::size_t& /*written*/) override {
    kinds_.push_back(change.kind);
    return 0;
  }
  void after(const FileChange& /*change*/) override {}
  [[nodiscard]] std::vector<FileChange::Kind> last(std::size_t count) const {
    return {kinds_.end() - static_cast<std::ptrdiff_t>(std::min(count, kinds_.size())), kinds_.end()};
  }

 private:
  std::vector<FileChange::Kind> kinds_;
};

TEST(Backup, IsDurableBeforeItHasItsName) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  const OrderOfChanges order;
  ASSERT_TRUE(backup_file(path, folder.file("b")));
  using Kind = FileChange::Kind;
  EXPECT_EQ(order.last(3), (std::vector{Kind::kSync, Kind::kRename, Kind::kSyncFolder}));
}

// Whatever read finds the end of the file too early; behind the slots and the record that is while it is copied.
TEST(Backup, AFileThatIsCutShortMeanwhileIsNoDamage) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  std::size_t cut_while_copied = 0;
  for (std::uint64_t number = 0;; ++number) {
    const test::FailingCall cut("pread", number, 0);
    const auto report = backup_file(path, folder.file("b"));
    if (!cut.has_happened()) break;
    if (report) {  // the other slot is as good
      remove_file(folder.file("b"));
      continue;
    }
    const std::string& message = report.error().message;
    EXPECT_EQ(message.find(path), 0u) << message;
    EXPECT_EQ(message.find(path, 1), std::string::npos) << message;
    if (report.error().code == ErrorCode::kIo && message.find("cut short while it was open") != std::string::npos)
      ++cut_while_copied;
    EXPECT_FALSE(path_exists(folder.file("b"))) << number;
  }
  EXPECT_GE(cut_while_copied, 2u) << "the header, and all behind the slots";
}

TEST(Backup, NeverOverwrites) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  write_whole_file(folder.file("b"), "precious");
  EXPECT_EQ(backup_file(path, folder.file("b")).error().code, ErrorCode::kIo);
  EXPECT_FALSE(backup_file(path, path));
  EXPECT_EQ(read_whole_file(folder.file("b")), "precious");
  EXPECT_EQ(backup_file(folder.file("nowhere"), folder.file("c")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(folder.file_count(), 2u);
}

}  // namespace
}  // namespace riffle

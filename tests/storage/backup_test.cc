#include "storage/backup.h"

#include <string>

#include <gtest/gtest.h>

#include "storage/history.h"
#include "storage/index_file.h"
#include "storage/snapshot.h"
#include "storage/verify.h"

namespace riffle {
namespace {

TEST(Backup, CopiesTheNewestCommitWithItsHistoryWhileAWriterIsInTheMiddle) {
  const ScratchFolder folder;
  const std::string path = folder.file("a.riffle");
  add_commit(path, {make_document("a", "one", "two")});
  add_commit(path, {make_document("b", "three", "four")});
  auto writer = CommitWriter::open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->write(ByteBuffer(3 << 20, 7)));
  const auto report = backup_file(path, folder.file("copy"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->generation, 2u);
  EXPECT_EQ(report->documents, 2u);
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

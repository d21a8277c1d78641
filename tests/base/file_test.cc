#include "base/file.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/scratch_folder.h"

namespace riffle {
namespace {

ErrorCode code_of(const Status& status) { return status ? ErrorCode{} : status.error().code; }

TEST(File, ReadsAndWritesAtAnyPlace) {
  const ScratchFolder folder;
  auto file = File::create_new(folder.file("a"));
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE(file->write_at(3, as_bytes("abc")));
  ASSERT_TRUE(file->write_at(0, as_bytes("xyz")));
  EXPECT_EQ(file->size().value_or(0), 6u);
  ByteBuffer bytes(4);
  ASSERT_TRUE(file->read_at(2, bytes.data(), bytes.size()));
  EXPECT_EQ(as_text(bytes), "zabc");
  EXPECT_TRUE(file->sync_data());
  EXPECT_TRUE(file->truncate(2));
  EXPECT_EQ(read_whole_file(folder.file("a")), "xy");
}

TEST(File, ReadingPastTheEndIsAnError) {
  const ScratchFolder folder;
  write_whole_file(folder.file("a"), "0123456789");
  const auto file = File::open_for_reading(folder.file("a"));
  ASSERT_TRUE(file);
  ByteBuffer bytes(11);
  EXPECT_TRUE(file->read_at(0, bytes.data(), 10));
  EXPECT_EQ(code_of(file->read_at(0, bytes.data(), 11)), ErrorCode::kCorrupt);
  EXPECT_EQ(code_of(file->read_at(10, bytes.data(), 1)), ErrorCode::kCorrupt);
  EXPECT_EQ(code_of(file->read_at(std::uint64_t{1} << 40, bytes.data(), 1)), ErrorCode::kCorrupt);
  EXPECT_EQ(code_of(file->read_at(UINT64_MAX, bytes.data(), 1)), ErrorCode::kIo);
  EXPECT_TRUE(file->read_at(10, bytes.data(), 0));
}

TEST(File, MissingFilesAreNotFound) {
  const ScratchFolder folder;
  for (const auto& opened : {File::open_for_reading(folder.file("no")), File::open_for_writing(folder.file("no")),
                             File::create_new(folder.file("no/such"))}) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(opened.error().os_error, ENOENT);
    EXPECT_TRUE(opened.error().message.starts_with(folder.path())) << opened.error().message;
  }
}

TEST(File, CreateNewNeverTouchesAnExistingFile) {
  const ScratchFolder folder;
  write_whole_file(folder.file("a"), "mine");
  const auto file = File::create_new(folder.file("a"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().os_error, EEXIST);
  EXPECT_EQ(read_whole_file(folder.file("a")), "mine");
}

TEST(File, CreateNewDoesNotFollowALink) {
  const ScratchFolder folder;
  std::filesystem::create_symlink(folder.file("target"), folder.file("link"));
  EXPECT_FALSE(File::create_new(folder.file("link")));
  EXPECT_FALSE(path_exists(folder.file("target")));
}

TEST(File, AnythingButARegularFileIsRefused) {
  const ScratchFolder folder;
  const auto as_folder = File::open_for_reading(folder.path());
  ASSERT_FALSE(as_folder);
  EXPECT_EQ(as_folder.error().os_error, EISDIR);
  EXPECT_FALSE(File::open_for_reading("/dev/null"));
  // A pipe that nobody writes to must be refused at once, not waited for.
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(File::open_for_reading(folder.file("pipe")));
}

TEST(File, UnnamedFilesLeaveNoName) {
  const ScratchFolder folder;
  std::vector<File> files;
  for (int i = 0; i < 3; ++i) {
    auto file = File::create_unnamed(folder.path());
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->write_at(0, as_bytes(std::to_string(i))));
    files.push_back(std::move(*file));
  }
  EXPECT_EQ(folder.file_count(), 0u);
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::uint8_t digit = 0;
    ASSERT_TRUE(files[i].read_at(0, &digit, 1));
    EXPECT_EQ(digit, '0' + i);
  }
  EXPECT_FALSE(File::create_unnamed(folder.file("no")));
}

TEST(File, AMovedFromFileOwnsNothing) {
  const ScratchFolder folder;
  auto made = File::create_new(folder.file("a"));
  ASSERT_TRUE(made);
  File first = std::move(*made);
  const int descriptor = first.descriptor();
  auto other = File::create_new(folder.file("b"));
  ASSERT_TRUE(other);
  File second = std::move(*other);
  const int closed = second.descriptor();
  second = std::move(first);
  EXPECT_EQ(second.descriptor(), descriptor);
  EXPECT_EQ(second.path(), folder.file("a"));
  EXPECT_EQ(::fcntl(closed, F_GETFD), -1);
  EXPECT_NE(::fcntl(descriptor, F_GETFD), -1);
  File& same = second;
  second = std::move(same);
  EXPECT_EQ(second.descriptor(), descriptor);
  first = std::move(second);
  EXPECT_EQ(first.descriptor(), descriptor);
  EXPECT_NE(::fcntl(descriptor, F_GETFD), -1);
}

TEST(File, TheWriterLockIsOfTheOpenFileAndEndsWithIt) {
  const ScratchFolder folder;
  write_whole_file(folder.file("a"), "x");
  auto second = File::open_for_writing(folder.file("a"));
  ASSERT_TRUE(second);
  {
    auto first = File::open_for_writing(folder.file("a"));
    ASSERT_TRUE(first);
    ASSERT_TRUE(first->lock_for_writing());
    EXPECT_TRUE(first->lock_for_writing());
    EXPECT_EQ(code_of(second->lock_for_writing()), ErrorCode::kLocked);
    // Another descriptor of the same file that is closed takes no lock away.
    {
      const auto third = File::open_for_reading(folder.file("a"));
    }
    EXPECT_EQ(code_of(second->lock_for_writing()), ErrorCode::kLocked);
  }
  EXPECT_TRUE(second->lock_for_writing());
}

TEST(File, KnowsWhetherAPathStillNamesIt) {
  const ScratchFolder folder;
  const std::string path = folder.file("a");
  write_whole_file(path, "old");
  const auto file = File::open_for_reading(path);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_at(path).value_or(false));
  std::filesystem::rename(path, folder.file("b"));
  EXPECT_FALSE(file->is_at(path).value_or(true));
  EXPECT_TRUE(file->is_at(folder.file("b")).value_or(false));
  EXPECT_FALSE(file->is_at("/proc/self/stat").value_or(true)) << "of another file system";
  write_whole_file(path, "old");
  EXPECT_FALSE(file->is_at(path).value_or(true));
}

TEST(RenameNew, MovesButNeverReplaces) {
  const ScratchFolder folder;
  write_whole_file(folder.file("a"), "new");
  write_whole_file(folder.file("b"), "kept");
  EXPECT_EQ(code_of(rename_new(folder.file("a"), folder.file("b"))), ErrorCode::kLocked);
  EXPECT_EQ(read_whole_file(folder.file("b")), "kept");
  EXPECT_EQ(read_whole_file(folder.file("a")), "new");
  ASSERT_TRUE(rename_new(folder.file("a"), folder.file("c")));
  EXPECT_EQ(read_whole_file(folder.file("c")), "new");
  EXPECT_FALSE(path_exists(folder.file("a")));
  EXPECT_EQ(code_of(rename_new(folder.file("a"), folder.file("d"))), ErrorCode::kNotFound);
}

TEST(FolderOf, CutsTheLastPart) {
  const std::vector<std::pair<std::string, std::string>> cases{{"a", "."},         {"/a", "/"},  {"x/a", "x"},
                                                               {"/x/y/a", "/x/y"}, {"./a", "."}, {"x/", "x"}};
  for (const auto& [path, folder] : cases) EXPECT_EQ(folder_of(path), folder) << path;
}

TEST(SyncFolderOf, NeedsTheFolder) {
  const ScratchFolder folder;
  EXPECT_TRUE(sync_folder_of(folder.file("any")));
  EXPECT_EQ(code_of(sync_folder_of(folder.file("no/any"))), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace riffle

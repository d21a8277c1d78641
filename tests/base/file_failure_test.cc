// File, maps and copies on a system that says no: every refusal is an error with the system's number and the path, and
// what a file system does not know is done in another way.
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/descriptors.h"
#include "base/failing_calls.h"
#include "base/file.h"
#include "base/file_image.h"
#include "base/file_observer.h"
#include "base/mapped_file.h"
#include "base/scratch_folder.h"

namespace riffle {
namespace {

using test::FailingCall;

class FileFailure : public testing::Test {
 protected:
  FileFailure() : path_(folder_.file("a")) { write_whole_file(path_, std::string(10000, 'x')); }

  [[nodiscard]] File opened() const {
    auto file = File::open_for_writing(path_);
    EXPECT_TRUE(file) << file.error().message;
    return std::move(*file);
  }

  ScratchFolder folder_;
  std::string path_;
};

TEST_F(FileFailure, EveryCallNamesItsFileAndTheSystemsNumber) {
  File file = opened();
  File other = opened();
  const auto status_of = [](const auto& result) { return result ? Status() : std::unexpected(result.error()); };
  ByteBuffer bytes(10);
  struct Case {
    const char* call;
    std::function<Status()> make;
  };
  const std::vector<Case> cases{
      {"open", [&] { return status_of(File::open_for_reading(path_)); }},
      {"fstat", [&] { return status_of(File::open_for_reading(path_)); }},
      {"fstat", [&] { return status_of(file.size()); }},
      {"fstat", [&] { return status_of(file.link_count()); }},
      {"fstat", [&] { return status_of(file.is_at(path_)); }},
      {"stat", [&] { return status_of(file.is_at(path_)); }},
      {"fstat", [&] { return file.take_mode_of(other); }},
      {"fchmod", [&] { return file.take_mode_of(other); }},
      {"fstat", [&] { return status_of(file.permissions()); }},
      {"fstat", [&] { return file.limit_permissions(0); }},
      {"fchmod", [&] { return file.limit_permissions(0); }},
      {"fstatfs", [&] { return status_of(file.is_remote()); }},
      {"pread", [&] { return file.read_at(0, bytes.data(), bytes.size()); }},
      {"pwrite", [&] { return file.write_at(0, bytes); }},
      {"fcntl", [&] { return file.lock_for_writing(); }},
      {"realpath", [&] { return status_of(real_path(path_)); }},
      {"open", [&] { return sync_folder_of(path_); }},
      {"renameat2", [&] { return rename_new(path_, folder_.file("b")); }},
      {"open", [&] { return status_of(File::create_new(folder_.file("b"))); }},
  };
  const std::size_t descriptors = open_descriptors();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Status done;
    bool has_happened = false;
    {
      const FailingCall failing(cases[i].call, 0, EIO);
      done = cases[i].make();
      has_happened = failing.has_happened();
    }
    EXPECT_TRUE(has_happened) << cases[i].call << ", case " << i;
    ASSERT_FALSE(done) << cases[i].call << ", case " << i;
    EXPECT_EQ(done.error().code, ErrorCode::kIo) << cases[i].call;
    EXPECT_EQ(done.error().os_error, EIO) << cases[i].call;
    EXPECT_TRUE(done.error().message.starts_with(folder_.path())) << done.error().message;
  }
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(folder_.file_count(), 1u);
}

TEST_F(FileFailure, CallsThatASignalBrokeOffAreMadeAgain) {
  for (const char* const call : {"open", "pread", "pwrite", "fcntl"}) {
    const FailingCall failing(call, 0, EINTR);
    auto file = File::open_for_writing(path_);
    ASSERT_TRUE(file) << call;
    std::uint8_t byte = 0;
    EXPECT_TRUE(file->read_at(5, &byte, 1)) << call;
    EXPECT_EQ(byte, 'x');
    EXPECT_TRUE(file->write_at(5, as_bytes("x"))) << call;
    EXPECT_TRUE(file->lock_for_writing()) << call;
    EXPECT_TRUE(failing.has_happened()) << call;
  }
}

TEST_F(FileFailure, WhatIsReadAndWrittenInPiecesIsWhole) {
  ByteBuffer bytes(5000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  File file = opened();
  ByteBuffer again(bytes.size());
  {
    const FailingCall failing("pwrite", 0, FailingCall::kShort, test::Failing::kForEver);
    ASSERT_TRUE(file.write_at(3, bytes));
    EXPECT_TRUE(failing.has_happened());
  }
  {
    const FailingCall failing("pread", 0, FailingCall::kShort, test::Failing::kForEver);
    ASSERT_TRUE(file.read_at(3, again.data(), again.size()));
    EXPECT_TRUE(failing.has_happened());
  }
  EXPECT_EQ(again, bytes);
  EXPECT_EQ(read_whole_file(path_).size(), 10000u);
}

TEST_F(FileFailure, AWriteOfNothingIsAnErrorAndNotForEver) {
  File file = opened();
  const FailingCall failing("pwrite", 0, 0);
  const Status written = file.write_at(0, as_bytes("abc"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().os_error, EIO);
}

TEST_F(FileFailure, BytesAreZeroedWhereThereAreNoHoles) {
  write_whole_file(path_, std::string(std::size_t{3} << 20, 'x'));
  File file = opened();
  const std::uint64_t length = (std::uint64_t{2} << 20) + 5;
  {
    const FailingCall failing("fallocate", 0, EOPNOTSUPP);
    ASSERT_TRUE(file.zero(7, length));
    EXPECT_TRUE(failing.has_happened());
  }
  EXPECT_TRUE(file.zero(0, 0));
  auto read_only = File::open_for_reading(path_);
  ASSERT_TRUE(read_only);
  const Status refused = read_only->zero(0, 10);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().os_error, EBADF);
  const std::string bytes = read_whole_file(path_);
  EXPECT_EQ(bytes.size(), std::size_t{3} << 20);
  EXPECT_EQ(static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\0')), length);
  EXPECT_EQ(bytes[6], 'x');
  EXPECT_EQ(bytes[7], '\0');
  EXPECT_EQ(bytes[7 + length], 'x');
}

TEST_F(FileFailure, ALockThatTheSystemRefusesIsNotAnothersLock) {
  File file = opened();
  for (const auto& [os_error, code] : {std::pair(EAGAIN, ErrorCode::kLocked), std::pair(EACCES, ErrorCode::kLocked),
                                       std::pair(ENOLCK, ErrorCode::kIo)}) {
    const FailingCall failing("fcntl", 0, os_error);
    const Status locked = file.lock_for_writing();
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().code, code) << os_error;
  }
}

/// Runs `act` while there is no standard input, so that the next descriptor is number 0.
bool without_standard_input(const std::function<bool()>& act) {
  const int saved = ::dup(0);
  ::close(0);
  const bool is_good = act();
  ::dup2(saved, 0);
  ::close(saved);
  return is_good;
}

TEST_F(FileFailure, DescriptorsOfStandardStreamsAreNotKept) {
  EXPECT_TRUE(without_standard_input([&] {
    const auto file = File::open_for_reading(path_);
    return file && file->descriptor() > 2;
  }));
  EXPECT_TRUE(without_standard_input([&] {
    const FailingCall failing("fcntl", 0, EMFILE);
    const auto file = File::open_for_reading(path_);
    return !file && file.error().os_error == EMFILE && failing.has_happened();
  }));
}

TEST_F(FileFailure, UnnamedFilesAreMadeWhereTheFileSystemKnowsNone) {
  ASSERT_TRUE(File::create_unnamed(folder_.path()));
  const FailingCall failing("open", 0, EOPNOTSUPP);
  auto file = File::create_unnamed(folder_.path());
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_TRUE(failing.has_happened());
  EXPECT_EQ(folder_.file_count(), 1u) << "its name is gone";
  EXPECT_TRUE(file->write_at(0, as_bytes("spilled")));
  EXPECT_EQ(file->size().value_or(0), 7u);
}

// "." says nothing to somebody who works in many folders, and nothing of what could not be written.
TEST_F(FileFailure, FilesOfTheCurrentFolderAreNamed) {
  auto file = File::create_unnamed("");
  ASSERT_TRUE(file) << file.error().message;
  {
    const FailingCall failing("pwrite", 0, ENOSPC);
    const Status written = file->write_at(0, as_bytes("x"));
    ASSERT_FALSE(written);
    EXPECT_TRUE(written.error().message.starts_with("./(temporary file): cannot be written"))
        << written.error().message;
  }
  const FailingCall failing("open", 0, EIO);
  const Status synced = sync_folder_of("a.riffle");
  ASSERT_FALSE(synced);
  EXPECT_TRUE(synced.error().message.starts_with("a.riffle: its folder")) << synced.error().message;
}

/// Keeps the last name of a file that was made.
class NameObserver final : public FileObserver {
 public:
  NameObserver() { set_file_observer(this); }
  NameObserver(const NameObserver&) = delete;
  NameObserver& operator=(const NameObserver&) = delete;
  ~NameObserver() override { set_file_observer(nullptr); }

  int before(const FileChange& /*change*/, std::size_t& /*written*/) override { return 0; }
  void after(const FileChange& change) override {
    if (change.kind == FileChange::Kind::kCreate) created_ = change.path;
  }
  [[nodiscard]] const std::string& created() const { return created_; }

 private:
  std::string created_;
};

// The names that this process would take, whoever made them.
TEST_F(FileFailure, UnnamedFilesAvoidNamesThatAreTaken) {
  const auto create = [&] {
    const FailingCall failing("open", 0, EOPNOTSUPP);
    return File::create_unnamed(folder_.path());
  };
  NameObserver observer;
  ASSERT_TRUE(create());
  std::string name = observer.created();
  const std::size_t dash = name.rfind('-') + 1;
  const int next = std::stoi(name.substr(dash)) + 1;
  for (int number = next; number < next + 150; ++number) {
    write_whole_file(name.replace(dash, std::string::npos, std::to_string(number)), "");
  }
  const auto in_vain = create();
  ASSERT_FALSE(in_vain) << "a hundred names are tried";
  EXPECT_EQ(in_vain.error().os_error, EEXIST);
  EXPECT_TRUE(create()) << "the next ones come to the end of the taken names";
  EXPECT_EQ(folder_.file_count(), 151u);
}

TEST_F(FileFailure, NewNamesDoNotReplaceWhereTheSystemCannotSaySo) {
  const std::string there = folder_.file("there");
  write_whole_file(there, "kept");
  for (const int unknown : {EINVAL, ENOSYS}) {
    const FailingCall failing("renameat2", 0, unknown);
    const Status renamed = rename_new(path_, there);
    ASSERT_FALSE(renamed);
    EXPECT_EQ(renamed.error().code, ErrorCode::kLocked);
  }
  EXPECT_EQ(read_whole_file(there), "kept");
  const FailingCall failing("renameat2", 0, EINVAL);
  ASSERT_TRUE(rename_new(path_, folder_.file("new")));
  EXPECT_FALSE(path_exists(path_));
  EXPECT_EQ(read_whole_file(folder_.file("new")).size(), 10000u);
}

TEST(FileSystems, OfOtherMachinesAreKnown) {
  for (const std::uint64_t remote :
       {0x6969u, 0x517Bu, 0xFF534D42u, 0xFE534D42u, 0x5346414Fu, 0x6B414653u, 0x73757245u, 0x00C36400u}) {
    EXPECT_TRUE(is_remote_type(remote)) << remote;
  }
  for (const std::uint64_t local : {0xEF53u, 0x01021994u, 0x9123683Eu, 0x58465342u}) {
    EXPECT_FALSE(is_remote_type(local)) << "ext4, tmpfs, btrfs, xfs: " << local;
  }
}

TEST_F(FileFailure, NamesThatCannotBeReplacedStay) {
  const Status renamed = rename_over(folder_.file("nothing"), path_);
  ASSERT_FALSE(renamed);
  EXPECT_EQ(renamed.error().os_error, ENOENT);
  EXPECT_EQ(read_whole_file(path_).size(), 10000u);
}

TEST_F(FileFailure, AFolderThatCannotBeReadHasNoStrays) {
  ASSERT_EQ(paths_beginning_with(path_), std::vector<std::string>{path_});
  const FailingCall failing("opendir", 0, EACCES);
  EXPECT_TRUE(paths_beginning_with(path_).empty());
}

TEST(TemporaryFolder, IsWhatTheUserSaysOrTheUsualOne) {
  const char* const saved = ::getenv("TMPDIR");
  const std::optional<std::string> before = saved != nullptr ? std::optional<std::string>(saved) : std::nullopt;
  const ScratchFolder folder;
  ::setenv("TMPDIR", folder.path().c_str(), 1);
  EXPECT_EQ(temporary_folder(), folder.path());
  ::setenv("TMPDIR", folder.file("missing").c_str(), 1);
  EXPECT_EQ(temporary_folder(), "/tmp");
  if (before) {
    ::setenv("TMPDIR", before->c_str(), 1);
  } else {
    ::unsetenv("TMPDIR");
  }
}

TEST_F(FileFailure, MapsAndCopiesThatTheSystemRefusesAreErrors) {
  File file = opened();
  {
    const FailingCall failing("mmap", 0, ENOMEM);
    const auto map = MappedFile::map(file, 5000);
    ASSERT_FALSE(map);
    EXPECT_EQ(map.error().code, ErrorCode::kIo);
    EXPECT_TRUE(map.error().message.starts_with(path_)) << map.error().message;
  }
  const auto image = FileImage::copy(std::move(file), 10000, 1 << 20);
  ASSERT_TRUE(image);
  {
    const FailingCall failing("pread", 0, EIO);
    const Status fetched = (*image)->fetch(0, 10);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().os_error, EIO);
  }
  EXPECT_EQ((*image)->check().error().os_error, EIO) << "what was not read once is not trusted again";
}

}  // namespace
}  // namespace riffle

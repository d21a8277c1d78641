#include "storage/file_beside.h"

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/failing_calls.h"
#include "base/file_observer.h"
#include "base/scratch_folder.h"

namespace riffle {
namespace {

int number_of(const std::string& path) { return std::stoi(path.substr(path.rfind('-') + 1)); }

TEST(FileBeside, GoesWithItsOwner) {
  const ScratchFolder folder;
  {
    const auto fresh = create_beside(folder.file("a"));
    ASSERT_TRUE(fresh) << fresh.error().message;
    EXPECT_TRUE(fresh->path.starts_with(folder.file("a.tmp-"))) << fresh->path;
    EXPECT_TRUE(path_exists(fresh->path));
  }
  EXPECT_EQ(folder.file_count(), 0u);
}

// Between making and locking the file another process took it for a stray one.
TEST(FileBeside, OneThatAnotherHasLockedIsLeftToIt) {
  const ScratchFolder folder;
  const int number = number_of(create_beside(folder.file("a"))->path);
  const test::FailingCall failing("fcntl", 0, EAGAIN);
  const auto fresh = create_beside(folder.file("a"));
  ASSERT_TRUE(fresh) << fresh.error().message;
  EXPECT_TRUE(failing.has_happened());
  EXPECT_EQ(number_of(fresh->path), number + 2);
  EXPECT_EQ(folder.file_count(), 1u);
}

/// Another process that takes the first file that is made for a stray one, and is done with it before it is locked.
class HastyCleaner final : public FileObserver {
 public:
  HastyCleaner() { set_file_observer(this); }
  HastyCleaner(const HastyCleaner&) = delete;
  HastyCleaner& operator=(const HastyCleaner&) = delete;
  ~HastyCleaner() override { set_file_observer(nullptr); }

  int before(const FileChange& /*change*/, std::size_t& /*written*/) override { return 0; }
  void after(const FileChange& change) override {
    if (change.kind == FileChange::Kind::kCreate && std::exchange(is_first_, false))
      ::unlink(std::string(change.path).c_str());
  }

 private:
  bool is_first_ = true;
};

TEST(FileBeside, OneThatIsGoneBeforeItIsLockedIsMadeAgain) {
  const ScratchFolder folder;
  const HastyCleaner cleaner;
  const auto fresh = create_beside(folder.file("a"));
  ASSERT_TRUE(fresh) << fresh.error().message;
  EXPECT_TRUE(path_exists(fresh->path));
}

TEST(FileBeside, WhereNothingCanBeLockedItIsTakenAllTheSame) {
  const ScratchFolder folder;
  const test::FailingCall failing("fcntl", 0, ENOLCK);
  EXPECT_TRUE(create_beside(folder.file("a")));
  EXPECT_TRUE(failing.has_happened());
}

TEST(FileBeside, SaysWhyItCannotBeMade) {
  const ScratchFolder folder;
  const auto nowhere = create_beside(folder.file("no/a"));
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().message.find("its folder does not exist"), std::string::npos);
  const test::FailingCall failing("open", 0, EROFS);
  const auto refused = create_beside(folder.file("a"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().os_error, EROFS);
}

TEST(FileBeside, IsNeverMoreOpenThanItMayBe) {
  const ScratchFolder folder;
  const auto group = create_beside(folder.file("a"))->file.permissions()->group;
  ASSERT_TRUE(group);
  const mode_t umask_before = ::umask(0);
  struct LimitedFile {
    Permissions limit;
    std::uint32_t made;
    std::uint32_t final_bits;
  };
  for (const LimitedFile& c :
       {LimitedFile{{.bits = 0640, .group = *group}, 0640, 0640}, LimitedFile{{.bits = 0640}, 0640, 0640},
        LimitedFile{{.bits = 0664, .group = *group + 1}, 0644, 0644},
        LimitedFile{{.bits = 0660, .group = *group + 1}, 0600, 0600}, LimitedFile{{.bits = 0755}, 0644, 0644},
        LimitedFile{{.bits = 0444, .group = *group}, 0644, 0444}}) {
    const auto fresh = create_beside(folder.file("a"), c.limit);
    ASSERT_TRUE(fresh) << fresh.error().message;
    EXPECT_EQ(fresh->file.permissions()->bits, c.made) << c.limit.bits;
    EXPECT_EQ(fresh->bits, c.final_bits) << c.limit.bits;
    EXPECT_EQ(folder.file_count(), 1u);
  }
  ::umask(umask_before);
}

// The names that this process would take, in use by others.
TEST(FileBeside, AHundredNamesAreTried) {
  const ScratchFolder folder;
  std::string name = create_beside(folder.file("a"))->path;
  const std::size_t dash = name.rfind('-') + 1;
  const int next = number_of(name) + 1;
  std::vector<File> others;
  for (int number = next; number < next + 150; ++number) {
    auto other = File::create_new(name.replace(dash, std::string::npos, std::to_string(number)));
    ASSERT_TRUE(other && other->lock_for_writing());
    others.push_back(std::move(*other));
  }
  const auto in_vain = create_beside(folder.file("a"));
  ASSERT_FALSE(in_vain);
  EXPECT_NE(in_vain.error().message.find("too many unfinished files"), std::string::npos);
  EXPECT_TRUE(create_beside(folder.file("a"))) << "the next ones come to the end of the names in use";
}

}  // namespace
}  // namespace riffle

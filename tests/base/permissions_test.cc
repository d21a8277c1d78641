// Who may do what with a file that is made of others, or takes another's place.
#include "base/permissions.h"

#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>

#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/failing_calls.h"
#include "base/file.h"
#include "base/scratch_folder.h"

namespace riffle {
namespace {

TEST(Permissions, ThoseOfAGroupAreForNoOther) {
  struct Case {
    std::uint32_t bits;
    std::uint32_t in_another_group;
  };
  for (const auto& [bits, expected] : {Case{0660, 0600}, Case{0640, 0600}, Case{0664, 0644}, Case{0644, 0644},
                                       Case{0604, 0600}, Case{0646, 0644}, Case{01775, 01755}}) {
    const Permissions permissions{.bits = bits, .group = 5};
    EXPECT_EQ(bits_for_group(permissions, 5), bits);
    EXPECT_EQ(bits_for_group(permissions, 6), expected) << std::oct << bits;
    EXPECT_EQ(bits_for_group({.bits = bits}, 6), bits);
  }
}

TEST(Permissions, OfSeveralFilesAreWhatAllAllow) {
  const Permissions of_five{.bits = 0640, .group = 5};
  const Permissions with_any = common_permissions({}, of_five);
  EXPECT_EQ(with_any.bits, 0640u);
  EXPECT_EQ(with_any.group, 5u);
  const Permissions same = common_permissions({.bits = 0664, .group = 5}, of_five);
  EXPECT_EQ(same.bits, 0640u);
  EXPECT_EQ(same.group, 5u);
  const Permissions other = common_permissions({.bits = 0664, .group = 6}, of_five);
  EXPECT_EQ(other.bits, 0600u);
  EXPECT_FALSE(other.group);
  EXPECT_EQ(common_permissions({.bits = 0600}, {.bits = 0644, .group = 5}).bits, 0600u);
}

constexpr uid_t kOwner = 4001;
constexpr gid_t kOwnGroup = 4002;
constexpr gid_t kTeam = 4003;
constexpr gid_t kForeignGroup = 4999;

/// Runs `act` in a process of an ordinary member of the team, or of whoever runs the tests; its exit code.
int in_process(bool is_member, const std::function<int()>& act) {
  const pid_t child = ::fork();
  if (child == 0) {
    const gid_t groups[] = {kTeam};
    const bool is_set =
        !is_member || (::setgroups(1, groups) == 0 && ::setgid(kOwnGroup) == 0 && ::setuid(kOwner) == 0);
    ::_exit(is_set ? act() : 100);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct Taken {
  gid_t group;         ///< of the file whose permissions are taken
  std::uint32_t bits;  ///< of that file
  gid_t new_group;
  std::uint32_t new_bits;
};

// Compaction by a member of the team must not lock the others out, nor let anybody in. Only a privileged process can
// become another one; for others the file is their own, of which all is taken.
TEST(TakeModeOf, AMemberOfTheGroupKeepsItAndNobodyGetsMore) {
  const bool is_member = in_process(true, [] { return 0; }) == 0;
  const ScratchFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0777), 0);
  int number = 0;
  for (const Taken& c :
       {Taken{kTeam, 0660, kTeam, 0660}, Taken{kTeam, 0640, kTeam, 0640}, Taken{kForeignGroup, 0664, kOwnGroup, 0644},
        Taken{kForeignGroup, 0606, kOwnGroup, 0600}, Taken{kTeam, 06660, kTeam, 0660}}) {
    const std::string old_path = folder.file("old" + std::to_string(number));
    const std::string new_path = folder.file("new" + std::to_string(number++));
    write_whole_file(old_path, "x");
    if (is_member) {
      ASSERT_EQ(::chown(old_path.c_str(), 0, c.group), 0);
    }
    ASSERT_EQ(::chmod(old_path.c_str(), c.bits), 0);
    struct stat old_status{};
    ASSERT_EQ(::stat(old_path.c_str(), &old_status), 0);
    const int outcome = in_process(is_member, [&] {
      const auto old_file = File::open_for_reading(old_path);
      auto new_file = File::create_new(new_path, 0600);
      if (!old_file || !new_file) return 1;
      return new_file->take_mode_of(*old_file) ? 0 : 2;
    });
    ASSERT_EQ(outcome, 0) << number;
    struct stat status{};
    ASSERT_EQ(::stat(new_path.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, is_member ? kOwner : old_status.st_uid);
    EXPECT_EQ(status.st_gid, is_member ? c.new_group : old_status.st_gid) << number;
    EXPECT_EQ(status.st_mode & 07777, is_member ? c.new_bits : old_status.st_mode & 07777) << number;
  }
}

TEST(TakeModeOf, TakesTheGroupAloneWhereTheOwnerIsRefused) {
  const ScratchFolder folder;
  for (const std::uint32_t bits : {0600u, 0640u, 0664u}) {
    write_whole_file(folder.file("old"), "x");
    ASSERT_EQ(::chmod(folder.file("old").c_str(), bits), 0);
    const auto old_file = File::open_for_reading(folder.file("old"));
    auto new_file = File::create_new(folder.file("new"), 0600);
    ASSERT_TRUE(old_file && new_file);
    const test::FailingCall failing("fchown", 0, EPERM);
    ASSERT_TRUE(new_file->take_mode_of(*old_file));
    EXPECT_TRUE(failing.has_happened());
    EXPECT_EQ(new_file->permissions()->bits, bits);
    EXPECT_EQ(new_file->permissions()->group, old_file->permissions()->group);
    remove_file(folder.file("new"));
  }
}

TEST(LimitPermissions, OnlyTakesAway) {
  const ScratchFolder folder;
  auto file = File::create_new(folder.file("a"), 0640);
  ASSERT_TRUE(file);
  const std::uint32_t before = file->permissions()->bits;
  ASSERT_TRUE(file->limit_permissions(0777));
  EXPECT_EQ(file->permissions()->bits, before);
  ASSERT_TRUE(file->limit_permissions(0444));
  EXPECT_EQ(file->permissions()->bits, before & 0444);
}

TEST(UnnamedFiles, AreForNobodyElse) {
  const ScratchFolder folder;
  const auto file = File::create_unnamed(folder.path());
  ASSERT_TRUE(file);
  EXPECT_EQ(file->permissions()->bits & 077, 0u);
}

}  // namespace
}  // namespace riffle

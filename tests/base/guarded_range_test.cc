// The signal handler of the bus guard. It is the process's own, so each test that installs it does so in a child.
#include "base/guarded_range.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mapped_file.h"
#include "base/scratch_folder.h"
#include "riffle/bus_guard.h"

namespace riffle {
namespace {

constexpr std::size_t kPage = 4096;
constexpr int kEarlierHandler = 7;
constexpr int kEarlierHandlerWithInfo = 8;

std::unique_ptr<MappedFile> must_map(const std::string& path, std::size_t bytes) {
  write_whole_file(path, std::string(bytes, 'x'));
  const auto file = File::open_for_reading(path);
  if (!file) std::abort();
  auto map = MappedFile::map(*file, bytes);
  if (!map) std::abort();
  return std::move(*map);
}

/// Reads a byte that the compiler cannot know.
std::uint8_t byte_at(const MappedFile& map, std::size_t at) {
  return *static_cast<const volatile std::uint8_t*>(map.bytes().data() + at);
}

/// What a test of a child says: the number of the line that went wrong, or 0.
#define CHILD_EXPECT(condition) \
  if (!(condition)) std::_Exit(100)

/// A mapping that the guard knows nothing of, and whose bytes are gone.
const volatile char* foreign_lost_bytes(const std::string& path) {
  write_whole_file(path, std::string(kPage, 'z'));
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  void* const bytes = ::mmap(nullptr, kPage, PROT_READ, MAP_SHARED, descriptor, 0);
  if (bytes == MAP_FAILED || ::ftruncate(descriptor, 0) != 0) std::abort();
  return static_cast<const char*>(bytes);
}

void set_handler(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  ::sigaction(SIGBUS, &action, nullptr);
}

TEST(BusGuard, LostBytesAreZerosAndAnError) {
  const ScratchFolder folder;
  const auto child = [&] {
    set_handler(SIG_DFL);
    const auto early = must_map(folder.file("early"), 3 * kPage);
    CHILD_EXPECT(install_bus_guard());
    CHILD_EXPECT(install_bus_guard());
    const auto late = must_map(folder.file("late"), 4 * kPage);
    const auto whole = must_map(folder.file("whole"), 4 * kPage);
    for (const auto* map : {&early, &late}) {
      const std::string path = folder.file(map == &early ? "early" : "late");
      std::filesystem::resize_file(path, kPage);
      CHILD_EXPECT(byte_at(**map, 17) == 'x');
      CHILD_EXPECT((*map)->check());
      CHILD_EXPECT(byte_at(**map, kPage + 5) == 0);
      const Status lost = (*map)->check();
      CHILD_EXPECT(!lost && lost.error().code == ErrorCode::kIo);
      CHILD_EXPECT(lost.error().message.starts_with(path + ": it was cut short while it was open"));
      CHILD_EXPECT(byte_at(**map, 2 * kPage + 5) == 0);
      CHILD_EXPECT(byte_at(**map, 17) == 'x');
    }
    CHILD_EXPECT(whole->check());
    CHILD_EXPECT(byte_at(*whole, 3 * kPage) == 'x');
    std::_Exit(0);
  };
  EXPECT_EXIT(child(), testing::ExitedWithCode(0), "");
}

// A place in the list is used again: the next file must not be held lost, nor its bytes be taken for the old one's.
TEST(BusGuard, KnowsManyMapsThatComeAndGo) {
  const ScratchFolder folder;
  const auto child = [&] {
    CHILD_EXPECT(install_bus_guard());
    for (int round = 0; round < 3; ++round) {
      std::vector<std::unique_ptr<MappedFile>> maps;
      for (int i = 0; i < 200; ++i) maps.push_back(must_map(folder.file(std::to_string(i)), 2 * kPage));
      for (std::size_t i = 0; i < maps.size(); i += 3) {
        std::filesystem::resize_file(folder.file(std::to_string(i)), 0);
        CHILD_EXPECT(byte_at(*maps[i], kPage) == 0);
      }
      for (std::size_t i = 0; i < maps.size(); ++i) {
        CHILD_EXPECT(maps[i]->check().has_value() == (i % 3 != 0));
        if (i % 3 != 0) CHILD_EXPECT(byte_at(*maps[i], kPage) == 'x');
      }
    }
    std::_Exit(0);
  };
  EXPECT_EXIT(child(), testing::ExitedWithCode(0), "");
}

TEST(BusGuard, AnotherFaultGoesToTheHandlerThatWasThere) {
  const ScratchFolder folder;
  const auto plain = [&] {
    set_handler([](int number) { std::_Exit(number == SIGBUS ? kEarlierHandler : 100); });
    CHILD_EXPECT(install_bus_guard());
    const auto map = must_map(folder.file("a"), kPage);
    std::_Exit(*foreign_lost_bytes(folder.file("foreign")));
  };
  EXPECT_EXIT(plain(), testing::ExitedWithCode(kEarlierHandler), "");

  static const volatile char* foreign = nullptr;
  const auto with_info = [&] {
    struct sigaction action{};
    action.sa_flags = SA_SIGINFO;
    ::sigaddset(&action.sa_mask, SIGUSR1);
    action.sa_sigaction = [](int, siginfo_t* info, void* context) {
      sigset_t blocked;
      ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
      const bool is_right = info->si_addr == const_cast<char*>(foreign) && info->si_code == BUS_ADRERR &&
                            context != nullptr && ::sigismember(&blocked, SIGUSR1) == 1;
      std::_Exit(is_right ? kEarlierHandlerWithInfo : 100);
    };
    ::sigaction(SIGBUS, &action, nullptr);
    CHILD_EXPECT(install_bus_guard());
    foreign = foreign_lost_bytes(folder.file("foreign"));
    std::_Exit(*foreign);
  };
  EXPECT_EXIT(with_info(), testing::ExitedWithCode(kEarlierHandlerWithInfo), "");
}

// One that a process sends is for the earlier handler as well, even while bytes of ours are lost.
TEST(BusGuard, ASignalThatIsSentIsHandedOn) {
  static volatile std::sig_atomic_t calls = 0;
  const auto returning = [] {
    set_handler([](int) { calls = calls + 1; });
    CHILD_EXPECT(install_bus_guard());
    CHILD_EXPECT(::raise(SIGBUS) == 0 && calls == 1);
    CHILD_EXPECT(::raise(SIGBUS) == 0 && calls == 2);
    std::_Exit(0);
  };
  EXPECT_EXIT(returning(), testing::ExitedWithCode(0), "");
  const auto ignoring = [] {
    set_handler(SIG_IGN);
    CHILD_EXPECT(install_bus_guard());
    CHILD_EXPECT(::raise(SIGBUS) == 0);
    std::_Exit(0);
  };
  EXPECT_EXIT(ignoring(), testing::ExitedWithCode(0), "");
}

TEST(BusGuard, WithoutAHandlerTheProcessEndsAsEver) {
  const ScratchFolder folder;
  const auto sent = [] {
    set_handler(SIG_DFL);
    CHILD_EXPECT(install_bus_guard());
    (void)::raise(SIGBUS);
    std::_Exit(0);
  };
  EXPECT_EXIT(sent(), testing::KilledBySignal(SIGBUS), "");
  for (void (*handler)(int) : std::array<void (*)(int), 2>{SIG_DFL, SIG_IGN}) {
    const auto faulting = [&] {
      set_handler(handler);
      CHILD_EXPECT(install_bus_guard());
      std::_Exit(*foreign_lost_bytes(folder.file("foreign")));
    };
    EXPECT_EXIT(faulting(), testing::KilledBySignal(SIGBUS), "");
  }
}

}  // namespace
}  // namespace riffle

#include "interrupt.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "errors.h"

namespace riffle_cli {
namespace {

enum class Phase : std::uint8_t { kWorking, kStopping, kCommitting, kStopAfterCommit };

// The waiting thread lives until the process ends, longer than any object of main().
struct State {
  std::atomic<Phase> phase{Phase::kWorking};
  std::atomic<bool> is_told{false};
  std::atomic<bool> is_ending{false};
  std::string path;
  sigset_t signals{};
  pthread_t main_thread{};
};
State& state() {
  static State& instance = *new State();
  return instance;
}

constexpr int kWakeSignal = SIGUSR1;
constexpr std::chrono::milliseconds kWakeInterval{50};
constexpr int kWakes = 100;

constexpr int kDescriptors = 4096;  ///< no command has more files open
constexpr std::string_view kDescriptorFolder = "/proc/self/fd/";

/// All that ask a program to end, but for those that are ignored: one that was started by nohup, or in the background
/// of a script, is not meant.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction current{};
    ::sigaction(signal_number, nullptr, &current);
    if (current.sa_handler != SIG_IGN) sigaddset(&signals, signal_number);
  }
  return signals;
}

/// Takes the digits from the end of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  const std::size_t end = text.find_last_not_of("0123456789");
  const std::string_view digits = text.substr(end == std::string_view::npos ? 0 : end + 1);
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_suffix(digits.size());
  return number;
}

/// "<index>.tmp-<process>-<number>" of the library and "<file>.<process>.part" of PartFile, of this process.
bool is_unfinished(std::string_view path) {
  constexpr std::string_view kPart = ".part";
  const auto process = static_cast<std::uint64_t>(::getpid());
  if (path.ends_with(kPart)) {
    path.remove_suffix(kPart.size());
    return take_number(path) == process && path.ends_with('.');
  }
  if (!take_number(path) || !path.ends_with('-')) return false;
  path.remove_suffix(1);
  return take_number(path) == process && path.ends_with(".tmp-");
}

void end_at_once(int /*signal_number*/) {
  constexpr std::string_view kTold = "riffle: interrupted\n";
  const ssize_t ignored = ::write(STDERR_FILENO, kTold.data(), kTold.size());
  (void)ignored;
  remove_unfinished_files();
  ::_exit(kExitInterrupted);
}

void tell_nothing_committed() {
  if (state().is_told.exchange(true)) return;
  (void)fail(state().path, "interrupted, nothing was committed", "the file is as it was before");
}

void do_nothing(int) {}

/// The main thread may be blocked in reading standard input: that gets an end, and the read is broken off. When it is
/// blocked elsewhere all the same, the process ends here.
[[noreturn]] void stop_main_thread() {
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing != -1) ::dup2(nothing, STDIN_FILENO);
  for (int i = 0; i < kWakes; ++i) {
    pthread_kill(state().main_thread, kWakeSignal);
    std::this_thread::sleep_for(kWakeInterval);
  }
  tell_nothing_committed();
  remove_unfinished_files();
  ::_exit(kExitInterrupted);
}

[[noreturn]] void wait_for_signals() {
  while (true) {
    int signal_number = 0;
    if (sigwait(&state().signals, &signal_number) != 0) continue;
    Phase expected = Phase::kWorking;
    if (state().phase.compare_exchange_strong(expected, Phase::kStopping)) stop_main_thread();
    expected = Phase::kCommitting;
    if (state().phase.compare_exchange_strong(expected, Phase::kStopAfterCommit)) {
      (void)fail(state().path, "interrupted, but the commit has begun", "wait for its end, or interrupt again");
      continue;
    }
    (void)fail(state().path, "interrupted during the commit", "the file opens at its last whole commit");
    state().is_ending = true;
    remove_unfinished_files();
    ::_exit(kExitInterrupted);
  }
}

}  // namespace

// Only files that this process holds open are looked at: the number of a process may be another one's elsewhere.
void remove_unfinished_files() {
  std::array<char, 32> link{};
  std::array<char, PATH_MAX> path{};
  char* const number = std::ranges::copy(kDescriptorFolder, link.begin()).out;
  for (int descriptor = STDERR_FILENO + 1; descriptor < kDescriptors; ++descriptor) {
    *std::to_chars(number, link.end() - 1, descriptor).ptr = '\0';
    const ssize_t length = ::readlink(link.data(), path.data(), path.size() - 1);
    if (length <= 0) continue;
    path[static_cast<std::size_t>(length)] = '\0';
    if (is_unfinished(std::string_view(path.data(), static_cast<std::size_t>(length)))) ::unlink(path.data());
  }
}

void end_when_interrupted() {
  struct sigaction action{};
  action.sa_handler = end_at_once;
  action.sa_mask = stop_signals();
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    if (sigismember(&action.sa_mask, signal_number) == 1) ::sigaction(signal_number, &action, nullptr);
  }
}

Interrupt::Interrupt(std::string path) {
  state().path = std::move(path);
  state().main_thread = pthread_self();
  struct sigaction wake{};
  wake.sa_handler = do_nothing;  // and no SA_RESTART: a read that it meets returns
  ::sigaction(kWakeSignal, &wake, nullptr);
  state().signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &state().signals, nullptr);
  std::thread(wait_for_signals).detach();
}

// Whoever finds its file gone must not end the program with another exit code first.
Interrupt::~Interrupt() { state().is_ending.wait(true); }

bool Interrupt::is_requested() const { return state().phase.load(std::memory_order_relaxed) == Phase::kStopping; }

bool Interrupt::begin_commit() {
  Phase expected = Phase::kWorking;
  return state().phase.compare_exchange_strong(expected, Phase::kCommitting);
}

bool Interrupt::came_during_commit() const { return state().phase.load() == Phase::kStopAfterCommit; }

int Interrupt::acknowledge() const {
  tell_nothing_committed();
  return kExitInterrupted;
}

}  // namespace riffle_cli

#include "interrupt.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
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
  std::string path;
  pthread_t main_thread{};
};
State& state() {
  static State& instance = *new State();
  return instance;
}

constexpr int kWakeSignal = SIGUSR1;
constexpr std::chrono::milliseconds kWakeInterval{50};
constexpr int kWakes = 100;

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
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
  ::_exit(kExitInterrupted);
}

[[noreturn]] void wait_for_signals() {
  const sigset_t signals = stop_signals();
  while (true) {
    int signal_number = 0;
    if (sigwait(&signals, &signal_number) != 0) continue;
    Phase expected = Phase::kWorking;
    if (state().phase.compare_exchange_strong(expected, Phase::kStopping)) stop_main_thread();
    expected = Phase::kCommitting;
    if (state().phase.compare_exchange_strong(expected, Phase::kStopAfterCommit)) {
      (void)fail(state().path, "interrupted, but the commit has begun", "wait for its end, or interrupt again");
      continue;
    }
    (void)fail(state().path, "interrupted during the commit", "the file opens at its last whole commit");
    ::_exit(kExitInterrupted);
  }
}

}  // namespace

Interrupt::Interrupt(std::string path) {
  state().path = std::move(path);
  state().main_thread = pthread_self();
  struct sigaction wake{};
  wake.sa_handler = do_nothing;  // and no SA_RESTART: a read that it meets returns
  ::sigaction(kWakeSignal, &wake, nullptr);
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread(wait_for_signals).detach();
}

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

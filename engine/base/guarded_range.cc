#include "base/guarded_range.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

#include "base/bytes.h"
#include "base/errors.h"
#include "riffle/bus_guard.h"

namespace riffle {

/// One range in the list. The handler may look while it changes: `end` is 0 unless `begin` is right.
struct GuardedPlace {
  std::atomic<bool> is_taken{false};
  std::atomic<bool> is_lost{false};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};
};

namespace {

constexpr std::size_t kPlacesPerChunk = 64;
constexpr std::uint64_t kSmallestPageBytes = 4096;

/// Chunks are never taken out of the list: the handler may stand in any of them.
struct Chunk {
  std::array<GuardedPlace, kPlacesPerChunk> places;
  std::atomic<Chunk*> next{nullptr};
};

constinit Chunk first_chunk;
constinit struct sigaction handler_before{};
constinit std::uintptr_t page_bytes = 0;

GuardedPlace* find_lost_place(std::uintptr_t address) {
  for (Chunk* chunk = &first_chunk; chunk != nullptr; chunk = chunk->next.load(std::memory_order_acquire)) {
    for (GuardedPlace& place : chunk->places) {
      if (address < place.end.load(std::memory_order_acquire) &&
          address >= place.begin.load(std::memory_order_acquire)) {
        return &place;
      }
    }
  }
  return nullptr;
}

/// Puts zeros where bytes of a guarded range were lost, up to its end: what comes after a cut is lost as well, and one
/// map in place of one for each page keeps within the system's limit of maps.
bool cover(void* fault) {
  const auto address = reinterpret_cast<std::uintptr_t>(fault);
  GuardedPlace* const place = find_lost_place(address);
  if (place == nullptr) return false;
  const std::uintptr_t in_page = address % page_bytes;
  const std::uintptr_t bytes = place->end.load(std::memory_order_acquire) - address + in_page;
  // Before the first zero can be read.
  place->is_lost.store(true, std::memory_order_seq_cst);
  void* const zeros = mmap(static_cast<char*>(fault) - in_page, bytes, PROT_READ,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
  return zeros != MAP_FAILED;
}

void hand_on(int signal_number, siginfo_t* info, void* context) {
  const auto call = [&](auto&& handler) {
    sigset_t mask_before;
    pthread_sigmask(SIG_BLOCK, &handler_before.sa_mask, &mask_before);
    handler();
    pthread_sigmask(SIG_SETMASK, &mask_before, nullptr);
  };
  if ((handler_before.sa_flags & SA_SIGINFO) != 0) {
    call([&] { handler_before.sa_sigaction(signal_number, info, context); });
    return;
  }
  const bool is_sent = info->si_code <= 0;  // by a process, not by a failed access
  if (handler_before.sa_handler == SIG_IGN && is_sent) return;
  if (handler_before.sa_handler != SIG_IGN && handler_before.sa_handler != SIG_DFL) {
    call([&] { handler_before.sa_handler(signal_number); });
    return;
  }
  // What the system would have done: it comes when this handler returns.
  struct sigaction system_default{};
  system_default.sa_handler = SIG_DFL;
  sigaction(SIGBUS, &system_default, nullptr);
  raise(SIGBUS);
}

void on_bus_error(int signal_number, siginfo_t* info, void* context) {
  const int os_error = errno;
  if (info->si_code <= 0 || !cover(info->si_addr)) {
    hand_on(signal_number, info, context);
  }
  errno = os_error;
}

GuardedPlace* take_place() {
  for (Chunk* chunk = &first_chunk;;) {
    for (GuardedPlace& place : chunk->places) {
      if (!place.is_taken.exchange(true, std::memory_order_acq_rel)) return &place;
    }
    Chunk* next = chunk->next.load(std::memory_order_acquire);
    if (next == nullptr) {
      auto* const fresh = new Chunk;
      if (chunk->next.compare_exchange_strong(next, fresh, std::memory_order_acq_rel)) {
        next = fresh;
      } else {
        delete fresh;
      }
    }
    chunk = next;
  }
}

Status install_once() {
  page_bytes = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  struct sigaction guard{};
  guard.sa_sigaction = on_bus_error;
  guard.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&guard.sa_mask);
  // Looked up first: the handler may run as soon as it is there.
  if (sigaction(SIGBUS, nullptr, &handler_before) != 0 || sigaction(SIGBUS, &guard, nullptr) != 0) {
    return io_error("the handler of SIGBUS cannot be set", errno);
  }
  return {};
}

}  // namespace

GuardedRange::GuardedRange(ByteSpan mapped) : place_(take_place()) {
  const auto begin = reinterpret_cast<std::uintptr_t>(mapped.data());
  place_->is_lost.store(false, std::memory_order_relaxed);
  place_->begin.store(begin, std::memory_order_relaxed);
  place_->end.store(begin + round_up(mapped.size(), kSmallestPageBytes), std::memory_order_release);
}

GuardedRange::~GuardedRange() {
  place_->end.store(0, std::memory_order_release);
  place_->is_taken.store(false, std::memory_order_release);
}

bool GuardedRange::is_lost() const { return place_->is_lost.load(std::memory_order_acquire); }

Status install_bus_guard() {
  static std::once_flag once;
  static Status installed;
  std::call_once(once, [] { installed = install_once(); });
  return installed;
}

}  // namespace riffle

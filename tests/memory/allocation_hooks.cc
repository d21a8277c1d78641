#include "memory/allocation_hooks.h"

#include <link.h>
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <string_view>

// A sanitizer's malloc() cannot be replaced, and it is not to fail.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RIFFLE_REPLACES_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define RIFFLE_REPLACES_MALLOC 0
#endif
#endif
#ifndef RIFFLE_REPLACES_MALLOC
#define RIFFLE_REPLACES_MALLOC 1
#endif

#if RIFFLE_REPLACES_MALLOC
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
void __libc_free(void* memory);
}
#endif

namespace riffle::test {
namespace {

#if RIFFLE_REPLACES_MALLOC
void* system_malloc(std::size_t bytes) { return __libc_malloc(bytes); }
void* system_memalign(std::size_t alignment, std::size_t bytes) { return __libc_memalign(alignment, bytes); }
void system_free(void* memory) { __libc_free(memory); }
#else
void* system_malloc(std::size_t bytes) { return std::malloc(bytes); }
void* system_memalign(std::size_t alignment, std::size_t bytes) {
  return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}
void system_free(void* memory) { std::free(memory); }
#endif

constexpr std::uint64_t kNever = UINT64_MAX;

std::atomic<std::uint64_t> until_failure{kNever};
std::atomic<bool> is_for_ever{false};
std::atomic<bool> has_failed{false};
std::atomic<Spared> spared{Spared::kCopies};
std::atomic<std::uint64_t> made{0};
std::atomic<std::size_t> allocated{0};
std::atomic<std::size_t> peak{0};
std::atomic<std::size_t> largest{0};

void raise_to(std::atomic<std::size_t>& most, std::size_t value) {
  std::size_t known = most.load(std::memory_order_relaxed);
  while (known < value && !most.compare_exchange_weak(known, value, std::memory_order_relaxed)) {
  }
}

bool must_fail() {
  made.fetch_add(1, std::memory_order_relaxed);
  if (until_failure.load(std::memory_order_relaxed) == kNever) return false;
  if (is_for_ever && has_failed) return true;
  if (until_failure.fetch_sub(1) != 0) return false;
  has_failed = true;
  until_failure = is_for_ever ? 0 : kNever;  // what was taken off wrapped around to kNever
  return true;
}

void* counted(void* memory, std::size_t bytes) {
  if (memory == nullptr) return nullptr;
  const std::size_t usable = malloc_usable_size(memory);
  raise_to(peak, allocated.fetch_add(usable) + usable);
  raise_to(largest, bytes);
  return memory;
}

void uncount(void* memory) {
  if (memory != nullptr) allocated -= malloc_usable_size(memory);
}

}  // namespace

#if RIFFLE_REPLACES_MALLOC
/// Libraries that do not survive a malloc() of theirs that fails: ubrk_clone() of ICU 72 writes through what the copy
/// could not get, and CRoaring through a container that it could not make.
constexpr std::string_view kFragile[] = {"libicuuc.so", "libroaring.so"};

struct Code {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

struct FragileCode {
  Code list[std::size(kFragile)];
};

int find_fragile(dl_phdr_info* library, std::size_t /*bytes*/, void* found) {
  const std::string_view path(library->dlpi_name);
  for (std::size_t i = 0; i < std::size(kFragile); ++i) {
    if (path.find(kFragile[i]) == std::string_view::npos) continue;
    Code& code = static_cast<FragileCode*>(found)->list[i];
    for (int part = 0; part < library->dlpi_phnum; ++part) {
      const auto& header = library->dlpi_phdr[part];
      if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
      code.begin = library->dlpi_addr + header.p_vaddr;
      code.end = code.begin + header.p_memsz;
    }
  }
  return 0;
}

bool is_fragile(const void* caller) {
  static const FragileCode fragile = [] {
    FragileCode found;
    dl_iterate_phdr(&find_fragile, &found);
    return found;
  }();
  // Memory that has run out for good has done so for all. Who calls them has to find that out before.
  if (is_for_ever && has_failed && spared != Spared::kAlways) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  const auto holds = [&](const Code& code) { return address >= code.begin && address < code.end; };
  return holds(fragile.list[0]) || (spared != Spared::kCopies && holds(fragile.list[1]));
}
#endif

static void* take(std::size_t bytes, std::size_t alignment) {
  bytes = std::max<std::size_t>(bytes, 1);
  const bool is_usual = alignment <= alignof(std::max_align_t);
  return counted(is_usual ? system_malloc(bytes) : system_memalign(alignment, bytes), bytes);
}

/// Null when it fails, be it for lack of memory or because it is its turn.
static void* allocate(std::size_t bytes, std::size_t alignment) {
  if (must_fail()) return nullptr;
  return take(bytes, alignment);
}

static void* allocate_or_throw(std::size_t bytes, std::size_t alignment) {
  void* const memory = allocate(bytes, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

static void release(void* memory) {
  uncount(memory);
  system_free(memory);
}

#if RIFFLE_REPLACES_MALLOC
/// As malloc() and realloc() do. `caller` = where they return to.
static void* allocate_for(const void* caller, std::size_t bytes, std::size_t alignment = 0) {
  void* const memory = is_fragile(caller) ? take(bytes, alignment) : allocate(bytes, alignment);
  if (memory == nullptr) errno = ENOMEM;
  return memory;
}

static void* reallocate_for(const void* caller, void* memory, std::size_t bytes) {
  if (!is_fragile(caller) && must_fail()) {
    errno = ENOMEM;
    return nullptr;
  }
  const std::size_t before = memory == nullptr ? 0 : malloc_usable_size(memory);
  void* const moved = __libc_realloc(memory, bytes);
  if (moved == nullptr && bytes > 0) return nullptr;
  allocated -= before;
  return counted(moved, bytes);
}
#endif

void fail_allocation_after(std::uint64_t count, OutOfMemory how_often) {
  has_failed = false;
  is_for_ever = how_often == OutOfMemory::kForEver;
  until_failure = count;
}

SparedLibraries::SparedLibraries(Spared what) { spared = what; }
SparedLibraries::~SparedLibraries() { spared = Spared::kCopies; }

bool malloc_can_fail() { return RIFFLE_REPLACES_MALLOC != 0; }

bool end_failures() {
  until_failure = kNever;
  return has_failed;
}

std::uint64_t allocations_made() { return made; }
std::size_t allocated_bytes() { return allocated; }
std::size_t peak_allocated_bytes() { return peak; }
std::size_t largest_allocation() { return largest; }

void reset_peak() {
  peak = allocated.load();
  largest = 0;
}

}  // namespace riffle::test

namespace hooks = riffle::test;

#if RIFFLE_REPLACES_MALLOC
// Visible, so that the libraries of the program call them as well.
#pragma GCC visibility push(default)
extern "C" {
void* malloc(std::size_t bytes) noexcept { return hooks::allocate_for(__builtin_return_address(0), bytes); }
void free(void* memory) noexcept { hooks::release(memory); }
void* realloc(void* memory, std::size_t bytes) noexcept {
  return hooks::reallocate_for(__builtin_return_address(0), memory, bytes);
}
void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  return hooks::allocate_for(__builtin_return_address(0), bytes, alignment);
}
void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  return hooks::allocate_for(__builtin_return_address(0), bytes, alignment);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
  void* const made = hooks::allocate_for(__builtin_return_address(0), bytes, alignment);
  if (made == nullptr) return ENOMEM;
  *memory = made;
  return 0;
}
void* calloc(std::size_t count, std::size_t bytes) noexcept {
  if (bytes != 0 && count > SIZE_MAX / bytes) return nullptr;
  void* const memory = hooks::allocate_for(__builtin_return_address(0), count * bytes);
  return memory == nullptr ? nullptr : std::memset(memory, 0, count * bytes);
}
}  // extern "C"
#pragma GCC visibility pop
#endif

void* operator new(std::size_t bytes) { return hooks::allocate_or_throw(bytes, 0); }
void* operator new[](std::size_t bytes) { return hooks::allocate_or_throw(bytes, 0); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return hooks::allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return hooks::allocate_or_throw(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept { return hooks::allocate(bytes, 0); }
void* operator new[](std::size_t bytes, const std::nothrow_t& /*tag*/) noexcept { return hooks::allocate(bytes, 0); }
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t& /*tag*/) noexcept {
  return hooks::allocate(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment, const std::nothrow_t& /*tag*/) noexcept {
  return hooks::allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { hooks::release(memory); }
void operator delete[](void* memory) noexcept { hooks::release(memory); }
void operator delete(void* memory, std::size_t /*bytes*/) noexcept { hooks::release(memory); }
void operator delete[](void* memory, std::size_t /*bytes*/) noexcept { hooks::release(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { hooks::release(memory); }
void operator delete[](void* memory, std::align_val_t /*alignment*/) noexcept { hooks::release(memory); }
void operator delete(void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  hooks::release(memory);
}
void operator delete[](void* memory, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  hooks::release(memory);
}

#include "memory/allocation_hooks.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace riffle::test {
namespace {

constexpr std::uint64_t kNever = UINT64_MAX;

std::atomic<std::uint64_t> until_failure{kNever};
std::atomic<bool> has_failed{false};
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
  if (until_failure.fetch_sub(1) != 0) return false;
  until_failure = kNever;
  has_failed = true;
  return true;
}

}  // namespace

/// Null when it fails, be it for lack of memory or because it is its turn.
static void* allocate(std::size_t bytes, std::size_t alignment) {
  if (must_fail()) return nullptr;
  bytes = std::max<std::size_t>(bytes, 1);
  void* const memory = alignment <= alignof(std::max_align_t)
                           ? std::malloc(bytes)
                           : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) return nullptr;
  const std::size_t usable = malloc_usable_size(memory);
  raise_to(peak, allocated.fetch_add(usable) + usable);
  raise_to(largest, bytes);
  return memory;
}

static void* allocate_or_throw(std::size_t bytes, std::size_t alignment) {
  void* const memory = allocate(bytes, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

static void release(void* memory) {
  if (memory == nullptr) return;
  allocated -= malloc_usable_size(memory);
  std::free(memory);
}

void fail_allocation_after(std::uint64_t count) {
  has_failed = false;
  until_failure = count;
}

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

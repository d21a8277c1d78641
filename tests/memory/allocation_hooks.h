// The operator new of this program, and but for sanitizers, which have their own, its malloc(): they count, and fail
// when they are told to.
// Threads: counts those of all threads.
#ifndef RIFFLE_TESTS_MEMORY_ALLOCATION_HOOKS_H_
#define RIFFLE_TESTS_MEMORY_ALLOCATION_HOOKS_H_

#include <cstddef>
#include <cstdint>

namespace riffle::test {

enum class OutOfMemory : std::uint8_t { kOnce, kForEver };

/// The allocation after `count` further ones fails, and those that follow it as well or not.
void fail_allocation_after(std::uint64_t count, OutOfMemory how_often = OutOfMemory::kOnce);
/// ICU's copies and CRoaring's additions do not survive a malloc() of theirs that fails. The engine asks beforehand for
/// what they are about to need (base/spare_memory.h), so that they are not called once memory has run out for good.
/// kCopies:    it does not run out in the middle of ICU.
/// kAdditions: nor of CRoaring, which may otherwise fail to make and to copy.
/// kAlways:    both get all that they ask for: another thread may use up the memory after it was asked for.
enum class Spared : std::uint8_t { kCopies, kAdditions, kAlways };

/// While it lives, what is spared; otherwise it is copies.
class SparedLibraries {
 public:
  explicit SparedLibraries(Spared what);
  SparedLibraries(const SparedLibraries&) = delete;
  SparedLibraries& operator=(const SparedLibraries&) = delete;
  ~SparedLibraries();
};

/// Whether malloc() fails as well; that of a sanitizer does not.
bool malloc_can_fail();

/// No more failures; true when one has happened since fail_allocation_after().
bool end_failures();

/// Allocations since the program began, those that failed counted.
std::uint64_t allocations_made();
/// Bytes that have been given out and not got back.
std::size_t allocated_bytes();
/// The most of them since the last reset.
std::size_t peak_allocated_bytes();
void reset_peak();
/// The largest single allocation since the last reset.
std::size_t largest_allocation();

}  // namespace riffle::test

#endif  // RIFFLE_TESTS_MEMORY_ALLOCATION_HOOKS_H_

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
/// While it lives, CRoaring gets all memory that it asks for: roaring_bitmap_add() writes through a container that it
/// could not make, and its caller cannot help it. What it makes or copies may fail.
class SparedRoaring {
 public:
  SparedRoaring();
  SparedRoaring(const SparedRoaring&) = delete;
  SparedRoaring& operator=(const SparedRoaring&) = delete;
  ~SparedRoaring();
};

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

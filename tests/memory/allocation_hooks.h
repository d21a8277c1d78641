// The operator new of this program: counts, and fails when it is told to.
// Threads: counts those of all threads.
#ifndef RIFFLE_TESTS_MEMORY_ALLOCATION_HOOKS_H_
#define RIFFLE_TESTS_MEMORY_ALLOCATION_HOOKS_H_

#include <cstddef>
#include <cstdint>

namespace riffle::test {

/// The allocation after `count` further ones fails, once.
void fail_allocation_after(std::uint64_t count);
/// No more failures; true when one has happened since fail_allocation_after().
bool end_failures();

/// Allocations since the program began, those that failed counted.
std::uint64_t allocations_made();
/// Bytes that operator new has given out and not got back.
std::size_t allocated_bytes();
/// The most of them since the last reset.
std::size_t peak_allocated_bytes();
void reset_peak();
/// The largest single allocation since the last reset.
std::size_t largest_allocation();

}  // namespace riffle::test

#endif  // RIFFLE_TESTS_MEMORY_ALLOCATION_HOOKS_H_

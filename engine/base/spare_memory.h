// has_memory(): whether so much memory could be had now. For libraries that write through what malloc() did not give
// them: they are called only where all that they are about to need could be had.
// Cost:    one malloc() and one free(); the memory is not touched.
// Threads: another thread may take the memory before the library does. That cannot be helped here.
#ifndef RIFFLE_BASE_SPARE_MEMORY_H_
#define RIFFLE_BASE_SPARE_MEMORY_H_

#include <cstddef>
#include <cstdlib>
#include <new>

namespace riffle {

inline bool has_memory(std::size_t bytes) noexcept {
  void* volatile memory = std::malloc(bytes);  // volatile: a compiler may leave out what is given back unused
  const bool was_given = memory != nullptr;
  std::free(memory);
  return was_given;
}

inline void require_memory(std::size_t bytes) {
  if (!has_memory(bytes)) throw std::bad_alloc();
}

}  // namespace riffle

#endif  // RIFFLE_BASE_SPARE_MEMORY_H_

// LargeVector: a std::vector whose memory, once there is much of it, comes in large pages where the system has them.
// Why:     tables of many megabytes that are read and written all over cost a walk through the page tables at most
//          steps, and fresh memory a fault for every 4 KiB; both are several hundred times fewer in pages of 2 MiB.
// Cost:    from kLeastBytes on, sizes are rounded up to whole large pages, of which only those that are used exist.
// Errors:  std::bad_alloc, as from operator new. A system without large pages gives small ones.
#ifndef RIFFLE_BASE_LARGE_PAGES_H_
#define RIFFLE_BASE_LARGE_PAGES_H_

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace riffle {

namespace large_pages {

inline constexpr std::size_t kLeastBytes = std::size_t{4} << 20;

void* allocate(std::size_t bytes);
void release(void* memory, std::size_t bytes) noexcept;

}  // namespace large_pages

template <typename T>
class LargePageAllocator {
 public:
  using value_type = T;

  LargePageAllocator() = default;
  template <typename Other>
  explicit LargePageAllocator(const LargePageAllocator<Other>& /*other*/) noexcept {}

  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(large_pages::allocate(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept { large_pages::release(memory, count * sizeof(T)); }

  bool operator==(const LargePageAllocator&) const = default;
};

template <typename T>
using LargeVector = std::vector<T, LargePageAllocator<T>>;

}  // namespace riffle

#endif  // RIFFLE_BASE_LARGE_PAGES_H_

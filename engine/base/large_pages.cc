#include "base/large_pages.h"

#include <sys/mman.h>

#include "base/bytes.h"

namespace riffle::large_pages {
namespace {

constexpr std::size_t kPageBytes = std::size_t{2} << 20;
constexpr std::align_val_t kAlignment{kPageBytes};

}  // namespace

void* allocate(std::size_t bytes) {
  if (bytes < kLeastBytes) return ::operator new(bytes);
  if (bytes > std::numeric_limits<std::size_t>::max() - kPageBytes) throw std::bad_alloc();
  const std::size_t rounded = static_cast<std::size_t>(round_up(bytes, kPageBytes));
  void* const memory = ::operator new(rounded, kAlignment);
#ifdef MADV_HUGEPAGE
  // A wish: memory is as good without.
  static_cast<void>(::madvise(memory, rounded, MADV_HUGEPAGE));
#endif
  return memory;
}

void release(void* memory, std::size_t bytes) noexcept {
  if (bytes < kLeastBytes) return ::operator delete(memory);
  ::operator delete(memory, kAlignment);
}

}  // namespace riffle::large_pages

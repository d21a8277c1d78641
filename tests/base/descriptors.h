// The descriptors that this process has open, for tests that none is lost.
#ifndef RIFFLE_TESTS_BASE_DESCRIPTORS_H_
#define RIFFLE_TESTS_BASE_DESCRIPTORS_H_

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace riffle {

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace riffle

#endif  // RIFFLE_TESTS_BASE_DESCRIPTORS_H_

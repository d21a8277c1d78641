// Shared by the kernel tests: every test runs on every target that this CPU can run, on buffers whose neighbours are
// pages that cannot be touched.
#ifndef RIFFLE_TESTS_KERNELS_KERNEL_TEST_SUPPORT_H_
#define RIFFLE_TESTS_KERNELS_KERNEL_TEST_SUPPORT_H_

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "kernels/set_kernels.h"

namespace riffle::kernels {

using Values = std::vector<std::uint16_t>;

/// Runs a test once per target; the parameter is the target's name.
class KernelTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(force_target(GetParam())); }
  void TearDown() override { force_target(""); }
};

inline std::vector<std::string> target_names() {
  const auto names = runnable_targets();
  return {names.begin(), names.end()};
}

inline std::string name_of(const testing::TestParamInfo<std::string>& target) { return target.param; }

#define RIFFLE_KERNEL_SUITE(suite)    \
  class suite : public KernelTest {}; \
  INSTANTIATE_TEST_SUITE_P(EveryTarget, suite, testing::ValuesIn(target_names()), name_of)

/// Bytes between two pages that fault when touched.
class GuardedBytes {
 public:
  enum class Place : std::uint8_t {
    kBeforeGuard,     ///< the last byte is followed by the guard page
    kOddBeforeGuard,  ///< one byte earlier: every value at an odd address
    kAfterGuard,      ///< the first byte follows the guard page
  };

  GuardedBytes(const void* from, std::size_t size, Place place) : size_(size) {
    page_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t inner = (size + 1 + page_ - 1) / page_ * page_;
    mapped_ = inner + 2 * page_;
    map_ =
        static_cast<std::uint8_t*>(mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (map_ == MAP_FAILED) std::abort();
    mprotect(map_, page_, PROT_NONE);
    mprotect(map_ + page_ + inner, page_, PROT_NONE);
    std::uint8_t* const begin = map_ + page_;
    switch (place) {
      case Place::kBeforeGuard: data_ = begin + inner - size; break;
      case Place::kOddBeforeGuard: data_ = begin + inner - size - 1; break;
      case Place::kAfterGuard: data_ = begin; break;
    }
    if (size != 0 && from != nullptr) std::memcpy(data_, from, size);
  }
  GuardedBytes(const GuardedBytes&) = delete;
  GuardedBytes& operator=(const GuardedBytes&) = delete;
  ~GuardedBytes() { munmap(map_, mapped_); }

  [[nodiscard]] std::uint8_t* data() { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t page_ = 0;
  std::size_t mapped_ = 0;
  std::size_t size_ = 0;
  std::uint8_t* map_ = nullptr;
  std::uint8_t* data_ = nullptr;
};

inline constexpr GuardedBytes::Place kPlaces[] = {
    GuardedBytes::Place::kBeforeGuard, GuardedBytes::Place::kOddBeforeGuard, GuardedBytes::Place::kAfterGuard};

/// A u16 array in guarded bytes.
class GuardedArray {
 public:
  GuardedArray(const Values& values, GuardedBytes::Place place) : bytes_(values.data(), 2 * values.size(), place) {}
  [[nodiscard]] U16Array view() { return {bytes_.data(), bytes_.size() / 2}; }

 private:
  GuardedBytes bytes_;
};

inline U16Array view_of(const Values& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size()};
}

/// Output of a kernel: the room that the contract asks for, and canaries behind it that must stay.
class Output {
 public:
  explicit Output(std::size_t room) : room_(room + kOutSlack), values_(room_ + kCanaries, kCanary) {}
  [[nodiscard]] std::uint16_t* data() { return values_.data(); }
  [[nodiscard]] Values first(std::size_t count) const {
    return {values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(std::min(count, room_))};
  }
  [[nodiscard]] bool intact() const {
    return std::all_of(values_.begin() + static_cast<std::ptrdiff_t>(room_), values_.end(),
                       [](std::uint16_t v) { return v == kCanary; });
  }

 private:
  static constexpr std::size_t kCanaries = 256;
  static constexpr std::uint16_t kCanary = 0xABCD;
  std::size_t room_;
  Values values_;
};

/// `count` different values below `limit`, sorted.
inline Values random_values(std::mt19937& random, std::size_t count, std::uint32_t limit = 65536) {
  count = std::min<std::size_t>(count, limit);
  std::vector<bool> taken(limit);
  const bool invert = count > limit / 2;
  for (std::size_t left = invert ? limit - count : count; left != 0;) {
    const std::uint32_t value = static_cast<std::uint32_t>(random()) % limit;
    if (taken[value]) continue;
    taken[value] = true;
    --left;
  }
  Values values;
  for (std::uint32_t v = 0; v < limit; ++v) {
    if (taken[v] != invert) values.push_back(static_cast<std::uint16_t>(v));
  }
  return values;
}

inline std::vector<std::uint8_t> bitset_of(const Values& values) {
  std::vector<std::uint8_t> bitset(kBitsetBytes);
  scalar::set_bits(view_of(values), bitset.data());
  return bitset;
}

}  // namespace riffle::kernels

#endif  // RIFFLE_TESTS_KERNELS_KERNEL_TEST_SUPPORT_H_

// Mutations of inputs that begin with changes to a file: changes and what comes behind them are mutated each as what
// they are, or both at once, so that a change stays one when bytes are put in before it.
// Shape:   byte 1 of an input holds the number of changes in its low bits; changes of six bytes follow, then the rest
//          (a query, or calls).
// Life:    libFuzzer's own mutator is there when libFuzzer is; a replay never calls this.
#ifndef RIFFLE_FUZZ_PATCH_MUTATOR_H_
#define RIFFLE_FUZZ_PATCH_MUTATOR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>

extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);

namespace riffle::fuzz {

inline constexpr std::size_t kPatchHeadBytes = 2;
inline constexpr std::size_t kPatchBytes = 6;

/// `mask` = the bits of byte 1 that count changes. Returns the new size.
inline std::size_t mutate_patches(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed,
                                  std::uint8_t mask) {
  if (size < kPatchHeadBytes || seed % 8 == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::minstd_rand random(seed / 8);
  const std::size_t said = data[1] & mask;
  const std::size_t patches = std::min(said, (size - kPatchHeadBytes) / kPatchBytes);
  std::uint8_t* const first = data + kPatchHeadBytes;
  std::uint8_t* const rest = first + kPatchBytes * patches;
  const auto rest_bytes = static_cast<std::size_t>(data + size - rest);
  const auto set_count = [&](std::size_t count) {
    data[1] = static_cast<std::uint8_t>((data[1] & ~mask) | static_cast<std::uint8_t>(count));
  };
  set_count(patches);
  std::size_t left = size;
  const unsigned what = static_cast<unsigned>(random() % 8);
  if (what < 2 && patches < mask && size + kPatchBytes <= max_size) {
    std::uint8_t* const at = first + kPatchBytes * (random() % (patches + 1));
    std::memmove(at + kPatchBytes, at, static_cast<std::size_t>(data + size - at));
    for (std::size_t i = 0; i < kPatchBytes; ++i) at[i] = static_cast<std::uint8_t>(random() >> 8);
    set_count(patches + 1);
    return size + kPatchBytes;
  }
  if (what == 2 && patches > 0) {
    std::uint8_t* const at = first + kPatchBytes * (random() % patches);
    std::memmove(at, at + kPatchBytes, static_cast<std::size_t>(data + size - at) - kPatchBytes);
    set_count(patches - 1);
    return size - kPatchBytes;
  }
  if (what < 6 && patches > 0) {
    (void)LLVMFuzzerMutate(first + kPatchBytes * (random() % patches), kPatchBytes, kPatchBytes);
  }
  const auto room = static_cast<std::size_t>(data + max_size - rest);
  if ((what >= 4 || patches == 0) && room > 0) {
    left = size - rest_bytes + LLVMFuzzerMutate(rest, rest_bytes, room);
  }
  return left;
}

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_PATCH_MUTATOR_H_

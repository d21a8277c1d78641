// What an input is tried with where there are several ways: one of them, which its bytes choose, so that a mutation is
// cheap and each way sees as many; with RIFFLE_FUZZ_EVERY_WAY in the environment all of them, as when kept inputs are
// replayed.
#ifndef RIFFLE_FUZZ_EVERY_WAY_H_
#define RIFFLE_FUZZ_EVERY_WAY_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace riffle::fuzz {

/// Calls `way` with each number below `count` that is to be tried with `input`.
template <typename Way>
void for_ways(std::string_view input, std::size_t count, Way&& way) {
  static const bool is_every_way = std::getenv("RIFFLE_FUZZ_EVERY_WAY") != nullptr;
  std::uint64_t mixed = 0xCBF29CE484222325;
  for (const char c : input) mixed = (mixed ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  const std::size_t chosen = static_cast<std::size_t>((mixed ^ mixed >> 32) % count);
  for (std::size_t number = 0; number < count; ++number) {
    if (is_every_way || number == chosen) way(number);
  }
}

}  // namespace riffle::fuzz

#endif  // RIFFLE_FUZZ_EVERY_WAY_H_

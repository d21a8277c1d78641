// Random: a small seeded generator that gives the same numbers with every standard library.
// Source:  splitmix64 (Steele, Lea, Flood 2014).
#ifndef RIFFLE_TESTS_MODEL_RANDOM_H_
#define RIFFLE_TESTS_MODEL_RANDOM_H_

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace model {

class Random {
 public:
  /// Neighbouring seeds give unlike numbers: states a step apart would give the same ones, one later.
  explicit Random(std::uint64_t seed) : state_(mix(seed + kStep)) {}

  std::uint64_t next() {
    state_ += kStep;
    return mix(state_);
  }

  /// In [0, bound); bound > 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  /// In [low, high].
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double probability) { return unit() < probability; }
  /// A rank in [0, bound), small ones far more often: P(rank < x) = (x / bound)^(1 / skew).
  std::size_t skewed(std::size_t bound, double skew) {
    return static_cast<std::size_t>(std::pow(unit(), skew) * static_cast<double>(bound));
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15;

  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace model

#endif  // RIFFLE_TESTS_MODEL_RANDOM_H_

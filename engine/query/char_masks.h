// CharMasks: for each code point of a pattern, the places where it stands, one bit each.
#ifndef RIFFLE_QUERY_CHAR_MASKS_H_
#define RIFFLE_QUERY_CHAR_MASKS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace riffle {

class CharMasks {
 public:
  /// REQUIRES: place < 64.
  void add(char32_t c, std::size_t place) {
    const std::uint64_t bit = std::uint64_t{1} << place;
    if (c < ascii_.size()) {
      ascii_[c] |= bit;
      return;
    }
    const auto at = std::find_if(others_.begin(), others_.end(), [c](const auto& other) { return other.first == c; });
    if (at == others_.end()) {
      others_.emplace_back(c, bit);
    } else {
      at->second |= bit;
    }
  }

  [[nodiscard]] std::uint64_t of(char32_t c) const {
    if (c < ascii_.size()) return ascii_[c];
    for (const auto& [other, mask] : others_) {
      if (other == c) return mask;
    }
    return 0;
  }

 private:
  std::array<std::uint64_t, 128> ascii_{};
  std::vector<std::pair<char32_t, std::uint64_t>> others_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_CHAR_MASKS_H_

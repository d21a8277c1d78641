// ShingleSet: the shingles of one text, that those of others are compared with.
// Shape:   two texts are copies when the smaller one shares at least half of its distinct shingles.
// Cost:    16 to 32 bytes a shingle; kept from text to text.
// Threads: one owner.
// Source:  Broder 1997, containment.
#ifndef RIFFLE_TEXT_SHINGLE_SET_H_
#define RIFFLE_TEXT_SHINGLE_SET_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace riffle {

/// Two texts are copies when the smaller one shares at least half of its shingles.
inline constexpr double kCopyContainment = 0.5;

/// How much two texts share, counted in distinct shingles.
struct ShingleOverlap {
  std::size_t shared = 0;
  std::size_t first = 0;   ///< distinct ones of the first text
  std::size_t second = 0;  ///< distinct ones of the second text

  /// Of the smaller text, in [0, 1]: 1 for a story that lies whole inside another.
  [[nodiscard]] double containment() const {
    const std::size_t smaller = first < second ? first : second;
    return smaller == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(smaller);
  }
};

/// A set of shingles that others are compared with.
class ShingleSet {
 public:
  void assign(std::span<const std::uint32_t> shingles);
  [[nodiscard]] std::size_t size() const { return size_; }
  /// For both, `scratch` is used for the other text's set.
  [[nodiscard]] ShingleOverlap overlap(std::span<const std::uint32_t> other, ShingleSet& scratch);
  /// overlap().containment() >= kCopyContainment, for less.
  [[nodiscard]] bool is_copy(std::span<const std::uint32_t> other, ShingleSet& scratch);
  /// The same where the other text's distinct shingles have been counted; a nanosecond each where few are shared.
  [[nodiscard]] bool is_copy(std::span<const std::uint32_t> other, std::size_t distinct);

 private:
  static constexpr unsigned kRoundShift = 40;
  static constexpr std::uint64_t kStoredBits = (std::uint64_t{1} << kRoundShift) - 1;

  void clear(std::size_t most);
  [[nodiscard]] std::uint64_t* find(std::uint32_t shingle);
  bool insert(std::uint32_t shingle);
  /// Distinct shingles of both.
  [[nodiscard]] std::size_t count_shared(std::span<const std::uint32_t> other);
  /// Whether `wanted` shingles of `other`, repeated ones included, may be in the set; seldom true where they are not.
  [[nodiscard]] bool may_share(std::span<const std::uint32_t> other, std::size_t wanted) const;

  // Open addressing; 0 = free, else shingle + 1, and above it the last count_shared() that met it. A set is compared
  // with far fewer than 2^24 others.
  std::vector<std::uint64_t> slots_;
  std::vector<std::uint64_t> filter_;  // a bit for each shingle, sixteen bits or more a shingle; of an assigned set
  std::uint32_t round_ = 0;
  std::size_t mask_ = 0;
  std::size_t size_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_TEXT_SHINGLE_SET_H_

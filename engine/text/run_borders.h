// RunBorders: where runs of bits begin and end, from masks of 64 bits in order.
// Shape:   begins and ends by turns, as offsets in bits; a run may go on from mask to mask.
// Units:   at most 65,535 bits.
// Cost:    a few instructions a border, none a bit.
#ifndef RIFFLE_TEXT_RUN_BORDERS_H_
#define RIFFLE_TEXT_RUN_BORDERS_H_

#include <bit>
#include <cstddef>
#include <cstdint>

namespace riffle {

class RunBorders {
 public:
  /// `borders` has room for as many values as there are bits, and two.
  explicit RunBorders(std::uint16_t* borders) : borders_(borders) {}

  /// The mask of bits [at, at + 64).
  void add(std::uint64_t mask, std::size_t at) {
    std::uint64_t edges = mask ^ ((mask << 1) | carry_);
    carry_ = mask >> 63;
    for (; edges != 0; edges &= edges - 1) {
      borders_[count_++] = static_cast<std::uint16_t>(at + static_cast<std::size_t>(std::countr_zero(edges)));
    }
  }

  /// Ends the last run at `size`; returns how many runs there are.
  std::size_t finish(std::size_t size) {
    if (count_ % 2 != 0) borders_[count_++] = static_cast<std::uint16_t>(size);
    return count_ / 2;
  }

 private:
  std::uint16_t* borders_;
  std::size_t count_ = 0;
  std::uint64_t carry_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_TEXT_RUN_BORDERS_H_

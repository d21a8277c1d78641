// SIMD classification of text: which bytes belong to words, 64 at a time.
// Cost:    0.1 ns a byte, or less.
// Threads: pure functions.
// The twin of the same name in kernels::scalar is the definition; see set_kernels.h for how a target is chosen.
#ifndef RIFFLE_KERNELS_TEXT_KERNELS_H_
#define RIFFLE_KERNELS_TEXT_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace riffle::kernels {

inline constexpr std::size_t kTextBlock = 64;

/// Of kTextBlock bytes: a bit for each, the first one lowest.
struct ByteClasses {
  std::uint64_t word;        ///< letters and digits of ASCII
  std::uint64_t high;        ///< 0x80 and above
  std::uint64_t apostrophe;  ///< U+0027 and U+0060

  bool operator==(const ByteClasses&) const = default;
};

/// Classifies the whole blocks of `text`, and writes their bytes to `lower`, A to Z as a to z; what is left of it is
/// not read.
void classify_text(std::string_view text, ByteClasses* classes, char* lower);

namespace scalar {
void classify_text(std::string_view text, ByteClasses* classes, char* lower);
}  // namespace scalar

}  // namespace riffle::kernels

#endif  // RIFFLE_KERNELS_TEXT_KERNELS_H_

#include "analysis/ascii_chunk.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/code_points.h"

namespace riffle {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

/// The high bit of each byte of `bytes` that lies in [low, high]. REQUIRES: every byte < 0x80.
constexpr std::uint64_t in_range(std::uint64_t bytes, unsigned char low, unsigned char high) {
  return (bytes + kOnes * (0x80u - low)) & ~(bytes + kOnes * (0x7Fu - high)) & kHighBits;
}

/// Bit i = high bit of byte i.
constexpr std::uint64_t gather(std::uint64_t high_bits) { return ((high_bits >> 7) * 0x0102040810204080) >> 56; }

struct Masks {
  std::uint64_t word = 0;  ///< ASCII letters and digits
  std::uint64_t high = 0;
};

/// Classifies 64 bytes and writes them lower-cased.
Masks classify(const char* from, char* lower) {
  Masks masks;
  for (std::size_t i = 0; i < 8; ++i) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, from + 8 * i, 8);
    const std::uint64_t high = bytes & kHighBits;
    const std::uint64_t low_seven = bytes & ~kHighBits;
    const std::uint64_t letter = in_range(low_seven | (kOnes * 0x20), 'a', 'z');
    const std::uint64_t word = (letter | in_range(low_seven, '0', '9')) & ~high;
    bytes |= (letter & ~high) >> 2;  // 0x80 >> 2 is the bit between the cases; lower-case letters have it already
    std::memcpy(lower + 8 * i, &bytes, 8);
    masks.word |= gather(word) << (8 * i);
    masks.high |= gather(high) << (8 * i);
  }
  return masks;
}

std::size_t chunk_size(std::string_view text) {
  if (text.size() <= AsciiChunk::kBytes) return text.size();
  std::size_t size = AsciiChunk::kBytes;
  while (size > 0 && !is_ascii_space(text[size - 1])) --size;
  return size;
}

}  // namespace

std::size_t AsciiChunk::read(std::string_view text) {
  const std::size_t size = chunk_size(text);
  // Begins and ends of runs alternate, so the array of runs is filled as a row of 16-bit numbers.
  std::uint16_t borders[kBytes + 2];
  std::size_t border_count = 0;
  std::uint64_t carry = 0;
  std::uint64_t any_high = 0;
  for (std::size_t at = 0; at < size; at += 64) {
    char tail[64] = {};
    const char* from = text.data() + at;
    if (size - at < 64) {
      std::memcpy(tail, from, size - at);
      from = tail;
    }
    const Masks masks = classify(from, buffer_ + kPadding + at);
    high_[at / 64] = masks.high;
    any_high |= masks.high;
    const std::uint64_t run = masks.word | masks.high;
    std::uint64_t edges = run ^ ((run << 1) | carry);
    carry = run >> 63;
    while (edges != 0) {
      borders[border_count++] = static_cast<std::uint16_t>(at + static_cast<std::size_t>(std::countr_zero(edges)));
      edges &= edges - 1;
    }
  }
  if (border_count % 2 != 0) borders[border_count++] = static_cast<std::uint16_t>(size);
  buffer_[kPadding + size] = 0;
  run_count_ = border_count / 2;
  for (std::size_t i = 0; i < run_count_; ++i) runs_[i] = {borders[2 * i], borders[2 * i + 1]};
  any_high_ = any_high != 0;
  return size;
}

bool AsciiChunk::find_high(std::size_t begin, std::size_t end) const {
  const std::size_t first = begin / 64;
  const std::size_t last = (end - 1) / 64;
  const std::uint64_t from = ~std::uint64_t{0} << (begin % 64);
  const std::uint64_t until = ~std::uint64_t{0} >> (63 - (end - 1) % 64);
  if (first == last) return (high_[first] & from & until) != 0;
  if ((high_[first] & from) != 0 || (high_[last] & until) != 0) return true;
  return std::any_of(high_ + first + 1, high_ + last, [](std::uint64_t block) { return block != 0; });
}

}  // namespace riffle

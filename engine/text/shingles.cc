#include "text/shingles.h"

#include <algorithm>
#include <array>
#include <bit>

namespace riffle {
namespace {

constexpr std::size_t kMostSketchValues = 16;
constexpr std::uint64_t kWordFactor = 0x9E3779B97F4A7C15;
constexpr std::uint64_t kRollFactor = 0xD6E8FEB86659FD93;

constexpr std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  for (std::size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}
constexpr std::uint64_t kLeavingFactor = power(kRollFactor, kShingleWords);

constexpr std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 32;
  value *= 0xD6E8FEB86659FD93;
  value ^= value >> 32;
  return value;
}

/// What a byte is in a word: 0 = a border, 1 = left out, else the byte in lower case; 2 = look at what follows.
constexpr std::uint8_t kBorder = 0;
constexpr std::uint8_t kLeftOut = 1;
constexpr std::uint8_t kLook = 2;

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_word = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    classes[c] = static_cast<std::uint8_t>(is_upper ? c + 32 : is_word ? c : kBorder);
  }
  classes['\''] = kLeftOut;
  classes['`'] = kLeftOut;
  classes[0xE2] = kLook;  // general punctuation
  classes[0xC2] = kLook;  // U+00A0, U+00B4
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

/// The sequence at a kLook byte: what it is, and its bytes.
struct Looked {
  std::uint8_t kind = kLook;
  std::size_t bytes = 1;
};

Looked look(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) == 0xC2) {
    if (byte(1) == 0xB4) return {kLeftOut, 2};
    return byte(1) >= 0x80 && byte(1) < 0xC0 ? Looked{kBorder, 2} : Looked{kLook, 1};
  }
  if (byte(1) == 0x80 && byte(2) >= 0x80 && byte(2) < 0xC0) {
    return {byte(2) == 0x98 || byte(2) == 0x99 ? kLeftOut : kBorder, 3};
  }
  return {kLook, 1};
}

/// The last kShingleWords words as one number that goes on with each word.
class Roller {
 public:
  explicit Roller(std::vector<std::uint32_t>& out) : out_(out) {}

  void add(std::uint64_t word) {
    word = mix(word);
    const std::uint64_t leaving = words_[count_ % kShingleWords];
    words_[count_ % kShingleWords] = word;
    ++count_;
    sum_ = sum_ * kRollFactor + word - leaving * kLeavingFactor;
    if (count_ >= kShingleWords) out_.push_back(static_cast<std::uint32_t>(mix(sum_) >> 16));
  }

 private:
  std::vector<std::uint32_t>& out_;
  std::array<std::uint64_t, kShingleWords> words_{};
  std::size_t count_ = 0;
  std::uint64_t sum_ = 0;
};

}  // namespace

void append_shingles(std::string_view text, std::vector<std::uint32_t>& out) {
  Roller roller(out);
  std::uint64_t word = 0;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    std::uint8_t kind = kClasses[byte];
    std::size_t bytes = 1;
    if (kind == kLook) {
      const Looked looked = look(text.substr(at, 3));
      kind = looked.kind == kLook ? byte : looked.kind;
      bytes = looked.bytes;
    }
    at += bytes;
    if (kind > kLook) {
      word = (word ^ kind) * kWordFactor;
      in_word = true;
    } else if (kind == kBorder && in_word) {
      roller.add(word);
      word = 0;
      in_word = false;
    }
  }
  if (in_word) roller.add(word);
}

void take_sketch(std::span<const std::uint32_t> shingles, std::vector<std::uint32_t>& sketch) {
  constexpr unsigned kBits = 32;
  std::array<std::size_t, kBits + 1> with_zeros{};
  for (const std::uint32_t shingle : shingles) ++with_zeros[static_cast<unsigned>(std::countr_zero(shingle))];
  unsigned least = kBits;
  std::size_t count = with_zeros[kBits];
  while (least > 0 && count + with_zeros[least - 1] <= kMostSketchValues) count += with_zeros[--least];
  sketch.clear();
  for (const std::uint32_t shingle : shingles) {
    if (static_cast<unsigned>(std::countr_zero(shingle)) >= least) sketch.push_back(shingle);
  }
  std::sort(sketch.begin(), sketch.end());
  sketch.erase(std::unique(sketch.begin(), sketch.end()), sketch.end());
}

bool ShingleSet::insert(std::uint32_t shingle) {
  const std::uint64_t stored = std::uint64_t{shingle} + 1;
  for (std::size_t at = shingle & mask_;; at = (at + 1) & mask_) {
    if (slots_[at] == stored) return false;
    if (slots_[at] != 0) continue;
    slots_[at] = stored;
    ++size_;
    return true;
  }
}

bool ShingleSet::contains(std::uint32_t shingle) const {
  const std::uint64_t stored = std::uint64_t{shingle} + 1;
  for (std::size_t at = shingle & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
    if (slots_[at] == stored) return true;
  }
  return false;
}

void ShingleSet::assign(std::span<const std::uint32_t> shingles) {
  const std::size_t wanted = std::bit_ceil(2 * shingles.size() + 1);
  slots_.assign(wanted, 0);
  mask_ = wanted - 1;
  size_ = 0;
  for (const std::uint32_t shingle : shingles) insert(shingle);
}

ShingleOverlap ShingleSet::overlap(std::span<const std::uint32_t> other, ShingleSet& scratch) const {
  ShingleOverlap overlap{.shared = 0, .first = size_, .second = 0};
  const std::size_t wanted = std::bit_ceil(2 * other.size() + 1);
  scratch.slots_.assign(wanted, 0);
  scratch.mask_ = wanted - 1;
  scratch.size_ = 0;
  for (const std::uint32_t shingle : other) {
    if (scratch.insert(shingle) && size_ > 0 && contains(shingle)) ++overlap.shared;
  }
  overlap.second = scratch.size_;
  return overlap;
}

}  // namespace riffle

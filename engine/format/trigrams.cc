#include "format/trigrams.h"

#include <algorithm>
#include <bit>

#include "base/wrapping.h"

namespace riffle {
namespace {

constexpr unsigned kBitsOfHash = 9;
static_assert(1u << kBitsOfHash == kTrigramBits);

/// Calls visit(bit) for the bits of a text.
template <typename Visitor>
void for_each_bit(std::string_view text, bool is_end, Visitor visit) {
  if (text.size() + (is_end ? 1 : 0) < 3) return;
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0u;
  };
  std::uint32_t trigram = byte(0) << 8 | byte(1) << 16;
  for (std::size_t i = 2; i < text.size() + (is_end ? 1 : 0); ++i) {
    trigram = trigram >> 8 | byte(i) << 16;
    const std::uint32_t hash = wrapping_mul(trigram, 0x9E3779B1u);
    visit(hash >> (32 - kBitsOfHash));
    visit(hash >> (32 - 2 * kBitsOfHash) & (kTrigramBits - 1));
  }
}

}  // namespace

void TrigramSet::add(std::string_view text, bool is_end) {
  for_each_bit(text, is_end, [&](std::uint32_t bit) { words_[bit / 64] |= std::uint64_t{1} << bit % 64; });
}

std::vector<std::uint32_t> TrigramSet::bits() const {
  std::vector<std::uint32_t> bits;
  for (std::uint32_t bit = 0; bit < kTrigramBits; ++bit) {
    if ((words_[bit / 64] >> bit % 64 & 1) != 0) bits.push_back(bit);
  }
  return bits;
}

void TrigramWriter::add(std::uint64_t block, std::string_view term) {
  if (block / 64 >= chunks_.size()) chunks_.resize(block / 64 + 1);
  block_count_ = block + 1;
  std::array<std::uint64_t, kTrigramBits>& chunk = chunks_[block / 64];
  const std::uint64_t one = std::uint64_t{1} << block % 64;
  for_each_bit(term, true, [&](std::uint32_t bit) { chunk[bit] |= one; });
}

ByteBuffer TrigramWriter::encode() const {
  ByteBuffer bytes(trigram_bytes(block_count_));
  for (std::size_t c = 0; c < chunks_.size(); ++c) {
    for (std::size_t bit = 0; bit < kTrigramBits; ++bit) {
      store(bytes.data() + 8 * (bit * chunks_.size() + c), chunks_[c][bit]);
    }
  }
  return bytes;
}

TrigramFilter::TrigramFilter(SectionView section, std::uint64_t block_count, const TrigramSet& needed)
    : section_(section), block_count_(section.present() ? block_count : 0), bits_(needed.bits()) {}

std::uint64_t TrigramFilter::next(std::uint64_t block) {
  if (bits_.empty()) return block;
  const std::uint64_t chunks = (block_count_ + 63) / 64;
  std::uint64_t wanted = UINT64_MAX << block % 64;
  for (std::uint64_t chunk = block / 64; chunk < chunks; ++chunk, wanted = UINT64_MAX) {
    std::uint64_t blocks = wanted;
    for (const std::uint32_t bit : bits_) {
      const std::uint64_t at = 8 * (bit * chunks + chunk);
      if (!section_.touch(at, 8)) return UINT64_MAX;
      blocks &= load<std::uint64_t>(section_.at(at));
      if (blocks == 0) break;
    }
    if (blocks != 0) return 64 * chunk + static_cast<std::uint64_t>(std::countr_zero(blocks));
  }
  return std::max(block, block_count_);
}

}  // namespace riffle

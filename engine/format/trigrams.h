// Trigrams: which blocks of the term dictionary may hold a term with certain bytes in it, so that a pattern with a
// wildcard in front need not read them all.
// Shape:   a signature of 512 bits for each block that begins in the text space, two bits for each three bytes that
//          follow each other in one of its terms or at its end; stored in slices: bit s of all blocks, then bit s + 1.
// Units:   3 to 4 bytes a term. Nearly all blocks without the bytes are told from those with them: in a dictionary of
//          498,254 terms a pattern with three letters reads 7 % of the blocks where 3 % hold a match (mean of 87).
// Cost:    a few loads for 64 blocks.
// Source:  format-spec 5.7; sliced signature files: Roberts 1979, Kent, Sacks-Davis & Ramamohanarao 1990.
#ifndef RIFFLE_FORMAT_TRIGRAMS_H_
#define RIFFLE_FORMAT_TRIGRAMS_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "format/block_guard.h"

namespace riffle {

inline constexpr std::uint32_t kTrigramBits = 512;
/// Dictionaries of fewer blocks are read as fast without.
inline constexpr std::uint64_t kLeastTrigramBlocks = 128;

/// Bits of a signature.
class TrigramSet {
 public:
  /// The bits of `text`, and of its end when a term ends with it.
  void add(std::string_view text, bool is_end);
  /// In increasing order.
  [[nodiscard]] std::vector<std::uint32_t> bits() const;
  [[nodiscard]] bool empty() const { return words_ == std::array<std::uint64_t, kTrigramBits / 64>{}; }

 private:
  std::array<std::uint64_t, kTrigramBits / 64> words_{};
};

class TrigramWriter {
 public:
  /// Terms of the text space; blocks come in order.
  void add(std::uint64_t block, std::string_view term);
  [[nodiscard]] std::uint64_t block_count() const { return block_count_; }
  /// The section.
  [[nodiscard]] ByteBuffer encode() const;

 private:
  std::vector<std::array<std::uint64_t, kTrigramBits>> chunks_;  // of 64 blocks: a word for each slice
  std::uint64_t block_count_ = 0;
};

/// The blocks that may hold a term with all bits of a set.
class TrigramFilter {
 public:
  /// Lets every block pass when the section is absent or the set is empty.
  TrigramFilter(SectionView section, std::uint64_t block_count, const TrigramSet& needed);

  /// The first such block from `block` on; the number of blocks behind the last of the text space, or `block` where
  /// that is larger. UINT64_MAX: the section is damaged.
  std::uint64_t next(std::uint64_t block);

 private:
  SectionView section_;
  std::uint64_t block_count_;
  std::vector<std::uint32_t> bits_;
};

/// Bytes of the section for so many blocks.
constexpr std::uint64_t trigram_bytes(std::uint64_t blocks) { return kTrigramBits / 8 * ((blocks + 63) / 64 * 64); }

}  // namespace riffle

#endif  // RIFFLE_FORMAT_TRIGRAMS_H_

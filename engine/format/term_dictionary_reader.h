// TermDictionaryReader: the blocks of one segment's dictionary and the numbers of its sparse index.
// Cost:    block_for() about two cache misses; open_block() verifies the block.
// Errors:  kCorrupt naming section and offset.
// Life:    refers to the segment.
// Source:  format-spec 5.
#ifndef RIFFLE_FORMAT_TERM_DICTIONARY_READER_H_
#define RIFFLE_FORMAT_TERM_DICTIONARY_READER_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/try.h"
#include "format/segment_reader.h"
#include "format/term_dictionary.h"

namespace riffle {

/// A key in a buffer on the stack: space byte and term.
class DictionaryKey {
 public:
  void set(TermSpace space, std::string_view term) {
    bytes_ = 1 + std::min(term.size(), kMaxKeyBytes);
    if (bytes_ > kMaxKeyBytes) return;
    key_[0] = static_cast<char>(space);
    std::copy_n(term.begin(), bytes_ - 1, key_.begin() + 1);
  }
  /// The dictionary can hold such a key.
  [[nodiscard]] bool is_valid() const { return bytes_ >= 2 && bytes_ <= kMaxKeyBytes; }
  [[nodiscard]] std::string_view view() const { return {key_.data(), bytes_}; }

 private:
  std::array<char, kMaxKeyBytes> key_;
  std::size_t bytes_ = 0;
};

/// A key that is looked up, and where its entry goes.
struct WantedTerm {
  std::string_view key;
  TermEntry* entry = nullptr;
};

class TermDictionaryReader {
 public:
  /// Keys that are looked up together, at most.
  static constexpr std::size_t kSideBySide = 8;

  explicit TermDictionaryReader(const SegmentReader& segment)
      : segment_(segment), offsets_at_(kPrefixesOffset + 8 * segment.block_count_) {}

  [[nodiscard]] std::uint64_t block_count() const { return segment_.block_count_; }

  [[nodiscard]] std::uint32_t entry_count(std::uint64_t block) const {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(kTermsPerBlock, segment_.term_count_ - block * kTermsPerBlock));
  }

  /// The verified bytes of a block.
  Result<ByteSpan> block_bytes(std::uint64_t block) const {
    const std::uint64_t at = offsets_at_ + 8 * block;
    if (!segment_.term_index_.touch(at, 16)) return segment_.damage();
    const auto begin = load<std::uint64_t>(segment_.term_index_.at(at));
    const auto end = load<std::uint64_t>(segment_.term_index_.at(at + 8));
    if (begin >= end || end > segment_.term_blocks_.size()) {
      return segment_.corrupt(SectionKind::kTermIndex, at, "a term block lies outside its section");
    }
    if (!segment_.term_blocks_.touch(begin, end - begin)) return segment_.damage();
    return segment_.term_blocks_.span(begin, end - begin);
  }

  /// A cursor over block_bytes(block).
  [[nodiscard]] TermBlockCursor cursor_over(ByteSpan bytes, std::uint64_t block) const {
    return {bytes, block * kTermsPerBlock, entry_count(block)};
  }

  /// The same in one step; a cursor holds a key, and moving it out of the result costs as much as passing several
  /// terms.
  Result<TermBlockCursor> open_block(std::uint64_t block) const {
    RIFFLE_TRY_ASSIGN(const ByteSpan bytes, block_bytes(block));
    return cursor_over(bytes, block);
  }

  /// The last block whose first key is <= key; 0 when there is none.
  Result<std::uint64_t> block_for(std::string_view key) const {
    const std::uint64_t prefix = key_prefix(key);
    std::uint64_t high = block_count();
    if (prefix != UINT64_MAX) {
      RIFFLE_TRY_ASSIGN(high, first_block_at_least(prefix + 1));
    }
    if (high == 0) return 0;
    // Nearly always the block before has a smaller number, and is the one.
    const std::uint64_t before = kPrefixesOffset + 8 * (high - 1);
    if (!segment_.term_index_.touch(before, 8)) return segment_.damage();
    if (load<std::uint64_t>(segment_.term_index_.at(before)) < prefix) return high - 1;
    // Blocks [low, high) have the key's number.
    RIFFLE_TRY_ASSIGN(std::uint64_t low, first_block_at_least(prefix));
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      RIFFLE_TRY_ASSIGN(TermBlockCursor cursor, open_block(middle));
      if (!cursor.next()) return broken(middle, cursor);
      if (cursor.key() <= key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : low - 1;
  }

  /// For each key the number of blocks whose number is not above the key's,
  /// found without checking any byte. REQUIRES: at most kSideBySide of them.
  void guess_blocks(std::span<const WantedTerm> keys, std::span<std::uint64_t> counts) const {
    const std::uint8_t* prefixes = segment_.term_index_.at(kPrefixesOffset);
    std::array<std::uint64_t, kSideBySide> wanted;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      wanted[i] = key_prefix(keys[i].key);
      counts[i] = 0;
    }
    std::uint64_t length = block_count();
    for (; length > 1; length -= length / 2) {
      const std::uint64_t half = length / 2;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool right = load<std::uint64_t>(prefixes + 8 * (counts[i] + half - 1)) <= wanted[i];
        counts[i] += right ? half : 0;
      }
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (length == 1 && load<std::uint64_t>(prefixes + 8 * counts[i]) <= wanted[i]) ++counts[i];
      __builtin_prefetch(segment_.term_index_.at(offsets_at_ + 8 * (counts[i] - (counts[i] > 0 ? 1 : 0))));
    }
  }

  /// Turns a guess into the block of the key. Numbers do not decrease, so that
  /// two checked neighbours that enclose the key's number prove the guess; only
  /// keys whose number begins several blocks, and damage, take the long way.
  Status settle_block(std::string_view key, std::uint64_t& block) const {
    const std::uint64_t count = block;
    const std::uint64_t prefix = key_prefix(key);
    const std::uint64_t before = kPrefixesOffset + 8 * (count > 0 ? count - 1 : 0);
    bool is_proven = count > 0 && segment_.term_index_.touch(before, count < block_count() ? 16 : 8) &&
                     load<std::uint64_t>(segment_.term_index_.at(before)) < prefix;
    if (is_proven && count < block_count()) {
      is_proven = load<std::uint64_t>(segment_.term_index_.at(before + 8)) > prefix;
    }
    if (is_proven) {
      block = count - 1;
    } else {
      RIFFLE_TRY_ASSIGN(block, block_for(key));
    }
    const std::uint64_t at = offsets_at_ + 8 * block;
    if (!segment_.term_index_.touch(at, 8)) return segment_.damage();
    prefetch_block(block);
    return {};
  }

  /// Asks for the bytes of a block that will be read, without checking any. REQUIRES: block < block_count().
  void prefetch_block(std::uint64_t block) const {
    const auto begin = load<std::uint64_t>(segment_.term_index_.at(offsets_at_ + 8 * block));
    if (begin >= segment_.term_blocks_.size()) return;
    // A block is three to four cache lines, and a wanted entry lies in its middle on average.
    prefetch_lines(segment_.term_blocks_.at(begin));
  }

  std::unexpected<Error> broken(std::uint64_t block, const TermBlockCursor& cursor) const {
    const auto begin = load<std::uint64_t>(segment_.term_index_.at(offsets_at_ + 8 * block));
    return segment_.corrupt(SectionKind::kTermBlocks, begin + cursor.position(), "a dictionary entry is broken");
  }

  /// The first block whose number is at least `prefix`; block_count() when
  /// there is none.
  Result<std::uint64_t> first_block_at_least(std::uint64_t prefix) const {
    const SectionView& index = segment_.term_index_;
    std::uint64_t low = 0;
    std::uint64_t length = block_count();
    while (length > 0) {
      const std::uint64_t half = length / 2;
      const std::uint64_t at = kPrefixesOffset + 8 * (low + half);
      if (!index.touch(at, 8)) return segment_.damage();
      const bool right = load<std::uint64_t>(index.at(at)) < prefix;
      low = right ? low + half + 1 : low;
      length = right ? length - half - 1 : half;
    }
    return low;
  }

  /// The number of a block: the first 8 bytes of its first key (key_prefix()).
  /// REQUIRES: block < block_count().
  Result<std::uint64_t> number_of(std::uint64_t block) const {
    const std::uint64_t at = kPrefixesOffset + 8 * block;
    if (!segment_.term_index_.touch(at, 8)) return segment_.damage();
    return load<std::uint64_t>(segment_.term_index_.at(at));
  }

 private:
  static constexpr std::uint64_t kPrefixesOffset = 16;

  const SegmentReader& segment_;
  std::uint64_t offsets_at_;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_TERM_DICTIONARY_READER_H_

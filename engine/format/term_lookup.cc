// SegmentReader's look-ups in the term dictionary.
#include <algorithm>
#include <array>

#include "base/try.h"
#include "format/segment_reader.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

constexpr std::uint64_t kPrefixesOffset = 16;

}  // namespace

/// Access to the blocks of one segment's dictionary.
class TermDictionaryReader {
 public:
  explicit TermDictionaryReader(const SegmentReader& segment)
      : segment_(segment), offsets_at_(kPrefixesOffset + 8 * segment.block_count_) {}

  [[nodiscard]] std::uint64_t block_count() const { return segment_.block_count_; }

  [[nodiscard]] std::uint32_t entry_count(std::uint64_t block) const {
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(kTermsPerBlock, segment_.term_count_ - block * kTermsPerBlock));
  }

  Result<TermBlockCursor> open_block(std::uint64_t block) const {
    const std::uint64_t at = offsets_at_ + 8 * block;
    if (!segment_.term_index_.touch(at, 16)) return segment_.damage();
    const auto begin = load<std::uint64_t>(segment_.term_index_.at(at));
    const auto end = load<std::uint64_t>(segment_.term_index_.at(at + 8));
    if (begin >= end || end > segment_.term_blocks_.size()) {
      return segment_.corrupt(SectionKind::kTermIndex, at, "a term block lies outside its section");
    }
    if (!segment_.term_blocks_.touch(begin, end - begin)) return segment_.damage();
    return TermBlockCursor(segment_.term_blocks_.span(begin, end - begin), block * kTermsPerBlock, entry_count(block));
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

  std::unexpected<Error> broken(std::uint64_t block, const TermBlockCursor& cursor) const {
    const auto begin = load<std::uint64_t>(segment_.term_index_.at(offsets_at_ + 8 * block));
    return segment_.corrupt(SectionKind::kTermBlocks, begin + cursor.position(), "a dictionary entry is broken");
  }

 private:
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

  const SegmentReader& segment_;
  std::uint64_t offsets_at_;
};

namespace {

/// A key in a buffer on the stack: space byte and term.
class Key {
 public:
  Key(TermSpace space, std::string_view term) : bytes_(std::min(term.size() + 1, kMaxKeyBytes)) {
    key_[0] = static_cast<char>(space);
    std::copy_n(term.begin(), bytes_ - 1, key_.begin() + 1);
  }
  [[nodiscard]] std::string_view view() const { return {key_.data(), bytes_}; }

 private:
  std::array<char, kMaxKeyBytes> key_;
  std::size_t bytes_;
};

}  // namespace

Result<std::optional<TermEntry>> SegmentReader::find_term(TermSpace space, std::string_view term) const {
  using Found = std::optional<TermEntry>;
  if (term.empty() || term.size() >= kMaxKeyBytes || block_count_ == 0) return Found();
  const Key key(space, term);
  const TermDictionaryReader dictionary(*this);
  RIFFLE_TRY_ASSIGN(const std::uint64_t block, dictionary.block_for(key.view()));
  RIFFLE_TRY_ASSIGN(TermBlockCursor cursor, dictionary.open_block(block));
  while (cursor.next()) {
    const int order = cursor.key().compare(key.view());
    if (order == 0) return Found(cursor.entry());
    if (order > 0) return Found();
  }
  if (cursor.damaged()) return dictionary.broken(block, cursor);
  return Found();
}

Status SegmentReader::for_each_term(TermSpace space, std::string_view prefix,
                                    const std::function<bool(std::string_view, const TermEntry&)>& visit) const {
  if (block_count_ == 0 || prefix.size() >= kMaxKeyBytes) return {};
  const Key from(space, prefix);
  const TermDictionaryReader dictionary(*this);
  RIFFLE_TRY_ASSIGN(const std::uint64_t first, dictionary.block_for(from.view()));
  for (std::uint64_t block = first; block < block_count_; ++block) {
    RIFFLE_TRY_ASSIGN(TermBlockCursor cursor, dictionary.open_block(block));
    while (cursor.next()) {
      if (cursor.key() < from.view()) continue;
      if (!cursor.key().starts_with(from.view())) return {};
      if (!visit(cursor.key().substr(1), cursor.entry())) return {};
    }
    if (cursor.damaged()) return dictionary.broken(block, cursor);
  }
  return {};
}

Result<std::pair<TermSpace, std::string>> SegmentReader::term_at(std::uint64_t ordinal) const {
  if (ordinal >= term_count_) return corrupt(SectionKind::kColumn, 0, "a value names a term that does not exist");
  const TermDictionaryReader dictionary(*this);
  const std::uint64_t block = ordinal / kTermsPerBlock;
  RIFFLE_TRY_ASSIGN(TermBlockCursor cursor, dictionary.open_block(block));
  for (std::uint64_t i = 0; i <= ordinal % kTermsPerBlock; ++i) {
    if (!cursor.next()) return dictionary.broken(block, cursor);
  }
  const std::string_view key = cursor.key();
  return std::pair(static_cast<TermSpace>(key[0]), std::string(key.substr(1)));
}

}  // namespace riffle

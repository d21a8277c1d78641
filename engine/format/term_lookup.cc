// SegmentReader's look-ups in the term dictionary.
#include <algorithm>
#include <array>

#include "base/try.h"
#include "format/segment_reader.h"
#include "format/term_dictionary.h"
#include "format/term_dictionary_reader.h"

namespace riffle {
namespace {

constexpr std::size_t kSideBySide = TermDictionaryReader::kSideBySide;

}  // namespace

Result<std::optional<TermEntry>> SegmentReader::find_term(TermSpace space, std::string_view term) const {
  const TermKey key{space, term};
  TermEntry entry;
  RIFFLE_TRY(find_terms({&key, 1}, {&entry, 1}));
  return entry.df == 0 ? std::optional<TermEntry>() : entry;
}

// A few terms at a time: each step is done for all of them before the next one, and asks for what that one reads.
Status SegmentReader::find_terms(std::span<const TermKey> keys, std::span<TermEntry> entries) const {
  for (TermEntry& entry : entries) entry.df = 0;
  if (block_count_ == 0) return {};
  const TermDictionaryReader dictionary(*this);
  std::array<DictionaryKey, kSideBySide> wanted;
  std::array<std::uint64_t, kSideBySide> blocks;
  for (std::size_t base = 0; base < keys.size(); base += kSideBySide) {
    const std::size_t count = std::min(kSideBySide, keys.size() - base);
    for (std::size_t i = 0; i < count; ++i) wanted[i].set(keys[base + i].space, keys[base + i].term);
    dictionary.guess_blocks({wanted.data(), count}, blocks);
    for (std::size_t i = 0; i < count; ++i) {
      if (wanted[i].is_valid()) RIFFLE_TRY(dictionary.settle_block(wanted[i].view(), blocks[i]));
    }
    for (std::size_t i = 0; i < count; ++i) {
      TermEntry& entry = entries[base + i];
      if (!wanted[i].is_valid()) continue;
      RIFFLE_TRY_ASSIGN(const ByteSpan bytes, dictionary.block_bytes(blocks[i]));
      TermBlockCursor cursor = dictionary.cursor_over(bytes, blocks[i]);
      if (cursor.seek(wanted[i].view())) {
        entry = cursor.entry();
        prefetch_list(entry);
      } else if (cursor.damaged()) {
        return dictionary.broken(blocks[i], cursor);
      }
    }
  }
  return {};
}

void SegmentReader::prefetch_list(const TermEntry& entry) const {
  if (entry.kind == TermEntry::Kind::kInline) return;
  const SectionView& lists = entry.kind == TermEntry::Kind::kShort ? short_lists_ : long_lists_;
  if (entry.list_offset < lists.size()) prefetch_lines(lists.at(entry.list_offset));
}

Status SegmentReader::for_each_term(TermSpace space, std::string_view prefix,
                                    const std::function<bool(std::string_view, const TermEntry&)>& visit) const {
  if (block_count_ == 0 || prefix.size() >= kMaxKeyBytes) return {};
  DictionaryKey from;
  from.set(space, prefix);
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

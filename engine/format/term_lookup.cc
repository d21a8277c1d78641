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
  std::array<DictionaryKey, kSideBySide> bytes;
  std::array<WantedTerm, kSideBySide> wanted;
  for (std::size_t base = 0; base < keys.size(); base += kSideBySide) {
    const std::size_t end = std::min(base + kSideBySide, keys.size());
    std::size_t count = 0;
    for (std::size_t i = base; i < end; ++i) {
      bytes[count].set(keys[i].space, keys[i].term);
      if (!bytes[count].is_valid()) continue;
      wanted[count] = {.key = bytes[count].view(), .entry = &entries[i]};
      ++count;
    }
    if (frequent_terms_.present()) {
      RIFFLE_TRY_ASSIGN(count, find_frequent({wanted.data(), count}));
    }
    RIFFLE_TRY(find_in_blocks({wanted.data(), count}));
  }
  return {};
}

// Those that are not found move to the front; returns how many they are.
Result<std::size_t> SegmentReader::find_frequent(std::span<WantedTerm> wanted) const {
  std::array<std::uint64_t, kSideBySide> buckets;
  for (std::size_t i = 0; i < wanted.size(); ++i) buckets[i] = frequent_terms_.bucket_of(wanted[i].key);
  for (std::size_t i = 0; i < wanted.size(); ++i) frequent_terms_.prefetch_records(buckets[i]);
  std::size_t left = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    switch (frequent_terms_.find(wanted[i].key, buckets[i], *wanted[i].entry)) {
      case FrequentTerms::Answer::kFound: prefetch_list(*wanted[i].entry); break;
      case FrequentTerms::Answer::kAbsent: break;
      case FrequentTerms::Answer::kUnknown: wanted[left++] = wanted[i]; break;
      case FrequentTerms::Answer::kDamaged: return broken_frequent_terms(buckets[i]);
    }
  }
  return left;
}

std::unexpected<Error> SegmentReader::broken_frequent_terms(std::uint64_t bucket) const {
  const SectionView terms = section(SectionKind::kFrequentTerms);
  if (!terms.touch(0, terms.size())) return damage();
  return corrupt(SectionKind::kFrequentTerms, 4 * bucket, "the records of a bucket are broken");
}

Status SegmentReader::find_in_blocks(std::span<const WantedTerm> wanted) const {
  if (wanted.empty()) return {};
  const TermDictionaryReader dictionary(*this);
  std::array<std::uint64_t, kSideBySide> blocks;
  dictionary.guess_blocks(wanted, blocks);
  for (std::size_t i = 0; i < wanted.size(); ++i) RIFFLE_TRY(dictionary.settle_block(wanted[i].key, blocks[i]));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    RIFFLE_TRY_ASSIGN(const ByteSpan bytes, dictionary.block_bytes(blocks[i]));
    TermBlockCursor cursor = dictionary.cursor_over(bytes, blocks[i]);
    if (cursor.seek(wanted[i].key)) {
      *wanted[i].entry = cursor.entry();
      prefetch_list(*wanted[i].entry);
    } else if (cursor.damaged()) {
      return dictionary.broken(blocks[i], cursor);
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

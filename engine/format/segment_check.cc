#include "format/segment_check.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/class_check.h"
#include "format/column_check.h"
#include "format/pair_check.h"
#include "format/posting_check.h"
#include "format/sentence_check.h"
#include "format/sentence_mark.h"
#include "format/stored_documents.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

class SegmentChecker {
 public:
  SegmentChecker(const SegmentReader& segment, const Schema& schema)
      : segment_(segment), schema_(schema), postings_(segment), pairs_(segment) {}

  Result<SegmentCounts> check() {
    RIFFLE_TRY(check_spans_and_norms());
    RIFFLE_TRY(check_blocks());
    RIFFLE_TRY(check_terms());
    RIFFLE_TRY(check_columns(segment_, schema_, counts_));
    RIFFLE_TRY(check_stored());
    RIFFLE_TRY(check_copies());
    RIFFLE_TRY(check_items());
    RIFFLE_TRY(check_frequent_terms());
    return SegmentCounts{.documents = segment_.doc_count(), .terms = segment_.term_count()};
  }

 private:
  Status check_spans_and_norms() {
    const std::uint32_t docs = segment_.doc_count();
    const std::uint32_t fields = segment_.text_field_count();
    if (segment_.span(0) != 0) return segment_.corrupt(SectionKind::kSpans, 0, "the first span is not 0");
    std::vector<std::uint64_t> tokens(fields, 0);
    for (std::uint32_t doc = 0; doc < docs; ++doc) {
      std::uint64_t all = 0;
      for (std::uint32_t field = 0; field < fields; ++field) {
        const std::uint64_t at = std::uint64_t{doc} * fields + field;
        if (segment_.span(at + 1) <= segment_.span(at)) {
          return segment_.corrupt(SectionKind::kSpans, 4 * at, "spans do not increase");
        }
        const std::uint32_t length = segment_.span(at + 1) - segment_.span(at) - 1;
        tokens[field] += length;
        all += length;
        if (segment_.norm(field + 1, doc) != encode_length(length)) {
          return segment_.corrupt(SectionKind::kNorms, std::uint64_t{field + 1} * docs + doc, "a length byte is wrong");
        }
      }
      if (segment_.norm(0, doc) != encode_length(static_cast<std::uint32_t>(all))) {
        return segment_.corrupt(SectionKind::kNorms, doc, "a length byte is wrong");
      }
    }
    if (tokens != segment_.entry().field_tokens) {
      return segment_.corrupt(SectionKind::kSpans, 0, "the sums of the field lengths are not the commit record's");
    }
    return {};
  }

  // Blocks lie one after the other, use all their bytes and are indexed by their first keys, which increase.
  Status check_blocks() {
    const SectionView index = segment_.section(SectionKind::kTermIndex);
    const SectionView blocks = segment_.section(SectionKind::kTermBlocks);
    const std::uint64_t terms = segment_.term_count();
    block_count_ = load<std::uint64_t>(index.at(8));
    const auto offset = [&](std::uint64_t block) {
      return load<std::uint64_t>(index.at(16 + 8 * (block_count_ + block)));
    };
    if (offset(0) != 0 || offset(block_count_) != blocks.size()) {
      return segment_.corrupt(SectionKind::kTermIndex, 0, "the blocks do not cover their section");
    }
    const bool has_trigrams = segment_.section(SectionKind::kTrigrams).present();
    TrigramWriter trigrams;
    std::string last_key;
    for (std::uint64_t block = 0; block < block_count_; ++block) {
      const std::uint64_t begin = offset(block);
      if (begin >= offset(block + 1) || offset(block + 1) > blocks.size()) {
        return segment_.corrupt(SectionKind::kTermIndex, 16 + 8 * (block_count_ + block), "blocks out of order");
      }
      const std::uint64_t first_ordinal = block * kTermsPerBlock;
      const auto entries = static_cast<std::uint32_t>(std::min<std::uint64_t>(kTermsPerBlock, terms - first_ordinal));
      TermBlockCursor cursor(blocks.span(begin, offset(block + 1) - begin), first_ordinal, entries);
      for (std::uint32_t entry = 0; entry < entries; ++entry) {
        const bool has_key = cursor.next_key();
        const std::uint64_t entry_begin = cursor.position();
        if (!has_key || !cursor.read_entry() || cursor.key() <= last_key) {
          return segment_.corrupt(SectionKind::kTermBlocks, begin + cursor.position(),
                                  "an entry is broken or out of order");
        }
        if (entry == 0 && load<std::uint64_t>(index.at(16 + 8 * block)) != key_prefix(cursor.key())) {
          return segment_.corrupt(SectionKind::kTermIndex, 16 + 8 * block,
                                  "the number of a block is not its first key's");
        }
        last_key.assign(cursor.key());
        if (frequent_terms_.takes(last_key, cursor.entry().df)) {
          frequent_terms_.add(last_key, cursor.entry(),
                              blocks.span(begin + entry_begin, cursor.position() - entry_begin));
        }
        if (has_trigrams && static_cast<TermSpace>(last_key[0]) == kTextSpace) {
          trigrams.add(block, cursor.key().substr(1));
        }
      }
      if (!cursor.at_block_end()) {
        return segment_.corrupt(SectionKind::kTermBlocks, begin + cursor.position(), "bytes behind the last entry");
      }
    }
    return has_trigrams ? check_trigrams(trigrams) : Status();
  }

  Status check_frequent_terms() {
    const SectionView section = segment_.section(SectionKind::kFrequentTerms);
    if (!section.present()) return {};
    const ByteBuffer bytes = frequent_terms_.empty() ? ByteBuffer() : frequent_terms_.encode();
    const ByteSpan found = section.span(0, section.size());
    if (std::ranges::equal(found, bytes)) return {};
    const auto at = std::ranges::mismatch(found, bytes).in1;
    return segment_.corrupt(SectionKind::kFrequentTerms, static_cast<std::uint64_t>(at - found.begin()),
                            "it is not that of the terms");
  }

  Status check_trigrams(const TrigramWriter& expected) {
    const SectionView section = segment_.section(SectionKind::kTrigrams);
    trigram_block_count_ = expected.block_count();
    const ByteBuffer bytes = expected.encode();
    const ByteSpan found = section.span(0, section.size());
    if (std::ranges::equal(found, bytes)) return {};
    const auto at = std::ranges::mismatch(found, bytes).in1;
    return segment_.corrupt(SectionKind::kTrigrams, static_cast<std::uint64_t>(at - found.begin()),
                            "it is not that of the terms");
  }

  [[nodiscard]] bool has_terms_in(TermSpace space) const {
    if (space == kTextSpace || space == kClassSpace) return true;
    if (space == kPairSpace) return segment_.has_pairs();
    const FieldType type = schema_.fields[space - 1u].type;
    return type == FieldType::kId || type == FieldType::kKeyword;
  }

  Status check_terms() {
    std::uint64_t terms = 0;
    counts_.assign(std::size_t{kClassSpace} + 1, 0);
    Status status;
    for (std::uint32_t space = 0; space <= kClassSpace && status; ++space) {
      if (space == schema_.fields.size() + 1) space = kPairSpace;
      const bool has_terms = has_terms_in(static_cast<TermSpace>(space));
      if (space == kPairSpace && has_terms) RIFFLE_TRY(pairs_.find_pairs());
      const Status walked =
          segment_.for_each_term(static_cast<TermSpace>(space), {}, [&](std::string_view term, const TermEntry& entry) {
            ++terms;
            if (!has_terms) {
              status = segment_.corrupt(SectionKind::kTermBlocks, 0, "a term of no field");
            } else {
              counts_[space] += entry.df;
              if (!entry.is_class || entry.kind != TermEntry::Kind::kAlias) status = check_list(entry);
              if (status && space == kTextSpace && term == kSentenceMark) status = check_sentences(segment_, entry);
              if (status && entry.is_class) status = check_class(segment_, term, entry);
              if (status && entry.is_pair) status = pairs_.check(term, entry);
            }
            return status.has_value();
          });
      if (status && !walked) status = walked;
      if (status && space == kPairSpace && has_terms) status = pairs_.finish();
    }
    if (status && terms != segment_.term_count()) {
      return segment_.corrupt(SectionKind::kTermIndex, 0, "the number of terms is wrong");
    }
    if (status && (next_short_ != segment_.section(SectionKind::kShortLists).size() ||
                   next_long_ != segment_.section(SectionKind::kLongLists).size() ||
                   next_positions_ != segment_.section(SectionKind::kPositions).size())) {
      return segment_.corrupt(SectionKind::kTermBlocks, 0, "the lists do not cover their sections");
    }
    return status;
  }

  Status check_list(const TermEntry& entry) {
    RIFFLE_TRY(check_place(entry));
    return postings_.check(entry);
  }

  // Lists lie one after the other in term order, so every byte of the three sections belongs to one term.
  Status check_place(const TermEntry& entry) {
    std::uint64_t& next = entry.kind == TermEntry::Kind::kShort ? next_short_ : next_long_;
    if (entry.kind == TermEntry::Kind::kInline) return {};
    if (entry.list_offset != next) {
      return segment_.corrupt(SectionKind::kTermBlocks, 0, "a posting list is not where the one before ends");
    }
    next += entry.list_bytes;
    ++(entry.kind == TermEntry::Kind::kShort ? short_count_ : long_count_);
    if (entry.positions_bytes == 0) return {};
    ++positions_count_;
    if (entry.positions_offset != next_positions_) {
      return segment_.corrupt(SectionKind::kTermBlocks, 0, "a positions record is not where the one before ends");
    }
    next_positions_ += entry.positions_bytes;
    return {};
  }

  Status check_stored() {
    if (!segment_.section(SectionKind::kStoredBlocks).present()) return {};
    const StoredReader stored(segment_.section(SectionKind::kStoredBlocks), segment_.section(SectionKind::kStoredIndex),
                              segment_.section(SectionKind::kStoredDictionary), schema_, segment_.doc_count());
    return stored.check_all();
  }

  Status check_copies() {
    RIFFLE_TRY_ASSIGN(const CopiesReader copies, segment_.copies());
    copy_count_ = copies.size();
    const std::string_view what = copies.fault();
    return what.empty() ? Status() : Status(segment_.corrupt(SectionKind::kCopies, 0, what));
  }

  // The section table's numbers of items; nothing is read by them.
  Status check_items() {
    for (const SectionRow& row : segment_.rows()) {
      if (row.items == expected_items(row)) continue;
      return corrupt_error("section table", segment_.entry().offset + segment_.entry().table_offset,
                           "the number of items of a section is wrong");
    }
    return {};
  }

  [[nodiscard]] std::uint64_t expected_items(const SectionRow& row) const {
    const std::uint64_t docs = segment_.doc_count();
    const std::uint64_t fields = segment_.text_field_count();
    switch (static_cast<SectionKind>(row.kind)) {
      case SectionKind::kTermBlocks: return segment_.term_count();
      case SectionKind::kTermIndex: return block_count_;
      case SectionKind::kShortLists: return short_count_;
      case SectionKind::kLongLists: return long_count_;
      case SectionKind::kPositions: return positions_count_;
      case SectionKind::kSpans: return docs * fields + 1;
      case SectionKind::kNorms: return docs * (fields + 1);
      case SectionKind::kColumn:
      case SectionKind::kStoredBlocks: return docs;
      case SectionKind::kStoredIndex: return load<std::uint64_t>(segment_.section(SectionKind::kStoredIndex).at(0));
      case SectionKind::kStoredDictionary: return 1;
      case SectionKind::kCopies: return copy_count_;
      case SectionKind::kPairs: return pairs_.pair_count();
      case SectionKind::kMoreValues: return row.bytes / 8;
      case SectionKind::kTrigrams: return trigram_block_count_;
      case SectionKind::kFrequentTerms: return frequent_terms_.count();
    }
    return row.items;  // of a later version's section
  }

  const SegmentReader& segment_;
  const Schema& schema_;
  PostingChecker postings_;
  PairChecker pairs_;
  std::uint64_t block_count_ = 0;
  std::uint64_t trigram_block_count_ = 0;
  FrequentTermsWriter frequent_terms_;
  std::uint64_t short_count_ = 0;
  std::uint64_t long_count_ = 0;
  std::uint64_t positions_count_ = 0;
  std::uint64_t copy_count_ = 0;
  std::vector<std::uint64_t> counts_;  // of postings, by term space
  std::uint64_t next_short_ = 0;
  std::uint64_t next_long_ = 0;
  std::uint64_t next_positions_ = 0;
};

/// Bytes between sections, and between the section table and the end of the data, must be zero.
Status check_padding(const SegmentReader& segment) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> used;
  for (const SectionRow& row : segment.rows()) used.emplace_back(row.offset, row.bytes);
  used.emplace_back(segment.entry().table_offset, std::uint64_t{32} * segment.entry().section_count);
  std::sort(used.begin(), used.end());
  std::uint64_t at = 0;
  const auto fault = [&](std::string_view what) { return corrupt_error("segment", segment.entry().offset + at, what); };
  for (const auto& [offset, bytes] : used) {
    if (offset < at) return fault("sections overlap");
    if (!all_zero(segment.data().subspan(at, offset - at))) return fault("bytes that must be zero");
    at = offset + bytes;
  }
  return all_zero(segment.data().subspan(at)) ? Status() : Status(fault("bytes that must be zero"));
}

}  // namespace

Result<SegmentCounts> check_segment(const SegmentReader& segment, const Schema& schema) {
  RIFFLE_TRY(check_padding(segment));
  return SegmentChecker(segment, schema).check();
}

}  // namespace riffle

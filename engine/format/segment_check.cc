#include "format/segment_check.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/errors.h"
#include "base/try.h"
#include "format/class_check.h"
#include "format/impact.h"
#include "format/number_order.h"
#include "format/pair_check.h"
#include "format/record_check.h"
#include "format/sentence_check.h"
#include "format/sentence_mark.h"
#include "format/stored_documents.h"
#include "format/term_dictionary.h"
#include "postings/container_ops.h"

namespace riffle {
namespace {

class SegmentChecker {
 public:
  SegmentChecker(const SegmentReader& segment, const Schema& schema)
      : segment_(segment),
        schema_(schema),
        impacts_(average_length_of(segment.token_space(), segment.text_field_count(), segment.doc_count()),
                 decode_length),
        pairs_(segment) {}

  Result<SegmentCounts> check() {
    RIFFLE_TRY(check_spans_and_norms());
    RIFFLE_TRY(check_blocks());
    RIFFLE_TRY(check_terms());
    RIFFLE_TRY(check_columns());
    RIFFLE_TRY(check_stored());
    RIFFLE_TRY(check_copies());
    RIFFLE_TRY(check_items());
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
        if (!cursor.next() || cursor.key() <= last_key) {
          return segment_.corrupt(SectionKind::kTermBlocks, begin + cursor.position(),
                                  "an entry is broken or out of order");
        }
        if (entry == 0 && load<std::uint64_t>(index.at(16 + 8 * block)) != key_prefix(cursor.key())) {
          return segment_.corrupt(SectionKind::kTermIndex, 16 + 8 * block,
                                  "the number of a block is not its first key's");
        }
        last_key.assign(cursor.key());
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
    postings_.assign(std::size_t{kClassSpace} + 1, 0);
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
              postings_[space] += entry.df;
              if (!entry.is_class || entry.kind != TermEntry::Kind::kAlias) status = check_term(entry);
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

  Status check_term(const TermEntry& entry) {
    RIFFLE_TRY(check_place(entry));
    RIFFLE_TRY_ASSIGN(const PostingList list, segment_.open_list(entry));
    const SectionKind kind = list.is_long() ? SectionKind::kLongLists : SectionKind::kShortLists;
    const auto fault = [&](std::string_view what) { return segment_.corrupt(kind, entry.list_offset, what); };
    std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
    if (list.is_long()) {
      const std::string what = list.set().validate(segment_.doc_count());
      if (!what.empty()) return fault(what);
      RIFFLE_TRY(check_rank_directory(entry, list));
      docs = list.set().to_vector();
    }
    // Implied by what was checked so far; all that follows reads by ranks below df.
    if (docs.size() != entry.df) return fault("the document frequency is wrong");
    if (list.has_bounds()) RIFFLE_TRY(check_bounds(entry, list, docs));
    const SectionView lists = segment_.section(kind);
    const ByteSpan record =
        entry.kind == TermEntry::Kind::kInline ? ByteSpan() : lists.span(entry.list_offset, entry.list_bytes);
    const std::string_view what = list_record_fault(entry, list, record);
    if (!what.empty()) return fault(what);
    if (!entry.has_positions) return {};
    std::uint64_t occurrences = 0;
    for (std::uint32_t rank = 0; rank < entry.df; ++rank) {
      if (rank % 128 == 0 && entry.kind != TermEntry::Kind::kLongTokenSpace &&
          list.occurrences_before(rank) != occurrences) {
        return fault("the number of occurrences before a posting is wrong");
      }
      occurrences += list.tf(rank);
    }
    if (occurrences != entry.cf) return fault("the collection frequency is wrong");
    return entry.kind == TermEntry::Kind::kLongTokenSpace ? check_chunks(entry, list, docs)
                                                          : check_gaps(entry, list, docs);
  }

  Status check_rank_directory(const TermEntry& entry, const PostingList& list) {
    for (std::uint32_t index = 0; index < list.set().container_count(); ++index) {
      const ContainerView container = list.set().container(index);
      if (container.kind != ContainerKind::kBitset) continue;
      std::uint32_t rank = list.first_rank(index);
      for (std::uint32_t group = 0; group < 128; ++group) {
        if (list.bitset_rank(index, container, static_cast<std::uint16_t>(group * 512)) != rank) {
          return segment_.corrupt(SectionKind::kLongLists, entry.list_offset, "the rank directory is wrong");
        }
        for (std::uint32_t word = 0; word < 8; ++word) {
          rank += static_cast<std::uint32_t>(
              std::popcount(load<std::uint64_t>(container.bytes + std::size_t{64} * group + std::size_t{8} * word)));
        }
      }
    }
    return {};
  }

  /// The bounds are the largest impacts under them, no less and no more.
  Status check_bounds(const TermEntry& entry, const PostingList& list, const std::vector<DocId>& docs) {
    std::vector<std::uint8_t> largest;
    TopDocsOfTerm top;
    std::uint32_t rank = 0;
    for (std::uint32_t index = 0; index < list.set().container_count(); ++index) {
      const std::uint32_t cardinality = list.set().cardinality_of(index);
      const std::uint32_t bounds = bound_count(cardinality);
      largest.assign(std::size_t{bounds} + 1, 0);
      const std::uint32_t end = rank + cardinality;
      for (; rank < end; ++rank) {
        const std::uint8_t length_byte = segment_.norm(0, docs[rank]);
        const std::uint8_t impact = impacts_.impact(list.tf(rank), length_byte);
        top.add(docs[rank], impacts_.exact(list.tf(rank), length_byte));
        if (bounds > 0) {
          std::uint8_t& bound = largest[(docs[rank] & 0xFFFF) / (65'536 / bounds)];
          bound = std::max(bound, impact);
        }
        largest[bounds] = std::max(largest[bounds], impact);
      }
      if (largest[bounds] != list.container_bound(index) ||
          !std::equal(largest.begin(), largest.end() - 1, list.block_bounds(index))) {
        return segment_.corrupt(SectionKind::kLongLists, entry.list_offset, "the bounds of the impacts are wrong");
      }
    }
    const bool has_top = list.top_docs() != nullptr;
    if (has_top != (entry.df >= kTopFrom) ||
        (has_top && std::memcmp(list.top_docs(), top.sorted().data(), sizeof(top.sorted())) != 0)) {
      return segment_.corrupt(SectionKind::kLongLists, entry.list_offset, "the best documents are not those named");
    }
    return {};
  }

  /// Length of the whole token span of a document, gaps between fields included.
  std::uint32_t span_length(DocId doc) const {
    const std::uint64_t fields = segment_.text_field_count();
    return segment_.span((doc + 1) * fields) - segment_.span(doc * fields);
  }

  /// True when no field of the document ends in front of `position` without another beginning at or before it.
  bool inside_field(DocId doc, std::uint32_t position) const {
    const std::uint64_t fields = segment_.text_field_count();
    const std::uint32_t token = segment_.span(doc * fields) + position;
    for (std::uint64_t field = 0; field < fields; ++field) {
      if (token >= segment_.span(doc * fields + field) && token + 1 < segment_.span(doc * fields + field + 1))
        return true;
    }
    return false;
  }

  Status check_gaps(const TermEntry& entry, const PostingList& list, const std::vector<DocId>& docs) {
    const SectionKind kind = entry.kind == TermEntry::Kind::kLong ? SectionKind::kPositions : SectionKind::kShortLists;
    const std::uint64_t at = entry.kind == TermEntry::Kind::kLong ? entry.positions_offset : entry.list_offset;
    RIFFLE_TRY_ASSIGN(GapPositions positions, segment_.open_gap_positions(entry, list));
    const std::string_view what = positions.fault();
    if (!what.empty()) return segment_.corrupt(kind, at, what);
    std::vector<std::uint32_t> of_doc;
    for (std::uint32_t rank = 0; rank < entry.df; ++rank) {
      (void)positions.read(rank, of_doc);  // fault() has decoded all of it
      for (std::size_t i = 0; i < of_doc.size(); ++i) {
        if ((i > 0 && of_doc[i] <= of_doc[i - 1]) || of_doc[i] >= span_length(docs[rank]) ||
            !inside_field(docs[rank], of_doc[i])) {
          return segment_.corrupt(kind, at, "positions do not increase, or lie outside their document's fields");
        }
      }
    }
    return {};
  }

  Status check_chunks(const TermEntry& entry, const PostingList& list, const std::vector<DocId>& docs) {
    const auto fault = [&](std::string_view what) {
      return segment_.corrupt(SectionKind::kPositions, entry.positions_offset, what);
    };
    RIFFLE_TRY_ASSIGN(const TokenSpacePositions positions, segment_.open_token_space(entry));
    const std::string_view what = positions.fault();
    if (!what.empty()) return fault(what);
    scratch_.resize(65536 + kernels::kOutSlack);
    std::size_t rank = 0;
    std::uint32_t seen = 0;
    for (std::uint32_t chunk = 0; chunk < positions.chunk_count(); ++chunk) {
      const kernels::U16Array values = positions.array(chunk, scratch_.data());
      std::uint32_t previous = 0;
      for (std::size_t i = 0; i < values.count; ++i) {
        const std::uint32_t low = load<std::uint16_t>(values.bytes + 2 * i);
        const std::uint32_t token = chunk << 16 | low;
        if (i > 0 && low <= previous) return fault("occurrences do not increase");
        previous = low;
        const std::uint64_t fields = segment_.text_field_count();
        while (rank < docs.size() && token >= segment_.span((docs[rank] + std::uint64_t{1}) * fields)) {
          if (seen != list.tf(static_cast<std::uint32_t>(rank))) return fault("a term frequency is wrong");
          seen = 0;
          ++rank;
        }
        if (rank == docs.size() || token < segment_.span(docs[rank] * fields) ||
            !inside_field(docs[rank], token - segment_.span(docs[rank] * fields))) {
          return fault("an occurrence lies outside its documents' fields");
        }
        ++seen;
      }
    }
    const bool is_end = rank + 1 == docs.size() && seen == list.tf(static_cast<std::uint32_t>(rank));
    return is_end ? Status() : Status(fault("a term frequency is wrong"));
  }

  Status check_columns() {
    for (std::uint32_t field = 0; field < schema_.fields.size(); ++field) {
      const FieldType type = schema_.fields[field].type;
      if (!has_column(type)) continue;
      RIFFLE_TRY_ASSIGN(const std::uint64_t more_values, check_more_values(field));
      if (!segment_.section(SectionKind::kColumn, field).present()) {
        if (has_term_space(type) && postings_[field + 1] != 0) {
          return segment_.corrupt(SectionKind::kColumn, 0, "a field with terms has no column");
        }
        continue;
      }
      RIFFLE_TRY_ASSIGN(const ColumnReader column, segment_.column(field));
      RIFFLE_TRY(check_column_header(field, column));
      std::uint64_t values = 0;
      Zone zone;
      for (DocId doc = 0; doc < segment_.doc_count(); ++doc) {
        RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> value, column.value(doc));
        if (value) {
          ++values;
          zone = zone ? Zone(std::pair(std::min(zone->first, *value), std::max(zone->second, *value)))
                      : Zone({*value, *value});
          if (has_term_space(type)) RIFFLE_TRY(check_value(field, doc, static_cast<std::uint64_t>(*value)));
          if (type == FieldType::kFloat64 && !is_order_of_number(*value)) {
            return segment_.corrupt(SectionKind::kColumn, doc, "a value that is no number");
          }
        } else if (type == FieldType::kId) {
          return segment_.corrupt(SectionKind::kColumn, doc, "a document without an id");
        }
        if ((doc + 1) % 65536 != 0 && doc + 1 != segment_.doc_count()) continue;
        RIFFLE_TRY_ASSIGN(const Zone stated, column.zone(doc / 65536));
        if (stated != zone) {
          return segment_.corrupt(SectionKind::kColumn, doc, "the smallest and largest value of a zone are wrong");
        }
        zone.reset();
      }
      if (has_term_space(type) && values + more_values != postings_[field + 1]) {
        return segment_.corrupt(SectionKind::kColumn, 0,
                                "the field's posting lists hold documents that lack the value");
      }
    }
    return {};
  }

  Status check_column_header(std::uint32_t field, const ColumnReader& column) {
    const SectionView section = segment_.section(SectionKind::kColumn, field);
    const std::uint64_t values_end = 24 + std::uint64_t{column.width()} * segment_.doc_count();
    const bool zeros = all_zero(section.span(1, 7)) && all_zero(section.span(16, 8)) &&
                       all_zero(section.span(values_end, round_up(values_end, 8) - values_end));
    const bool base_is_zero = column.base() == 0;
    if (zeros && (base_is_zero || (has_number_column(schema_.fields[field].type) && column.width() != 0))) return {};
    return corrupt_error("column " + schema_.fields[field].name, segment_.entry().offset + section.segment_offset(),
                         "bytes that must be zero");
  }

  // Further values increase, and come behind the one in the column; their number.
  Result<std::uint64_t> check_more_values(std::uint32_t field) {
    RIFFLE_TRY_ASSIGN(const MoreValues more, segment_.more_values(field));
    const auto fault = [&](std::string_view what) { return segment_.corrupt(SectionKind::kMoreValues, 0, what); };
    if (more.size() == 0) return std::uint64_t{0};
    if (schema_.fields[field].type != FieldType::kKeyword) return fault("further values of no keyword field");
    RIFFLE_TRY_ASSIGN(const ColumnReader column, segment_.column(field));
    for (std::size_t i = 0; i < more.size(); ++i) {
      if (more.doc(i) >= segment_.doc_count()) return fault("a document that is none");
      const bool is_next = i == 0 || more.doc(i) > more.doc(i - 1) ||
                           (more.doc(i) == more.doc(i - 1) && more.ordinal(i) > more.ordinal(i - 1));
      RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> first, column.value(more.doc(i)));
      if (!is_next || !first || *first >= std::int64_t{more.ordinal(i)}) return fault("values out of order");
      if (more.ordinal(i) >= segment_.term_count()) return fault("an ordinal that is no term");
      RIFFLE_TRY(check_value(field, more.doc(i), more.ordinal(i)));
    }
    return std::uint64_t{more.size()};
  }

  // The column and the posting lists of a keyword field must tell the same.
  Status check_value(std::uint32_t field, DocId doc, std::uint64_t ordinal) {
    RIFFLE_TRY_ASSIGN(const auto term, segment_.term_at(ordinal));
    if (term.first != field + 1) return segment_.corrupt(SectionKind::kColumn, doc, "a value of another field");
    RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> entry, segment_.find_term(term.first, term.second));
    if (entry) {
      RIFFLE_TRY_ASSIGN(const PostingList list, segment_.open_list(*entry));
      const auto docs = list.short_docs();
      if (std::binary_search(docs.begin(), docs.end(), doc)) return {};
      if (list.is_long() && contains(list.set(), doc)) return {};
    }
    return segment_.corrupt(SectionKind::kColumn, doc, "a value whose posting list lacks the document");
  }

  static bool contains(const DocSetView& set, DocId doc) {
    const auto index = set.find(static_cast<std::uint16_t>(doc >> 16));
    return index && container_contains(set.container(*index), static_cast<std::uint16_t>(doc));
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
    }
    return row.items;  // of a later version's section
  }

  using Zone = std::optional<std::pair<std::int64_t, std::int64_t>>;

  const SegmentReader& segment_;
  const Schema& schema_;
  ImpactTable impacts_;
  PairChecker pairs_;
  std::uint64_t block_count_ = 0;
  std::uint64_t trigram_block_count_ = 0;
  std::uint64_t short_count_ = 0;
  std::uint64_t long_count_ = 0;
  std::uint64_t positions_count_ = 0;
  std::uint64_t copy_count_ = 0;
  std::vector<std::uint64_t> postings_;  // by term space
  std::uint64_t next_short_ = 0;
  std::uint64_t next_long_ = 0;
  std::uint64_t next_positions_ = 0;
  std::vector<std::uint16_t> scratch_;
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

#include "format/segment_check.h"

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/try.h"
#include "format/stored_documents.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

bool all_zero(ByteSpan bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

class SegmentChecker {
 public:
  SegmentChecker(const SegmentReader& segment, const Schema& schema) : segment_(segment), schema_(schema) {}

  Result<SegmentCounts> check() {
    RIFFLE_TRY(check_spans_and_norms());
    RIFFLE_TRY(check_terms());
    RIFFLE_TRY(check_columns());
    RIFFLE_TRY(check_stored());
    return SegmentCounts{.documents = segment_.doc_count(), .terms = segment_.term_count()};
  }

 private:
  Status check_spans_and_norms() {
    const std::uint32_t docs = segment_.doc_count();
    const std::uint32_t fields = segment_.text_field_count();
    if (!segment_.touch_spans(0, docs - 1)) return segment_.damage();
    if (segment_.span(0) != 0) return segment_.corrupt(SectionKind::kSpans, 0, "the first span is not 0");
    std::vector<std::uint64_t> tokens(fields, 0);
    for (std::uint32_t slot = 0; slot <= fields; ++slot) {
      if (!segment_.touch_norms(slot, 0, docs - 1)) return segment_.damage();
    }
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

  Status check_terms() {
    std::uint64_t terms = 0;
    std::string previous;
    Status status;
    for (std::uint32_t space = 0; space <= schema_.fields.size() && status; ++space) {
      const bool has_terms = space == kTextSpace || schema_.fields[space - 1].type == FieldType::kId ||
                             schema_.fields[space - 1].type == FieldType::kKeyword;
      previous.clear();
      const Status walked = segment_.for_each_term(
          static_cast<TermSpace>(space), {}, [&](std::string_view term, const TermEntry& entry) {
            ++terms;
            if (!has_terms || (!previous.empty() && term <= previous)) {
              status = segment_.corrupt(SectionKind::kTermBlocks, 0, "terms out of order or of no field");
            } else {
              status = check_term(entry);
            }
            previous.assign(term);
            return status.has_value();
          });
      if (status && !walked) status = walked;
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
    if (entry.positions_bytes == 0) return {};
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
    if (docs.size() != entry.df) return fault("the document frequency is wrong");
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
      if (token >= segment_.span(doc * fields + field) && token + 1 < segment_.span(doc * fields + field + 1)) return true;
    }
    return false;
  }

  Status check_gaps(const TermEntry& entry, const PostingList& list, const std::vector<DocId>& docs) {
    const SectionKind kind = entry.kind == TermEntry::Kind::kLong ? SectionKind::kPositions : SectionKind::kShortLists;
    const std::uint64_t at = entry.kind == TermEntry::Kind::kLong ? entry.positions_offset : entry.list_offset;
    RIFFLE_TRY_ASSIGN(GapPositions positions, segment_.open_gap_positions(entry, list));
    std::vector<std::uint32_t> of_doc;
    for (std::uint32_t rank = 0; rank < entry.df; ++rank) {
      if (!positions.read(rank, of_doc)) return segment_.corrupt(kind, at, "positions cannot be decoded");
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
    scratch_.resize(65536 + kernels::kOutSlack);
    std::size_t rank = 0;
    std::uint32_t seen = 0;
    std::uint64_t total = 0;
    for (std::uint32_t chunk = 0; chunk < positions.chunk_count(); ++chunk) {
      if (!segment_.touch_chunk(entry, positions, chunk)) return segment_.damage();
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
        ++total;
      }
    }
    return total == entry.cf ? Status() : Status(fault("the collection frequency is wrong"));
  }

  Status check_columns() {
    for (std::uint32_t field = 0; field < schema_.fields.size(); ++field) {
      const FieldType type = schema_.fields[field].type;
      if (type != FieldType::kId && type != FieldType::kKeyword && type != FieldType::kDate) continue;
      RIFFLE_TRY_ASSIGN(const ColumnReader column, segment_.column(field));
      const std::uint64_t postings = type == FieldType::kDate ? 0 : 1;
      for (DocId doc = 0; doc < segment_.doc_count(); ++doc) {
        RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> value, column.value(doc));
        if (postings == 0) {
          RIFFLE_TRY(check_zone(column, doc, value));
        } else if (value) {
          RIFFLE_TRY(check_value(field, doc, static_cast<std::uint64_t>(*value)));
        } else if (type == FieldType::kId) {
          return segment_.corrupt(SectionKind::kColumn, doc, "a document without an id");
        }
      }
    }
    return {};
  }

  Status check_zone(const ColumnReader& column, DocId doc, std::optional<std::int64_t> value) {
    if (!value) return {};
    RIFFLE_TRY_ASSIGN(const auto zone, column.zone(doc / 65536));
    if (zone && *value >= zone->first && *value <= zone->second) return {};
    return segment_.corrupt(SectionKind::kColumn, doc, "a date outside the range that its zone states");
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
    if (!index) return false;
    const ContainerView container = set.container(*index);
    const auto low = static_cast<std::uint16_t>(doc);
    if (container.kind == ContainerKind::kBitset) return (container.bytes[low / 8] >> (low % 8) & 1) != 0;
    const std::uint32_t step = container.kind == ContainerKind::kRun ? 4 : 2;
    std::uint32_t first = 0;
    std::uint32_t last = container.kind == ContainerKind::kRun ? container.run_count : container.cardinality;
    while (first < last) {
      const std::uint32_t middle = first + (last - first) / 2;
      const std::uint32_t start = load<std::uint16_t>(container.bytes + std::size_t{step} * middle);
      const std::uint32_t end =
          start + (container.kind == ContainerKind::kRun ? load<std::uint16_t>(container.bytes + std::size_t{4} * middle + 2) : 0u);
      if (low < start) {
        last = middle;
      } else if (low > end) {
        first = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  Status check_stored() {
    if (!segment_.section(SectionKind::kStoredBlocks).present()) return {};
    const StoredReader stored(segment_.section(SectionKind::kStoredBlocks), segment_.section(SectionKind::kStoredIndex),
                              segment_.section(SectionKind::kStoredDictionary), schema_, segment_.doc_count());
    return stored.check_all();
  }

  const SegmentReader& segment_;
  const Schema& schema_;
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
  const auto fault = [&](std::string_view what) {
    return corrupt_error("segment", segment.entry().offset + at, what);
  };
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

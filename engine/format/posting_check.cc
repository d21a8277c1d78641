#include "format/posting_check.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/try.h"
#include "format/record_check.h"

namespace riffle {

PostingChecker::PostingChecker(const SegmentReader& segment)
    : segment_(segment),
      impacts_(average_length_of(segment.token_space(), segment.text_field_count(), segment.doc_count()),
               decode_length) {}

Status PostingChecker::check(const TermEntry& entry) {
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
  const SectionView lists = segment_.section(kind);
  const ByteSpan record =
      entry.kind == TermEntry::Kind::kInline ? ByteSpan() : lists.span(entry.list_offset, entry.list_bytes);
  const std::string_view what = list_record_fault(entry, list, record);
  if (!what.empty()) return fault(what);
  if (list.has_bounds()) RIFFLE_TRY(check_bounds(entry, list, docs));
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

Status PostingChecker::check_rank_directory(const TermEntry& entry, const PostingList& list) const {
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

// The bounds are the largest impacts under them, no less and no more.
Status PostingChecker::check_bounds(const TermEntry& entry, const PostingList& list,
                                    const std::vector<DocId>& docs) const {
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
  if ((!has_top && entry.df >= kTopFrom) ||
      (has_top && std::memcmp(list.top_docs(), top.sorted().data(), sizeof(top.sorted())) != 0)) {
    return segment_.corrupt(SectionKind::kLongLists, entry.list_offset, "the best documents are not those named");
  }
  return {};
}

// Length of the whole token span of a document, gaps between fields included.
std::uint32_t PostingChecker::span_length(DocId doc) const {
  const std::uint64_t fields = segment_.text_field_count();
  return segment_.span((doc + 1) * fields) - segment_.span(doc * fields);
}

// True when no field of the document ends in front of `position` without another beginning at or before it.
bool PostingChecker::inside_field(DocId doc, std::uint32_t position) const {
  const std::uint64_t fields = segment_.text_field_count();
  const std::uint32_t token = segment_.span(doc * fields) + position;
  for (std::uint64_t field = 0; field < fields; ++field) {
    if (token >= segment_.span(doc * fields + field) && token + 1 < segment_.span(doc * fields + field + 1))
      return true;
  }
  return false;
}

Status PostingChecker::check_gaps(const TermEntry& entry, const PostingList& list,
                                  const std::vector<DocId>& docs) const {
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

Status PostingChecker::check_chunks(const TermEntry& entry, const PostingList& list, const std::vector<DocId>& docs) {
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

}  // namespace riffle

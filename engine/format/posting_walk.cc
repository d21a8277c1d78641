#include "format/posting_walk.h"

#include <algorithm>
#include <vector>

#include "base/try.h"
#include "format/position_list.h"
#include "format/posting_list.h"

namespace riffle {
namespace {

using Visit = std::function<bool(DocId, std::span<const std::uint32_t>)>;

Status walk_list(const SegmentReader& segment, const TermEntry& entry, DocId first, DocId end, const Visit& visit) {
  RIFFLE_TRY_ASSIGN(const PostingList list, segment.open_list(entry));
  std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
  if (list.is_long()) docs = list.set().to_vector();
  if (docs.size() != list.df()) return segment.corrupt(SectionKind::kLongLists, entry.list_offset, "a wrong count");
  GapPositions positions;
  if (entry.has_positions) RIFFLE_TRY(segment.open_gap_positions(entry, list, positions));
  std::vector<std::uint32_t> of_doc;
  const auto begin = std::lower_bound(docs.begin(), docs.end(), first);
  for (auto rank = static_cast<std::uint32_t>(begin - docs.begin()); rank < docs.size() && docs[rank] < end; ++rank) {
    if (entry.has_positions && (!positions.read(rank, of_doc) || of_doc.empty())) {
      return segment.corrupt(SectionKind::kPositions, entry.positions_offset, "positions are broken");
    }
    if (!visit(docs[rank], of_doc)) return {};
  }
  return {};
}

Status walk_token_space(const SegmentReader& segment, const TermEntry& entry, DocId first, DocId end,
                        const Visit& visit) {
  if (!segment.touch_spans(first, end - 1)) return segment.damage();
  RIFFLE_TRY_ASSIGN(const TokenSpacePositions positions, segment.open_token_space(entry));
  const std::uint64_t fields = segment.text_field_count();
  const std::uint32_t first_position = segment.span(first * fields);
  const std::uint32_t end_position = std::min(segment.span(end * fields), segment.token_space());
  if (first_position >= end_position) return {};
  std::vector<std::uint16_t> scratch(kChunkPositions + kernels::kOutSlack);
  std::vector<std::uint32_t> of_doc;
  DocId doc = first;
  const auto last_chunk = static_cast<std::uint32_t>((end_position - 1) / kChunkPositions);
  for (auto chunk = static_cast<std::uint32_t>(first_position / kChunkPositions);
       chunk <= last_chunk && chunk < positions.chunk_count(); ++chunk) {
    if (!segment.touch_chunk(entry, positions, chunk)) return segment.damage();
    const kernels::U16Array values = positions.array(chunk, scratch.data());
    for (std::size_t i = 0; i < values.count; ++i) {
      const auto position = static_cast<std::uint32_t>(chunk * kChunkPositions + kernels::value_at(values, i));
      if (position < first_position || position >= end_position) continue;
      for (; doc < end && position >= segment.span((std::uint64_t{doc} + 1) * fields); ++doc) {
        if (!of_doc.empty() && !visit(doc, of_doc)) return {};
        of_doc.clear();
      }
      const std::uint32_t start = doc < end ? segment.span(doc * fields) : UINT32_MAX;
      if (position < start) return segment.corrupt(SectionKind::kSpans, 4 * doc * fields, "spans are out of order");
      of_doc.push_back(position - start);
    }
  }
  if (!of_doc.empty()) (void)visit(doc, of_doc);
  return {};
}

}  // namespace

Status for_each_posting(const SegmentReader& segment, const TermEntry& entry, DocId first, DocId end,
                        const Visit& visit) {
  if (first >= end) return {};
  if (entry.kind == TermEntry::Kind::kLongTokenSpace) return walk_token_space(segment, entry, first, end, visit);
  return walk_list(segment, entry, first, end, visit);
}

}  // namespace riffle

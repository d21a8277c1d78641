#include "query/document_positions.h"

#include <algorithm>
#include <utility>

#include "base/try.h"

namespace riffle {

Status DocumentPositions::open(BoundTerm& term, std::size_t expected_reads) {
  term_ = &term;
  touched_chunk_ = UINT32_MAX;
  RIFFLE_TRY(term.open_positions());
  if (term.is_token_space() || term.expect_reads(expected_reads)) return {};
  return term.reader().corrupt(SectionKind::kPositions, 0, "the positions of a word are broken");
}

bool DocumentPositions::append(DocId doc, std::uint32_t rank, std::vector<std::uint32_t>& out) {
  if (term_->is_token_space()) return append_from_token_space(doc, out);
  Occurrences occurrences;
  if (!term_->read(rank, occurrences)) {
    return fail(term_->reader().corrupt(SectionKind::kPositions, 0, "the positions of a word are broken"));
  }
  std::uint32_t position = 0;
  for (std::uint32_t i = 0; i < occurrences.count; ++i) out.push_back(position = occurrences.next(position, i));
  return true;
}

bool DocumentPositions::append_from_token_space(DocId doc, std::vector<std::uint32_t>& out) {
  const SegmentReader& reader = term_->reader();
  if (!reader.touch_spans(doc, doc)) return fail(reader.damage());
  const std::uint64_t fields = reader.text_field_count();
  const std::uint64_t from = reader.span(doc * fields);
  const std::uint64_t to =
      std::min<std::uint64_t>(reader.span((std::uint64_t{doc} + 1) * fields), reader.token_space());
  for (std::uint64_t begin = from; begin < to;) {
    const auto chunk = static_cast<std::uint32_t>(begin / kChunkPositions);
    const std::uint64_t end = std::min(to, (chunk + std::uint64_t{1}) * kChunkPositions);
    if (!touch_chunk(chunk)) return false;
    if (chunk < term_->token_space().chunk_count()) term_->token_space().append(chunk, begin, end, from, out);
    begin = end;
  }
  return true;
}

bool DocumentPositions::touch_chunk(std::uint32_t chunk) {
  if (chunk == touched_chunk_ || chunk >= term_->token_space().chunk_count()) return true;
  if (!term_->touch_chunk(chunk)) return fail(term_->reader().damage());
  touched_chunk_ = chunk;
  return true;
}

bool DocumentPositions::fail(std::unexpected<Error> error) {
  error_ = std::move(error).error();
  return false;
}

bool field_borders(const SegmentReader& reader, DocId doc, std::vector<std::uint32_t>& borders) {
  borders.clear();
  if (!reader.touch_spans(doc, doc)) return false;
  const std::uint64_t fields = reader.text_field_count();
  const std::uint64_t first = reader.span(doc * fields);
  for (std::uint64_t field = 0; field <= fields; ++field) {
    borders.push_back(static_cast<std::uint32_t>(reader.span(doc * fields + field) - first));
  }
  return true;
}

}  // namespace riffle

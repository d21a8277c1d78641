#include "format/sentence_check.h"

#include <algorithm>
#include <vector>

#include "base/try.h"

namespace riffle {
namespace {

bool has_word(const SegmentReader& segment, std::uint64_t field) {
  return segment.span(field + 1) - segment.span(field) > 1;
}

}  // namespace

Status check_sentences(const SegmentReader& segment, const TermEntry& mark) {
  const auto fault = [&](std::string_view what) { return segment.corrupt(SectionKind::kTermBlocks, 0, what); };
  if (mark.kind == TermEntry::Kind::kLongTokenSpace) return fault("the mark of sentences is kept in token space");
  RIFFLE_TRY_ASSIGN(const PostingList list, segment.open_list(mark));
  RIFFLE_TRY_ASSIGN(GapPositions positions, segment.open_gap_positions(mark, list));
  std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
  if (list.is_long()) docs = list.set().to_vector();
  const std::uint64_t fields = segment.text_field_count();
  std::uint32_t rank = 0;
  std::vector<std::uint32_t> of_doc;
  for (std::uint64_t doc = 0; doc < segment.doc_count(); ++doc) {
    of_doc.clear();
    if (rank < docs.size() && docs[rank] == doc) {
      (void)positions.read(rank, of_doc);  // its list was checked, and all of it decoded
      ++rank;
    }
    for (std::uint64_t field = doc * fields; field < (doc + 1) * fields; ++field) {
      const std::uint32_t begin = segment.span(field) - segment.span(doc * fields);
      if (has_word(segment, field) && !std::binary_search(of_doc.begin(), of_doc.end(), begin)) {
        return fault("a text begins without a sentence");
      }
    }
  }
  return {};
}

}  // namespace riffle

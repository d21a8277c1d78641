#include "format/sentence_mark.h"

#include <optional>

#include "base/try.h"

namespace riffle {

Result<SentenceMarks> sentence_marks_of(const SegmentReader& reader) {
  RIFFLE_TRY_ASSIGN(const std::optional<TermEntry> mark, reader.find_term(kTextSpace, kSentenceMark));
  if (mark) return SentenceMarks::kKept;
  // Every field ends with an empty position.
  const std::uint64_t fields = std::uint64_t{reader.doc_count()} * reader.text_field_count();
  return reader.token_space() > fields ? SentenceMarks::kNone : SentenceMarks::kNoText;
}

}  // namespace riffle

#include "storage/sentence_support.h"

#include "base/try.h"

namespace riffle {

Result<SentenceMarks> sentence_marks_of(const Snapshot& snapshot) {
  SentenceMarks all = SentenceMarks::kNoText;
  for (const LiveSegment& segment : snapshot.segments()) {
    RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(*segment.reader));
    if (marks == SentenceMarks::kNone) return marks;
    if (marks == SentenceMarks::kKept) all = marks;
  }
  return all;
}

}  // namespace riffle

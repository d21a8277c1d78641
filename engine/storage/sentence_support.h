// Whether an index knows where sentences begin.
#ifndef RIFFLE_STORAGE_SENTENCE_SUPPORT_H_
#define RIFFLE_STORAGE_SENTENCE_SUPPORT_H_

#include "format/sentence_mark.h"
#include "storage/snapshot.h"

namespace riffle {

/// kKept when every segment that holds a word keeps marks; kNoText when none holds a word.
Result<SentenceMarks> sentence_marks_of(const Snapshot& snapshot);

}  // namespace riffle

#endif  // RIFFLE_STORAGE_SENTENCE_SUPPORT_H_

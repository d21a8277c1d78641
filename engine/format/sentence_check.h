// What verify holds the marks of sentences against: the fields of the documents.
// Errors:  kCorrupt, with what is wrong.
// Source:  format-spec/riffle-format.md 5.6.
#ifndef RIFFLE_FORMAT_SENTENCE_CHECK_H_
#define RIFFLE_FORMAT_SENTENCE_CHECK_H_

#include "format/segment_reader.h"
#include "riffle/error.h"

namespace riffle {

/// Every field with a word begins with a mark, whose positions are kept by document. REQUIRES: the list of the mark and
/// the spans have been checked.
Status check_sentences(const SegmentReader& segment, const TermEntry& mark);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_SENTENCE_CHECK_H_

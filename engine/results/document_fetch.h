// fetch_document(): a stored document for an answer, paid for by the query that asks.
// Cost:    a step of work, and a stored block decompressed unless it is the one before.
// Errors:  kDeadline, kCancelled and kResourceLimit as the control of the query says: what the block and the document
//          take is counted before anything is decompressed. kResourceLimit of an UnpackLimit; kCorrupt.
// Threads: plain functions.
#ifndef RIFFLE_RESULTS_DOCUMENT_FETCH_H_
#define RIFFLE_RESULTS_DOCUMENT_FETCH_H_

#include "format/segment_reader.h"
#include "query/work_meter.h"
#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/types.h"

namespace riffle {

/// A document, and the memory that the query holds for it.
struct FetchedDocument {
  Document document;
  HeldMemory held;
};

/// `meter` must outlive what is returned. REQUIRES: doc < reader.doc_count().
Result<FetchedDocument> fetch_document(const SegmentReader& reader, DocId doc, WorkMeter& meter);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_DOCUMENT_FETCH_H_

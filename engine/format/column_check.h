// What verify holds the columns against: the posting lists of the same fields, and their own zones.
// Cost:    looks up the term of each keyword value of each document.
// Errors:  kCorrupt, with what is wrong.
// Source:  format-spec 9.
#ifndef RIFFLE_FORMAT_COLUMN_CHECK_H_
#define RIFFLE_FORMAT_COLUMN_CHECK_H_

#include <cstdint>
#include <span>

#include "format/schema.h"
#include "format/segment_reader.h"

namespace riffle {

/// `postings` = the number of postings of each term space. REQUIRES: all lists have been checked.
Status check_columns(const SegmentReader& segment, const Schema& schema, std::span<const std::uint64_t> postings);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_COLUMN_CHECK_H_

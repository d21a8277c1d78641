// What verify holds the list of a term and its positions against: each other, and the lengths of the documents.
// Cost:    reads all of the list and its positions; memory for the documents of one list.
// Errors:  kCorrupt, with what is wrong.
// Threads: one owner.
// Source:  format-spec 6, 7.
#ifndef RIFFLE_FORMAT_POSTING_CHECK_H_
#define RIFFLE_FORMAT_POSTING_CHECK_H_

#include <cstdint>
#include <vector>

#include "format/impact.h"
#include "format/segment_reader.h"
#include "riffle/types.h"

namespace riffle {

class PostingChecker {
 public:
  explicit PostingChecker(const SegmentReader& segment);

  /// REQUIRES: the spans and norms have been checked; `entry` is no alias.
  Status check(const TermEntry& entry);

 private:
  [[nodiscard]] Status check_rank_directory(const TermEntry& entry, const PostingList& list) const;
  [[nodiscard]] Status check_bounds(const TermEntry& entry, const PostingList& list,
                                    const std::vector<DocId>& docs) const;
  [[nodiscard]] Status check_gaps(const TermEntry& entry, const PostingList& list,
                                  const std::vector<DocId>& docs) const;
  Status check_chunks(const TermEntry& entry, const PostingList& list, const std::vector<DocId>& docs);
  [[nodiscard]] std::uint32_t span_length(DocId doc) const;
  [[nodiscard]] bool inside_field(DocId doc, std::uint32_t position) const;

  const SegmentReader& segment_;
  ImpactTable impacts_;
  std::vector<std::uint16_t> scratch_;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_POSTING_CHECK_H_

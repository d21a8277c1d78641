// AgeFactor: what is left of a document's score at its age.
// Shape:   ageless + (1 - ageless) * 2^(-age / half-life), age = the newest date in the index less the document's, in
//          the first date field; ageless alone without a date; 1 when age does not matter.
// Errors:  kCorrupt.
// Threads: one owner.
// Source:  format-spec/query-language.md, "Ranking".
#ifndef RIFFLE_QUERY_AGE_FACTOR_H_
#define RIFFLE_QUERY_AGE_FACTOR_H_

#include <cstdint>
#include <optional>

#include "format/segment_reader.h"
#include "riffle/ranking.h"
#include "storage/snapshot.h"

namespace riffle {

class AgeFactor {
 public:
  /// Finds the newest date: of all documents, deleted ones too.
  static Result<AgeFactor> open(const Snapshot& snapshot, const Ranking& ranking);

  [[nodiscard]] bool is_used() const { return half_life_ > 0; }
  /// The segment whose documents are asked for next.
  Status bind(const SegmentReader& reader);
  /// REQUIRES: doc is one of the segment's.
  Result<double> of(DocId doc) const;

 private:
  Status open_dates(const SegmentReader& reader);

  double half_life_ = 0;  // seconds; 0 = not used
  double ageless_ = 0;
  std::uint32_t field_ = 0;
  Date newest_ = 0;
  std::optional<ColumnReader> dates_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_AGE_FACTOR_H_

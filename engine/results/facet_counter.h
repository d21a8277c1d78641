// FacetCounter: how often each value of a keyword field occurs among the matches.
// Shape:   blocks in index order; counts are kept by ordinal and become terms when a segment ends.
// Cost:    one column value a match; 8 bytes for each value of the field in a segment. With several segments every
//          value that occurs is read from the dictionary, with one only those that are wanted. A value that is shown
//          costs a stored document. Values and documents are steps of work.
// Errors:  kCorrupt when an ordinal is no term of the field; kResourceLimit when the values take more memory than the
//          query may; kDeadline, kCancelled and kResourceLimit when it must stop.
// Threads: one owner.
#ifndef RIFFLE_RESULTS_FACET_COUNTER_H_
#define RIFFLE_RESULTS_FACET_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "query/match_block.h"
#include "query/work_meter.h"
#include "riffle/aggregation.h"
#include "riffle/error.h"

namespace riffle {

class FacetCounter {
 public:
  /// `field` is an id or keyword field of every segment; `single_segment`: all blocks will be of one. `meter` counts
  /// work and memory, and must outlive the counter.
  FacetCounter(std::string name, std::uint32_t field, std::size_t limit, bool single_segment, WorkMeter& meter)
      : name_(std::move(name)),
        field_(field),
        limit_(limit),
        single_segment_(single_segment),
        pace_(meter),
        held_(meter) {}

  Status add(const MatchBlock& block);
  Result<Facet> finish();

 private:
  struct Tally {
    std::uint64_t count = 0;
    const SegmentReader* reader = nullptr;  // of a document that has the value
    DocId doc = 0;
  };

  Status begin_segment(const SegmentReader& reader);
  bool count_value(std::uint64_t ordinal, DocId doc);
  bool count_more_values(const MatchBlock& block);
  Status end_segment();
  Status end_only_segment();
  Status take_term(std::size_t place);
  [[nodiscard]] Result<std::string> label_of(const std::string& value, const Tally& tally) const;

  std::string name_;
  std::uint32_t field_;
  std::size_t limit_;
  bool single_segment_;
  PacedLoop pace_;
  HeldMemory held_;
  const SegmentReader* reader_ = nullptr;
  std::optional<ColumnReader> column_;
  MoreValues more_;
  std::uint64_t first_ordinal_ = 0;    // what counts_[0] stands for
  std::vector<std::uint32_t> counts_;  // by ordinal - first_ordinal_
  std::vector<DocId> first_docs_;
  std::uint64_t counter_bytes_ = 0;  // of counts_ and first_docs_, at most so far
  std::uint64_t tally_bytes_ = 0;
  std::uint64_t missing_count_ = 0;
  std::uint64_t distinct_count_ = 0;
  std::unordered_map<std::string, Tally> tallies_;
};

}  // namespace riffle

#endif  // RIFFLE_RESULTS_FACET_COUNTER_H_

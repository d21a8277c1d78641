// FieldGroups: of the hits with the same value of a keyword field only the best stays.
// Shape:   of a document with several values the first in byte order counts; one without a value is a group by itself.
// Cost:    a look-up in the dictionary a hit; counting walks over all matches, four bytes each.
// Errors:  kCorrupt; kDeadline, kCancelled and kResourceLimit as the control of the query says.
// Threads: one owner.
// Life:    snapshot and meter must outlive it.
#ifndef RIFFLE_API_FIELD_GROUPS_H_
#define RIFFLE_API_FIELD_GROUPS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/hit_groups.h"
#include "query/match_block.h"
#include "query/work_meter.h"
#include "storage/snapshot.h"

namespace riffle {

class FieldGroups final : public HitGroups {
 public:
  /// `field` is a keyword field.
  FieldGroups(const Snapshot& snapshot, std::uint32_t field, WorkMeter& meter)
      : snapshot_(snapshot), field_(field), pace_(meter), held_(meter) {}

  Status add(std::span<const FoundDoc> docs, std::size_t wanted) override;
  Status fill(std::size_t group, Hit& hit) override;

  /// Counts matches under their values; blocks come in index order.
  Status count(const MatchBlock& block);
  /// Behind the last block: how many groups the matches are.
  Result<std::uint64_t> finish_count();

 private:
  /// Matches of a segment with one value.
  struct Counted {
    DocId doc = 0;  // one of them
    std::uint64_t count = 0;
  };

  Status open_segment(std::uint32_t segment, const SegmentReader& reader);
  Status close_segment();

  const Snapshot& snapshot_;
  std::uint32_t field_;
  PacedLoop pace_;
  HeldMemory held_;
  std::vector<std::string> values_;  // of each group; empty = none
  std::map<std::string, std::size_t, std::less<>> group_of_value_;

  const SegmentReader* reader_ = nullptr;  // of the segment that is being counted
  std::uint32_t segment_ = 0;
  std::optional<ColumnReader> column_;
  std::unordered_map<std::uint64_t, Counted> of_segment_;  // by stored value
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::uint64_t without_value_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_API_FIELD_GROUPS_H_

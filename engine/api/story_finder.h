// StoryFinder: the stories among documents of several segments.
// Shape:   a story is a connected component: two documents are copies when a segment has them in one cluster, or when
//          they are of different segments and the smaller stored text shares at least half of its shingles. So the
//          stories are the same in whatever order the documents come.
// Cost:    the text of each document, and a comparison with those that share a value of its sketch and are of other
//          stories so far. Documents and comparisons are steps of work; the texts count as memory while they come.
// Errors:  kCorrupt; kDeadline, kCancelled and kResourceLimit as the control of the query says.
// Threads: one owner.
// Life:    snapshot and meter must outlive it.
#ifndef RIFFLE_API_STORY_FINDER_H_
#define RIFFLE_API_STORY_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "query/work_meter.h"
#include "riffle/error.h"
#include "riffle/types.h"
#include "storage/snapshot.h"
#include "text/shingle_set.h"

namespace riffle {

class StoryFinder {
 public:
  using Place = std::pair<std::uint32_t, DocId>;  // segment and document

  StoryFinder(const Snapshot& snapshot, WorkMeter& meter) : snapshot_(snapshot), pace_(meter), held_(meter) {}

  /// `cluster` = that of the document in its segment. REQUIRES: no place comes twice.
  Status add(const Place& place, std::optional<std::uint32_t> cluster);

  /// The members of each story, the stories in the order of their first members. Ends the finder.
  [[nodiscard]] std::vector<std::vector<Place>> take_stories();

 private:
  Status unite_by_text(std::uint32_t number);
  std::uint32_t root(std::uint32_t number);

  const Snapshot& snapshot_;
  PacedLoop pace_;
  HeldMemory held_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> parents_;                // of each place
  std::vector<std::uint32_t> met_by_;                 // the last place that shared a value of the sketch with it
  std::vector<std::vector<std::uint32_t>> shingles_;  // of each place
  std::map<Place, std::uint32_t> first_of_cluster_;   // by segment and number of the cluster
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> places_of_value_;
  std::vector<std::uint32_t> sketch_;
  ShingleSet set_;
  ShingleSet scratch_;
};

}  // namespace riffle

#endif  // RIFFLE_API_STORY_FINDER_H_

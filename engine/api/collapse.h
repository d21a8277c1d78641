// Collapser: of the hits that are copies of one another only the best stays.
// Shape:   hits in their order; a story is the first hit of a cluster. Clusters of a segment are those that were found
//          when it was built. With several segments, at most kMostCompared matches are made stories before (know()), so
//          that these do not depend on the order; of more, each hit is compared with the first hits of the stories
//          before it, as long as these are kMostCompared at most, and what is a story then depends on the order.
// Cost:    a look-up a hit; with several segments the text of each match or hit. Hits and comparisons are steps
//          of work; stories and the texts that are kept of them count as memory.
// Errors:  kCorrupt; kDeadline, kCancelled and kResourceLimit as the control of the query says.
// Threads: one owner.
// Life:    snapshot and meter must outlive it.
#ifndef RIFFLE_API_COLLAPSE_H_
#define RIFFLE_API_COLLAPSE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/hit_groups.h"
#include "api/story_finder.h"
#include "format/copies.h"
#include "query/match_block.h"
#include "query/work_meter.h"
#include "riffle/error.h"
#include "storage/snapshot.h"
#include "text/shingle_set.h"

namespace riffle {

class Collapser final : public HitGroups {
 public:
  static constexpr std::size_t kMostCompared = 1000;

  Collapser(const Snapshot& snapshot, WorkMeter& meter) : snapshot_(snapshot), pace_(meter), held_(meter) {}

  using Place = StoryFinder::Place;

  /// All matches, of several segments, before the first add(). REQUIRES: no place comes twice.
  Status know(std::span<const Place> matches);
  /// How many stories the matches are, after know().
  [[nodiscard]] std::optional<std::uint64_t> known_count() const {
    return knows_all_ ? std::optional<std::uint64_t>(known_.size()) : std::nullopt;
  }

  Status add(std::span<const FoundDoc> docs, std::size_t wanted) override;
  /// The other copies of a story into a hit.
  Status fill(std::size_t story, Hit& hit) override;

 private:
  using Cluster = std::pair<std::uint32_t, std::uint32_t>;  // segment and number

  Result<std::optional<std::uint32_t>> cluster_of(const Place& place);
  Result<std::optional<std::size_t>> find_story(const FoundDoc& doc, const std::optional<std::uint32_t>& cluster);
  Status add_known(const FoundDoc& doc);
  Result<std::optional<std::size_t>> find_story_by_text(const FoundDoc& doc);
  Status remember_text(std::size_t story);
  Result<std::span<const DocId>> members(const Cluster& cluster);

  const Snapshot& snapshot_;
  PacedLoop pace_;
  HeldMemory held_;
  bool knows_all_ = false;
  std::vector<std::vector<Place>> known_;     // the stories of all matches
  std::map<Place, std::size_t> known_story_;  // of each match
  std::vector<bool> is_met_;                  // of each known story
  std::vector<std::vector<Place>> others_;    // of each story, matches that were collapsed into it
  std::vector<std::optional<CopiesReader>> copies_;
  std::map<Cluster, std::size_t> story_of_cluster_;
  std::vector<std::vector<Cluster>> clusters_;            // of each story
  std::vector<std::vector<std::vector<DocId>>> members_;  // live ones, by segment and cluster; filled when asked for
  std::vector<std::uint32_t> shingles_;                   // of the hit at hand
  std::vector<std::uint32_t> sketch_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> stories_of_value_;
  std::unordered_map<std::size_t, std::vector<std::uint32_t>> texts_;  // shingles by story
  ShingleSet set_;
  ShingleSet scratch_;
};

/// How many stories the matches in one segment are, by its clusters.
/// Cost:    a walk over the matches and over the clusters side by side; a bit a cluster.
class StoryCounter {
 public:
  static Result<StoryCounter> open(const SegmentReader& segment, HeldMemory& held);

  /// Blocks come in index order.
  void add(const MatchBlock& block);
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  explicit StoryCounter(CopiesReader copies) : copies_(copies), is_met_(copies.cluster_count(), false) {}

  CopiesReader copies_;
  std::vector<bool> is_met_;  // of each cluster
  std::uint32_t next_ = 0;    // in copies_
  std::uint64_t count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_API_COLLAPSE_H_

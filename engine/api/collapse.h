// Collapser: of the hits that are copies of one another only the best stays.
// Shape:   hits in their order; a story is the first hit of a cluster. Clusters of a segment are those that were found
//          when it was built; hits of different segments are compared by their stored texts, the first kMostCompared
//          stories of a list.
// Cost:    a look-up a hit; with several segments the text of each hit.
// Errors:  kCorrupt.
// Threads: one owner.
// Life:    the snapshot must outlive it.
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

#include "format/copies.h"
#include "query/column_sorter.h"
#include "riffle/error.h"
#include "riffle/index.h"
#include "storage/snapshot.h"
#include "text/shingles.h"

namespace riffle {

/// One hit of a list, by score or by a column.
struct FoundDoc {
  std::uint32_t segment = 0;
  DocId doc = 0;
  double score = 0;
  SortValue value;
};

class Collapser {
 public:
  static constexpr std::size_t kMostCompared = 1000;

  explicit Collapser(const Snapshot& snapshot) : snapshot_(snapshot) {}

  /// Takes the hits of a list from where the last call ended; lists of later calls begin with those of earlier ones.
  /// Stops when there are `wanted` stories and the list goes on (0 = never).
  Status add(std::span<const FoundDoc> docs, std::size_t wanted);
  [[nodiscard]] const std::vector<FoundDoc>& stories() const { return stories_; }
  /// The other copies of a story into a hit.
  Status fill_copies(std::size_t story, Hit& hit);

 private:
  using Place = std::pair<std::uint32_t, DocId>;
  using Cluster = std::pair<std::uint32_t, std::uint32_t>;  // segment and number

  Result<std::optional<std::uint32_t>> cluster_of(const FoundDoc& doc);
  Result<std::optional<std::size_t>> find_story_by_text(const FoundDoc& doc);
  void remember_text(std::size_t story);
  const std::vector<DocId>& members(const Cluster& cluster);

  const Snapshot& snapshot_;
  std::size_t taken_ = 0;
  std::vector<FoundDoc> stories_;
  std::vector<std::vector<Place>> others_;  // of each story, hits that were collapsed into it
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

}  // namespace riffle

#endif  // RIFFLE_API_COLLAPSE_H_

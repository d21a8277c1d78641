// BlockBounds: for each 64 documents of a container an upper bound of the scores there.
// Units:   whole units of the query's own, so that the largest score that any document may have is about 60,000 of
//          them; every bound is rounded up. 65,535 stands for "no bound".
// Cost:    0.1 us a leaf and container.
// Threads: one owner.
// Life:    refers to the SegmentQuery; bind() again for each segment.
// Source:  format-spec 6.3; Dimopoulos, Nepomnyachiy, Suel 2013 (maxima of ranges of doc ids).
#ifndef RIFFLE_QUERY_BLOCK_BOUNDS_H_
#define RIFFLE_QUERY_BLOCK_BOUNDS_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "query/leaf_scorer.h"
#include "query/segment_query.h"

namespace riffle {

class BlockBounds {
 public:
  /// What arithmetic on doubles may be off by, with room to spare.
  static constexpr double kRounding = 1 + 1e-9;

  explicit BlockBounds(SegmentQuery& query) : query_(query) {}

  /// Sets the unit. `statistics` by leaf of the plan; `average_length` = that of all live documents.
  void set_query(std::span<const LeafStatistics> statistics, double average_length);
  /// To be called after the query was bound to a segment. Opens the lists that it needs.
  Status bind();

  /// Largest bound that container `key` can have.
  [[nodiscard]] std::uint32_t container_bound(std::uint32_t key) const;
  /// What `leaf` can add in container `key`.
  [[nodiscard]] std::uint32_t leaf_bound(std::size_t leaf, std::uint32_t key) const;
  using Blocks = std::array<std::uint16_t, kernels::kBoundBlocks>;

  /// Fills sums() and, when keeps_leaves(), units() for container `key`.
  void sum(std::uint32_t key, SlotStack& slots);
  [[nodiscard]] const std::uint16_t* sums() const { return sums_.data(); }
  /// With few leaves what each of them may add is kept apart.
  [[nodiscard]] bool keeps_leaves() const { return leaves_.size() <= kMostLeaves; }
  [[nodiscard]] const Blocks& units(std::size_t leaf) const { return units_[leaf]; }
  /// What `leaf` can add anywhere.
  [[nodiscard]] std::uint32_t largest(std::size_t leaf) const;
  /// How much the leaf weighs in all.
  [[nodiscard]] std::uint16_t weight(std::size_t leaf) const { return leaves_[leaf].weight; }
  /// The index as a whole has the segment's own average length, so that its lists' best documents are the best here.
  [[nodiscard]] bool has_own_average() const { return has_own_average_; }
  /// Score of one unit.
  [[nodiscard]] double unit() const { return unit_; }

  /// The smallest bound that a document of `score` or more can have.
  [[nodiscard]] std::uint16_t units_for(double score) const;

 private:
  static constexpr std::size_t kMostLeaves = 64;

  struct Leaf {
    BoundTerm* term = nullptr;  // whose impacts bound the leaf's; null = it has no documents here, unless it is flat
    std::uint16_t weight = 0;   // units of an impact step, times 256
    bool is_flat = false;       // one bound for all blocks
  };

  SegmentQuery& query_;
  std::span<const LeafStatistics> statistics_;
  double average_length_ = 0;
  double unit_ = 1;
  bool has_own_average_ = false;
  std::vector<Leaf> leaves_;
  [[nodiscard]] BoundTerm* rarest_word(const PlanPhrase& phrase) const;
  void add_leaf(const Leaf& leaf, std::uint32_t most, std::uint32_t key, SlotStack& slots, std::uint16_t* sums) const;

  alignas(64) Blocks sums_{};
  std::vector<Blocks> units_;  // by leaf
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_BLOCK_BOUNDS_H_

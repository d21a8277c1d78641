// SegmentQuery: a plan bound to one segment: terms looked up, parts that cannot match here cut away, And children put
// into the order of evaluation.
// Shape:   a node is nothing, everything, a list, a phrase, a column or length condition, an Or, an AtLeast, or an And
//          of some children without some others (a Not is an And of nothing but those others). Deleted documents are
//          taken out at the root.
// Errors:  kCorrupt.
// Threads: one owner.
// Life:    points into the plan and the snapshot.
#ifndef RIFFLE_QUERY_SEGMENT_QUERY_H_
#define RIFFLE_QUERY_SEGMENT_QUERY_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "query/bound_term.h"
#include "query/plan.h"
#include "query/term_union.h"
#include "query/work_meter.h"
#include "storage/snapshot.h"

namespace riffle {

using NodeId = std::uint32_t;

struct BoundNode {
  enum class Kind : std::uint8_t {
    kNone,
    kAll,
    kList,
    kPhrase,
    kSet,
    kProximity,
    kDateRange,
    kHasText,
    kHasValue,
    kDeleted,
    kAnd,
    kOr,
    kAtLeast
  };

  Kind kind = Kind::kNone;
  std::uint32_t index = 0;           ///< as PlanNode; kAtLeast: children that must match, of those left
  std::uint32_t plan_node = 0;       ///< kDateRange
  std::uint32_t first_child = 0;     ///< kAnd, kOr, kAtLeast: in SegmentQuery::children()
  std::uint32_t child_count = 0;     ///< kAnd: children that must match, cheapest first; kOr, kAtLeast: all
  std::uint32_t excluded_count = 0;  ///< kAnd: children after them that must not match
  std::uint64_t estimate = 0;        ///< upper bound of the documents
};

class SegmentQuery {
 public:
  /// So many sets of documents are put together in the time in which all documents of one are asked about.
  static constexpr std::uint32_t kContainersAtOnce = 64;

  explicit SegmentQuery(WorkMeter& meter) : meter_(meter) {}

  /// Looks the terms of `plan` up into `entries` (one for each term and pair; df 0 = absent).
  static Status look_up(const Plan& plan, const SegmentReader& reader, std::span<TermEntry> entries);

  /// REQUIRES: `entries` come from look_up() on this segment and outlive the next bind().
  Status bind(const Plan& plan, const LiveSegment& segment, std::span<const TermEntry> entries);

  /// Counts the work of the query.
  [[nodiscard]] WorkMeter& meter() { return meter_; }
  [[nodiscard]] const Plan& plan() const { return *plan_; }
  [[nodiscard]] const LiveSegment& segment() const { return *segment_; }
  [[nodiscard]] const SegmentReader& reader() const { return *segment_->reader; }
  [[nodiscard]] std::uint32_t doc_count() const { return doc_count_; }
  /// Documents of container `key`.
  [[nodiscard]] std::uint32_t universe(std::uint32_t key) const {
    const std::uint64_t first = std::uint64_t{key} * kContainerDocs;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(kContainerDocs, doc_count_ - first));
  }

  [[nodiscard]] NodeId root() const { return root_; }
  [[nodiscard]] const BoundNode& node(NodeId id) const { return nodes_[id]; }
  [[nodiscard]] std::span<const NodeId> children(const BoundNode& node) const {
    return {children_.data() + node.first_child, node.child_count};
  }
  [[nodiscard]] std::span<const NodeId> excluded(const BoundNode& node) const {
    return {children_.data() + node.first_child + node.child_count, node.excluded_count};
  }
  /// True when `id` is the root or one of the children that a root And needs: what it matches is a superset of the
  /// hits.
  [[nodiscard]] bool is_needed_by_root(NodeId id) const;

  [[nodiscard]] BoundTerm& term(std::uint32_t index) { return terms_[index]; }
  /// The list that scores `leaf` here: of a term, or of a pair that is the phrase. It may be absent; null when the leaf
  /// has no list of its own.
  [[nodiscard]] BoundTerm* list_of_leaf(const ScoringLeaf& leaf);
  /// The lists of pairs that a phrase has here, which hold all its documents.
  [[nodiscard]] std::span<BoundTerm> pairs_of(const PlanPhrase& phrase) {
    return {terms_.data() + plan_->terms.size() + phrase.first_pair, phrase.pair_count};
  }
  /// True when a word of the phrase, or a pair, stands nowhere in the segment.
  [[nodiscard]] bool lacks(const PlanPhrase& phrase) const;
  /// True when the words of `pair` are frequent here, so that its list says where they are neighbours.
  [[nodiscard]] bool is_listed(const PlanPair& pair) const {
    return has_pairs_ && terms_[pair.first].is_present() && terms_[pair.first].is_token_space() &&
           terms_[pair.second].is_present() && terms_[pair.second].is_token_space();
  }
  /// The list of a kList node.
  [[nodiscard]] const BoundTerm& list_of(const BoundNode& node) const { return terms_[node.index]; }
  /// Gives the memory of the sets back; bind() before the next use.
  void release_sets() { sets_.clear(); }
  /// Unites the lists of a set, unless that was done.
  Status open_set(std::uint32_t index);
  /// REQUIRES: open_set(), or a kSet node and open_lists().
  [[nodiscard]] const TermUnion& set(std::uint32_t index) const { return *sets_[index]; }
  /// Tells the meter of a container of it: each of its lists is looked at.
  Status touch_set(std::uint32_t index, std::uint32_t key) {
    return meter_.touch(std::uint64_t{universe(key)} * sets_[index]->list_count() / kContainersAtOnce);
  }
  /// Opens the lists of all kList nodes and unites those of the sets. Not needed when the root is one list.
  Status open_lists();

 private:
  static constexpr NodeId kNoneId = 0;
  static constexpr NodeId kAllId = 1;

  NodeId push(const BoundNode& node);
  NodeId bind_node(std::uint32_t plan_node);
  NodeId bind_list(std::uint32_t term);
  static Status look_up_pairs(const Plan& plan, const SegmentReader& reader, std::span<TermEntry> entries);
  NodeId bind_phrase(std::uint32_t phrase);
  NodeId bind_proximity(std::uint32_t proximity);
  NodeId bind_and(std::span<const std::uint32_t> plan_children);
  NodeId bind_or(std::span<const std::uint32_t> plan_children);
  NodeId bind_at_least(const PlanNode& node);
  NodeId finish_and(std::size_t base, std::size_t needed_count);
  void exclude_deleted();
  [[nodiscard]] unsigned cost_class(NodeId id) const;

  WorkMeter& meter_;
  const Plan* plan_ = nullptr;
  const LiveSegment* segment_ = nullptr;
  std::uint32_t doc_count_ = 0;
  bool has_pairs_ = false;
  NodeId root_ = kNoneId;
  std::vector<BoundNode> nodes_;
  std::vector<NodeId> children_;
  std::vector<NodeId> pending_;
  std::vector<BoundTerm> terms_;
  std::vector<std::optional<TermUnion>> sets_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_SEGMENT_QUERY_H_

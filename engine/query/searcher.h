// Searcher: one query run on one snapshot.
// Shape:   hits are (segment, doc); ties are in index order (older segments first). Every answer is exact; deleted
//          documents are never counted, returned or scored with.
// Cost:    count() touches what it needs of the lists and materialises nothing at the root. top_k() leaves out what
//          cannot be among the k best.
// Errors:  kDeadline, kCancelled and kResourceLimit as the control says. kCorrupt when damaged bytes are met,
//          kResourceLimit for a tree beyond the limits, kOutOfMemory.
// Threads: one owner. Buffers are borrowed from a cache of the thread that opens the searcher.
// Life:    the snapshot and the query tree must outlive it.
// Source:  format-spec 11.
#ifndef RIFFLE_QUERY_SEARCHER_H_
#define RIFFLE_QUERY_SEARCHER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "query/leaf_scorer.h"
#include "query/match_block.h"
#include "query/plan.h"
#include "query/query_tree.h"
#include "query/work_meter.h"
#include "riffle/error.h"
#include "riffle/index.h"
#include "riffle/ranking.h"
#include "storage/snapshot.h"

namespace riffle {

struct ScoredDoc {
  std::uint32_t segment = 0;
  DocId doc = 0;
  double score = 0;
};

struct TopDocs {
  std::uint64_t total = 0;  ///< documents that match; may be 0 when it was not asked for
  std::vector<ScoredDoc> docs;
};

struct SearchState;

class Searcher {
 public:
  /// kNotFound and kInvalidArgument for a ranking that cannot be.
  static Result<Searcher> open(const Snapshot& snapshot, const QueryNode& query, const SearchControl& control = {},
                               const Ranking& ranking = {});
  Searcher(Searcher&& other) noexcept;
  Searcher& operator=(Searcher&& other) noexcept;
  ~Searcher();

  Result<std::uint64_t> count();
  /// The k best by score; k == 0 gives all.
  Result<TopDocs> top_k(std::size_t k, bool count_total);
  /// Every match in index order until `visit` says false.
  Status for_each_match(const std::function<bool(std::uint32_t segment, DocId doc)>& visit);
  /// The matches of each container that has some, in index order, until `visit` says false.
  Status for_each_block(const std::function<Result<bool>(const MatchBlock&)>& visit);
  /// How the score of a document came about: one entry for each leaf that it holds.
  Result<Explanation> explain(std::uint32_t segment, DocId doc);

  /// Documents that the plan expects at most, deleted ones included.
  Result<std::uint64_t> estimate();
  /// Containers that were looked into so far.
  [[nodiscard]] std::uint64_t visited_containers() const { return visited_containers_; }
  /// What was probably meant by the words that find little.
  Result<std::vector<WordSuggestion>> suggestions();
  /// What counts the work and the memory of the query; its owner may hold more of it. It lives as long as the searcher.
  [[nodiscard]] WorkMeter& meter() const;
  /// Steps of work so far, as SearchControl counts them.
  [[nodiscard]] std::uint64_t steps() const;
  /// The most memory, of what SearchControl counts, that the query has held at a time.
  [[nodiscard]] std::uint64_t most_bytes() const;
  /// What was changed while the query was made ready, for people: words that stand for too many others.
  [[nodiscard]] const std::vector<std::string>& notes() const;
  /// Leaves that score, in query order, and what is known of them over the index.
  [[nodiscard]] const std::vector<ScoringLeaf>& leaves() const;
  Result<std::span<const LeafStatistics>> leaf_statistics();

 private:
  Searcher(const Snapshot& snapshot, std::unique_ptr<SearchState> state);

  Status bind_segment(std::size_t segment);
  Status prepare_ranking(const Ranking& ranking);
  Status prepare_scores();
  template <typename Search>
  Result<TopDocs> search_segments(Search&& search);
  void blend_statistics();
  [[nodiscard]] double proximity_idf(const PlanProximity& proximity, std::span<const std::uint64_t> live_df) const;
  Status count_live_documents(std::size_t segment, std::span<std::uint64_t> live_df);
  Result<std::uint64_t> count_segment(std::size_t segment);
  /// Calls use(segment, key, matches) for each container with matches until it says false.
  template <typename Use>
  Status for_each_container(Use&& use);

  const Snapshot* snapshot_ = nullptr;
  const QueryNode* query_ = nullptr;
  std::uint64_t visited_containers_ = 0;
  std::unique_ptr<SearchState> state_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_SEARCHER_H_

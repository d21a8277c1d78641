// ContainerEvaluator: which documents of one container a bound query matches, or only how many.
// Cost:    lists are used in place; counting materialises nothing at the root.
// Errors:  after damaged bytes, and once the query must stop, results are empty and ok() is false until bind().
// Threads: one owner.
// Life:    sets lie in slots of the scratch: the caller takes a mark before and releases it after use.
#ifndef RIFFLE_QUERY_CONTAINER_EVALUATOR_H_
#define RIFFLE_QUERY_CONTAINER_EVALUATOR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "query/phrase_matcher.h"
#include "query/proximity_evaluator.h"
#include "query/segment_query.h"

namespace riffle {

class ContainerEvaluator {
 public:
  ContainerEvaluator(SegmentQuery& query, SearchScratch& scratch)
      : query_(query), scratch_(scratch), proximities_(query, scratch) {}

  /// To be called after the query was bound to a segment; opens lists, phrases and columns.
  Status bind();

  /// Gives back the memory that only some queries need.
  void release() { proximities_.release(); }

  /// First container at or after `key` that may have matches; at least container_count() when there is none.
  [[nodiscard]] std::uint32_t next_key(std::uint32_t key) const { return next_key_of(query_.root(), key); }
  [[nodiscard]] std::uint32_t container_count() const { return container_count_of(query_.doc_count()); }

  /// Matches of the whole query in container `key`.
  ContainerSet evaluate(std::uint32_t key) { return evaluate(query_.root(), key, ContainerSet::all()); }
  std::uint32_t count(std::uint32_t key) { return count_node(query_.root(), key); }

  /// Matches of a phrase of the plan among `within`; at once when the evaluation of `key` has found them already.
  /// REQUIRES: the phrase's terms are present; `within` holds only matches of evaluate(key).
  bool phrase_matches(std::uint32_t phrase, std::uint32_t key, const ContainerSet& within, const PhraseMatches** out);

  /// The same for a proximity.
  bool proximity_matches(std::uint32_t proximity, std::uint32_t key, const ContainerSet& within,
                         const PhraseMatches** out);

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  static constexpr std::size_t kGatheredSets = 16;

  struct PhraseState {
    PhraseMatcher matcher;
    PhraseMatches matches;
    std::uint32_t known_key = UINT32_MAX;  // container whose matches within all hits are known
    bool is_bound = false;
  };
  struct Column {
    std::uint32_t field;
    ColumnReader reader;
  };

  Status bind_phrase(std::uint32_t phrase);
  [[nodiscard]] std::uint32_t next_key_of(NodeId id, std::uint32_t key) const;

  ContainerSet evaluate(NodeId id, std::uint32_t key, const ContainerSet& within);
  ContainerSet evaluate_leaf(NodeId id, std::uint32_t key, const ContainerSet& within);
  ContainerSet evaluate_and(const BoundNode& node, std::uint32_t key, const ContainerSet& within);
  ContainerSet evaluate_or(const BoundNode& node, std::uint32_t key, const ContainerSet& within);
  ContainerSet evaluate_at_least(const BoundNode& node, std::uint32_t key, const ContainerSet& within);
  ContainerSet evaluate_proximity(NodeId id, std::uint32_t key, const ContainerSet& within);
  ContainerSet set_of(const PhraseMatches& matches);
  ContainerSet evaluate_phrase(NodeId id, std::uint32_t key, const ContainerSet& within);
  ContainerSet evaluate_dates(const BoundNode& node, std::uint32_t key);
  ContainerSet evaluate_has_text(const BoundNode& node, std::uint32_t key);
  ContainerSet evaluate_has_value(const BoundNode& node, std::uint32_t key);

  std::uint32_t count_node(NodeId id, std::uint32_t key);
  std::uint32_t count_and(const BoundNode& node, std::uint32_t key);
  std::uint32_t count_lists(const BoundNode& node, std::uint32_t key);
  std::uint32_t count_or(const BoundNode& node, std::uint32_t key);

  bool count_work(std::uint32_t key);
  [[nodiscard]] bool is_plain(NodeId id) const;
  const ColumnReader* column(std::uint32_t field);
  ContainerSet fail(std::unexpected<Error> error);

  SegmentQuery& query_;
  SearchScratch& scratch_;
  std::vector<PhraseState> phrases_;
  ProximityEvaluator proximities_;
  std::vector<Column> columns_;
  std::optional<Error> error_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_CONTAINER_EVALUATOR_H_

// Searcher::explain(): what the score of a document is made of.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/catching.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/best_way.h"
#include "query/query_tree.h"
#include "query/search_state.h"
#include "query/searcher.h"

namespace riffle {

namespace {

std::string describe(const QueryNode& node) {
  if (node.kind == QueryNode::Kind::kPattern || node.kind == QueryNode::Kind::kTermSet ||
      node.kind == QueryNode::Kind::kProximity) {
    QueryNode plain = node;
    plain.boost = 1;
    return to_string(plain);
  }
  std::string text = node.field.empty() ? std::string() : node.field + ":";
  if (node.kind != QueryNode::Kind::kPhrase) return text + node.term;
  if (node.phrase.size() == 1) return text + node.phrase[0].term;
  text += '"';
  for (std::size_t i = 0; i < node.phrase.size(); ++i) text += (i == 0 ? "" : " ") + node.phrase[i].term;
  return text + '"';
}

/// Of each word the way that scores. `scored` = the leaves of the scores.
void keep_best_ways(const std::vector<ScoringLeaf>& leaves, const std::vector<std::size_t>& scored,
                    std::vector<TermScore>& scores) {
  std::vector<bool> is_kept(leaves.size(), true);
  for (std::size_t first = 0; first < leaves.size();) {
    const std::size_t end = end_of_word(leaves, first);
    double best = 0;
    std::uint32_t best_way = leaves[first].way;
    for (const std::uint32_t way : ways_of(leaves, first, end)) {
      double sum = 0;
      for (std::size_t i = 0; i < scored.size(); ++i) {
        const bool is_of_way = scored[i] >= first && scored[i] < end && leaves[scored[i]].way == way;
        sum += is_of_way ? scores[i].score : 0;
      }
      if (sum > best) best_way = way;
      best = std::max(best, sum);
    }
    for (std::size_t leaf = first; leaf < end; ++leaf) is_kept[leaf] = leaves[leaf].way == best_way;
    first = end;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    if (!is_kept[scored[i]]) continue;
    if (kept != i) scores[kept] = std::move(scores[i]);
    ++kept;
  }
  scores.resize(kept);
}

}  // namespace

Result<Explanation> Searcher::explain(std::uint32_t segment, DocId doc) {
  return catching([&]() -> Result<Explanation> {
    if (segment >= snapshot_->segments().size() || doc >= snapshot_->segments()[segment].reader->doc_count()) {
      return invalid_argument("no such document");
    }
    RIFFLE_TRY(prepare_scores());
    RIFFLE_TRY(bind_segment(segment));
    RIFFLE_TRY(state_->evaluator.bind());
    RIFFLE_TRY(state_->age.bind(state_->query.reader()));
    RIFFLE_TRY_ASSIGN(const double age_factor, state_->age.of(doc));
    Explanation explanation{bm25::kK1, bm25::kB, 0, state_->live_count, {}, age_factor};
    const CommitRecord& commit = snapshot_->commit();
    std::uint64_t tokens = 0;
    for (const SegmentEntry& entry : commit.segments) {
      for (const std::uint64_t field_tokens : entry.live_field_tokens) tokens += field_tokens;
    }
    if (state_->live_count > 0) {
      explanation.average_length = static_cast<double>(tokens) / static_cast<double>(state_->live_count);
    }
    const SegmentReader& reader = state_->query.reader();
    const auto low = static_cast<std::uint16_t>(doc);
    std::vector<std::size_t> scored;  // the leaves of the term scores
    const kernels::U16Array only{reinterpret_cast<const std::uint8_t*>(&low), 1};
    for (std::size_t i = 0; i < state_->plan.leaves.size(); ++i) {
      const ScoringLeaf& leaf = state_->plan.leaves[i];
      if (!reader.touch_norms(leaf.length_slot, doc, doc)) return reader.damage();
      const std::uint8_t length_byte = reader.norm(leaf.length_slot, doc);
      const LeafStatistics& statistics = state_->leaf_statistics[i];
      std::optional<std::uint32_t> frequency;
      const bool sound = state_->scorer.for_each_frequency(
          leaf, doc / kContainerDocs, only, [&](std::size_t /*place*/, std::uint32_t tf) { frequency = tf; });
      if (!sound) return state_->scorer.error();
      if (!frequency) continue;
      double score = statistics.weight;
      if (leaf.sort != LeafSort::kSet && state_->fields.is_used()) {
        score = 0;
        if (!state_->fields.add_leaf(i, doc / kContainerDocs, only, &score)) return state_->fields.error();
      } else if (leaf.sort != LeafSort::kSet) {
        score = state_->weights[leaf.length_slot].score(statistics.weight, *frequency, length_byte);
      }
      scored.push_back(i);
      explanation.term_scores.push_back({describe(*leaf.node), statistics.live_df, *frequency,
                                         decode_length(length_byte), statistics.idf, leaf.boost, score});
    }
    keep_best_ways(state_->plan.leaves, scored, explanation.term_scores);
    return explanation;
  });
}

}  // namespace riffle

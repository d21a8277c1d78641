#include "query/field_scorer.h"

#include <algorithm>
#include <utility>

#include "format/impact.h"
#include "query/best_way.h"

namespace riffle {
namespace {

double saturated(double weight, double x) { return x > 0 ? weight * (x / (x + bm25::kK1)) : 0; }

}  // namespace

FieldModel::FieldModel(double weight, double b, double average_length) {
  const double average = average_length > 0 ? average_length : 1;
  for (std::size_t byte = 0; byte < counts_.size(); ++byte) {
    const auto length = static_cast<double>(decode_length(static_cast<std::uint8_t>(byte)));
    // With b = 1 an empty field has the norm 0, and no occurrences.
    const double norm = 1 - b + b * length / average;
    counts_[byte] = norm > 0 ? weight / norm : 0;
  }
}

void FieldScorer::set_query(std::span<const LeafStatistics> statistics, std::vector<FieldModel> models) {
  statistics_ = statistics;
  models_ = std::move(models);
  first_probe_.clear();
  std::size_t at = 0;
  for (std::size_t leaf = 0; leaf < statistics.size(); ++leaf) {
    first_probe_.push_back(at);
    while (at < query_.plan().probes.size() && query_.plan().probes[at].leaf == leaf) ++at;
  }
  first_probe_.push_back(at);
}

bool FieldScorer::find_counts(std::uint32_t key, kernels::U16Array docs) {
  const SegmentReader& reader = query_.reader();
  const DocId first_doc = key * kContainerDocs;
  const std::uint32_t universe = query_.universe(key);
  counts_.resize(models_.size() * docs.count);
  for (std::uint32_t field = 0; field < models_.size(); ++field) {
    if (!reader.touch_norms(field + 1, first_doc, first_doc + universe - 1)) {
      error_ = reader.damage().error();
      return false;
    }
    double* const counts = counts_.data() + field * docs.count;
    for (std::size_t i = 0; i < docs.count; ++i) {
      const std::uint32_t low = std::min<std::uint32_t>(load<std::uint16_t>(docs.bytes + 2 * i), universe - 1);
      counts[i] = models_[field].count(reader.norm(field + 1, first_doc + low));
    }
  }
  return true;
}

bool FieldScorer::find_totals(std::size_t leaf, std::uint32_t key, kernels::U16Array docs) {
  totals_.assign(docs.count, 0);
  return leaves_.for_each_frequency(query_.plan().leaves[leaf], key, docs,
                                    [this](std::size_t place, std::uint32_t tf) { totals_[place] = tf; });
}

// In all fields but the last by the probes; what is left of the total is in the last.
bool FieldScorer::find_frequencies(std::size_t leaf, std::uint32_t key, kernels::U16Array docs) {
  if (!find_totals(leaf, key, docs)) return false;
  const std::size_t last = (models_.size() - 1) * docs.count;
  frequencies_.assign(last + docs.count, 0);
  std::copy(totals_.begin(), totals_.end(), frequencies_.begin() + static_cast<std::ptrdiff_t>(last));
  for (std::size_t p = first_probe_[leaf]; p < first_probe_[leaf + 1]; ++p) {
    const FieldProbe& probe = query_.plan().probes[p];
    const ScoringLeaf scoped{.sort = probe.sort, .index = probe.index};
    const auto move = [&](std::size_t place, std::uint32_t tf) {
      // Forged lists could say that a part holds more than the whole.
      const std::uint32_t moved = std::min(tf, frequencies_[last + place]);
      frequencies_[probe.text_field * docs.count + place] += moved;
      frequencies_[last + place] -= moved;
    };
    if (!leaves_.for_each_frequency(scoped, key, docs, move)) return false;
  }
  return true;
}

bool FieldScorer::add_known(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, double* scores) {
  const ScoringLeaf& description = query_.plan().leaves[leaf];
  const double weight = statistics_[leaf].weight;
  if (description.sort == LeafSort::kSet) {
    return leaves_.for_each_frequency(description, key, docs,
                                      [&](std::size_t place, std::uint32_t /*tf*/) { scores[place] += weight; });
  }
  if (description.length_slot != 0) {
    const double* const counts = counts_.data() + (description.length_slot - 1) * docs.count;
    return leaves_.for_each_frequency(description, key, docs, [&](std::size_t place, std::uint32_t tf) {
      scores[place] += saturated(weight, static_cast<double>(tf) * counts[place]);
    });
  }
  if (!find_frequencies(leaf, key, docs)) return false;
  for (std::size_t i = 0; i < docs.count; ++i) {
    double x = 0;
    for (std::size_t field = 0; field < models_.size(); ++field) {
      x += static_cast<double>(frequencies_[field * docs.count + i]) * counts_[field * docs.count + i];
    }
    scores[i] += saturated(weight, x);
  }
  return true;
}

bool FieldScorer::add_leaf(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, double* scores) {
  return find_counts(key, docs) && add_known(leaf, key, docs, scores);
}

bool FieldScorer::add_all(std::uint32_t key, kernels::U16Array docs, double* scores) {
  if (!find_counts(key, docs)) return false;
  return add_words(query_.plan().leaves, docs.count, scores,
                   [&](std::size_t leaf, double* sums) { return add_known(leaf, key, docs, sums); });
}

// As if all occurrences were in the field where they count most.
bool FieldScorer::add_bounds(std::uint32_t key, kernels::U16Array docs, double* bounds) {
  if (!find_counts(key, docs)) return false;
  for (std::size_t i = 0; i < docs.count; ++i) {
    for (std::size_t field = 1; field < models_.size(); ++field) {
      counts_[i] = std::max(counts_[i], counts_[field * docs.count + i]);
    }
  }
  for (std::size_t leaf = 0; leaf < statistics_.size(); ++leaf) {
    const double weight = statistics_[leaf].weight;
    const bool is_set = query_.plan().leaves[leaf].sort == LeafSort::kSet;
    const auto add = [&](std::size_t place, std::uint32_t tf) {
      bounds[place] += is_set ? weight : saturated(weight, static_cast<double>(tf) * counts_[place]);
    };
    if (!leaves_.for_each_frequency(query_.plan().leaves[leaf], key, docs, add)) return false;
  }
  return true;
}

}  // namespace riffle

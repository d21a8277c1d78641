#include "query/block_bounds.h"

#include <algorithm>
#include <cmath>

#include "base/try.h"
#include "format/impact.h"

namespace riffle {

namespace {

// Lists of more documents in a container have some in most of its blocks.
constexpr std::uint32_t kPresenceBelow = 2'048;
constexpr double kTotalUnits = 60'000;

std::uint32_t units_of(std::uint32_t impact, std::uint16_t weight) {
  return impact == 0 ? 0 : (impact * weight >> 8) + 1;
}

void add_flat(std::uint32_t units, std::uint16_t* sums) {
  for (std::size_t i = 0; i < kernels::kBoundBlocks; ++i) {
    sums[i] = static_cast<std::uint16_t>(std::min<std::uint32_t>(sums[i] + units, UINT16_MAX));
  }
}

// Adds units to the blocks that hold a document: units[i] where the document lies in the i-th of kCoarseBounds ranges.
void add_where_present(kernels::U16Array docs, const std::uint16_t* units, std::uint16_t* sums) {
  std::uint32_t last = UINT32_MAX;
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = load<std::uint16_t>(docs.bytes + 2 * i);
    const std::uint32_t block = doc / kBoundBlockDocs;
    const std::uint32_t sum = std::uint32_t{sums[block]} + (block == last ? 0 : units[doc / kCoarseBlockDocs]);
    sums[block] = static_cast<std::uint16_t>(std::min<std::uint32_t>(sum, UINT16_MAX));
    last = block;
  }
}

}  // namespace

void BlockBounds::set_query(std::span<const LeafStatistics> statistics, double average_length) {
  statistics_ = statistics;
  average_length_ = average_length;
}

Status BlockBounds::bind() {
  const Plan& plan = query_.plan();
  const SegmentReader& reader = query_.reader();
  const double own = average_length_of(reader.token_space(), reader.text_field_count(), reader.doc_count());
  // With tf / (tf + K), K = k1 (1 - b + b length / average): impacts grow by no more than the average does.
  const double growth = own > 0 ? std::max(1.0, average_length_ / own) : 1.0;
  has_own_average_ = own == average_length_;
  leaves_.assign(plan.leaves.size(), {});
  double total = 0;
  for (std::size_t i = 0; i < leaves_.size(); ++i) total += statistics_[i].weight;
  unit_ = std::max(total * growth, 1e-300) / kTotalUnits;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const ScoringLeaf& leaf = plan.leaves[i];
    Leaf& own_leaf = leaves_[i];
    own_leaf.is_flat = leaf.length_slot != 0;
    if (BoundTerm* list = query_.list_of_leaf(leaf); list != nullptr) {
      own_leaf.term = list;
    } else if (leaf.sort == LeafSort::kPhrase) {
      own_leaf.term = rarest_word(plan.phrases[leaf.index]);
    } else {
      own_leaf.is_flat = true;
    }
    const bool is_absent = own_leaf.term != nullptr && !own_leaf.term->is_present();
    if (is_absent) own_leaf.term = nullptr;
    const double weight = is_absent ? 0 : statistics_[i].weight * growth * kRounding / unit_ * 256 / kImpactSteps;
    own_leaf.weight = static_cast<std::uint16_t>(std::min(std::ceil(weight), 65'535.0));
    if (own_leaf.term != nullptr) RIFFLE_TRY(own_leaf.term->open_list());
  }
  return {};
}

// A phrase stands no more often in a document than any of its words or pairs. A word that the segment does not have is
// the rarest of all.
BoundTerm* BlockBounds::rarest_word(const PlanPhrase& phrase) const {
  BoundTerm* rarest = nullptr;
  for (std::uint32_t i = 0; i < phrase.slot_count; ++i) {
    BoundTerm& term = query_.term(query_.plan().slots[phrase.first_slot + i].term);
    if (!term.is_present()) return &term;
    if (rarest == nullptr || term.df() < rarest->df()) rarest = &term;
  }
  for (BoundTerm& pair : query_.pairs_of(phrase)) {
    if (pair.is_present() && pair.df() < rarest->df()) rarest = &pair;
  }
  return rarest;
}

std::uint32_t BlockBounds::largest(std::size_t leaf) const {
  const Leaf& own = leaves_[leaf];
  const bool adds = own.is_flat ? own.weight != 0 : own.term != nullptr;
  return adds ? units_of(kImpactSteps, own.weight) : 0;
}

std::uint32_t BlockBounds::leaf_bound(std::size_t leaf, std::uint32_t key) const {
  const Leaf& own = leaves_[leaf];
  if (own.term == nullptr || own.is_flat) return largest(leaf);
  const PostingList& list = own.term->list();
  if (!list.is_long() || !list.has_bounds()) return largest(leaf);
  const auto index = list.set().find(static_cast<std::uint16_t>(key));
  return index ? units_of(list.container_bound(*index), own.weight) : 0;
}

std::uint32_t BlockBounds::container_bound(std::uint32_t key) const {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < leaves_.size(); ++i) sum += leaf_bound(i, key);
  return sum;
}

void BlockBounds::sum(std::uint32_t key, SlotStack& slots) {
  sums_.fill(0);
  if (!keeps_leaves()) {
    for (std::size_t i = 0; i < leaves_.size(); ++i) add_leaf(leaves_[i], leaf_bound(i, key), key, slots, sums_.data());
    return;
  }
  if (units_.size() < leaves_.size()) units_.resize(leaves_.size());
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    Blocks& units = units_[i];
    units.fill(0);
    add_leaf(leaves_[i], leaf_bound(i, key), key, slots, units.data());
    // So few leaves stay below the limit together.
    for (std::size_t b = 0; b < units.size(); ++b) sums_[b] = static_cast<std::uint16_t>(sums_[b] + units[b]);
  }
}

void BlockBounds::add_leaf(const Leaf& leaf, std::uint32_t most, std::uint32_t key, SlotStack& slots,
                           std::uint16_t* sums) const {
  if (most == 0) return;
  if (leaf.is_flat) return add_flat(most, sums);
  const PostingList& list = leaf.term->list();
  const auto index = list.has_bounds() ? list.set().find(static_cast<std::uint16_t>(key)) : std::nullopt;
  const std::uint32_t bounds = index ? bound_count(list.set().cardinality_of(*index)) : 0;
  if (bounds == kFineBounds) return kernels::add_bounds(list.block_bounds(*index), leaf.weight, sums);
  std::array<std::uint16_t, kCoarseBounds> units;
  units.fill(static_cast<std::uint16_t>(most));
  if (bounds == kCoarseBounds) {
    const std::uint8_t* ranges = list.block_bounds(*index);
    if (list.set().cardinality_of(*index) > kPresenceBelow) {
      return kernels::add_coarse_bounds(ranges, leaf.weight, sums);
    }
    for (std::size_t i = 0; i < units.size(); ++i)
      units[i] = static_cast<std::uint16_t>(units_of(ranges[i], leaf.weight));
  }
  const std::size_t mark = slots.mark();
  const ContainerSet set = leaf.term->container(key, slots);
  if (set.is_array()) add_where_present(set.values(), units.data(), sums);
  if (set.is_bitset()) add_flat(most, sums);
  slots.release(mark);
}

std::uint16_t BlockBounds::units_for(double score) const {
  const double units = std::ceil(score / unit_ / kRounding);
  return static_cast<std::uint16_t>(std::clamp(units, 0.0, 65'535.0));
}

}  // namespace riffle

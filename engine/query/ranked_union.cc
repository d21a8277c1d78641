// RankedSearch on a union of lists: which documents of a block can reach the threshold follows from which of the terms
// they hold.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <tuple>

#include "query/ranked_search.h"

namespace riffle {

namespace {

// So many terms of a block are told apart; further ones count as present.
constexpr std::size_t kWeighedTerms = 4;
// Scoring so many postings costs less than looking the best documents of the lists up.
constexpr std::uint64_t kFewUnited = 2'048;

}  // namespace

// What lists add is a sum, and of the ways of a word the best counts. A list counts as a union of one. Each list has
// one leaf, and no leaf is without its list: where a branch of the query always matches, the leaves in it score
// although the root does not have them.
bool RankedSearch::is_union_of_lists() const {
  const NodeId root_id = state_.query.root();
  const BoundNode& root = state_.query.node(root_id);
  const bool is_list = root.kind == BoundNode::Kind::kList;
  if (has_ways_ || (!is_list && root.kind != BoundNode::Kind::kOr) || !state_.bounds.keeps_leaves()) return false;
  const std::span<const NodeId> children = is_list ? std::span(&root_id, 1) : state_.query.children(root);
  std::size_t leaves = 0;
  for (const ScoringLeaf& leaf : state_.plan.leaves) {
    const BoundTerm* list = state_.query.list_of_leaf(leaf);
    if (list == nullptr) return false;
    if (list->is_present()) ++leaves;
  }
  return leaves == children.size() && std::all_of(children.begin(), children.end(), [&](NodeId id) {
           const BoundNode& child = state_.query.node(id);
           return child.kind == BoundNode::Kind::kList &&
                  std::any_of(state_.plan.leaves.begin(), state_.plan.leaves.end(), [&](const ScoringLeaf& leaf) {
                    return state_.query.list_of_leaf(leaf) == &state_.query.list_of(child);
                  });
         });
}

// A list names its best documents. Where the query is a list or a union of lists, each of them scores at least what
// this one leaf gives it.
bool RankedSearch::raise_floor() {
  if (best_.limit() > kTopDocs || state_.query.segment().tombstone_view.container_count() > 0) return true;
  const bool is_list = state_.query.node(state_.query.root()).kind == BoundNode::Kind::kList;
  if (!is_union_ || (!is_list && united_postings() <= kFewUnited)) return true;
  for (const std::uint32_t leaf : leaf_order_) {
    const ScoringLeaf& description = state_.plan.leaves[leaf];
    const BoundTerm* const list = state_.query.list_of_leaf(description);
    if (list == nullptr || description.length_slot != 0) continue;
    const BoundTerm& term = *list;
    if (!term.is_present() || term.list().top_docs() == nullptr) continue;
    if (state_.bounds.largest(leaf) < threshold()) continue;
    const std::uint8_t* docs = term.list().top_docs();
    if (is_list && state_.bounds.has_own_average()) {
      answered_ = true;
      return for_each_container(docs, [&](std::uint32_t key, kernels::U16Array here, std::size_t /*first*/) {
        return score(key, here, true);
      });
    }
    std::array<float, kTopDocs> scores{};
    const bool sound = for_each_container(docs, [&](std::uint32_t key, kernels::U16Array here, std::size_t first) {
      return state_.scorer.add_approximately(leaf, key, here, scores.data() + first);
    });
    if (!sound) return false;
    const std::size_t last = best_.limit() - 1;
    std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(last), scores.end(),
                     std::greater<>());
    floor_ = std::max(floor_, scores[last]);
  }
  return true;
}

// Of all leaves together.
std::uint64_t RankedSearch::united_postings() const {
  std::uint64_t postings = 0;
  for (const ScoringLeaf& leaf : state_.plan.leaves) {
    const BoundTerm* const term = state_.query.list_of_leaf(leaf);
    if (term != nullptr && term->is_present()) postings += term->df();
  }
  return postings;
}

// Calls use(key, low halves, place of the first) for the best documents of each container.
template <typename Use>
bool RankedSearch::for_each_container(const std::uint8_t* docs, Use&& use) const {
  std::array<std::uint16_t, kTopDocs> lows;
  for (std::size_t i = 0; i < kTopDocs;) {
    const std::uint32_t key = load<std::uint32_t>(docs + 4 * i) >> 16;
    const std::size_t first = i;
    for (; i < kTopDocs && load<std::uint32_t>(docs + 4 * i) >> 16 == key; ++i) {
      lows[i - first] = static_cast<std::uint16_t>(load<std::uint32_t>(docs + 4 * i));
    }
    if (key < state_.evaluator.container_count() && !use(key, kernels::as_array(lows.data(), i - first), first)) {
      return false;
    }
  }
  return true;
}

bool RankedSearch::visit_union(std::uint32_t key) {
  gather_lists(key);
  if (has_few_postings()) return visit_lists(key);
  state_.bounds.sum(key, state_.scratch.slots);
  gather_branches(key);
  return visit_bands(key, nullptr);
}

void RankedSearch::gather_branches(std::uint32_t key) {
  SlotStack& slots = state_.scratch.slots;
  const std::vector<ScoringLeaf>& leaves = state_.plan.leaves;
  branches_.clear();
  const NodeId root_id = state_.query.root();
  const BoundNode& root = state_.query.node(root_id);
  const bool is_list = root.kind == BoundNode::Kind::kList;
  for (const NodeId child : is_list ? std::span(&root_id, 1) : state_.query.children(root)) {
    const BoundNode& node = state_.query.node(child);
    const ContainerSet set = state_.query.list_of(node).container(key, slots);
    if (set.is_empty()) continue;
    const auto leaf = std::find_if(leaves.begin(), leaves.end(), [&](const ScoringLeaf& candidate) {
      return state_.query.list_of_leaf(candidate) == &state_.query.list_of(node);
    });
    const auto number = static_cast<std::size_t>(leaf - leaves.begin());
    Branch branch{set.bytes, state_.bounds.units(number).data(), state_.bounds.weight(number)};
    if (set.is_array()) {
      std::uint8_t* bits = slots.push();
      std::memset(bits, 0, kernels::kBitsetBytes);
      kernels::set_bits(set.values(), bits);
      branch.bits = bits;
    }
    branches_.push_back(branch);
  }
  // The terms that are told apart should be those that make the difference.
  std::sort(branches_.begin(), branches_.end(), [](const Branch& a, const Branch& b) {
    return std::tuple(b.weight, a.units) < std::tuple(a.weight, b.units);
  });
}

// Documents of the blocks with bounds in [low, high] that can reach the threshold.
std::size_t RankedSearch::documents_of_union(std::uint16_t low, std::uint16_t high) {
  std::array<std::uint16_t, kernels::kBoundBlocks> blocks;
  const std::size_t count = kernels::select_sums(state_.bounds.sums(), low, high, blocks.data());
  const std::uint32_t least = threshold();
  std::uint16_t* documents = state_.scratch.matches.get();
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::uint64_t word = live_documents(blocks[i], least); word != 0; word &= word - 1) {
      documents[found++] = static_cast<std::uint16_t>(64u * blocks[i] + static_cast<unsigned>(std::countr_zero(word)));
    }
  }
  return found;
}

std::uint64_t RankedSearch::live_documents(std::uint32_t block, std::uint32_t least) const {
  // Of every set of the terms that the block has: the documents that hold them all, and what these can score.
  std::array<std::uint64_t, 1u << kWeighedTerms> holders;
  std::array<std::uint32_t, 1u << kWeighedTerms> bounds;
  holders[0] = 0;
  bounds[0] = 0;
  std::size_t sets = 1;
  for (const Branch& branch : branches_) {
    const std::uint32_t units = branch.units[block];
    const auto word = load<std::uint64_t>(branch.bits + std::size_t{8} * block);
    if (word == 0) continue;
    if (sets == holders.size()) {
      holders[0] |= word;
      for (std::uint32_t& bound : bounds) bound += units;
      continue;
    }
    for (std::size_t set = 0; set < sets; ++set) {
      holders[sets + set] = set == 0 ? word : holders[set] & word;
      bounds[sets + set] = bounds[set] + units;
    }
    sets *= 2;
  }
  std::uint64_t live = 0;
  for (std::size_t set = 0; set < sets; ++set) live |= bounds[set] >= least ? holders[set] : 0;
  return live;
}

}  // namespace riffle

#include "query/leaf_scorer.h"

#include <algorithm>
#include <array>

#include "query/best_way.h"

namespace riffle {

bool LeafScorer::find(const ScoringLeaf& leaf, std::uint32_t key, kernels::U16Array matches, Held& held) {
  if (!count_work(matches)) return false;
  if (BoundTerm* const list = query_.list_of_leaf(leaf); list != nullptr) return find_term(*list, key, matches, held);
  switch (leaf.sort) {
    case LeafSort::kTerm: return true;
    case LeafSort::kPhrase: return find_phrase(leaf.index, key, matches, held);
    case LeafSort::kProximity: return find_proximity(leaf.index, key, matches, held);
    case LeafSort::kSet: return find_set(leaf.index, key, matches, held);
  }
  return true;
}

// Scoring many leaves takes long between two containers.
bool LeafScorer::count_work(kernels::U16Array docs) {
  const Status going = query_.meter().touch(docs.count);
  return going || fail(std::unexpected(going.error()));
}

void LeafScorer::keep_held(const ContainerSet& set, kernels::U16Array matches, Held& held) {
  std::uint16_t* subset = scratch_.subset.get();
  std::size_t count = 0;
  if (set.is_array()) count = kernels::intersect(set.values(), matches, subset);
  if (set.is_bitset()) count = kernels::intersect_bitset(matches, set.bytes, subset);
  held.documents = kernels::as_array(subset, count);
  if (count == matches.count) return;
  kernels::ranks_of(matches, held.documents, scratch_.subset_places.get());
  held.places = scratch_.subset_places.get();
}

bool LeafScorer::find_set(std::uint32_t index, std::uint32_t key, kernels::U16Array matches, Held& held) {
  // Where its part of the query matches nothing in this segment, the set was not needed so far.
  Status going = query_.open_set(index);
  if (going) going = query_.touch_set(index, key);
  if (!going) return fail(std::unexpected(std::move(going).error()));
  const std::size_t mark = scratch_.slots.mark();
  keep_held(query_.set(index).container(key, scratch_.slots), matches, held);
  scratch_.slots.release(mark);
  return true;
}

bool LeafScorer::find_term(BoundTerm& term, std::uint32_t key, kernels::U16Array matches, Held& held) {
  if (!term.is_present()) return true;
  if (const Status opened = term.open_list(); !opened) return fail(std::unexpected(opened.error()));
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  keep_held(term.container(key, slots), matches, held);
  term.ranks_of(key, held.documents, scratch_.ranks.get(), slots);
  held.term = &term;
  held.ranks = scratch_.ranks.get();
  slots.release(mark);
  return true;
}

bool LeafScorer::find_phrase(std::uint32_t index, std::uint32_t key, kernels::U16Array matches, Held& held) {
  if (query_.lacks(query_.plan().phrases[index])) return true;
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  const PhraseMatches* found = nullptr;
  const bool sound = evaluator_.phrase_matches(index, key, from_array(matches, slots.push()), &found);
  slots.release(mark);
  if (!sound) return fail(evaluator_.error());
  keep_found(*found, matches, held);
  return true;
}

bool LeafScorer::find_proximity(std::uint32_t index, std::uint32_t key, kernels::U16Array matches, Held& held) {
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  const PhraseMatches* found = nullptr;
  const bool sound = evaluator_.proximity_matches(index, key, from_array(matches, slots.push()), &found);
  slots.release(mark);
  if (!sound) return fail(evaluator_.error());
  keep_found(*found, matches, held);
  return true;
}

void LeafScorer::keep_found(const PhraseMatches& found, kernels::U16Array matches, Held& held) {
  const kernels::U16Array documents = found.values();
  // What the evaluation found may hold more documents than the matches.
  std::uint32_t* places = scratch_.subset_places.get();
  std::uint32_t* frequencies = scratch_.ranks.get();
  std::uint16_t* subset = scratch_.subset.get();
  std::size_t count = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < documents.count && count < kContainerDocs; ++i) {
    const std::uint16_t doc = found.documents[i];
    while (at < matches.count && load<std::uint16_t>(matches.bytes + 2 * at) < doc) ++at;
    if (at == matches.count) break;
    if (load<std::uint16_t>(matches.bytes + 2 * at) != doc) continue;
    subset[count] = doc;
    places[count] = static_cast<std::uint32_t>(at);
    frequencies[count++] = found.frequencies[i];
  }
  held.documents = kernels::as_array(subset, count);
  held.places = places;
  held.frequencies = frequencies;
}

// K of each document for fields of length slot `slot`, into scratch.saturations.
bool LeafScorer::find_saturations(std::uint32_t slot, std::uint32_t key, kernels::U16Array docs) {
  const SegmentReader& reader = query_.reader();
  const DocId first_doc = key * kContainerDocs;
  const std::uint32_t universe = query_.universe(key);
  if (!reader.touch_norms(slot, first_doc, first_doc + universe - 1)) return fail(reader.damage());
  const std::array<float, 256>& by_byte = weights_[slot].approximate();
  float* saturations = scratch_.saturations.get();
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t low = std::min<std::uint32_t>(load<std::uint16_t>(docs.bytes + 2 * i), universe - 1);
    saturations[i] = by_byte[reader.norm(slot, first_doc + low)];
  }
  return true;
}

// The frequencies of a leaf in each of the documents, 0 where it does not match, into scratch.frequencies.
bool LeafScorer::find_frequencies(const ScoringLeaf& leaf, std::uint32_t key, kernels::U16Array docs) {
  std::uint32_t* tfs = scratch_.frequencies.get();
  BoundTerm* const list = query_.list_of_leaf(leaf);
  if (list == nullptr) {
    std::fill_n(tfs, docs.count, 0u);
    return for_each_frequency(leaf, key, docs, [&](std::size_t place, std::uint32_t tf) { tfs[place] = tf; });
  }
  if (!count_work(docs)) return false;
  BoundTerm& term = *list;
  if (!term.is_present()) {
    std::fill_n(tfs, docs.count, 0u);
    return true;
  }
  if (const Status opened = term.open_list(); !opened) return fail(std::unexpected(opened.error()));
  term.frequencies(key, docs, scratch_.ranks.get(), tfs, scratch_.slots);
  return true;
}

bool LeafScorer::approximate(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, const std::uint32_t* tfs,
                             float* scores) {
  if (!find_saturations(query_.plan().leaves[leaf].length_slot, key, docs)) return false;
  std::fill_n(scores, docs.count, 0.0f);
  kernels::add_scores(tfs, scratch_.saturations.get(), static_cast<float>(statistics_[leaf].weight), docs.count,
                      scores);
  return true;
}

bool LeafScorer::add_approximately(std::size_t leaf, std::uint32_t key, kernels::U16Array docs, float* scores) {
  const ScoringLeaf& description = query_.plan().leaves[leaf];
  const auto weight = static_cast<float>(statistics_[leaf].weight);
  if (description.sort == LeafSort::kSet) {
    return for_each_frequency(description, key, docs,
                              [&](std::size_t place, std::uint32_t /*tf*/) { scores[place] += weight; });
  }
  if (!find_frequencies(description, key, docs) || !find_saturations(description.length_slot, key, docs)) return false;
  kernels::add_scores(scratch_.frequencies.get(), scratch_.saturations.get(), weight, docs.count, scores);
  return true;
}

bool LeafScorer::add_exactly(std::size_t leaf, std::uint32_t key, kernels::U16Array matches, double* scores) {
  const ScoringLeaf& description = query_.plan().leaves[leaf];
  const double weight = statistics_[leaf].weight;
  if (description.sort == LeafSort::kSet) {
    return for_each_frequency(description, key, matches,
                              [&](std::size_t place, std::uint32_t /*tf*/) { scores[place] += weight; });
  }
  const SegmentReader& reader = query_.reader();
  const DocId first_doc = key * kContainerDocs;
  const std::uint32_t universe = query_.universe(key);
  const std::uint32_t slot = description.length_slot;
  if (!reader.touch_norms(slot, first_doc, first_doc + universe - 1)) return fail(reader.damage());
  if (!find_frequencies(description, key, matches)) return false;
  const std::uint32_t* tfs = scratch_.frequencies.get();
  for (std::size_t i = 0; i < matches.count; ++i) {
    const std::uint32_t low = load<std::uint16_t>(matches.bytes + 2 * i);
    if (tfs[i] == 0 || low >= universe) continue;
    scores[i] += weights_[slot].score(weight, tfs[i], reader.norm(slot, first_doc + low));
  }
  return true;
}

bool LeafScorer::add_all(std::uint32_t key, kernels::U16Array matches, double* scores) {
  return add_words(query_.plan().leaves, matches.count, scores,
                   [&](std::size_t leaf, double* sums) { return add_exactly(leaf, key, matches, sums); });
}

bool LeafScorer::add_all_approximately(std::uint32_t key, kernels::U16Array docs, float* scores) {
  return add_words(query_.plan().leaves, docs.count, scores,
                   [&](std::size_t leaf, float* sums) { return add_approximately(leaf, key, docs, sums); });
}

}  // namespace riffle

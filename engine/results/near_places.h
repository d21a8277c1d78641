// Of the places where the parts of a distance stand in a text, those that make it hold: what is highlighted.
// Shape:   a chain of NEAR and ADJ keeps the places of each item that some row of places, one of each item, goes
//          through, each near the one before it. The words of a phrase with a slop keep the places that lie in a window
//          of displacements with all of them. A link by SENTENCE is taken to hold: a text alone does not say where its
//          sentences were noted.
// Units:   positions of tokens.
// Cost:    linear in the places for each item, times the logarithm of the next one's.
// Threads: plain functions.
// Source:  format-spec/query-language.md, "Distances".
#ifndef RIFFLE_RESULTS_NEAR_PLACES_H_
#define RIFFLE_RESULTS_NEAR_PLACES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "query/proximity.h"

namespace riffle {

/// A word or a phrase.
struct ItemPlace {
  std::uint32_t first = 0;  ///< position of its first token
  std::uint32_t last = 0;
  std::size_t begin = 0;  ///< bytes of the text
  std::size_t end = 0;

  friend bool operator==(const ItemPlace&, const ItemPlace&) = default;
};

/// REQUIRES: the places of each item are by position; one fewer links than items.
void keep_linked(std::vector<std::vector<ItemPlace>>& items, std::span<const ProximityLink> links);

/// `slots` = the places of each word, by position, and `positions` where it stands in the phrase.
void keep_within_slop(std::vector<std::vector<ItemPlace>>& slots, std::span<const std::uint32_t> positions,
                      std::uint32_t slop);

}  // namespace riffle

#endif  // RIFFLE_RESULTS_NEAR_PLACES_H_

// The parts of a proximity leaf: words and phrases that must stand near each other.
#ifndef RIFFLE_QUERY_PROXIMITY_H_
#define RIFFLE_QUERY_PROXIMITY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/term_pattern.h"

namespace riffle {

/// One of `terms` stands `position` behind the place of its item.
struct ProximitySlot {
  std::uint32_t position = 0;
  std::vector<std::string> terms;      ///< one, or more when they are alternatives
  std::optional<TermPattern> pattern;  ///< what the terms are, until the query is opened on an index

  friend bool operator==(const ProximitySlot&, const ProximitySlot&) = default;
};

struct ProximityItem {
  std::vector<ProximitySlot> slots;  ///< one or more, by position
  bool is_anchored = false;          ///< begins where its field begins

  friend bool operator==(const ProximityItem&, const ProximityItem&) = default;
};

/// Between two items.
struct ProximityLink {
  bool is_ordered = false;     ///< ADJ: the later item stands behind
  std::uint32_t distance = 1;  ///< from the end of one to the beginning of the other, at most
  bool is_sentence = false;    ///< SENTENCE: in the sentence of the item before; the distance means nothing

  friend bool operator==(const ProximityLink&, const ProximityLink&) = default;
};

/// Distances and slops beyond are taken as this: no document is longer.
inline constexpr std::uint32_t kMostDistance = 1u << 24;

}  // namespace riffle

#endif  // RIFFLE_QUERY_PROXIMITY_H_

// ProximityCounter: how often words and phrases stand near each other in one field, given where each word stands.
// Shape:   an item is a word or a phrase: slots at offsets. A chain of items matches where each stands within the
//          distance of its link from the one before it; what is counted are the places of the last item that end such a
//          chain. SENTENCE asks for both items, apart from each other, between two neighbouring sentence starts. An
//          item with a slop is alone: counted are the places m, each the one where the item would begin if
//          one of its words stood right, for which every word has an occurrence of its own at most `slop` behind its
//          place.
// Units:   positions are relative to the beginning of the field.
// Cost:    a chain: the occurrences of each item, and none for items that repeat the one before and change nothing. A
//          slop: the occurrences of each word, and those times slots around the places that have enough of all words.
// Threads: one owner; keeps its buffers.
// Source:  format-spec/query-language.md, "Distances".
#ifndef RIFFLE_QUERY_PROXIMITY_COUNT_H_
#define RIFFLE_QUERY_PROXIMITY_COUNT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "query/proximity.h"

namespace riffle {

/// Increasing positions of one slot.
using SlotPositions = std::span<const std::uint32_t>;

struct CountedSlot {
  SlotPositions positions;
  std::uint32_t offset = 0;
  std::uint32_t word = 0;  ///< slots of the same word have the same number and need different occurrences
};

struct CountedItem {
  std::vector<CountedSlot> slots;  ///< by offset
  bool is_anchored = false;        ///< must begin at position 0
};

class ProximityCounter {
 public:
  /// `sentences`: where sentences begin, increasing; unused without a SENTENCE among the links. REQUIRES: one link
  /// fewer than items, no item without slots.
  std::uint32_t count_chain(std::span<const CountedItem> items, std::span<const ProximityLink> links,
                            SlotPositions sentences = {});

  std::uint32_t count_sloppy(const CountedItem& item, std::uint32_t slop);

  /// Where all words of an item stand at their offsets, increasing. Valid until the next call.
  SlotPositions places_of(const CountedItem& item);

 private:
  /// Places from the first to the last one.
  struct Range {
    std::int64_t first;
    std::int64_t last;
  };

  void find_groups(const CountedItem& item);
  bool find_ranges(const CountedItem& item, std::uint32_t slop);
  void narrow_ranges(const CountedItem& item, const std::vector<std::size_t>& group, std::uint32_t slop);
  void find_candidates(const CountedItem& item);
  void sort_candidates();
  bool fits(const CountedItem& item, std::int64_t place, std::uint32_t slop);
  bool group_fits(const CountedItem& item, const std::vector<std::size_t>& group, std::int64_t place,
                  std::uint32_t slop);
  std::size_t first_in_window(const CountedItem& item, std::size_t slot, std::int64_t place);

  std::vector<std::uint32_t> reached_;
  std::vector<std::uint32_t> reached_before_;
  std::vector<std::uint32_t> places_;
  std::vector<Range> ranges_;  // increasing, apart from each other
  std::vector<Range> narrowed_;
  std::vector<std::int64_t> candidates_;
  std::vector<std::uint64_t> place_bits_;
  std::vector<std::size_t> next_;                 // by slot: first position not before its window
  std::vector<std::vector<std::size_t>> groups_;  // the slots of each word, by offset; the first group_count_ are used
  std::size_t group_count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_PROXIMITY_COUNT_H_

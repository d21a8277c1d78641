// PairScan: where two frequent words stand next to each other, in the order of the token space.
// Shape:   words are numbered from 1, in byte order; at most kMostFrequentWords. Chunks of 65,536 token positions are
//          given one after the other: begin(), put() for each word, then for_each().
//          Words may share a place.
// Cost:    256 KiB, and one pass over the chunk's positions.
// Errors:  positions and spans of a damaged file only give other pairs. Where more than kMostAtOnePlace words share a
//          place, is_crowded() turns true and their pairs are left out: they grow with the square of the words.
// Threads: one owner.
// Life:    `spans` must outlive it.
// Source:  format-spec 5.5.
#ifndef RIFFLE_FORMAT_PAIR_SCAN_H_
#define RIFFLE_FORMAT_PAIR_SCAN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "format/position_list.h"
#include "kernels/set_kernels.h"
#include "riffle/types.h"

namespace riffle {

/// Frequent words are those with a record in token space.
inline constexpr std::size_t kMostFrequentWords = kTokenSpaceShare;
/// Frequent words that may stand at one place of a segment with pairs. Analyzers put two or three there.
inline constexpr std::size_t kMostAtOnePlace = 16;
/// Stands between the two words of a pair in its term.
inline constexpr char kPairSeparator = ' ';

/// The term of a pair.
inline std::string pair_term(std::string_view first, std::string_view second) {
  return std::string(first).append(1, kPairSeparator).append(second);
}

class PairScan {
 public:
  /// `spans` = u32 first token position of each text field of each document and the end, `stride` fields a document.
  PairScan(const std::uint8_t* spans, std::uint32_t stride, std::uint32_t doc_count)
      : spans_(spans),
        stride_(stride),
        doc_count_(doc_count),
        words_(kChunkPositions + 1, 0),
        places_(kChunkPositions) {}

  /// Goes to the next chunk.
  void begin() {
    words_[0] = words_[kChunkPositions];
    std::fill(words_.begin() + 1, words_.end(), std::uint16_t{0});
    std::erase_if(stacked_, [](const Stacked& word) { return word.at != kChunkPositions; });
    for (Stacked& word : stacked_) word.at = 0;
    chunk_ = next_chunk_++;
  }

  /// Sets the places of word `number` in the chunk.
  void put(std::uint16_t number, kernels::U16Array positions) {
    for (std::size_t i = 0; i < positions.count; ++i) {
      const std::size_t at = kernels::value_at(positions, i) + std::size_t{1};
      if (words_[at] == 0) {
        words_[at] = number;
      } else {
        stacked_.push_back({static_cast<std::uint32_t>(at), number});
      }
    }
  }

  /// Calls visit(number of the first word, of the second, document) for each pair whose second word is in the chunk.
  template <typename Visit>
  void for_each(Visit&& visit) {
    std::sort(stacked_.begin(), stacked_.end(), [](const Stacked& a, const Stacked& b) { return a.at < b.at; });
    is_crowded_ = is_crowded_ || has_crowded_place();
    if (is_crowded_) return;
    std::size_t stacked = 0;  // the first at place i or behind it
    const std::size_t count = find_neighbours();
    for (std::size_t hit = 0; hit < count; ++hit) {
      const std::size_t i = places_[hit];
      const std::uint64_t position = chunk_ * kChunkPositions + i;
      while (doc_ + 1 < doc_count_ && end_of(doc_) <= position) ++doc_;
      visit(words_[i], words_[i + 1], doc_);
      while (stacked < stacked_.size() && stacked_[stacked].at < i) ++stacked;
      if (stacked < stacked_.size() && stacked_[stacked].at <= i + 1) visit_stacked(i, stacked, visit);
    }
  }

  [[nodiscard]] bool is_crowded() const { return is_crowded_; }

 private:
  // The first word of a place is not among the stacked ones, which are sorted.
  [[nodiscard]] bool has_crowded_place() const {
    constexpr std::size_t kMostStacked = kMostAtOnePlace - 1;
    for (std::size_t i = kMostStacked; i < stacked_.size(); ++i) {
      if (stacked_[i].at == stacked_[i - kMostStacked].at) return true;
    }
    return false;
  }

  // Fills places_ with the places i where words stand at i and i + 1. About every fourth does: too many to foretell.
  std::size_t find_neighbours() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < kChunkPositions; ++i) {
      places_[count] = static_cast<std::uint16_t>(i);
      count += (words_[i] != 0 ? 1u : 0u) & (words_[i + 1] != 0 ? 1u : 0u);
    }
    return count;
  }

  // A word that stands at a place where another one is.
  struct Stacked {
    std::uint32_t at = 0;  // as in words_
    std::uint16_t number = 0;
  };

  // The pairs at places i and i + 1 that the stacked words, from `begin` on, are part of.
  template <typename Visit>
  void visit_stacked(std::size_t i, std::size_t begin, Visit&& visit) {
    for (std::size_t a = begin; a < stacked_.size() && stacked_[a].at <= i + 1; ++a) {
      if (stacked_[a].at == i + 1) {
        visit(words_[i], stacked_[a].number, doc_);
        continue;
      }
      visit(stacked_[a].number, words_[i + 1], doc_);
      for (std::size_t b = a + 1; b < stacked_.size() && stacked_[b].at <= i + 1; ++b) {
        if (stacked_[b].at == i + 1) visit(stacked_[a].number, stacked_[b].number, doc_);
      }
    }
  }

  [[nodiscard]] std::uint64_t end_of(DocId doc) const {
    return load<std::uint32_t>(spans_ + 4 * (std::size_t{doc} + 1) * stride_);
  }

  const std::uint8_t* spans_;
  std::uint32_t stride_;
  std::uint32_t doc_count_;
  std::uint64_t chunk_ = 0;
  std::uint64_t next_chunk_ = 0;
  DocId doc_ = 0;
  std::vector<std::uint16_t> words_;  // [0] = the last position of the chunk before
  std::vector<std::uint16_t> places_;
  std::vector<Stacked> stacked_;
  bool is_crowded_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_PAIR_SCAN_H_

// ColumnSorter: the first k matches by the value of a column, or of several, from a place on.
// Shape:   by value (numbers and dates as numbers, keywords and ids in byte order of the term), equal values by the
//          next column, at last in index order; documents without a value come last in both directions.
// Cost:    one value a match of each column, O(log k) for one that is among the best so far; k terms read for each
//          segment and column.
// Errors:  kCorrupt.
// Threads: one owner.
// Life:    the segments must outlive it.
#ifndef RIFFLE_QUERY_COLUMN_SORTER_H_
#define RIFFLE_QUERY_COLUMN_SORTER_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "format/schema.h"
#include "query/match_block.h"
#include "query/top_k.h"
#include "riffle/error.h"

namespace riffle {

/// What a document is sorted by. Which of the two counts depends on the type of the field.
struct SortValue {
  bool is_present = false;
  std::int64_t number = 0;
  std::string term;

  friend bool operator==(const SortValue&, const SortValue&) = default;
};

/// Columns behind the first.
inline constexpr std::size_t kMoreSortKeys = 3;

struct SortKeySpec {
  std::uint32_t field = 0;
  bool has_terms = false;  ///< an id or keyword field
  bool ascending = true;
};

/// Less: `a` comes first.
std::strong_ordering compare_values(const SortKeySpec& key, const SortValue& a, const SortValue& b);

/// The place of a hit in the order: hits behind it are wanted.
struct SortPlace {
  SortValue value;
  std::uint64_t doc_number = 0;      ///< place of the document in index order, over all segments
  std::vector<SortValue> more = {};  ///< of SortOrderSpec::more

  friend bool operator==(const SortPlace&, const SortPlace&) = default;
};

struct SortedDoc {
  std::uint32_t segment = 0;
  DocId doc = 0;
  SortValue value;
  std::vector<SortValue> more = {};  ///< of SortOrderSpec::more
};

struct SortOrderSpec {
  std::uint32_t field = 0;
  bool has_terms = false;  ///< an id or keyword field
  bool ascending = true;
  std::size_t k = 0;                   ///< 0 = all
  std::vector<SortKeySpec> more = {};  ///< decide among equals, at most kMoreSortKeys
};

class ColumnSorter {
 public:
  /// REQUIRES: a place has as many values as the order has keys.
  ColumnSorter(const SortOrderSpec& order, const std::optional<SortPlace>& after);

  /// Of the hits and their sort keys so far.
  [[nodiscard]] std::uint64_t bytes() const {
    return by_one_.bytes() + by_several_.bytes() + found_.capacity() * sizeof(SortedDoc) + value_bytes_;
  }
  /// Blocks come in index order; `first_number` is the doc number of the segment's first document.
  Status add(const MatchBlock& block, std::uint64_t first_number);
  Result<std::vector<SortedDoc>> take();

 private:
  /// The number, or the ordinal of the term.
  struct Key {
    bool is_present = false;
    std::int64_t key = 0;
  };
  /// A document of the segment at hand, with N keys behind the first.
  template <std::size_t N>
  struct Candidate {
    std::int64_t key = 0;
    DocId doc = 0;
    bool is_present = false;
    std::array<Key, N> more = {};

    [[nodiscard]] Key at(std::size_t i) const { return i == 0 ? Key{is_present, key} : more[i - 1]; }
  };
  template <std::size_t N>
  struct Earlier {
    std::array<bool, N + 1> ascending = {};
    bool operator()(const Candidate<N>& a, const Candidate<N>& b) const {
      for (std::size_t i = 0; i <= N; ++i) {
        const Key left = a.at(i);
        const Key right = b.at(i);
        if (left.is_present != right.is_present) return left.is_present;
        if (left.key != right.key) return ascending[i] ? left.key < right.key : left.key > right.key;
      }
      return a.doc < b.doc;
    }
  };
  template <std::size_t N>
  using Best = TopK<Candidate<N>, Earlier<N>>;
  /// Of SortPlace, in the segment at hand: the number, or the ordinal of the first term that is not before the place's.
  struct PlaceKey {
    std::int64_t key = 0;
    bool is_exact = true;  ///< false: the segment does not have the term, `key` is behind it
  };

  static std::vector<SortKeySpec> keys_of(const SortOrderSpec& order);
  template <std::size_t N>
  static Earlier<N> earlier(const std::vector<SortKeySpec>& keys);
  Status begin_segment(const MatchBlock& block, std::uint64_t first_number);
  Result<PlaceKey> place_of_term(const SortKeySpec& key, const std::string& term) const;
  template <std::size_t N>
  Status offer_all(const MatchBlock& block, Best<N>& best);
  Status read_more_keys(const MatchBlock& block);
  Result<SortValue> value_of(const SortKeySpec& key, Key read);
  template <std::size_t N>
  Status end_segment(Best<N>& best);
  Status end_segment();
  void keep_best();
  template <std::size_t N>
  [[nodiscard]] bool is_behind_place(const Candidate<N>& candidate) const;

  std::vector<SortKeySpec> keys_;
  std::size_t k_;
  bool has_place_;
  std::vector<SortValue> place_;  // of each key
  std::uint64_t place_number_ = 0;
  Best<0> by_one_;
  Best<kMoreSortKeys> by_several_;
  std::vector<SortedDoc> found_;   // of the segments before, in order
  std::uint64_t value_bytes_ = 0;  // of all terms and further values that were read for them

  const SegmentReader* reader_ = nullptr;
  std::uint32_t segment_ = 0;
  std::uint64_t first_number_ = 0;
  std::vector<std::optional<ColumnReader>> columns_;  // of each key
  std::vector<PlaceKey> place_keys_;                  // of each key
  std::vector<std::vector<Key>> more_keys_;           // of the matches of a block, by further key
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_COLUMN_SORTER_H_

// ColumnSorter: the first k matches by the value of a column, from a place on.
// Shape:   by value (numbers and dates as numbers, keywords and ids in byte order of the term), equal values in index
//          order; documents without a value come last in both directions.
// Cost:    one column value a match, O(log k) for one that is among the best so far; k terms read for each segment.
// Errors:  kCorrupt.
// Threads: one owner.
// Life:    the segments must outlive it.
#ifndef RIFFLE_QUERY_COLUMN_SORTER_H_
#define RIFFLE_QUERY_COLUMN_SORTER_H_

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
};

/// The place of a hit in the order: hits behind it are wanted.
struct SortPlace {
  SortValue value;
  std::uint64_t doc_number = 0;  ///< place of the document in index order, over all segments
};

struct SortedDoc {
  std::uint32_t segment = 0;
  DocId doc = 0;
  SortValue value;
};

struct SortOrderSpec {
  std::uint32_t field = 0;
  bool has_terms = false;  ///< an id or keyword field
  bool ascending = true;
  std::size_t k = 0;  ///< 0 = all
};

class ColumnSorter {
 public:
  ColumnSorter(const SortOrderSpec& order, std::optional<SortPlace> after)
      : order_(order), after_(std::move(after)), best_(order.k, {order.ascending}) {}

  /// Of the hits and their sort keys so far.
  [[nodiscard]] std::uint64_t bytes() const {
    return best_.bytes() + found_.capacity() * sizeof(SortedDoc) + term_bytes_;
  }
  /// Blocks come in index order; `first_number` is the doc number of the segment's first document.
  Status add(const MatchBlock& block, std::uint64_t first_number);
  Result<std::vector<SortedDoc>> take();

 private:
  /// A document of the segment at hand; key = the number, or the ordinal of the term.
  struct Candidate {
    bool is_present = false;
    std::int64_t key = 0;
    DocId doc = 0;
  };
  struct Earlier {
    bool ascending = true;
    bool operator()(const Candidate& a, const Candidate& b) const {
      if (a.is_present != b.is_present) return a.is_present;
      if (a.key != b.key) return ascending ? a.key < b.key : a.key > b.key;
      return a.doc < b.doc;
    }
  };

  Status begin_segment(const MatchBlock& block, std::uint64_t first_number);
  Status find_place_of_term();
  Status end_segment();
  void keep_best();
  [[nodiscard]] bool is_behind_place(const Candidate& candidate) const;

  SortOrderSpec order_;
  std::optional<SortPlace> after_;
  TopK<Candidate, Earlier> best_;
  std::vector<SortedDoc> found_;  // of the segments before, in order
  std::uint64_t term_bytes_ = 0;  // of all terms that were read for them
  const SegmentReader* reader_ = nullptr;
  std::uint32_t segment_ = 0;
  std::uint64_t first_number_ = 0;
  std::optional<ColumnReader> column_;
  std::int64_t place_key_ = 0;      // the place's number; or ordinal of the first term that is not before the place's
  bool place_key_is_exact_ = true;  // false: the segment does not have the term, place_key_ is behind it
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_COLUMN_SORTER_H_

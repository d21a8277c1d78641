// PairLists: postings of all pairs of frequent words, from the positions records of a segment that is being written.
// Shape:   the pairs are cut into groups of consecutive ones, which may be filled at the same time.
// Cost:    one pass over the frequent words' positions counts, and each group takes one more. Memory: 8 bytes for each
//          pair of words, and for each filler 8 for each posting of a group and the positions of kChunksAtOnce chunks.
// Errors:  those of the file.
// Threads: one owner until count() is done; then any number of fillers, each of one thread.
// Life:    the arguments must outlive it, and it its fillers.
// Source:  format-spec 5.5.
#ifndef RIFFLE_INDEXING_PAIR_LISTS_H_
#define RIFFLE_INDEXING_PAIR_LISTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/large_pages.h"
#include "format/pair_scan.h"
#include "format/posting_writer.h"
#include "indexing/run.h"
#include "riffle/error.h"

namespace riffle {

/// A word whose positions record is of token space.
struct FrequentWord {
  std::string term;
  std::uint64_t positions_offset = 0;  ///< in the file of positions records
};

class PairLists {
 public:
  /// Of all fillers together.
  static constexpr std::uint64_t kPostingsAtOnce = 8 << 20;

  /// `words` in byte order; `spans` as PostingWriter has them; `code` = that of the positions.
  PairLists(const SpillFile& positions, const std::vector<FrequentWord>& words, const std::vector<std::uint32_t>& spans,
            std::uint32_t stride, ChunkCode code = ChunkCode::kEliasFano)
      : positions_(positions), words_(words), spans_(spans), stride_(stride), code_(code) {}

  /// True when the words allow a list of all their pairs (format-spec 5.5). Counts the pairs and cuts them into groups
  /// of at most `postings_at_once` / `fillers` postings, or one pair, and enough groups for all fillers; call it first.
  Result<bool> count(unsigned fillers, std::uint64_t postings_at_once = kPostingsAtOnce);
  [[nodiscard]] std::uint32_t group_count() const { return static_cast<std::uint32_t>(groups_.size()); }

 private:
  friend class PairFiller;

  struct Group {
    std::size_t first_pair = 0;
    std::size_t last_pair = 0;  ///< behind it
  };

  void cut_groups(std::uint64_t most_postings);

  const SpillFile& positions_;
  const std::vector<FrequentWord>& words_;
  const std::vector<std::uint32_t>& spans_;
  std::uint32_t stride_;
  ChunkCode code_;
  // By pair = first word * number of words + second word.
  std::vector<std::uint32_t> df_;
  std::vector<Group> groups_;
};

/// Fills groups of pairs, one after the other, in any order.
class PairFiller {
 public:
  explicit PairFiller(const PairLists& lists) : lists_(lists), windows_(lists.words_.size()) {}

  /// Calls use(term, postings) for every pair of the group that stands anywhere, in byte order of the terms.
  Status for_each(std::uint32_t group,
                  const std::function<void(std::string_view term, const TermPostings& postings)>& use);

 private:
  friend class PairLists;

  static constexpr std::uint32_t kChunksAtOnce = 64;
  static constexpr DocId kNoDoc = UINT32_MAX;

  struct Posting {
    DocId doc = 0;
    std::uint32_t tf = 0;
  };
  // A pair is met in random order: what it needs lies in one cache line.
  struct Cursor {
    std::uint32_t end = 0;
    DocId last_doc = kNoDoc;
  };

  /// Calls visit(pair, document) for all that stand next to each other; false when there is a crowded place.
  template <typename Visit>
  Result<bool> scan(Visit&& visit);
  Status load_window(std::uint32_t first_chunk, std::uint32_t chunks);
  Status fill(const PairLists::Group& group);

  const PairLists& lists_;
  std::vector<ByteBuffer> windows_;  // by word: a record of the chunks at hand alone
  // Of the pairs at hand: where their next posting goes, and the postings.
  std::vector<Cursor> cursors_;
  LargeVector<Posting> postings_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_PAIR_LISTS_H_

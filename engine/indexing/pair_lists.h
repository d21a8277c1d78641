// PairLists: postings of all pairs of frequent words, from the positions records of a segment that is being written.
// Cost:    two or more passes over the frequent words' positions: one counts, each further one fills at most
//          `postings_at_once` postings, or those of one pair. Memory: 8 bytes for each of these, 8 for each pair of
//          words, and the positions of kChunksAtOnce chunks.
// Errors:  those of the file.
// Threads: one owner.
// Source:  format-spec 5.5.
#ifndef RIFFLE_INDEXING_PAIR_LISTS_H_
#define RIFFLE_INDEXING_PAIR_LISTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  static constexpr std::uint64_t kPostingsAtOnce = 8 << 20;

  /// `words` in byte order; `spans` as PostingWriter has them.
  PairLists(const SpillFile& positions, const std::vector<FrequentWord>& words, const std::vector<std::uint32_t>& spans,
            std::uint32_t stride, std::uint64_t postings_at_once = kPostingsAtOnce);

  /// True when the words allow a list of all their pairs (format-spec 5.5). Counts the pairs; call it first.
  Result<bool> count();
  /// Calls use(term, postings) for every pair that stands anywhere, in byte order of the terms.
  Status for_each(const std::function<Status(std::string_view term, const TermPostings& postings)>& use);

 private:
  static constexpr std::uint32_t kChunksAtOnce = 64;

  struct Posting {
    DocId doc = 0;
    std::uint32_t tf = 0;
  };
  // A pair is met in random order: what it needs lies in one cache line.
  struct Cursor {
    std::uint32_t end = 0;
    DocId last_doc = kNoDoc;
  };
  static constexpr DocId kNoDoc = UINT32_MAX;

  template <typename Visit>
  Status scan(Visit&& visit);
  Status load_window(std::uint32_t first_chunk, std::uint32_t chunks);
  Status fill(std::size_t first_pair, std::size_t last_pair);

  const SpillFile& positions_;
  const std::vector<FrequentWord>& words_;
  const std::vector<std::uint32_t>& spans_;
  std::uint32_t stride_;
  std::uint64_t postings_at_once_;
  bool is_crowded_ = false;
  std::vector<ByteBuffer> windows_;  // by word: a record of the chunks at hand alone
  // By pair = first word * number of words + second word.
  std::vector<std::uint32_t> df_;
  // Of the pairs at hand: where their next posting goes, and the postings.
  std::vector<Cursor> cursors_;
  std::vector<Posting> postings_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_PAIR_LISTS_H_

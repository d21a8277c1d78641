// What verify holds the pairs of frequent words against: the positions of the words themselves.
// Cost:    one pass over the positions in token space; memory for each pair that stands anywhere.
// Errors:  kCorrupt, with what is wrong.
// Threads: one owner.
// Source:  format-spec 5.5.
#ifndef RIFFLE_FORMAT_PAIR_CHECK_H_
#define RIFFLE_FORMAT_PAIR_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "format/segment_reader.h"
#include "riffle/types.h"

namespace riffle {

class PairChecker {
 public:
  explicit PairChecker(const SegmentReader& segment) : segment_(segment) {}

  /// Finds all pairs. REQUIRES: the text space and the spans have been checked; segment.has_pairs().
  Status find_pairs();
  /// The entry of one pair is what was found. REQUIRES: its list has been checked.
  Status check(std::string_view term, const TermEntry& entry);
  /// After the last check(): no pair lacks its entry.
  Status finish() const;
  [[nodiscard]] std::uint64_t pair_count() const { return checked_; }

 private:
  struct Found {
    std::uint32_t df = 0;
    std::uint32_t tf = 0;  // in the document at hand
    DocId doc = 0;
    std::uint64_t cf = 0;
    std::uint64_t digest = 0;  // of the postings before that document
  };

  [[nodiscard]] std::uint32_t number_of(std::string_view word) const;
  [[nodiscard]] std::unexpected<Error> fault(std::string_view term, std::string_view what) const;

  const SegmentReader& segment_;
  std::vector<std::string> words_;
  std::unordered_map<std::uint64_t, Found> pairs_;  // by number of the first word << 16 | of the second
  std::uint64_t checked_ = 0;
  std::uint64_t occurrences_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_PAIR_CHECK_H_

// CopyFinder: clusters of documents that are copies of one another, found while they are added.
// Shape:   documents in order, numbered from 0, each with its shingles (text/shingles.h). Two documents are copies when
//          the smaller shares at least half of its shingles; clusters are the connected components of the pairs found.
// Method:  documents whose sketches (take_sketch) share a value are candidates, so that a short story that lies inside
//          a long one is found too; the best eight that share more than chance would have it are compared shingle by
//          shingle. A value remembers at most 16 documents, and of a cluster only one.
// Cost:    4 bytes a word in a temporary file, those of the last texts also in memory, as copies come soon after one
//          another; 12 bytes a sketch value in memory until kMostValues; then the values that end in fewest zero bits
//          are forgotten, and short copies in very large segments may be missed.
// Errors:  those of the temporary file.
// Threads: one owner.
// Source:  Broder 1997 (mod-p sketches, containment); exact check on top.
#ifndef RIFFLE_INDEXING_COPY_FINDER_H_
#define RIFFLE_INDEXING_COPY_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/large_pages.h"
#include "format/copies.h"
#include "indexing/run.h"
#include "riffle/error.h"
#include "riffle/types.h"
#include "text/shingle_set.h"
#include "text/shingles.h"

namespace riffle {

/// Shingles of the documents of a batch, back to back.
struct BatchShingles {
  std::vector<std::uint32_t> shingles;
  std::vector<std::size_t> ends;  ///< in `shingles`, by document
};

class CopyFinder {
 public:
  static constexpr std::size_t kMostValues = std::size_t{4} << 20;

  explicit CopyFinder(std::string spill_folder, std::size_t most_values = kMostValues)
      : spill_folder_(std::move(spill_folder)), most_values_(most_values) {}

  Status add(BatchShingles batch);
  [[nodiscard]] std::size_t doc_count() const { return parents_.size(); }

  /// Clusters of two or more documents, by their first document.
  [[nodiscard]] CopyClusters clusters();

 private:
  struct Entry {
    DocId doc = 0;
    std::uint32_t next = 0;  // in entries_, plus 1; 0 = the end
  };
  struct Slot {
    std::uint32_t value = 0;
    std::uint32_t first = 0;  // in entries_, plus 1; 0 = free
  };
  struct Candidate {
    DocId doc = 0;
    std::uint32_t shared = 0;
  };

  struct RecentBatch {
    DocId first_doc = 0;
    BatchShingles texts;
  };

  /// Of a sketch that was taken: the fewest zero bits that its values end in, and how many there are.
  struct SketchSize {
    std::uint8_t level = 0;
    std::uint8_t count = 0;
  };

  [[nodiscard]] static unsigned level_of(std::span<const std::uint32_t> sketch);
  [[nodiscard]] bool is_chance(const Candidate& candidate) const;
  Status add_document(DocId doc, std::span<const std::uint32_t> shingles);
  void collect_candidates(DocId doc);
  Result<bool> is_copy(DocId other);
  Result<std::span<const std::uint32_t>> shingles_of(DocId doc);
  void forget_old_texts();
  void remember(DocId doc);
  Slot& slot_of(std::uint32_t value);
  void grow();
  void forget_shallow_values();
  DocId root(DocId doc);
  void unite(DocId a, DocId b);

  std::string spill_folder_;
  std::size_t most_values_;
  std::unique_ptr<SpillFile> spill_;
  std::deque<RecentBatch> recent_;     // the last ones
  std::vector<std::uint64_t> starts_;  // of each document's shingles in the spill file, in shingles; and the end
  std::vector<DocId> parents_;
  std::vector<SketchSize> sketch_sizes_;
  std::vector<std::uint32_t> set_sizes_;  // distinct shingles; 0 = not counted, as nothing was compared with it
  LargeVector<Slot> slots_;
  std::size_t used_slots_ = 0;
  LargeVector<Entry> entries_;
  unsigned least_zeros_ = 0;  // values with fewer are forgotten
  std::vector<std::uint32_t> sketch_;
  std::vector<Candidate> candidates_;
  std::vector<std::uint32_t> other_;
  ShingleSet set_;
  ShingleSet counted_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_COPY_FINDER_H_

// BoundTerm: a term of the query in one segment: its dictionary entry, and its list and positions once they are asked
// for.
// Cost:    binding is free; open_list() and open_positions() verify and read headers.
// Errors:  kCorrupt from the open functions. Ranks are always below df(), whatever the file holds.
// Threads: one owner.
// Life:    points into the mapped segment; must not be moved while positions are open.
#ifndef RIFFLE_QUERY_BOUND_TERM_H_
#define RIFFLE_QUERY_BOUND_TERM_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "format/segment_reader.h"
#include "query/container_set.h"

namespace riffle {

/// Number of containers that a segment of `doc_count` documents has.
inline std::uint32_t container_count_of(std::uint32_t doc_count) {
  return static_cast<std::uint32_t>((std::uint64_t{doc_count} + kContainerDocs - 1) / kContainerDocs);
}

/// The container `key` of a Roaring view; a run container is expanded into a slot.
ContainerSet container_of(const DocSetView& set, std::uint32_t key, SlotStack& slots);

/// Asks ahead of time for what reading the positions of a term begins with.
void prefetch_positions(const SegmentReader& reader, const TermEntry& entry);

/// Positions of one posting, relative to the document, increasing: as differences to the one before, or as they are.
struct Occurrences {
  const std::uint32_t* values = nullptr;
  std::uint32_t count = 0;
  std::uint32_t mask = 0;  ///< of the position before: all ones when values are differences

  [[nodiscard]] std::uint32_t next(std::uint32_t previous, std::uint32_t index) const {
    return (previous & mask) + values[index];
  }
};

class BoundTerm {
 public:
  /// `entry` may be null: the segment does not have the term.
  void bind(const SegmentReader& reader, const TermEntry* entry);

  [[nodiscard]] bool is_present() const { return entry_ != nullptr; }
  /// REQUIRES for all below: is_present().
  [[nodiscard]] std::uint32_t df() const { return entry_->df; }
  [[nodiscard]] std::uint64_t cf() const { return entry_->cf; }
  [[nodiscard]] bool is_token_space() const { return entry_->kind == TermEntry::Kind::kLongTokenSpace; }

  // --- documents
  Status open_list();
  /// REQUIRES for all below: open_list().
  [[nodiscard]] const PostingList& list() const { return list_; }
  [[nodiscard]] ContainerSet container(std::uint32_t key, SlotStack& slots) const;
  /// Key of the first container at or after `key` that has documents; kContainerDocs when there is none.
  [[nodiscard]] std::uint32_t next_key(std::uint32_t key) const;
  /// Posting numbers of documents of container `key` that the list holds (room for docs.count + kOutSlack).
  void ranks_of(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, SlotStack& slots) const;
  /// tf of any documents of container `key`, increasing; 0 for those that the list does not hold. `ranks`, which gets
  /// their posting numbers, and `tfs` have room for docs.count + kOutSlack.
  void frequencies(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, std::uint32_t* tfs,
                   SlotStack& slots) const;
  /// When the documents of container `key` are few enough for an array: they and their tf, in room for kMaxArray +
  /// kOutSlack of them; false when there are more.
  bool postings(std::uint32_t key, kernels::U16Array& docs, std::uint32_t* tfs, SlotStack& slots) const;
  [[nodiscard]] std::uint32_t tf(std::uint32_t rank) const { return list_.tf(rank); }

  // --- positions
  Status open_positions();
  /// Document-relative terms: says that the positions of about `count` postings will be read, in increasing order. The
  /// whole record is decoded when that is cheaper. False when the bytes are damaged.
  bool expect_reads(std::size_t count);
  /// Bytes that expect_reads(count) allocates, about. REQUIRES: open_list().
  [[nodiscard]] std::uint64_t bytes_for_reads(std::size_t count) const;
  /// Document-relative terms: the positions of posting `rank`. False when the bytes are damaged. REQUIRES:
  /// expect_reads().
  bool read(std::uint32_t rank, Occurrences& out);
  /// Token-space terms.
  [[nodiscard]] const TokenSpacePositions& token_space() const { return *token_space_; }
  /// Asks for the cache line that says where a chunk lies.
  void prefetch_chunk_offset(std::uint32_t chunk) const;
  /// Verifies a chunk before it is read. False when it is damaged: reader().damage() tells.
  bool touch_chunk(std::uint32_t chunk) {
    if (chunk == touched_chunk_) return true;
    if (!reader_->touch_chunk(*entry_, *token_space_, chunk)) return false;
    touched_chunk_ = chunk;
    return true;
  }
  [[nodiscard]] const SegmentReader& reader() const { return *reader_; }

 private:
  [[nodiscard]] bool decodes_all(std::size_t count) const;
  void ranks_among(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, SlotStack& slots) const;

  const SegmentReader* reader_ = nullptr;
  const TermEntry* entry_ = nullptr;
  PostingList list_;
  bool has_list_ = false;
  GapPositions gaps_;
  bool has_gaps_ = false;
  std::optional<TokenSpacePositions> token_space_;
  const std::uint8_t* positions_record_ = nullptr;
  std::uint32_t touched_chunk_ = UINT32_MAX;
  std::vector<std::uint32_t> positions_;  // of one posting
  bool has_all_gaps_ = false;
  std::vector<std::uint32_t> all_gaps_;
  std::vector<std::uint32_t> gap_starts_;  // in all_gaps_, by rank, and the end; may be empty
};

inline bool BoundTerm::read(std::uint32_t rank, Occurrences& out) {
  if (!has_all_gaps_) {
    const bool sound = gaps_.read(rank, positions_);
    out = {positions_.data(), static_cast<std::uint32_t>(positions_.size()), 0};
    return sound;
  }
  const std::uint64_t start = gap_starts_.empty() ? list_.occurrences_before(rank) : gap_starts_[rank];
  const std::uint64_t end = gap_starts_.empty() ? start + list_.tf(rank) : gap_starts_[rank + 1];
  out = {all_gaps_.data() + start, static_cast<std::uint32_t>(end - start), UINT32_MAX};
  return end <= all_gaps_.size() && start <= end;
}

}  // namespace riffle

#endif  // RIFFLE_QUERY_BOUND_TERM_H_

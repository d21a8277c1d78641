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

class BoundTerm {
 public:
  /// `entry` may be null: the segment does not have the term.
  void bind(const SegmentReader& reader, const TermEntry* entry);

  [[nodiscard]] bool is_present() const { return entry_ != nullptr; }
  /// REQUIRES for all below: is_present().
  [[nodiscard]] std::uint32_t df() const { return entry_->df; }
  [[nodiscard]] std::uint64_t cf() const { return entry_->cf; }
  [[nodiscard]] bool is_token_space() const { return entry_->kind == TermEntry::Kind::kLongTokenSpace; }
  /// Asks for the first cache lines of the list ahead of time.
  void prefetch_list() const;

  // --- documents
  Status open_list();
  /// REQUIRES for all below: open_list().
  [[nodiscard]] const PostingList& list() const { return *list_; }
  [[nodiscard]] ContainerSet container(std::uint32_t key, SlotStack& slots) const;
  /// Key of the first container at or after `key` that has documents; kContainerDocs when there is none.
  [[nodiscard]] std::uint32_t next_key(std::uint32_t key) const;
  /// Posting numbers of documents of container `key` that the list holds (room for docs.count + kOutSlack).
  void ranks_of(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, SlotStack& slots) const;
  [[nodiscard]] std::uint32_t tf(std::uint32_t rank) const { return list_->tf(rank); }

  // --- positions
  Status open_positions();
  /// Document-relative terms: positions of posting `rank`; null when the bytes are damaged.
  const std::vector<std::uint32_t>* positions(std::uint32_t rank);
  /// Token-space terms.
  [[nodiscard]] const TokenSpacePositions& token_space() const { return *token_space_; }
  /// Verifies a chunk before it is read. False when it is damaged: reader().damage() tells.
  bool touch_chunk(std::uint32_t chunk) {
    if (chunk == touched_chunk_) return true;
    if (!reader_->touch_chunk(*entry_, *token_space_, chunk)) return false;
    touched_chunk_ = chunk;
    return true;
  }
  [[nodiscard]] const SegmentReader& reader() const { return *reader_; }

 private:
  const SegmentReader* reader_ = nullptr;
  const TermEntry* entry_ = nullptr;
  std::optional<PostingList> list_;
  std::optional<GapPositions> gaps_;
  std::optional<TokenSpacePositions> token_space_;
  std::uint32_t touched_chunk_ = UINT32_MAX;
  std::uint32_t positions_rank_ = UINT32_MAX;
  std::vector<std::uint32_t> positions_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_BOUND_TERM_H_

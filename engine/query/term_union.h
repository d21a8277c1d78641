// TermUnion: the documents of one segment that hold one of many terms, and, where that is asked, hold it in one field.
// Shape:   documents of short lists are put together at once: sorted ids while they are few, else a bitset over the
//          segment. Long lists are kept as they are and united container by container.
// Cost:    add() is linear in the list, and in its positions when a field is asked for. Memory is at most one bit a
//          document, twice, and a view of each long list.
// Errors:  kCorrupt, kResourceLimit.
// Threads: one owner.
// Life:    views of lists point into the mapped segment.
#ifndef RIFFLE_QUERY_TERM_UNION_H_
#define RIFFLE_QUERY_TERM_UNION_H_

#include <cstdint>
#include <span>
#include <vector>

#include "format/segment_reader.h"
#include "query/container_set.h"
#include "query/plan.h"
#include "query/work_meter.h"

namespace riffle {

class TermUnion {
 public:
  /// `text_field` = kAnyTextField, or the text field where the terms must stand. `meter` is told of the memory, which
  /// is held until the next segment.
  TermUnion(const SegmentReader& reader, std::uint32_t text_field, WorkMeter& meter)
      : reader_(&reader), text_field_(text_field), meter_(&meter) {}

  Status add(const TermEntry& entry);
  /// To be called after the last add().
  void finish();

  /// Documents of container `key`; the set may lie in a slot.
  [[nodiscard]] ContainerSet container(std::uint32_t key, SlotStack& slots) const;
  /// Lists that container() unites.
  [[nodiscard]] std::size_t list_count() const { return long_lists_.size(); }

 private:
  Status add_list(const TermEntry& entry);
  void add_document(DocId doc);
  void add_documents(std::span<const DocId> docs);
  Status add_in_field(const TermEntry& entry);
  void spread();
  [[nodiscard]] const std::uint8_t* dense_of(std::uint32_t key) const;

  const SegmentReader* reader_;
  std::uint32_t text_field_;
  WorkMeter* meter_;
  std::uint64_t taken_ = 0;  // bytes that the meter knows of
  std::vector<DocId> sparse_;
  std::vector<std::uint64_t> dense_;  // one bit a document; empty while documents are few
  PostingList list_;                  // the buffers of one list after the other
  std::vector<DocSetView> long_lists_;
};

}  // namespace riffle

#endif  // RIFFLE_QUERY_TERM_UNION_H_

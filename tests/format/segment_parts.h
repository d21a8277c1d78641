// SegmentParts: a segment taken apart into the bytes of its sections and the entries of its dictionary, to be changed
// and put together again with right checksums: what a forger can make.
#ifndef RIFFLE_TESTS_FORMAT_SEGMENT_PARTS_H_
#define RIFFLE_TESTS_FORMAT_SEGMENT_PARTS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/memory_segment.h"
#include "format/posting_list.h"

namespace riffle {

/// An entry of the dictionary; `key` = space byte and term. Places of lists follow from the lengths.
struct PartTerm {
  std::string key;
  TermEntry entry;
  ByteBuffer forms;  ///< of a stem class, encoded
};

class SegmentParts {
 public:
  explicit SegmentParts(const MemorySegment& segment);

  /// The bytes of a section, which is made when there is none.
  ByteBuffer& section(SectionKind kind, std::uint32_t field = 0) { return sections_[{kind, field}].bytes; }
  void remove(SectionKind kind, std::uint32_t field = 0) { sections_.erase({kind, field}); }
  /// The entries in their order. What is changed here takes the place of the dictionary's sections.
  std::vector<PartTerm>& terms();
  PartTerm& term(TermSpace space, std::string_view term);

  [[nodiscard]] MemorySegment join() const;

 private:
  struct Section {
    ByteBuffer bytes;
    std::uint64_t items = 0;
  };

  SegmentEntry entry_;
  Schema schema_;
  std::map<std::pair<SectionKind, std::uint32_t>, Section> sections_;
  std::vector<PartTerm> terms_;
};

/// What verify says of the segment when its checksums are right; empty when it is sound.
std::string message_of_check(const MemorySegment& segment);

/// After each change of `sound` check_segment() must say the text that stands in front of it.
using ChangeOfParts = std::function<void(SegmentParts&)>;
void expect_messages(const MemorySegment& sound, const std::vector<std::pair<std::string, ChangeOfParts>>& changes);

}  // namespace riffle

#endif  // RIFFLE_TESTS_FORMAT_SEGMENT_PARTS_H_

// DictionaryWalk: the keys of one segment in byte order, up to pairs and stem classes, which come last and follow from
// the terms before them.
// Shape:   next() goes to the first key, then to the next one; key() and entry() until at_end().
// Errors:  kCorrupt.
// Life:    refers to the segment; key() and entry() are good until next().
#ifndef RIFFLE_INDEXING_DICTIONARY_WALK_H_
#define RIFFLE_INDEXING_DICTIONARY_WALK_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/try.h"
#include "format/segment_reader.h"
#include "format/term_dictionary.h"
#include "format/term_dictionary_reader.h"
#include "riffle/error.h"

namespace riffle {

class DictionaryWalk {
 public:
  explicit DictionaryWalk(const SegmentReader& reader) : reader_(&reader) {}

  Status next() {
    while (!is_at_end_) {
      if (cursor_ && cursor_->next()) {
        is_at_end_ = static_cast<TermSpace>(key()[0]) >= kPairSpace;
        return {};
      }
      if (cursor_ && cursor_->damaged()) {
        return reader_->corrupt(SectionKind::kTermBlocks, 0, "a dictionary entry is broken");
      }
      if (next_block_ * kTermsPerBlock >= reader_->term_count()) {
        is_at_end_ = true;
        return {};
      }
      RIFFLE_TRY_ASSIGN(const TermBlockCursor cursor, TermDictionaryReader(*reader_).open_block(next_block_++));
      cursor_ = cursor;
    }
    return {};
  }
  [[nodiscard]] bool at_end() const { return is_at_end_; }
  [[nodiscard]] std::string_view key() const { return cursor_->key(); }
  [[nodiscard]] const TermEntry& entry() const { return cursor_->entry(); }

 private:
  const SegmentReader* reader_;
  std::uint64_t next_block_ = 0;
  std::optional<TermBlockCursor> cursor_;
  bool is_at_end_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_DICTIONARY_WALK_H_

// walk_terms: the terms of a segment that a machine accepts, without looking at the parts of the dictionary where none
// can be.
// Shape:   a machine reads terms in byte order. It says after how many bytes it died: no term that begins with those
//          bytes is accepted. Blocks whose terms all begin so are passed over by their numbers in the sparse index.
//          So are blocks without the bytes that every accepted term holds (trigrams.h).
// Cost:    the blocks that may hold an accepted term, 16 terms each, and a few bytes of the index for each stretch that
//          is passed over.
// Errors:  kCorrupt, and what `go_on` returns.
// Source:  the walk is that of Lucene's AutomatonTermsEnum, over front-coded blocks.
#ifndef RIFFLE_FORMAT_TERM_WALK_H_
#define RIFFLE_FORMAT_TERM_WALK_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "format/key_part.h"
#include "format/segment_reader.h"
#include "format/trigrams.h"

namespace riffle {

class TermMachine {
 public:
  virtual ~TermMachine() = default;

  /// What every accepted term begins with.
  [[nodiscard]] virtual std::string_view prefix() const = 0;
  /// Whether dead_length() is ever more than 0.
  [[nodiscard]] virtual bool can_die() const { return true; }
  /// Reads a term without that prefix; true when the whole of it is accepted.
  virtual bool read(std::string_view rest) = 0;
  /// After read() said false: the number of its bytes that killed the machine, so that nothing that begins with them is
  /// accepted; 0 when it lives.
  [[nodiscard]] virtual std::size_t dead_length() const = 0;

  /// Every accepted term holds `part`, at its end when `is_end`.
  void require(std::string_view part, bool is_end) {
    required_.add(part, is_end);
    if (!is_end && (ends_with_part_ || part.size() <= part_.size())) return;
    part_ = part;
    ends_with_part_ = is_end;
  }
  [[nodiscard]] const TrigramSet& required() const { return required_; }
  /// The end, or else the longest part, as what to look for in the keys of a block.
  [[nodiscard]] KeyPart key_part() const { return {part_, ends_with_part_}; }

 private:
  TrigramSet required_;
  std::string part_;
  bool ends_with_part_ = false;
};

/// Calls visit(term, entry) for the accepted terms of `space`, the mark of sentences left out, in byte order until it
/// says false. `go_on` is asked now and then whether the walk may go on.
Status walk_terms(const SegmentReader& reader, TermSpace space, TermMachine& machine,
                  const std::function<bool(std::string_view, const TermEntry&)>& visit,
                  const std::function<Status()>& go_on);

}  // namespace riffle

#endif  // RIFFLE_FORMAT_TERM_WALK_H_

// TermTable: terms of one batch -> dense numbers; open addressing over one arena of bytes.
// Cost:    one hash and about one cache line a look-up; 12 bytes a term besides its text.
// Threads: one owner.
#ifndef RIFFLE_INDEXING_TERM_TABLE_H_
#define RIFFLE_INDEXING_TERM_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace riffle {

class TermTable {
 public:
  TermTable();

  /// The number of `term`, given out in order of first appearance.
  std::uint32_t number_of(std::string_view term);
  [[nodiscard]] std::string_view term(std::uint32_t number) const {
    return {arena_.data() + offsets_[number], offsets_[number + 1] - offsets_[number]};
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
  void clear();

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number_plus_one = 0;  // 0 = empty
  };

  void grow();

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> offsets_;
  std::vector<char> arena_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_TERM_TABLE_H_

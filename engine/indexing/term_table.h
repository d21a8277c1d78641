// TermTable: terms of one batch -> dense numbers; open addressing over one arena of bytes.
// TermQueue: the same for terms that come one after the other, some of them late.
//
// Cost:    one hash a look-up, and one cache line for terms of up to eight bytes, most of a text; 36 bytes a term
//          besides its text.
// Threads: one owner.
#ifndef RIFFLE_INDEXING_TERM_TABLE_H_
#define RIFFLE_INDEXING_TERM_TABLE_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/large_pages.h"

namespace riffle {

class TermTable {
 public:
  TermTable();

  /// What is looked for: the first eight bytes, filled up with zeros, and the hash with the length as far as it
  /// matters.
  struct Key {
    explicit Key(std::string_view term);

    std::uint64_t start = 0;
    std::uint32_t tag = 0;
  };
  /// The first bytes of a term that its key holds.
  static constexpr std::size_t kKeyBytes = sizeof(std::uint64_t);

  /// The number of `term`, given out in order of first appearance.
  std::uint32_t number_of(std::string_view term) { return number_of(term, Key(term)); }
  std::uint32_t number_of(std::string_view term, const Key& key);
  /// Has the place of `key` brought near.
  void prefetch(const Key& key) const { __builtin_prefetch(&slots_[key.tag & (slots_.size() - 1)]); }
  [[nodiscard]] std::string_view term(std::uint32_t number) const {
    return {arena_.data() + offsets_[number], offsets_[number + 1] - offsets_[number]};
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
  /// Of all terms.
  [[nodiscard]] std::size_t bytes() const { return arena_.size(); }
  void clear();

 private:
  struct Slot {
    std::uint64_t start = 0;
    std::uint32_t tag = 0;
    std::uint32_t number_plus_one = 0;  // 0 = empty
  };

  void grow();

  LargeVector<Slot> slots_;
  std::vector<std::uint32_t> offsets_;
  std::vector<char> arena_;
};

struct TermOccurrence {
  std::uint32_t term = 0;      ///< its number
  std::uint32_t position = 0;  ///< relative to the document
};

using TermOccurrences = LargeVector<TermOccurrence>;

/// Gives each term its number kLate terms later, when its place in the table has come from memory.
class TermQueue {
 public:
  /// Both must outlive it.
  TermQueue(TermTable& table, TermOccurrences& out) : table_(table), out_(out) {}

  /// Appends the term that came kLate terms before.
  void add(std::string_view term, std::uint32_t position) {
    Waiting& place = waiting_[count_ % kLate];
    if (count_ >= kLate) take(place);
    place.key = TermTable::Key(term);
    place.position = position;
    place.size = static_cast<std::uint32_t>(term.size());
    if (term.size() > TermTable::kKeyBytes) place.long_term.assign(term);
    table_.prefetch(place.key);
    ++count_;
  }

  /// Appends all that wait.
  void flush() {
    for (std::size_t i = count_ - std::min(count_, kLate); i < count_; ++i) take(waiting_[i % kLate]);
    clear();
  }
  /// Forgets them.
  void clear() { count_ = 0; }

 private:
  static constexpr std::size_t kLate = 8;

  struct Waiting {
    TermTable::Key key{std::string_view()};
    std::uint32_t position = 0;
    std::uint32_t size = 0;
    std::string long_term;  // of more than kKeyBytes
  };

  void take(const Waiting& waiting) {
    const std::string_view term =
        waiting.size > TermTable::kKeyBytes
            ? std::string_view(waiting.long_term)
            : std::string_view(reinterpret_cast<const char*>(&waiting.key.start), waiting.size);
    out_.push_back({table_.number_of(term, waiting.key), waiting.position});
  }

  TermTable& table_;
  TermOccurrences& out_;
  std::size_t count_ = 0;
  std::array<Waiting, kLate> waiting_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEXING_TERM_TABLE_H_

#include "indexing/term_table.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "base/bytes.h"

namespace riffle {
namespace {

constexpr std::size_t kFirstSlots = 1 << 12;  // a commit of few documents is not to clear a megabyte
constexpr unsigned kHashBits = 28;

/// The first eight bytes of a term as a number, zeros behind shorter ones. Reads that overlap write the same bits
/// twice.
std::uint64_t first_bytes(std::string_view term) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(term.data());
  const std::size_t size = term.size();
  if (size >= 8) return load<std::uint64_t>(bytes);
  if (size >= 4) {
    return load<std::uint32_t>(bytes) | std::uint64_t{load<std::uint32_t>(bytes + size - 4)} << (8 * (size - 4));
  }
  if (size == 0) return 0;
  return bytes[0] | std::uint64_t{bytes[size / 2]} << (8 * (size / 2)) |
         std::uint64_t{bytes[size - 1]} << (8 * (size - 1));
}

/// A term of up to eight bytes is the one with its tag and its first bytes.
std::uint32_t tag_of(std::string_view term) {
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits(term.data(), term.size()));
  const auto length = static_cast<std::uint32_t>(std::min(term.size(), TermTable::kKeyBytes + 1));
  return (hash & ((std::uint32_t{1} << kHashBits) - 1)) | length << kHashBits;
}

}  // namespace

TermTable::TermTable() : slots_(kFirstSlots), offsets_(1, 0) {}

TermTable::Key::Key(std::string_view term) : start(first_bytes(term)), tag(tag_of(term)) {}

std::uint32_t TermTable::number_of(std::string_view term, const Key& key) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = key.tag & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.number_plus_one == 0) {
      slot = {.start = key.start, .tag = key.tag, .number_plus_one = size() + 1};
      arena_.insert(arena_.end(), term.begin(), term.end());
      offsets_.push_back(static_cast<std::uint32_t>(arena_.size()));
      const std::uint32_t number = size() - 1;
      if (std::size_t{2} * size() > slots_.size()) grow();
      return number;
    }
    if (slot.tag != key.tag || slot.start != key.start) continue;
    const std::uint32_t number = slot.number_plus_one - 1;
    if (term.size() <= kKeyBytes || this->term(number) == term) return number;
  }
}

void TermTable::grow() {
  LargeVector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.number_plus_one == 0) continue;
    std::size_t at = slot.tag & mask;
    while (larger[at].number_plus_one != 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

void TermTable::clear() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  offsets_.assign(1, 0);
  arena_.clear();
}

}  // namespace riffle

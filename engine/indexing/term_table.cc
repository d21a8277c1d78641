#include "indexing/term_table.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace riffle {
namespace {

constexpr std::size_t kFirstSlots = 1 << 16;

}  // namespace

TermTable::TermTable() : slots_(kFirstSlots), offsets_(1, 0) {}

std::uint32_t TermTable::number_of(std::string_view term) {
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits(term.data(), term.size()));
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.number_plus_one == 0) {
      slot = {.hash = hash, .number_plus_one = size() + 1};
      arena_.insert(arena_.end(), term.begin(), term.end());
      offsets_.push_back(static_cast<std::uint32_t>(arena_.size()));
      const std::uint32_t number = size() - 1;
      if (std::size_t{2} * size() > slots_.size()) grow();
      return number;
    }
    if (slot.hash != hash) continue;
    const std::uint32_t number = slot.number_plus_one - 1;
    const std::size_t bytes = offsets_[number + 1] - offsets_[number];
    if (bytes == term.size() && std::memcmp(arena_.data() + offsets_[number], term.data(), bytes) == 0) return number;
  }
}

void TermTable::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.number_plus_one == 0) continue;
    std::size_t at = slot.hash & mask;
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

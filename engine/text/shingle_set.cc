#include "text/shingle_set.h"

#include <algorithm>
#include <bit>

namespace riffle {

std::uint64_t* ShingleSet::find(std::uint32_t shingle) {
  const std::uint64_t stored = std::uint64_t{shingle} + 1;
  for (std::size_t at = shingle & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
    if ((slots_[at] & kStoredBits) == stored) return &slots_[at];
  }
  return nullptr;
}

bool ShingleSet::insert(std::uint32_t shingle) {
  const std::uint64_t stored = std::uint64_t{shingle} + 1;
  for (std::size_t at = shingle & mask_;; at = (at + 1) & mask_) {
    if (slots_[at] == stored) return false;
    if (slots_[at] != 0) continue;
    slots_[at] = stored;
    ++size_;
    return true;
  }
}

void ShingleSet::clear(std::size_t most) {
  const std::size_t wanted = std::bit_ceil(2 * most + 1);
  slots_.assign(wanted, 0);
  mask_ = wanted - 1;
  size_ = 0;
  round_ = 0;
}

void ShingleSet::assign(std::span<const std::uint32_t> shingles) {
  clear(shingles.size());
  filter_.assign(std::bit_ceil(shingles.size() / 4 + 1), 0);
  for (const std::uint32_t shingle : shingles) {
    insert(shingle);
    filter_[shingle / 64 & (filter_.size() - 1)] |= std::uint64_t{1} << shingle % 64;
  }
}

bool ShingleSet::may_share(std::span<const std::uint32_t> other, std::size_t wanted) const {
  constexpr std::size_t kStep = 64;
  std::size_t shared = 0;
  // As long as it is undecided.
  while (!other.empty() && shared < wanted && shared + other.size() >= wanted) {
    const auto step = other.first(std::min(kStep, other.size()));
    for (const std::uint32_t shingle : step) {
      shared += filter_[shingle / 64 & (filter_.size() - 1)] >> shingle % 64 & 1;
    }
    other = other.subspan(step.size());
  }
  return shared >= wanted;
}

ShingleOverlap ShingleSet::overlap(std::span<const std::uint32_t> other, ShingleSet& scratch) {
  scratch.assign(other);
  return {.shared = count_shared(other), .first = size_, .second = scratch.size_};
}

std::size_t ShingleSet::count_shared(std::span<const std::uint32_t> other) {
  if (size_ == 0) return 0;
  ++round_;
  std::size_t shared = 0;
  for (const std::uint32_t shingle : other) {
    std::uint64_t* const slot = find(shingle);
    if (slot == nullptr) continue;
    const std::uint64_t marked = (*slot & kStoredBits) | std::uint64_t{round_} << kRoundShift;
    shared += *slot != marked ? 1 : 0;
    *slot = marked;
  }
  return shared;
}

// Half of the smaller text: the number of distinct shingles of the other one is only looked at where it decides.
bool ShingleSet::is_copy(std::span<const std::uint32_t> other, ShingleSet& scratch) {
  const std::size_t shared = count_shared(other);
  if (shared == 0) return false;
  if (2 * shared >= std::min(size_, other.size())) return true;
  scratch.clear(std::min(other.size(), 2 * shared + 1));
  for (const std::uint32_t shingle : other) {
    scratch.insert(shingle);
    if (scratch.size_ > 2 * shared) return false;
  }
  return true;
}

bool ShingleSet::is_copy(std::span<const std::uint32_t> other, std::size_t distinct) {
  const std::size_t smaller = std::min(size_, distinct);
  if (smaller == 0 || !may_share(other, (smaller + 1) / 2)) return false;
  return 2 * count_shared(other) >= smaller;
}

}  // namespace riffle

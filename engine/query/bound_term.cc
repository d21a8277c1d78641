#include "query/bound_term.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/try.h"

namespace riffle {

namespace {

constexpr std::uint32_t kNoContainer = UINT32_MAX;
/// With more documents than this in a bitset, counting its words in order is cheaper than looking each one up.
constexpr std::size_t kDirectoryLookups = 256;

// Most lists have a container for every key, so the key itself is tried first.
std::uint32_t lower_container(const DocSetView& set, std::uint32_t key) {
  const std::uint32_t count = set.container_count();
  if (key < count && set.key(key) == key) return key;
  std::uint32_t low = 0;
  std::uint32_t high = std::min(count, key);  // keys increase, so that of container i is at least i
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (set.key(middle) < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::uint32_t find_container(const DocSetView& set, std::uint32_t key) {
  const std::uint32_t index = lower_container(set, key);
  return index < set.container_count() && set.key(index) == key ? index : kNoContainer;
}

struct Run {
  std::uint32_t first;
  std::uint32_t last;
};

Run run_at(const ContainerView& container, std::uint32_t index) {
  const std::uint32_t first = load<std::uint16_t>(container.bytes + std::size_t{4} * index);
  const std::uint32_t more = load<std::uint16_t>(container.bytes + std::size_t{4} * index + 2);
  return {first, std::min(first + more, kContainerDocs - 1)};
}

ContainerSet to_set(const ContainerView& container, SlotStack& slots) {
  switch (container.kind) {
    case ContainerKind::kArray: return ContainerSet::array(container.bytes, container.cardinality);
    case ContainerKind::kBitset: return ContainerSet::bitset(container.bytes, container.cardinality);
    case ContainerKind::kRun: break;
  }
  std::uint8_t* slot = slots.push();
  std::memset(slot, 0, kernels::kBitsetBytes);
  for (std::uint32_t i = 0; i < container.run_count; ++i) {
    const Run run = run_at(container, i);
    kernels::set_range(run.first, run.last, slot);
  }
  return ContainerSet::bitset(slot, container.cardinality);
}

// Places in a run container of values that it holds, both in order.
void ranks_in_runs(const ContainerView& container, kernels::U16Array docs, std::uint32_t* ranks) {
  std::uint32_t index = 0;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = load<std::uint16_t>(docs.bytes + 2 * i);
    while (index < container.run_count && run_at(container, index).last < doc) {
      const Run run = run_at(container, index++);
      before += run.last - run.first + 1;
    }
    const std::uint32_t first = index < container.run_count ? run_at(container, index).first : doc;
    ranks[i] = before + (doc - std::min(doc, first));
  }
}

// The same for a bitset, by counting all its words up to the last of many values.
void ranks_in_bitset(const std::uint8_t* bitset, kernels::U16Array docs, std::uint32_t* ranks) {
  std::uint32_t word = 0;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = load<std::uint16_t>(docs.bytes + 2 * i);
    for (; word < doc / 64; ++word) {
      before += static_cast<std::uint32_t>(std::popcount(load<std::uint64_t>(bitset + std::size_t{8} * word)));
    }
    const std::uint64_t below =
        load<std::uint64_t>(bitset + std::size_t{8} * (doc / 64)) & ((std::uint64_t{1} << doc % 64) - 1);
    ranks[i] = before + static_cast<std::uint32_t>(std::popcount(below));
  }
}

// Inline and short lists: the documents of container `key`.
std::pair<std::size_t, std::size_t> range_of_key(std::span<const DocId> docs, std::uint32_t key) {
  const auto begins = [](DocId doc, std::uint32_t wanted) { return doc >> 16 < wanted; };
  const auto first = std::lower_bound(docs.begin(), docs.end(), key, begins);
  const auto last = std::lower_bound(first, docs.end(), key + 1, begins);
  return {static_cast<std::size_t>(first - docs.begin()), static_cast<std::size_t>(last - docs.begin())};
}

void low_halves(std::span<const DocId> docs, std::uint8_t* out) {
  for (std::size_t i = 0; i < docs.size(); ++i) store(out + 2 * i, static_cast<std::uint16_t>(docs[i]));
}

}  // namespace

ContainerSet container_of(const DocSetView& set, std::uint32_t key, SlotStack& slots) {
  const std::uint32_t index = find_container(set, key);
  return index == kNoContainer ? ContainerSet{} : to_set(set.container(index), slots);
}

void BoundTerm::bind(const SegmentReader& reader, const TermEntry* entry) {
  reader_ = &reader;
  entry_ = entry;
  list_.reset();
  gaps_.reset();
  token_space_.reset();
  touched_chunk_ = UINT32_MAX;
  positions_rank_ = UINT32_MAX;
}

void BoundTerm::prefetch_list() const {
  if (entry_->kind == TermEntry::Kind::kInline) return;
  const bool is_short = entry_->kind == TermEntry::Kind::kShort;
  const SectionView section = reader_->section(is_short ? SectionKind::kShortLists : SectionKind::kLongLists);
  if (entry_->list_offset < section.size()) __builtin_prefetch(section.at(entry_->list_offset));
}

Status BoundTerm::open_list() {
  if (list_) return {};
  Result<PostingList> opened = reader_->open_list(*entry_);
  if (!opened) return std::unexpected(std::move(opened).error());
  list_.emplace(std::move(*opened));
  return {};
}

ContainerSet BoundTerm::container(std::uint32_t key, SlotStack& slots) const {
  if (list_->is_long()) return container_of(list_->set(), key, slots);
  const std::span<const DocId> docs = list_->short_docs();
  const auto [first, last] = range_of_key(docs, key);
  if (first == last) return {};
  std::uint8_t* slot = slots.push();
  low_halves(docs.subspan(first, last - first), slot);
  return ContainerSet::array(slot, last - first);
}

std::uint32_t BoundTerm::next_key(std::uint32_t key) const {
  if (list_->is_long()) {
    const std::uint32_t index = lower_container(list_->set(), key);
    return index < list_->set().container_count() ? list_->set().key(index) : kContainerDocs;
  }
  const std::span<const DocId> docs = list_->short_docs();
  const std::size_t first = range_of_key(docs, key).first;
  return first < docs.size() ? docs[first] >> 16 : kContainerDocs;
}

void BoundTerm::ranks_of(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, SlotStack& slots) const {
  std::uint32_t first_rank = 0;
  if (list_->is_long()) {
    const std::uint32_t index = find_container(list_->set(), key);
    if (index == kNoContainer) {
      std::fill_n(ranks, docs.count, 0u);
      return;
    }
    const ContainerView container = list_->set().container(index);
    first_rank = list_->first_rank(index);
    if (container.kind == ContainerKind::kBitset) {
      if (docs.count < kDirectoryLookups) {
        for (std::size_t i = 0; i < docs.count; ++i) {
          ranks[i] = list_->bitset_rank(index, container, load<std::uint16_t>(docs.bytes + 2 * i)) - first_rank;
        }
      } else {
        ranks_in_bitset(container.bytes, docs, ranks);
      }
    } else if (container.kind == ContainerKind::kRun) {
      ranks_in_runs(container, docs, ranks);
    } else if (docs.count == container.cardinality) {
      for (std::size_t i = 0; i < docs.count; ++i) ranks[i] = static_cast<std::uint32_t>(i);
    } else {
      kernels::ranks_of(container.array(), docs, ranks);
    }
  } else {
    const auto [first, last] = range_of_key(list_->short_docs(), key);
    const std::size_t mark = slots.mark();
    std::uint8_t* slot = slots.push();
    low_halves(list_->short_docs().subspan(first, last - first), slot);
    kernels::ranks_of({slot, last - first}, docs, ranks);
    slots.release(mark);
    first_rank = static_cast<std::uint32_t>(first);
  }
  // A sound list never needs the bound.
  for (std::size_t i = 0; i < docs.count; ++i) ranks[i] = std::min(first_rank + ranks[i], df() - 1);
}

Status BoundTerm::open_positions() {
  if (gaps_ || token_space_) return {};
  if (is_token_space()) {
    Result<TokenSpacePositions> opened = reader_->open_token_space(*entry_);
    if (!opened) return std::unexpected(std::move(opened).error());
    token_space_.emplace(*opened);
    return {};
  }
  RIFFLE_TRY(open_list());
  Result<GapPositions> opened = reader_->open_gap_positions(*entry_, *list_);
  if (!opened) return std::unexpected(std::move(opened).error());
  gaps_.emplace(std::move(*opened));
  return {};
}

const std::vector<std::uint32_t>* BoundTerm::positions(std::uint32_t rank) {
  if (rank == positions_rank_) return &positions_;
  positions_rank_ = UINT32_MAX;
  if (!gaps_->read(rank, positions_)) return nullptr;
  positions_rank_ = rank;
  return &positions_;
}

}  // namespace riffle

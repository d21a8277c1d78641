#include "query/bound_term.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/try.h"

namespace riffle {

namespace {

constexpr std::uint32_t kNoContainer = UINT32_MAX;
/// With more documents than this in a bitset, counting its words in order is cheaper than looking each one up.
constexpr std::size_t kDirectoryLookups = 256;
/// Decoding this many gaps in one go costs about as much as reading one posting by itself.
constexpr std::size_t kGapsPerRead = 192;
/// Adding this many frequencies up costs about as much as looking one start up.
constexpr std::size_t kPostingsPerRead = 40;

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

// Without a population count instruction, which the oldest processors lack, the library's own goes through a table.
std::uint32_t count_bits(std::uint64_t word) {
  word -= word >> 1 & 0x5555'5555'5555'5555;
  word = (word & 0x3333'3333'3333'3333) + (word >> 2 & 0x3333'3333'3333'3333);
  word = (word + (word >> 4)) & 0x0F0F'0F0F'0F0F'0F0F;
  return static_cast<std::uint32_t>(word * 0x0101'0101'0101'0101 >> 56);
}

// The same for a bitset, by counting all its words up to the last of many values.
void ranks_in_bitset(const std::uint8_t* bitset, kernels::U16Array docs, std::uint32_t* ranks) {
  std::uint32_t word = 0;
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t doc = load<std::uint16_t>(docs.bytes + 2 * i);
    for (; word < doc / 64; ++word) {
      before += count_bits(load<std::uint64_t>(bitset + std::size_t{8} * word));
    }
    const std::uint64_t below =
        load<std::uint64_t>(bitset + std::size_t{8} * (doc / 64)) & ((std::uint64_t{1} << doc % 64) - 1);
    ranks[i] = before + count_bits(below);
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
  has_list_ = false;
  has_gaps_ = false;
  token_space_.reset();
  touched_chunk_ = UINT32_MAX;
  has_all_gaps_ = false;
}

void prefetch_positions(const SegmentReader& reader, const TermEntry& entry) {
  if (entry.kind != TermEntry::Kind::kLong && entry.kind != TermEntry::Kind::kLongTokenSpace) return;
  const SectionView& positions = reader.positions();
  if (!range_fits(entry.positions_offset, entry.positions_bytes, positions.size())) return;
  __builtin_prefetch(positions.at(entry.positions_offset));
  if (entry.kind == TermEntry::Kind::kLongTokenSpace) return;
  // The frequencies and the table of occurrences are the last parts of a list, the packed blocks come after a table.
  const std::uint64_t table_bytes = entry.cf / 128 * 4;
  if (table_bytes < entry.positions_bytes) __builtin_prefetch(positions.at(entry.positions_offset + table_bytes));
  const SectionView& lists = reader.long_lists();
  const std::uint64_t tail_bytes = std::uint64_t{entry.df} / 2 + entry.df / 32;
  if (!range_fits(entry.list_offset, entry.list_bytes, lists.size()) || tail_bytes >= entry.list_bytes) return;
  const std::uint8_t* end = lists.at(entry.list_offset + entry.list_bytes);
  __builtin_prefetch(end - tail_bytes);
  __builtin_prefetch(end - entry.df / 32);
}

Status BoundTerm::open_list() {
  if (!has_list_) RIFFLE_TRY(reader_->open_list(*entry_, list_));
  has_list_ = true;
  return {};
}

ContainerSet BoundTerm::container(std::uint32_t key, SlotStack& slots) const {
  if (list_.is_long()) return container_of(list_.set(), key, slots);
  const std::span<const DocId> docs = list_.short_docs();
  const auto [first, last] = range_of_key(docs, key);
  if (first == last) return {};
  std::uint8_t* slot = slots.push();
  low_halves(docs.subspan(first, last - first), slot);
  return ContainerSet::array(slot, last - first);
}

std::uint32_t BoundTerm::next_key(std::uint32_t key) const {
  if (list_.is_long()) {
    const std::uint32_t index = lower_container(list_.set(), key);
    return index < list_.set().container_count() ? list_.set().key(index) : kContainerDocs;
  }
  const std::span<const DocId> docs = list_.short_docs();
  const std::size_t first = range_of_key(docs, key).first;
  return first < docs.size() ? docs[first] >> 16 : kContainerDocs;
}

void BoundTerm::ranks_of(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, SlotStack& slots) const {
  std::uint32_t first_rank = 0;
  if (list_.is_long()) {
    const std::uint32_t index = find_container(list_.set(), key);
    if (index == kNoContainer) {
      std::fill_n(ranks, docs.count, 0u);
      return;
    }
    const ContainerView container = list_.set().container(index);
    first_rank = list_.first_rank(index);
    if (container.kind == ContainerKind::kBitset) {
      if (docs.count < kDirectoryLookups) {
        for (std::size_t i = 0; i < docs.count; ++i) {
          ranks[i] = list_.bitset_rank(index, container, load<std::uint16_t>(docs.bytes + 2 * i)) - first_rank;
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
    const auto [first, last] = range_of_key(list_.short_docs(), key);
    const std::size_t mark = slots.mark();
    std::uint8_t* slot = slots.push();
    low_halves(list_.short_docs().subspan(first, last - first), slot);
    kernels::ranks_of({slot, last - first}, docs, ranks);
    slots.release(mark);
    first_rank = static_cast<std::uint32_t>(first);
  }
  // A sound list never needs the bound.
  for (std::size_t i = 0; i < docs.count; ++i) ranks[i] = std::min(first_rank + ranks[i], df() - 1);
}

void BoundTerm::frequencies(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, std::uint32_t* tfs,
                            SlotStack& slots) const {
  ranks_among(key, docs, ranks, slots);
  list_.frequencies(ranks, docs.count, tfs);
}

bool BoundTerm::postings(std::uint32_t key, kernels::U16Array& docs, std::uint32_t* tfs, SlotStack& slots) const {
  docs = {};
  std::uint32_t first_rank = 0;
  if (list_.is_long()) {
    const std::uint32_t index = find_container(list_.set(), key);
    if (index == kNoContainer) return true;
    const ContainerView container = list_.set().container(index);
    if (container.kind != ContainerKind::kArray) return false;
    docs = container.array();
    first_rank = list_.first_rank(index);
  } else {
    const auto [first, last] = range_of_key(list_.short_docs(), key);
    std::uint8_t* slot = slots.push();
    low_halves(list_.short_docs().subspan(first, last - first), slot);
    docs = {slot, last - first};
    first_rank = static_cast<std::uint32_t>(first);
  }
  list_.frequencies_of_run(first_rank, static_cast<std::uint32_t>(docs.count), tfs);
  return true;
}

// Posting numbers, or kAbsent for documents that the list does not hold.
void BoundTerm::ranks_among(std::uint32_t key, kernels::U16Array docs, std::uint32_t* ranks, SlotStack& slots) const {
  const std::size_t mark = slots.mark();
  kernels::U16Array values;
  std::uint32_t first_rank = 0;
  if (list_.is_long()) {
    const std::uint32_t index = find_container(list_.set(), key);
    if (index == kNoContainer) {
      std::fill_n(ranks, docs.count, kernels::kAbsent);
      return;
    }
    const ContainerView container = list_.set().container(index);
    first_rank = list_.first_rank(index);
    if (container.kind == ContainerKind::kBitset) {
      kernels::bitset_ranks(container.bytes, list_.rank_directory(index), docs, ranks);
      for (std::size_t i = 0; first_rank > 0 && i < docs.count; ++i) {
        if (ranks[i] != kernels::kAbsent) ranks[i] += first_rank;
      }
      return;
    }
    if (container.kind == ContainerKind::kRun) {
      const ContainerSet set = to_set(container, slots);
      ranks_in_runs(container, docs, ranks);
      for (std::size_t i = 0; i < docs.count; ++i) {
        const std::uint16_t doc = load<std::uint16_t>(docs.bytes + 2 * i);
        const bool is_held = (set.bytes[doc / 8] >> (doc % 8) & 1) != 0;
        ranks[i] = is_held ? ranks[i] + first_rank : kernels::kAbsent;
      }
      slots.release(mark);
      return;
    }
    values = container.array();
  } else {
    const auto [first, last] = range_of_key(list_.short_docs(), key);
    std::uint8_t* slot = slots.push();
    low_halves(list_.short_docs().subspan(first, last - first), slot);
    values = {slot, last - first};
    first_rank = static_cast<std::uint32_t>(first);
  }
  kernels::ranks_of(values, docs, ranks);
  for (std::size_t i = 0; i < docs.count; ++i) {
    const std::uint32_t place = ranks[i];
    const bool is_held = place < values.count && load<std::uint16_t>(values.bytes + 2 * std::size_t{place}) ==
                                                     load<std::uint16_t>(docs.bytes + 2 * i);
    ranks[i] = is_held ? first_rank + place : kernels::kAbsent;
  }
  slots.release(mark);
}

Status BoundTerm::open_positions() {
  if (has_gaps_ || token_space_) return {};
  if (is_token_space()) {
    Result<TokenSpacePositions> opened = reader_->open_token_space(*entry_);
    if (!opened) return std::unexpected(std::move(opened).error());
    token_space_.emplace(*opened);
    positions_record_ = reader_->positions().at(entry_->positions_offset);
    return {};
  }
  RIFFLE_TRY(open_list());
  RIFFLE_TRY(reader_->open_gap_positions(*entry_, list_, gaps_));
  has_gaps_ = true;
  return {};
}

bool BoundTerm::decodes_all(std::size_t count) const {
  return entry_->kind != TermEntry::Kind::kLong || count * kGapsPerRead >= entry_->cf;
}

std::uint64_t BoundTerm::bytes_for_reads(std::size_t count) const {
  if (is_token_space() || has_all_gaps_ || !decodes_all(count)) return 0;
  return (entry_->cf + entry_->df + 1) * sizeof(std::uint32_t);
}

bool BoundTerm::expect_reads(std::size_t count) {
  if (!has_all_gaps_) {
    if (!decodes_all(count)) return true;
    if (!gaps_.read_all_gaps(all_gaps_)) return false;
    has_all_gaps_ = true;
    gap_starts_.clear();
  }
  if (gap_starts_.empty() && (!list_.is_long() || count * kPostingsPerRead > df())) {
    gap_starts_.resize(std::size_t{df()} + 1);
    std::uint32_t start = 0;
    for (std::uint32_t rank = 0; rank < df(); ++rank) {
      gap_starts_[rank] = start;
      start += list_.tf(rank);
    }
    gap_starts_[df()] = start;
  }
  return true;
}

void BoundTerm::prefetch_chunk_offset(std::uint32_t chunk) const {
  __builtin_prefetch(positions_record_ + std::size_t{4} * chunk);
}

}  // namespace riffle

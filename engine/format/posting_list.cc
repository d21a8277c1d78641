#include "format/posting_list.h"

#include <algorithm>
#include <bit>

#include "format/impact.h"
#include "kernels/set_kernels.h"

namespace riffle {

std::optional<PostingList> PostingList::open(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count) {
  std::optional<PostingList> list(std::in_place);
  if (!list->reopen(entry, record, doc_count)) return std::nullopt;
  return list;
}

bool PostingList::reopen(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count) {
  df_ = entry.df;
  is_long_ = entry.kind == TermEntry::Kind::kLong || entry.kind == TermEntry::Kind::kLongTokenSpace;
  inline_tf_ = 1;
  nibbles_ = nullptr;
  occurrence_prefix_ = nullptr;
  exception_count_ = 0;
  short_exceptions_.clear();
  short_gaps_ = {};
  first_ranks_.clear();
  bitset_numbers_.clear();
  bounds_offsets_.clear();
  bounds_ = nullptr;
  top_docs_ = nullptr;
  if (is_long_) return open_long(entry, record, doc_count);
  if (entry.kind == TermEntry::Kind::kShort) return open_short(entry, record, doc_count);
  short_docs_[0] = entry.inline_doc;
  inline_tf_ = entry.inline_tf;
  return entry.inline_doc < doc_count;
}

bool PostingList::open_short(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count) {
  if (df_ == 0 || df_ > kShortListMax) return false;
  const std::uint8_t* at = record.data();
  const std::uint8_t* end = at + record.size();
  std::uint64_t doc = 0;
  for (std::uint32_t i = 0; i < df_; ++i) {
    std::uint64_t gap = 0;
    at = load_varint(at, end, gap);
    if (at == nullptr || gap >= doc_count || (i > 0 && gap == 0)) return false;
    doc += gap;
    if (doc >= doc_count) return false;
    short_docs_[i] = static_cast<DocId>(doc);
  }
  if (!entry.has_frequencies()) return at == end;
  const std::size_t nibble_bytes = (df_ + 1) / 2;
  if (static_cast<std::size_t>(end - at) < nibble_bytes) return false;
  nibbles_ = at;
  at += nibble_bytes;
  for (std::uint32_t i = 0; i < df_; ++i) {
    if ((nibbles_[i / 2] >> (i % 2 * 4) & 15) != 15) continue;
    std::uint64_t excess = 0;
    at = load_varint(at, end, excess);
    if (at == nullptr || excess > UINT32_MAX - 16) return false;
    short_exceptions_.push_back(i);
    short_exceptions_.push_back(static_cast<std::uint32_t>(excess + 16));
  }
  short_gaps_ = ByteSpan(at, end);
  return entry.has_positions || at == end;
}

bool PostingList::open_long(const TermEntry& entry, ByteSpan record, std::uint32_t doc_count) {
  const bool has_frequencies = entry.has_frequencies();
  const bool has_prefix = entry.has_positions && entry.kind == TermEntry::Kind::kLong;
  if (record.size() < kLongHeaderBytes || df_ > doc_count) return false;
  const std::uint64_t set_bytes = load<std::uint32_t>(record.data());
  exception_count_ = load<std::uint32_t>(record.data() + 4);
  const std::uint64_t bounds_bytes = load<std::uint32_t>(record.data() + 8);
  std::uint64_t at = kLongHeaderBytes;
  if (set_bytes > record.size() - at) return false;
  const auto set = DocSetView::open(record.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(set_bytes)));
  if (!set || set->size_bytes() != set_bytes) return false;
  set_ = *set;
  at = round_up(at + set_bytes, 4);

  const std::uint32_t containers = set_.container_count();
  if (containers == 0 || std::uint64_t{set_.key(containers - 1)} << 16 >= doc_count) return false;
  std::uint64_t rank = 0;
  std::uint32_t bitsets = 0;
  std::uint64_t block_bounds = 0;
  if (containers > 1) {
    first_ranks_.reserve(containers);
    bitset_numbers_.reserve(containers);
    bounds_offsets_.reserve(containers);
  }
  for (std::uint32_t i = 0; i < containers; ++i) {
    if (containers > 1) {
      first_ranks_.push_back(static_cast<std::uint32_t>(rank));
      bitset_numbers_.push_back(bitsets);
      bounds_offsets_.push_back(static_cast<std::uint32_t>(block_bounds));
    }
    block_bounds += bound_count(set_.cardinality_of(i));
    rank += set_.cardinality_of(i);
    if (set_.container(i).kind == ContainerKind::kBitset) ++bitsets;
  }
  if (rank != df_) return false;

  // All lengths below come from df <= 2^32 and from counts that are first held against the record's size.
  const std::uint64_t directory_bytes = std::uint64_t{bitsets} * kRankDirectoryBytes;
  const std::uint64_t nibble_bytes = has_frequencies ? (std::uint64_t{df_} + 1) / 2 : 0;
  const std::uint64_t directory_at = at;
  at += directory_bytes;
  const std::uint64_t nibbles_at = at;
  at = round_up(at + nibble_bytes, 4);
  const std::uint64_t exceptions_at = at;
  at += std::uint64_t{exception_count_} * 8;
  const std::uint64_t prefix_at = at;
  if (has_prefix) at += round_up(df_, kPrefixStep) / kPrefixStep * 4;
  const std::uint64_t bounds_at = at;
  if (bounds_bytes != 0 && bounds_bytes != containers + block_bounds) return false;
  at += bounds_bytes;
  const std::uint32_t top_count = load<std::uint32_t>(record.data() + 12);
  if (top_count != 0 && (top_count != kTopDocs || bounds_bytes == 0)) return false;
  if (top_count != 0) at = round_up(at, 4);
  const std::uint64_t top_at = at;
  at += std::uint64_t{4} * top_count;
  if (round_up(at, 32) != record.size() || (exception_count_ != 0 && !has_frequencies)) return false;

  rank_directory_ = record.data() + directory_at;
  if (bounds_bytes != 0) bounds_ = record.data() + bounds_at;
  if (top_count != 0) top_docs_ = record.data() + top_at;
  if (has_frequencies) {
    nibbles_ = record.data() + nibbles_at;
    exception_ranks_ = record.data() + exceptions_at;
    exception_tfs_ = exception_ranks_ + std::size_t{4} * exception_count_;
    if (has_prefix) occurrence_prefix_ = record.data() + prefix_at;
  }
  return true;
}

std::uint32_t PostingList::first_rank(std::uint32_t container_index) const {
  return first_ranks_.empty() ? 0 : first_ranks_[container_index];
}

std::uint32_t PostingList::bitset_rank(std::uint32_t container_index, const ContainerView& container,
                                       std::uint16_t low) const {
  const std::uint32_t number = bitset_numbers_.empty() ? 0 : bitset_numbers_[container_index];
  const std::uint32_t group = low / 512u;
  std::uint32_t rank = first_rank(container_index) +
                       load<std::uint16_t>(rank_directory_ + kRankDirectoryBytes * number + std::size_t{2} * group);
  const std::uint8_t* words = container.bytes + std::size_t{64} * group;
  const std::uint32_t bit = low % 512u;
  for (std::uint32_t word = 0; word < bit / 64; ++word) {
    rank += static_cast<std::uint32_t>(std::popcount(load<std::uint64_t>(words + std::size_t{8} * word)));
  }
  const std::uint64_t below = (std::uint64_t{1} << (bit % 64)) - 1;
  return rank +
         static_cast<std::uint32_t>(std::popcount(load<std::uint64_t>(words + std::size_t{8} * (bit / 64)) & below));
}

// The exceptions of a long list, in order of their ranks.
std::uint32_t PostingList::exception_rank(std::uint32_t exception) const {
  return load<std::uint32_t>(exception_ranks_ + std::size_t{4} * exception);
}

// The first exception of `rank` or more, among those from `from` on, before which all are smaller. Near ones are found
// fastest.
std::uint32_t PostingList::first_exception(std::uint32_t rank, std::uint32_t from) const {
  std::uint32_t low = from;
  std::uint32_t high = from;
  for (std::uint32_t step = 1; high < exception_count_ && exception_rank(high) < rank; step *= 2) {
    low = high + 1;
    high += std::min(step, exception_count_ - high);
  }
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (exception_rank(middle) < rank) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::uint32_t PostingList::exception_tf(std::uint32_t rank, std::uint32_t& hint) const {
  if (!is_long_) {
    for (std::size_t i = 0; i < short_exceptions_.size(); i += 2) {
      if (short_exceptions_[i] == rank) return short_exceptions_[i + 1];
    }
    return kLeastException;
  }
  hint = first_exception(rank, hint);
  // An exception that is missing is a contradiction that only a forged file can hold; verify names it.
  if (hint == exception_count_ || exception_rank(hint) != rank) return kLeastException;
  return load<std::uint32_t>(exception_tfs_ + std::size_t{4} * hint);
}

void PostingList::frequencies(const std::uint32_t* ranks, std::size_t count, std::uint32_t* tfs) const {
  if (nibbles_ == nullptr) {
    std::transform(ranks, ranks + count, tfs, [this](std::uint32_t rank) { return rank < df_ ? inline_tf_ : 0; });
    return;
  }
  // The nibbles of a short list are not filled up.
  const auto look_up = is_long_ ? kernels::frequencies_at : kernels::scalar::frequencies_at;
  if (look_up(nibbles_, df_, ranks, count, tfs) < kLeastException) return;
  std::uint32_t hint = 0;
  std::uint32_t last_rank = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (tfs[i] != kLeastException) continue;
    if (ranks[i] < last_rank) hint = 0;
    last_rank = ranks[i];
    tfs[i] = exception_tf(ranks[i], hint);
  }
}

void PostingList::frequencies_of_run(std::uint32_t first, std::uint32_t count, std::uint32_t* tfs) const {
  if (nibbles_ == nullptr) {
    std::fill_n(tfs, count, inline_tf_);
    return;
  }
  if (kernels::unpack_frequencies(nibbles_, first, count, tfs) < kLeastException) return;
  std::uint32_t hint = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (tfs[i] == kLeastException) tfs[i] = exception_tf(first + i, hint);
  }
}

std::uint64_t PostingList::occurrences_before(std::uint32_t rank) const {
  std::uint32_t from = 0;
  std::uint64_t sum = 0;
  if (occurrence_prefix_ != nullptr && rank > 0) {
    const std::uint32_t step = (rank == df_ ? rank - 1 : rank) / kPrefixStep;
    from = step * kPrefixStep;
    sum = load<std::uint32_t>(occurrence_prefix_ + std::size_t{4} * step);
  }
  if (nibbles_ == nullptr) return std::uint64_t{rank} * inline_tf_;
  sum += kernels::sum_nibbles(nibbles_, from, rank);
  // sum_nibbles counts an exception as 16; the exceptions are few.
  if (!is_long_) {
    for (std::size_t i = 0; i < short_exceptions_.size() && short_exceptions_[i] < rank; i += 2) {
      sum += short_exceptions_[i + 1] - kLeastException;
    }
    return sum;
  }
  for (std::uint32_t i = first_exception(from, 0); i < exception_count_ && exception_rank(i) < rank; ++i) {
    sum += std::max(load<std::uint32_t>(exception_tfs_ + std::size_t{4} * i), kLeastException) - kLeastException;
  }
  return sum;
}

}  // namespace riffle

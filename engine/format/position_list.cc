#include "format/position_list.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/wrapping.h"

namespace riffle {
namespace {

constexpr std::uint32_t kGapBlock = 128;
constexpr std::size_t kMaxRawChunkBytes = 1024;
constexpr std::size_t kBucketTableBytes = 512;
constexpr std::uint32_t kExpandStep = 16;  // values of a bucket that are widened together

/// Reads one packed block at `at`; the end, or null when it is cut off or false.
const std::uint8_t* decode_block(const std::uint8_t* at, const std::uint8_t* end, std::uint32_t* out) {
  if (end - at < 2) return nullptr;
  const unsigned width = at[0];
  const unsigned patches = at[1];
  at += 2;
  if (width > 32 || patches > kGapBlock || static_cast<std::size_t>(end - at) < 16u * width + patches) return nullptr;
  kernels::unpack128(at, width, out);
  const std::uint8_t* indexes = at + 16 * width;
  at = indexes + patches;
  for (unsigned i = 0; i < patches; ++i) {
    std::uint64_t high = 0;
    at = load_varint(at, end, high);
    if (at == nullptr || indexes[i] >= kGapBlock || width >= 32 || high > (UINT32_MAX >> width)) return nullptr;
    out[indexes[i]] |= static_cast<std::uint32_t>(high << width);
  }
  return at;
}

const std::uint8_t* decode_tail(const std::uint8_t* at, const std::uint8_t* end, std::uint64_t count,
                                std::uint32_t* out) {
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t value = 0;
    at = load_varint(at, end, value);
    if (at == nullptr || value > UINT32_MAX) return nullptr;
    out[i] = static_cast<std::uint32_t>(value);
  }
  return at;
}

/// The width that makes the block smallest, patches counted.
unsigned best_width(const std::uint32_t* values) {
  std::array<std::uint16_t, 33> with_bits{};
  for (std::uint32_t i = 0; i < kGapBlock; ++i) ++with_bits[static_cast<std::size_t>(std::bit_width(values[i]))];
  unsigned top = 32;
  while (top > 0 && with_bits[top] == 0) --top;
  unsigned best = top;
  std::size_t best_bytes = 16u * top;
  std::size_t patched = 0;
  for (unsigned width = top; width > 0; --width) {
    patched += with_bits[width];
    if (patched > kGapBlock / 4) break;
    std::size_t bytes = 16u * (width - 1);
    for (unsigned bits = width; bits <= top; ++bits) {
      bytes += with_bits[bits] * (1u + (bits - (width - 1) + 6) / 7);
    }
    if (bytes < best_bytes) {
      best_bytes = bytes;
      best = width - 1;
    }
  }
  return best;
}

void append_block(const std::uint32_t* values, ByteBuffer& out) {
  const unsigned width = best_width(values);
  std::array<std::uint8_t, kGapBlock> indexes;
  std::size_t patches = 0;
  for (std::uint32_t i = 0; i < kGapBlock; ++i) {
    if (width < 32 && (values[i] >> width) != 0) indexes[patches++] = static_cast<std::uint8_t>(i);
  }
  out.push_back(static_cast<std::uint8_t>(width));
  out.push_back(static_cast<std::uint8_t>(patches));
  const std::size_t at = out.size();
  out.resize(at + 16u * width);
  kernels::pack128(values, width, out.data() + at);
  out.insert(out.end(), indexes.begin(), indexes.begin() + static_cast<std::ptrdiff_t>(patches));
  for (std::size_t i = 0; i < patches; ++i) append_varint(out, values[indexes[i]] >> width);
}

}  // namespace

void append_gaps(const std::uint32_t* gaps, std::uint64_t count, ByteBuffer& out,
                 std::vector<std::uint32_t>* block_offsets) {
  const std::size_t start = out.size();
  const auto note_offset = [&] {
    if (block_offsets != nullptr) block_offsets->push_back(static_cast<std::uint32_t>(out.size() - start));
  };
  std::uint64_t i = 0;
  for (; count - i >= kGapBlock; i += kGapBlock) {
    note_offset();
    append_block(gaps + i, out);
  }
  note_offset();
  for (; i < count; ++i) append_varint(out, gaps[i]);
}

std::optional<GapPositions> GapPositions::open(const TermEntry& entry, const PostingList& list, ByteSpan record) {
  std::optional<GapPositions> positions(std::in_place);
  if (!positions->reopen(entry, list, record)) return std::nullopt;
  return positions;
}

bool GapPositions::reopen(const TermEntry& entry, const PostingList& list, ByteSpan record) {
  entry_ = &entry;
  list_ = &list;
  cf_ = entry.cf;
  data_ = {};
  skip_ = nullptr;
  loaded_block_ = UINT64_MAX;
  loaded_count_ = 0;
  known_rank_ = 0;
  known_occurrences_ = 0;
  short_gaps_.clear();
  if (entry.kind == TermEntry::Kind::kInline) return true;
  if (entry.kind == TermEntry::Kind::kLongTokenSpace || entry.cf < entry.df) return false;
  if (entry.kind == TermEntry::Kind::kShort) {
    data_ = list.short_gaps();
  } else {
    const std::uint64_t table_bytes = (entry.cf / kGapBlock + 1) * 4;
    if (entry.cf / kGapBlock >= UINT32_MAX || table_bytes > record.size()) return false;
    skip_ = record.data();
    data_ = record.subspan(static_cast<std::size_t>(table_bytes));
  }
  // Only the first gap of a posting may be 0 and take no bits; this bounds what decoding the whole list may allocate.
  return (entry.cf - entry.df) / 8 <= data_.size();
}

bool GapPositions::load_block(std::uint64_t block) {
  if (block == loaded_block_) return true;
  loaded_block_ = UINT64_MAX;
  const std::uint32_t offset = load<std::uint32_t>(skip_ + 4 * block);
  if (offset > data_.size()) return false;
  const std::uint8_t* at = data_.data() + offset;
  const std::uint8_t* end = data_.data() + data_.size();
  const std::uint64_t first = block * kGapBlock;
  loaded_count_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(kGapBlock, cf_ - first));
  const std::uint8_t* stop = loaded_count_ == kGapBlock ? decode_block(at, end, block_.data())
                                                        : decode_tail(at, end, loaded_count_, block_.data());
  if (stop == nullptr) return false;
  loaded_block_ = block;
  return true;
}

bool GapPositions::read_all_gaps(std::vector<std::uint32_t>& gaps) {
  gaps.clear();
  if (entry_->kind == TermEntry::Kind::kInline) {
    std::uint32_t previous = 0;
    for (std::uint32_t i = 0; i < entry_->inline_tf; ++i) {
      gaps.push_back(entry_->inline_positions[i] - previous);
      previous = entry_->inline_positions[i];
    }
    return true;
  }
  const std::uint64_t tail = cf_ % kGapBlock;
  // Every full block has at least two bytes and every tail value one.
  if (cf_ / kGapBlock * 2 + tail > data_.size()) return false;
  gaps.resize(static_cast<std::size_t>(cf_));
  const std::uint8_t* at = data_.data();
  const std::uint8_t* end = at + data_.size();
  std::uint64_t i = 0;
  for (; cf_ - i >= kGapBlock; i += kGapBlock) {
    at = decode_block(at, end, gaps.data() + i);
    if (at == nullptr) return false;
  }
  return decode_tail(at, end, tail, gaps.data() + i) != nullptr;
}

bool GapPositions::read(std::uint32_t rank, std::vector<std::uint32_t>& positions) {
  positions.clear();
  if (entry_->kind == TermEntry::Kind::kInline) {
    positions.assign(entry_->inline_positions.begin(), entry_->inline_positions.begin() + entry_->inline_tf);
    return true;
  }
  const std::uint32_t tf = list_->tf(rank);
  // Going on from the last rank is cheaper than the prefix table when it is near.
  std::uint64_t first = 0;
  if (rank >= known_rank_ && rank - known_rank_ <= 8) {
    first = known_occurrences_;
    for (std::uint32_t r = known_rank_; r < rank; ++r) first += list_->tf(r);
  } else {
    first = list_->occurrences_before(rank);
  }
  known_rank_ = rank + 1;
  known_occurrences_ = first + tf;
  if (first > cf_ || tf > cf_ - first) return false;
  if (entry_->kind == TermEntry::Kind::kShort) {
    if (short_gaps_.empty() && !read_all_gaps(short_gaps_)) {
      short_gaps_.clear();
      return false;
    }
    std::uint32_t position = 0;
    for (std::uint32_t i = 0; i < tf; ++i)
      positions.push_back(position = wrapping_add(position, short_gaps_[first + i]));
    return true;
  }
  std::uint32_t position = 0;
  for (std::uint64_t i = first; i < first + tf; ++i) {
    if (!load_block(i / kGapBlock)) return false;
    positions.push_back(position = wrapping_add(position, block_[i % kGapBlock]));
  }
  return true;
}

std::string_view GapPositions::fault() const {
  if (entry_->kind == TermEntry::Kind::kInline) return {};
  const std::uint8_t* at = data_.data();
  const std::uint8_t* end = at + data_.size();
  const auto is_in_place = [&](std::uint64_t block) {
    return skip_ == nullptr || load<std::uint32_t>(skip_ + 4 * block) == static_cast<std::uint64_t>(at - data_.data());
  };
  std::array<std::uint32_t, kGapBlock> values;
  const std::uint64_t blocks = cf_ / kGapBlock;
  for (std::uint64_t block = 0; block < blocks; ++block) {
    if (!is_in_place(block)) return "a block is not where the one before ends";
    const std::uint8_t* const start = at;
    at = decode_block(start, end, values.data());
    if (at == nullptr) return "positions cannot be decoded";
    const std::uint8_t* const indexes = start + 2 + 16u * start[0];
    for (unsigned i = 1; i < start[1]; ++i) {
      if (indexes[i] <= indexes[i - 1]) return "patches do not increase";
    }
  }
  if (!is_in_place(blocks)) return "a block is not where the one before ends";
  at = decode_tail(at, end, cf_ % kGapBlock, values.data());
  if (at == nullptr) return "positions cannot be decoded";
  const std::ptrdiff_t padding = skip_ == nullptr ? 0 : 3;
  const bool is_end = end - at <= padding && all_zero(ByteSpan(at, end));
  return is_end ? "" : "bytes behind the last position";
}

std::optional<TokenSpacePositions> TokenSpacePositions::open(ByteSpan record, std::uint64_t token_space) {
  const std::uint64_t chunk_count = round_up(token_space, 65536) / 65536;
  const std::uint64_t table_bytes = (chunk_count + 1) * 4;
  if (chunk_count == 0 || chunk_count > 65536 || table_bytes > record.size()) return std::nullopt;
  TokenSpacePositions positions;
  positions.offsets_ = record.data();
  positions.data_ = record.data() + table_bytes;
  positions.data_bytes_ = record.size() - table_bytes;
  positions.chunk_count_ = static_cast<std::uint32_t>(chunk_count);
  return positions;
}

std::pair<std::uint64_t, std::uint64_t> TokenSpacePositions::extent(std::uint32_t chunk) const {
  const std::uint64_t begin = load<std::uint32_t>(offsets_ + 4ull * chunk);
  const std::uint64_t end = load<std::uint32_t>(offsets_ + 4ull * chunk + 4);
  // Chunks that lie about their place count as empty; verify names them.
  if (begin > end || end > data_bytes_ || end - begin > kBucketTableBytes + 65536) return {0, 0};
  return {(chunk_count_ + 1ull) * 4 + begin, end - begin};
}

std::uint32_t TokenSpacePositions::count(std::uint32_t chunk) const {
  const auto bytes = static_cast<std::uint32_t>(extent(chunk).second);
  return bytes <= kMaxRawChunkBytes ? bytes / 2 : bytes - static_cast<std::uint32_t>(kBucketTableBytes);
}

std::string_view TokenSpacePositions::fault() const {
  std::uint64_t at = 0;
  for (std::uint32_t chunk = 0; chunk < chunk_count_; ++chunk) {
    const std::uint64_t begin = load<std::uint32_t>(offsets_ + 4ull * chunk);
    const std::uint64_t end = load<std::uint32_t>(offsets_ + 4ull * chunk + 4);
    if (begin != at || end < begin || end > data_bytes_) return "a chunk is not where the one before ends";
    at = end;
    const std::uint64_t bytes = end - begin;
    if (bytes <= kMaxRawChunkBytes) {
      if (bytes % 2 != 0) return "half an occurrence";
      continue;
    }
    if (bytes > kBucketTableBytes + 65536) return "a chunk of too many occurrences";
    const std::uint8_t* const table = data_ + begin;
    std::uint32_t before = 0;
    for (std::uint32_t bucket = 0; bucket < 256; ++bucket) {
      const std::uint32_t count = load<std::uint16_t>(table + std::size_t{2} * bucket);
      if (count < before || count > bytes - kBucketTableBytes || (bucket == 0 && count != 0)) {
        return "the counts of a chunk's buckets are wrong";
      }
      before = count;
    }
  }
  const bool is_end =
      data_bytes_ - at < 4 && std::all_of(data_ + at, data_ + data_bytes_, [](std::uint8_t byte) { return byte == 0; });
  return is_end ? "" : "bytes behind the last occurrence";
}

void TokenSpacePositions::prefetch(std::uint32_t position) const {
  const auto [begin, bytes] = extent(position >> 16);
  const std::uint8_t* chunk = offsets_ + begin;
  if (bytes <= kMaxRawChunkBytes) {
    // Where the value would stand if the words were spread evenly.
    const std::uint64_t slot = (position & 0xFFFF) * (bytes / 2) >> 16;
    __builtin_prefetch(chunk + 2 * slot);
    return;
  }
  const std::uint32_t bucket = position >> 8 & 0xFF;
  __builtin_prefetch(chunk + 2 * bucket);
  __builtin_prefetch(chunk + kBucketTableBytes + ((position & 0xFFFF) * (bytes - kBucketTableBytes) >> 16));
}

bool TokenSpacePositions::contains(std::uint32_t position) const {
  const auto [begin, bytes] = extent(position >> 16);
  const std::uint8_t* chunk = offsets_ + begin;
  const auto low = static_cast<std::uint16_t>(position);
  if (bytes <= kMaxRawChunkBytes) {
    std::size_t first = 0;
    std::size_t length = bytes / 2;
    while (length > 0) {
      const std::size_t half = length / 2;
      const bool right = load<std::uint16_t>(chunk + 2 * (first + half)) < low;
      first = right ? first + half + 1 : first;
      length = right ? length - half - 1 : half;
    }
    return first < bytes / 2 && load<std::uint16_t>(chunk + 2 * first) == low;
  }
  const std::uint32_t total = static_cast<std::uint32_t>(bytes - kBucketTableBytes);
  const std::uint32_t bucket = low >> 8;
  const std::uint32_t at = load<std::uint16_t>(chunk + 2 * bucket);
  const std::uint32_t end = bucket == 255 ? total : load<std::uint16_t>(chunk + 2 * bucket + 2);
  if (at > end || end > total) return false;
  const void* found = std::memchr(chunk + kBucketTableBytes + at, low & 0xFF, end - at);
  return found != nullptr;
}

void TokenSpacePositions::append(std::uint32_t chunk, std::uint64_t begin, std::uint64_t end, std::uint64_t origin,
                                 std::vector<std::uint32_t>& out) const {
  const auto [offset, bytes] = extent(chunk);
  const std::uint8_t* data = offsets_ + offset;
  const std::uint64_t base = std::uint64_t{chunk} << 16;
  const auto low_begin = static_cast<std::uint32_t>(begin - base);
  const auto low_end = static_cast<std::uint32_t>(end - base);  // 65,536 for all
  const auto keep = [&](std::uint32_t low) { out.push_back(static_cast<std::uint32_t>(base + low - origin)); };
  if (bytes <= kMaxRawChunkBytes) {
    const std::size_t count = bytes / 2;
    const auto value_at = [data](std::size_t i) { return load<std::uint16_t>(data + 2 * i); };
    std::size_t first = 0;
    for (std::size_t length = count; length > 0;) {
      const std::size_t half = length / 2;
      const bool is_right = value_at(first + half) < low_begin;
      first = is_right ? first + half + 1 : first;
      length = is_right ? length - half - 1 : half;
    }
    for (; first < count && value_at(first) < low_end; ++first) {
      if (value_at(first) >= low_begin) keep(value_at(first));  // lest the bytes are damaged
    }
    return;
  }
  const auto total = static_cast<std::uint32_t>(bytes - kBucketTableBytes);
  const std::uint8_t* const lows = data + kBucketTableBytes;
  const auto border = [&](std::uint32_t bucket) {
    return bucket == 256 ? total : std::min<std::uint32_t>(load<std::uint16_t>(data + 2 * bucket), total);
  };
  for (std::uint32_t bucket = low_begin >> 8; bucket << 8 < low_end; ++bucket) {
    const std::uint32_t last = border(bucket + 1);
    for (std::uint32_t at = border(bucket); at < last; ++at) {
      const std::uint32_t low = bucket << 8 | lows[at];
      if (low >= low_begin && low < low_end) keep(low);
    }
  }
}

kernels::U16Array TokenSpacePositions::array(std::uint32_t chunk, std::uint16_t* scratch) const {
  const auto [begin, bytes] = extent(chunk);
  const std::uint8_t* data = offsets_ + begin;
  if (bytes <= kMaxRawChunkBytes) return {data, static_cast<std::size_t>(bytes / 2)};
  const std::uint32_t total = static_cast<std::uint32_t>(bytes - kBucketTableBytes);
  const std::uint8_t* low = data + kBucketTableBytes;
  std::uint32_t at = 0;
  for (std::uint32_t bucket = 0; bucket < 256; ++bucket) {
    const std::uint32_t end =
        std::min<std::uint32_t>(bucket == 255 ? total : load<std::uint16_t>(data + 2 * bucket + 2), total);
    std::uint32_t from = at;
    // A fixed count makes one widening move of it; what it writes too much, the next bucket overwrites.
    for (; from < end && from + kExpandStep <= total; from += kExpandStep) {
      for (std::uint32_t i = 0; i < kExpandStep; ++i) {
        scratch[from + i] = static_cast<std::uint16_t>(bucket << 8 | low[from + i]);
      }
    }
    for (; from < end; ++from) scratch[from] = static_cast<std::uint16_t>(bucket << 8 | low[from]);
    at = std::max(at, end);
  }
  return {reinterpret_cast<const std::uint8_t*>(scratch), total};
}

}  // namespace riffle

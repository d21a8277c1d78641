#include "format/position_chunk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "base/wrapping.h"

namespace riffle {
namespace {

using namespace chunk_form;

constexpr std::size_t kExpandStep = 16;  // values of a bucket that are widened together

/// The value is looked for around its place in an even spread, a window at a time.
bool holds_in_array(const std::uint8_t* values, std::size_t count, std::uint16_t value) {
  constexpr std::size_t kWindow = 32;
  if (count < kWindow) {
    bool found = false;
    for (std::size_t i = 0; i < count; ++i) found |= load<std::uint16_t>(values + 2 * i) == value;
    return found;
  }
  const std::size_t last = count - kWindow;
  const std::size_t guess = value * count >> 16;
  std::size_t first = std::min(guess - std::min(guess, kWindow / 2), last);
  bool went_forward = false;
  for (;;) {
    std::array<std::uint16_t, kWindow> window;
    std::memcpy(window.data(), values + 2 * first, sizeof(window));
    std::uint16_t smaller = 0;
    std::uint16_t equal = 0;
    for (const std::uint16_t here : window) {
      smaller = static_cast<std::uint16_t>(smaller + (here < value));
      equal = static_cast<std::uint16_t>(equal + (here == value));
    }
    if (equal > 0) return true;
    if (smaller == kWindow && first < last) {
      first = std::min(first + kWindow, last);
      went_forward = true;
    } else if (smaller == 0 && first > 0 && !went_forward) {
      first -= std::min(first, kWindow);
    } else {
      return false;
    }
  }
}

unsigned low_part(const kernels::EliasFano& sequence, std::size_t i) {
  return sequence.low_bits == 8 ? unsigned{sequence.low[i]} : sequence.low[i / 2] >> (i % 2 * 4) & 15u;
}

/// Low parts from the `first` on, of which there are more than eight bytes.
template <unsigned kLowBits>
std::uint64_t eight_bytes(const std::uint8_t* low, std::size_t first) {
  const std::size_t at = first * kLowBits / 8;
  const auto bytes = load<std::uint64_t>(low + at);
  return kLowBits == 8 || first % 2 == 0 ? bytes : bytes >> 4 | std::uint64_t{low[at + 8]} << 60;
}

/// Whether one of the values from the `first` on, of whose upper parts the bits from `place` on are set, has that low
/// part. Eight bytes of low parts at a time where there are as many.
template <unsigned kLowBits>
bool holds_low_part(const kernels::EliasFano& sequence, std::size_t place, std::size_t first, unsigned wanted) {
  constexpr std::size_t kStep = 64 / kLowBits;
  constexpr std::uint64_t kOnes = UINT64_MAX / ((1u << kLowBits) - 1);  // the lowest bit of each low part
  constexpr std::uint64_t kHighBits = kOnes << (kLowBits - 1);
  for (; first + 2 * kStep <= sequence.count; first += kStep, place += kStep) {
    // Low parts lie behind the upper bits, so that eight bytes from any place of these are there.
    const std::uint64_t is_set = load<std::uint64_t>(sequence.upper + place / 8) >> place % 8;
    const auto run = static_cast<std::size_t>(std::countr_one(is_set));
    const std::uint64_t other = eight_bytes<kLowBits>(sequence.low, first) ^ wanted * kOnes;
    // The lowest part that is zero is found rightly; what is found above it does not matter.
    const std::uint64_t found = wrapping_sub(other, kOnes) & ~other & kHighBits;
    const std::size_t at = static_cast<std::size_t>(std::countr_zero(found)) / kLowBits;
    if (found != 0 && at < run) return true;
    if (run < kStep) return false;
  }
  for (; first < sequence.count; ++first, ++place) {
    if ((sequence.upper[place / 8] >> place % 8 & 1) == 0) return false;
    if (low_part(sequence, first) == wanted) return true;
  }
  return false;
}

void append_array(std::span<const std::uint32_t> positions, ByteBuffer& out) {
  for (const std::uint32_t position : positions) append(out, static_cast<std::uint16_t>(position));
}

void append_buckets(std::span<const std::uint32_t> positions, ByteBuffer& out) {
  std::size_t below = 0;
  for (std::uint32_t bucket = 0; bucket < kBuckets; ++bucket) {
    append(out, static_cast<std::uint16_t>(below));
    while (below < positions.size() && (positions[below] >> 8 & 0xFF) == bucket) ++below;
  }
  for (const std::uint32_t position : positions) out.push_back(static_cast<std::uint8_t>(position));
}

void append_sequence(std::span<const std::uint32_t> positions, unsigned low_bits, ByteBuffer& out) {
  const std::size_t uppers = kChunkPositions >> low_bits;
  if (low_bits == kDenseLowBits) append(out, static_cast<std::uint16_t>(positions.size() - 1));
  std::size_t below = 0;
  for (std::size_t end = kGroup; end < uppers; end += kGroup) {
    while (below < positions.size() && (positions[below] & 0xFFFF) >> low_bits < end) ++below;
    append(out, static_cast<std::uint16_t>(below));
  }
  const std::size_t upper = out.size();
  const std::size_t low = upper + (uppers + positions.size() + 7) / 8;
  out.resize(low + (positions.size() * low_bits + 7) / 8, 0);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::size_t value = positions[i] & 0xFFFF;
    const std::size_t bit = (value >> low_bits) + i;
    out[upper + bit / 8] = static_cast<std::uint8_t>(out[upper + bit / 8] | 1u << bit % 8);
    const std::size_t part = value & ((std::size_t{1} << low_bits) - 1);
    std::uint8_t& byte = out[low + i * low_bits / 8];
    byte = static_cast<std::uint8_t>(byte | part << i * low_bits % 8);
  }
}

}  // namespace

void append_chunk(std::span<const std::uint32_t> positions, ChunkCode code, ByteBuffer& out) {
  if (code == ChunkCode::kBuckets) {
    return positions.size() <= kMostOfPlainArray ? append_array(positions, out) : append_buckets(positions, out);
  }
  if (positions.size() <= kMostOfArray) return append_array(positions, out);
  append_sequence(positions, positions.size() <= kMostOfSparse ? kSparseLowBits : kDenseLowBits, out);
}

kernels::EliasFano PositionChunk::sequence() const {
  const bool is_dense = form_ == Form::kDense;
  const std::uint8_t* const upper = data_ + (is_dense ? kDenseDirectoryBytes : kSparseDirectoryBytes);
  const std::size_t upper_bytes = ((is_dense ? kDenseUppers : kSparseUppers) + count_ + 7) / 8;
  return {.upper = upper,
          .upper_bytes = upper_bytes,
          .low = upper + upper_bytes,
          .low_bits = is_dense ? kDenseLowBits : kSparseLowBits,
          .count = count_};
}

void PositionChunk::prefetch(std::uint16_t value) const {
  if (count_ == 0) return;
  // Where the value would stand if the words were spread evenly.
  const std::size_t guess = std::size_t{value} * count_ >> 16;
  if (form_ == Form::kArray) {
    __builtin_prefetch(data_ + 2 * guess - std::min<std::size_t>(2 * guess, 32));
    __builtin_prefetch(data_ + 2 * guess + 31);
  } else if (form_ == Form::kBuckets) {
    __builtin_prefetch(data_ + 2 * (value >> 8));
    __builtin_prefetch(data_ + kBucketTableBytes + guess);
  } else {
    const kernels::EliasFano sequence = this->sequence();
    const std::size_t upper = value >> sequence.low_bits;
    __builtin_prefetch(data_ + 2 * (upper / kGroup));
    __builtin_prefetch(sequence.upper + (upper + guess) / 8);
    __builtin_prefetch(sequence.low + guess * sequence.low_bits / 8);
  }
}

bool PositionChunk::contains(std::uint16_t value) const {
  if (count_ == 0) return false;
  if (form_ == Form::kArray) return holds_in_array(data_, count_, value);
  return form_ == Form::kBuckets ? holds_in_buckets(value) : holds_in_sequence(value);
}

bool PositionChunk::holds_in_buckets(std::uint16_t value) const {
  const std::uint8_t* const table = data_;
  const std::size_t bucket = value >> 8;
  const std::size_t at = load<std::uint16_t>(table + 2 * bucket);
  const std::size_t end = bucket + 1 == kBuckets ? count_ : load<std::uint16_t>(table + 2 * bucket + 2);
  if (at > end || end > count_) return false;
  return std::memchr(table + kBucketTableBytes + at, value & 0xFF, end - at) != nullptr;
}

// The values of an upper part are the set bits behind as many clear bits as there are upper parts before.
std::size_t PositionChunk::place_of(std::size_t upper, const kernels::EliasFano& sequence) const {
  const std::size_t group = upper / kGroup;
  std::size_t place = 0;
  if (group > 0) {
    // The directory of a dense sequence begins with something else.
    const std::size_t entry = form_ == Form::kDense ? group : group - 1;
    place = kGroup * group + load<std::uint16_t>(data_ + 2 * entry);
  }
  const std::size_t zeros = upper % kGroup;
  return zeros == 0 ? place : kernels::select_zero(sequence.upper, sequence.upper_bytes, place, zeros - 1) + 1;
}

bool PositionChunk::holds_in_sequence(std::uint16_t value) const {
  const kernels::EliasFano sequence = this->sequence();
  const std::size_t upper = value >> sequence.low_bits;
  const std::size_t place = place_of(upper, sequence);
  const std::size_t first = place - upper;
  if (first >= count_) return false;
  return form_ == Form::kDense ? holds_low_part<kDenseLowBits>(sequence, place, first, value & 0xF)
                               : holds_low_part<kSparseLowBits>(sequence, place, first, value & 0xFF);
}

void PositionChunk::append_between(std::uint32_t begin, std::uint32_t end, std::uint32_t offset,
                                   std::vector<std::uint32_t>& out) const {
  const auto keep = [&](std::uint32_t value) {
    if (value >= begin && value < end) out.push_back(wrapping_add(value, offset));
  };
  if (count_ == 0) return;
  if (form_ == Form::kArray) {
    const auto value_at = [this](std::size_t i) { return load<std::uint16_t>(data_ + 2 * i); };
    std::size_t first = 0;
    for (std::size_t length = count_; length > 0;) {
      const std::size_t half = length / 2;
      const bool is_right = value_at(first + half) < begin;
      first = is_right ? first + half + 1 : first;
      length = is_right ? length - half - 1 : half;
    }
    for (; first < count_ && value_at(first) < end; ++first) keep(value_at(first));
  } else if (form_ == Form::kBuckets) {
    const auto border = [this](std::size_t bucket) {
      return bucket == kBuckets ? count_ : std::min<std::uint32_t>(load<std::uint16_t>(data_ + 2 * bucket), count_);
    };
    for (std::uint32_t bucket = begin >> 8; bucket << 8 < end; ++bucket) {
      const std::uint32_t last = border(bucket + 1);
      for (std::uint32_t at = border(bucket); at < last; ++at) keep(bucket << 8 | data_[kBucketTableBytes + at]);
    }
  } else {
    const kernels::EliasFano sequence = this->sequence();
    std::size_t upper = begin >> sequence.low_bits;
    std::size_t place = place_of(upper, sequence);
    for (std::size_t i = place - upper; i < count_ && upper << sequence.low_bits < end; ++place) {
      if ((sequence.upper[place / 8] >> place % 8 & 1) == 0) {
        ++upper;
        continue;
      }
      keep(static_cast<std::uint32_t>(upper << sequence.low_bits | low_part(sequence, i++)));
    }
  }
}

kernels::U16Array PositionChunk::array(std::uint16_t* scratch) const {
  if (form_ == Form::kArray) return {data_, count_};
  if (form_ != Form::kBuckets) {
    const std::size_t count = count_ == 0 ? 0 : kernels::decode_elias_fano(sequence(), scratch);
    return kernels::as_array(scratch, count);
  }
  const std::uint8_t* const low = data_ + kBucketTableBytes;
  std::size_t at = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    const std::size_t stored = bucket + 1 == kBuckets ? count_ : load<std::uint16_t>(data_ + 2 * bucket + 2);
    const std::size_t end = std::min<std::size_t>(stored, count_);
    std::size_t from = at;
    // A fixed count makes one widening move of it; what it writes too much, the next bucket overwrites.
    for (; from < end && from + kExpandStep <= count_; from += kExpandStep) {
      for (std::size_t i = 0; i < kExpandStep; ++i) {
        scratch[from + i] = static_cast<std::uint16_t>(bucket << 8 | low[from + i]);
      }
    }
    for (; from < end; ++from) scratch[from] = static_cast<std::uint16_t>(bucket << 8 | low[from]);
    at = std::max(at, end);
  }
  return kernels::as_array(scratch, count_);
}

std::string_view PositionChunk::fault() const {
  if (form_ == Form::kArray) return bytes_ % 2 == 0 ? "" : "half an occurrence";
  if (form_ == Form::kBuckets) {
    std::uint32_t before = 0;
    for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
      const std::uint32_t count = load<std::uint16_t>(data_ + 2 * bucket);
      if (count < before || count > count_ || (bucket == 0 && count != 0)) {
        return "the counts of a chunk's buckets are wrong";
      }
      before = count;
    }
    return {};
  }
  if (count_ == 0) return "a chunk of a length that none has";
  // Of some values there is one sequence only.
  std::vector<std::uint16_t> values(count_ + kernels::kOutSlack);
  const std::size_t decoded = kernels::decode_elias_fano(sequence(), values.data());
  if (decoded != count_) return "a chunk has fewer occurrences than its length says";
  ByteBuffer expected;
  append_chunk(std::vector<std::uint32_t>(values.begin(), values.begin() + count_), ChunkCode::kEliasFano, expected);
  return std::ranges::equal(expected, ByteSpan(data_, bytes_)) ? "" : "a chunk is not written as its occurrences are";
}

}  // namespace riffle

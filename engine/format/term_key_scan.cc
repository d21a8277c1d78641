#include "format/term_key_scan.h"

#include <array>
#include <bit>
#include <cstring>

namespace riffle {
namespace {

constexpr std::size_t kShortCopy = 16;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

/// Numbers up to the one that says how many follow (inline terms), or up to the end of the entry, by kind.
constexpr std::array<unsigned, 4> kNumbersOfText = {3, 3, 4, 4};

}  // namespace

TermKeyScan::TermKeyScan(ByteSpan block, std::uint32_t entry_count)
    : at_(block.data()), end_(block.data() + block.size()), left_(entry_count) {
  // The offsets of the lists.
  is_sound_ = pass_numbers(3);
}

// Numbers of more than 28 bits are left to TermBlockCursor: no sound length of
// a key is one.
bool TermKeyScan::read_number(std::uint64_t& number) {
  if (at_ < end_ && *at_ < 0x80) {
    number = *at_++;
    return true;
  }
  number = 0;
  for (unsigned shift = 0; at_ < end_ && shift < 28; shift += 7) {
    const std::uint8_t byte = *at_++;
    number |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool TermKeyScan::pass_numbers(std::uint32_t count) {
  while (count > 0 && at_ < end_) count -= *at_++ < 0x80 ? 1 : 0;
  return count == 0;
}

bool TermKeyScan::next() {
  if (left_ == 0 || !is_sound_) return false;
  --left_;
  std::uint64_t shared = 0;
  std::uint64_t rest = 0;
  if (!read_number(shared) || !read_number(rest)) return fail();
  if (shared > key_bytes_ || rest == 0 || rest > kMaxKeyBytes - shared) return fail();
  if (rest > static_cast<std::size_t>(end_ - at_)) return fail();
  // Nearly all rests are short: copying a fixed number of bytes is cheaper, and what is too much is written over.
  if (rest <= kShortCopy && shared + kShortCopy <= key_.size() && static_cast<std::size_t>(end_ - at_) >= kShortCopy) {
    std::memcpy(key_.data() + shared, at_, kShortCopy);
  } else {
    std::memcpy(key_.data() + shared, at_, rest);
  }
  at_ += rest;
  key_bytes_ = shared + rest;
  return pass_entry() || fail();
}

// An entry of the text space whose numbers end in the next eight bytes, nearly all of them, is passed over without a
// look at each byte; false, and nothing done, for others.
bool TermKeyScan::pass_short_entry() {
  if (static_cast<std::size_t>(end_ - at_) < sizeof(std::uint64_t) || static_cast<TermSpace>(key_[0]) != kTextSpace) {
    return false;
  }
  const auto bytes = load<std::uint64_t>(at_);
  const auto kind = static_cast<TermEntry::Kind>(bytes & 3);
  std::uint64_t ends = ~bytes & kHighBits;
  for (unsigned i = 1; i < kNumbersOfText[bytes & 3]; ++i) ends &= ends - 1;
  if (kind == TermEntry::Kind::kInline) {
    if (ends == 0) return false;
    const auto last = static_cast<unsigned>(std::countr_zero(ends)) - 7;
    const std::uint64_t gaps = bytes >> last & 0xFF;
    // A number of one byte: the byte before ends another one.
    if ((bytes >> (last - 1) & 1) != 0 || gaps > kInlineTfMax) return false;
    for (std::uint64_t i = 0; i < gaps; ++i) ends &= ends - 1;
  }
  if (ends == 0) return false;
  at_ += static_cast<unsigned>(std::countr_zero(ends)) / 8 + 1;
  return true;
}

bool TermKeyScan::pass_entry() {
  if (pass_short_entry()) return true;
  if (at_ == end_) return false;
  // The kind is in the lowest bits of the first byte.
  const auto kind = static_cast<TermEntry::Kind>(*at_ & 3);
  if (!pass_numbers(1)) return false;
  const bool has_positions = static_cast<TermSpace>(key_[0]) == kTextSpace;
  switch (kind) {
    case TermEntry::Kind::kInline: {
      if (!pass_numbers(1)) return false;
      std::uint64_t gaps = 0;
      return !has_positions ||
             (read_number(gaps) && gaps <= kInlineTfMax && pass_numbers(static_cast<std::uint32_t>(gaps)));
    }
    case TermEntry::Kind::kShort: return pass_numbers(has_positions ? 2 : 1);
    default: return pass_numbers(has_positions ? 3 : 1);
  }
}

}  // namespace riffle

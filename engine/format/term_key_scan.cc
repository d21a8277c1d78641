#include "format/term_key_scan.h"

#include <cstring>

#include "format/entry_scan.h"

namespace riffle {
namespace {

constexpr std::size_t kShortCopy = 16;

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

bool TermKeyScan::pass_short_entry() {
  if (static_cast<std::size_t>(end_ - at_) < sizeof(std::uint64_t) || static_cast<TermSpace>(key_[0]) != kTextSpace) {
    return false;
  }
  const std::size_t bytes = scan_text_entry(load<std::uint64_t>(at_)).bytes;
  at_ += bytes;
  return bytes > 0;
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

#include "format/term_dictionary.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/wrapping.h"
#include "format/entry_scan.h"

namespace riffle {
namespace {

constexpr std::size_t kShortCopy = 16;
constexpr std::size_t kMostShared = 0x7F;  // in a number of one byte

}  // namespace

std::uint64_t key_prefix(std::string_view key) {
  std::array<std::uint8_t, 8> bytes{};
  std::copy_n(key.begin(), std::min<std::size_t>(8, key.size()), bytes.begin());
  return std::byteswap(load<std::uint64_t>(bytes.data()));
}

void TermDictionaryWriter::begin_entry(std::string_view key, const EncodedTerm& term) {
  entry_start_ = blocks_.size();
  list_start_ = list_end(term.kind);
  positions_start_ = positions_offset_;
  std::size_t shared = 0;
  if (term_count_ % kTermsPerBlock == 0) {
    prefixes_.push_back(key_prefix(key));
    offsets_.push_back(total_);
    append_varint(blocks_, short_offset_);
    append_varint(blocks_, long_offset_ / 32);
    append_varint(blocks_, positions_offset_ / 4);
  } else {
    const std::size_t most = std::min(previous_.size(), key.size());
    while (shared < most && previous_[shared] == key[shared]) ++shared;
  }
  if (static_cast<TermSpace>(key[0]) == kTextSpace) trigrams_.add(term_count_ / kTermsPerBlock, key.substr(1));
  append_varint(blocks_, shared);
  append_varint(blocks_, key.size() - shared);
  append_bytes(blocks_, as_bytes(key.substr(shared)));
  head_start_ = blocks_.size();
  append_varint(blocks_, std::uint64_t{term.df} << 2 | static_cast<std::uint64_t>(term.kind));
}

void TermDictionaryWriter::end_entry(std::string_view key, const EncodedTerm& term) {
  if (frequent_terms_.takes(key, term.df)) {
    TermEntry entry;
    entry.kind = term.kind;
    if (list_end(term.kind) > list_start_) entry.list_offset = list_start_;
    if (positions_offset_ > positions_start_) entry.positions_offset = positions_start_;
    frequent_terms_.add(key, entry, ByteSpan(blocks_).subspan(head_start_));
  }
  previous_.assign(key);
  ++term_count_;
  total_ += blocks_.size() - entry_start_;
}

void TermDictionaryWriter::add(std::string_view key, const EncodedTerm& term, DocId inline_doc,
                               const std::vector<std::uint32_t>& inline_gaps) {
  begin_entry(key, term);
  const bool text_space = static_cast<TermSpace>(key[0]) == kTextSpace;
  switch (term.kind) {
    case TermEntry::Kind::kInline:
      append_varint(blocks_, inline_doc);
      if (text_space) {
        append_varint(blocks_, inline_gaps.size());
        for (const std::uint32_t gap : inline_gaps) append_varint(blocks_, gap);
      }
      break;
    case TermEntry::Kind::kShort:
      if (text_space) append_varint(blocks_, term.cf - term.df);
      append_varint(blocks_, term.list_bytes);
      short_offset_ += term.list_bytes;
      break;
    default:
      if (text_space) append_varint(blocks_, term.cf - term.df);
      append_varint(blocks_, term.list_bytes / 32);
      if (text_space) append_varint(blocks_, term.positions_bytes / 4);
      long_offset_ += term.list_bytes;
      positions_offset_ += term.positions_bytes;
  }
  end_entry(key, term);
}

// A list with frequencies and no positions.
void TermDictionaryWriter::append_counted(const EncodedTerm& term, DocId inline_doc) {
  switch (term.kind) {
    case TermEntry::Kind::kInline:
      append_varint(blocks_, inline_doc);
      append_varint(blocks_, term.cf);
      break;
    case TermEntry::Kind::kShort:
      append_varint(blocks_, term.cf - term.df);
      append_varint(blocks_, term.list_bytes);
      short_offset_ += term.list_bytes;
      break;
    case TermEntry::Kind::kLong:
      append_varint(blocks_, term.cf - term.df);
      append_varint(blocks_, term.list_bytes / 32);
      long_offset_ += term.list_bytes;
      break;
    default: break;  // an alias
  }
}

void TermDictionaryWriter::add_pair(std::string_view key, const EncodedTerm& term, DocId inline_doc) {
  begin_entry(key, term);
  append_counted(term, inline_doc);
  end_entry(key, term);
}

void TermDictionaryWriter::add_class(std::string_view key, const EncodedTerm& term, DocId inline_doc, ByteSpan forms) {
  begin_entry(key, term);
  append_counted(term, inline_doc);
  append_varint(blocks_, forms.size());
  append_bytes(blocks_, forms);
  end_entry(key, term);
}

ByteBuffer TermDictionaryWriter::finish_index(std::uint64_t blocks_bytes) {
  ByteBuffer index;
  index.reserve(16 + 16 * prefixes_.size() + 8);
  append(index, term_count_);
  append(index, static_cast<std::uint64_t>(prefixes_.size()));
  for (const std::uint64_t prefix : prefixes_) append(index, prefix);
  for (const std::uint64_t offset : offsets_) append(index, offset);
  append(index, blocks_bytes);
  return index;
}

TermBlockCursor::TermBlockCursor(ByteSpan block, std::uint64_t first_ordinal, std::uint32_t entry_count)
    : reader_(block), left_(entry_count), next_ordinal_(first_ordinal) {
  std::fill_n(key_.begin(), KeyPart::kBytes, '\0');
  short_offset_ = reader_.read_varint();
  long_offset_ = reader_.read_varint();
  positions_offset_ = reader_.read_varint();
  // Records lie inside files, so offsets stay far below 2^59: multiplying them cannot overflow.
  constexpr std::uint64_t kMost = std::uint64_t{1} << 56;
  if (short_offset_ > kMost || long_offset_ > kMost || positions_offset_ > kMost) damaged_ = true;
  long_offset_ *= 32;
  positions_offset_ *= 4;
}

bool TermBlockCursor::next_key() {
  if (is_entry_next_ && !pass_entry(space()) && !read_entry()) return false;
  if (left_ == 0 || damaged_) return false;
  --left_;
  is_entry_next_ = read_key();
  damaged_ = !is_entry_next_;
  first_ = false;
  return is_entry_next_;
}

bool TermBlockCursor::next_key(KeyPart& part) {
  do {
    if (is_entry_next_ && space() == kTextSpace && pass_unwanted(part)) return true;
    if (!next_key()) return false;
  } while (!part.stands_in(key_data(), shared_bytes_, key_bytes_));
  return true;
}

// Passes the entry of this key, the next key when it is not wanted, its entry, and so on, all of it in registers, as
// long as they are written as nearly all are. True at a wanted key; false, and nothing done but whole steps, where
// next_key() has to go on.
bool TermBlockCursor::pass_unwanted(KeyPart& part) {
  constexpr std::size_t kMostBytes = sizeof(std::uint64_t) + 2 + kShortCopy;
  char* const key = key_data();
  const ByteSpan bytes = reader_.rest();
  std::size_t at = 0;
  std::size_t key_bytes = key_bytes_;
  std::uint32_t passed = 0;
  bool is_wanted = false;
  while (passed < left_ && bytes.size() - at >= kMostBytes && !is_wanted) {
    const ScannedEntry entry = scan_text_entry(load<std::uint64_t>(bytes.data() + at));
    const std::uint8_t* next = bytes.data() + at + entry.bytes;
    const std::size_t shared = next[0];
    const std::size_t rest = next[1];
    // A key that shares nothing may lie in another space.
    if (entry.bytes == 0 || wrapping_sub<std::size_t>(shared, 1) >= std::min(key_bytes, kMostShared) ||
        wrapping_sub<std::size_t>(rest, 1) >= kShortCopy)
      break;
    if (shared < key_bytes && static_cast<std::uint8_t>(key[shared]) >= next[2]) break;
    std::memcpy(key + shared, next + 2, kShortCopy);
    key_bytes = shared + rest;
    at += entry.bytes + 2 + rest;
    ++passed;
    short_offset_ += entry.kind == TermEntry::Kind::kShort ? entry.list_units : 0;
    long_offset_ += entry.kind == TermEntry::Kind::kShort ? 0 : entry.list_units * 32;
    positions_offset_ += entry.positions_units * 4;
    is_wanted = part.stands_in(key, shared, key_bytes);
  }
  reader_.skip(at);
  key_bytes_ = key_bytes;
  next_ordinal_ += passed;
  left_ -= passed;
  return is_wanted;
}

bool TermBlockCursor::read_entry() {
  is_entry_next_ = false;
  damaged_ = !decode_entry(space());
  return !damaged_;
}

bool TermBlockCursor::read_key() {
  const std::uint64_t shared = reader_.read_varint();
  const std::uint64_t rest = reader_.read_varint();
  if (!reader_.ok() || shared > key_bytes_ || rest == 0 || rest > kMaxKeyBytes - shared) return false;
  const ByteSpan bytes = reader_.read_bytes(rest);
  if (!reader_.ok()) return false;
  shared_bytes_ = static_cast<std::size_t>(shared);
  char* const own = key_data() + shared_bytes_;
  // Within a block keys must increase, so that a scan can stop early.
  if (!first_ && shared_bytes_ < key_bytes_ && static_cast<std::uint8_t>(*own) >= bytes[0]) return false;
  // Nearly all rests are short: copying a fixed number of bytes is cheaper, and what is too much is written over.
  if (rest <= kShortCopy && shared + kShortCopy <= kMaxKeyBytes && reader_.remaining() >= kShortCopy) {
    std::memcpy(own, bytes.data(), kShortCopy);
  } else {
    std::memcpy(own, bytes.data(), bytes.size());
  }
  key_bytes_ = static_cast<std::size_t>(shared + rest);
  return key_bytes_ >= 2;
}

bool TermBlockCursor::seek(std::string_view wanted) {
  TermSpace space = 0;
  std::size_t key_bytes = 0;
  // Bytes that the entry before, which is smaller than `wanted`, has in common with it.
  std::size_t matched = 0;
  for (; left_ > 0 && !damaged_; --left_) {
    const std::uint64_t shared = reader_.read_varint();
    const std::uint64_t rest = reader_.read_varint();
    damaged_ = !reader_.ok() || shared > key_bytes || rest == 0 || rest > kMaxKeyBytes - shared;
    if (damaged_) return false;
    const ByteSpan bytes = reader_.read_bytes(rest);
    damaged_ = !reader_.ok();
    if (damaged_) return false;
    if (shared == 0) space = static_cast<TermSpace>(bytes[0]);
    key_bytes = static_cast<std::size_t>(shared + rest);
    if (shared < matched) return false;  // it differs from the entry before where that one still matched: it is larger
    bool is_wanted = false;
    if (shared == matched) {
      const std::string_view left = wanted.substr(matched);
      std::size_t same = 0;
      while (same < bytes.size() && same < left.size() && bytes[same] == static_cast<std::uint8_t>(left[same])) ++same;
      is_wanted = same == bytes.size() && same == left.size();
      if (!is_wanted && same < bytes.size() &&
          (same == left.size() || bytes[same] > static_cast<std::uint8_t>(left[same]))) {
        return false;
      }
      matched += same;
    }
    if (!is_wanted && pass_entry(space)) continue;
    damaged_ = !decode_entry(space);
    if (is_wanted) return !damaged_;
  }
  return false;
}

// What decode_entry() does for the entries behind this one, for nearly all entries of text; false, and nothing done,
// for others.
bool TermBlockCursor::pass_entry(TermSpace space) {
  if (space != kTextSpace || reader_.remaining() < sizeof(std::uint64_t)) return false;
  const ScannedEntry passed = scan_text_entry(load<std::uint64_t>(reader_.rest().data()));
  if (passed.bytes == 0) return false;
  reader_.skip(passed.bytes);
  ++next_ordinal_;
  if (passed.kind == TermEntry::Kind::kShort) {
    short_offset_ += passed.list_units;
  } else {
    long_offset_ += passed.list_units * 32;
    positions_offset_ += passed.positions_units * 4;
  }
  return true;
}

void TermBlockCursor::take_list(std::uint64_t length) {
  std::uint64_t& next = entry_.kind == TermEntry::Kind::kShort ? short_offset_ : long_offset_;
  entry_.list_offset = next;
  entry_.list_bytes = entry_.kind == TermEntry::Kind::kShort ? length : length * 32;
  next += entry_.list_bytes;
}

// A list with frequencies and no positions. REQUIRES: no alias.
bool TermBlockCursor::read_counted(std::uint64_t df) {
  if (entry_.kind == TermEntry::Kind::kInline) {
    entry_.inline_doc = reader_.read_varint32();
    entry_.inline_tf = reader_.read_varint32();
    entry_.cf = entry_.inline_tf;
    return reader_.ok() && df == 1 && entry_.inline_tf != 0 && entry_.inline_tf <= kInlineTfMax;
  }
  const std::uint64_t extra = reader_.read_varint();
  const std::uint64_t length = reader_.read_varint();
  if (!reader_.ok() || extra > UINT32_MAX || length == 0 || length > (std::uint64_t{1} << 40)) return false;
  entry_.cf = df + extra;
  take_list(length);
  return (entry_.kind == TermEntry::Kind::kShort) == (df <= kShortListMax);
}

bool TermBlockCursor::read_pair(std::uint64_t df) {
  entry_.is_pair = true;
  return entry_.kind != TermEntry::Kind::kLongTokenSpace && read_counted(df);
}

bool TermBlockCursor::read_class(std::uint64_t df) {
  entry_.is_class = true;
  entry_.cf = df;
  if (entry_.kind != TermEntry::Kind::kAlias && !read_counted(df)) return false;
  entry_.forms = reader_.read_bytes(reader_.read_varint());
  return reader_.ok() && !entry_.forms.empty();
}

bool TermBlockCursor::decode_entry(TermSpace space) {
  const std::uint64_t head = reader_.read_varint();
  const std::uint64_t df = head >> 2;
  if (!reader_.ok() || df == 0 || df > UINT32_MAX) return false;
  entry_ = TermEntry{};
  entry_.kind = static_cast<TermEntry::Kind>(head & 3);
  entry_.df = static_cast<std::uint32_t>(df);
  entry_.has_positions = space == kTextSpace;
  entry_.ordinal = next_ordinal_++;
  if (space == kClassSpace) return read_class(df);
  if (space == kPairSpace) return read_pair(df);
  if (entry_.kind == TermEntry::Kind::kInline) {
    entry_.inline_doc = reader_.read_varint32();
    entry_.cf = 1;
    if (entry_.has_positions) {
      entry_.inline_tf = reader_.read_varint32();
      if (entry_.inline_tf == 0 || entry_.inline_tf > kInlineTfMax) return false;
      std::uint32_t position = 0;
      for (std::uint32_t i = 0; i < entry_.inline_tf; ++i) {
        entry_.inline_positions[i] = position = wrapping_add(position, reader_.read_varint32());
      }
      entry_.cf = entry_.inline_tf;
    }
    return reader_.ok() && df == 1;
  }
  const std::uint64_t extra = entry_.has_positions ? reader_.read_varint() : 0;
  const std::uint64_t length = reader_.read_varint();
  if (!reader_.ok() || extra > UINT32_MAX || length == 0 || length > (std::uint64_t{1} << 40)) return false;
  entry_.cf = df + extra;
  take_list(length);
  if (entry_.kind == TermEntry::Kind::kShort) return df <= kShortListMax;
  if (entry_.has_positions) {
    const std::uint64_t positions = reader_.read_varint();
    if (positions == 0 || positions > (std::uint64_t{1} << 40)) return false;
    entry_.positions_offset = positions_offset_;
    entry_.positions_bytes = positions * 4;
    positions_offset_ += entry_.positions_bytes;
  }
  return reader_.ok() && df > kShortListMax && (entry_.has_positions || entry_.kind == TermEntry::Kind::kLong);
}

}  // namespace riffle

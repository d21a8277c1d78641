#include "format/record_check.h"

#include <algorithm>

#include "base/bytes.h"
#include "format/impact.h"

namespace riffle {
namespace {

std::uint32_t nibble(const std::uint8_t* nibbles, std::uint32_t rank) {
  return nibbles[rank / 2] >> (rank % 2 * 4) & 15u;
}

bool has_spare_nibble(const std::uint8_t* nibbles, std::uint32_t df) {
  return df % 2 != 0 && nibbles[df / 2] >> 4 != 0;
}

// The documents and nibbles of a short list were read when it was opened: its gaps are its end.
std::string_view short_fault(const PostingList& list, ByteSpan record) {
  ByteReader reader(record);
  for (std::uint32_t i = 0; i < list.df(); ++i) (void)reader.read_varint();
  return has_spare_nibble(reader.rest().data(), list.df()) ? "bits that must be zero" : "";
}

std::string_view exceptions_fault(const PostingList& list, const std::uint8_t* nibbles, const std::uint8_t* ranks,
                                  std::uint32_t count) {
  const std::uint8_t* tfs = ranks + std::size_t{4} * count;
  std::uint32_t next = 0;
  for (std::uint32_t rank = 0; rank < list.df(); ++rank) {
    if (nibble(nibbles, rank) != 15) continue;
    if (next == count || load<std::uint32_t>(ranks + std::size_t{4} * next) != rank ||
        load<std::uint32_t>(tfs + std::size_t{4} * next) < 16) {
      return "the exceptions are not those that its frequencies name";
    }
    ++next;
  }
  return next == count ? "" : "the exceptions are not those that its frequencies name";
}

std::string_view long_fault(const TermEntry& entry, const PostingList& list, ByteSpan record) {
  std::uint64_t at = kLongHeaderBytes + list.set().size_bytes();
  bool zeros = true;
  const auto pass_padding = [&](std::uint64_t multiple) {
    const std::uint64_t end = round_up(at, multiple);
    zeros &= all_zero(record.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(end - at)));
    at = end;
  };
  pass_padding(4);
  for (std::uint32_t i = 0; i < list.set().container_count(); ++i) {
    if (list.set().container(i).kind == ContainerKind::kBitset) at += kRankDirectoryBytes;
  }
  if (entry.has_frequencies()) {
    const std::uint8_t* nibbles = record.data() + at;
    if (has_spare_nibble(nibbles, list.df())) return "bits that must be zero";
    at += (std::uint64_t{list.df()} + 1) / 2;
    pass_padding(4);
    const auto count = load<std::uint32_t>(record.data() + 4);
    const std::string_view what = exceptions_fault(list, nibbles, record.data() + at, count);
    if (!what.empty()) return what;
    at += std::uint64_t{8} * count;
    if (entry.has_positions && entry.kind == TermEntry::Kind::kLong) at += (std::uint64_t{list.df()} + 127) / 128 * 4;
  }
  at += load<std::uint32_t>(record.data() + 8);
  if (list.top_docs() != nullptr) {
    pass_padding(4);
    at += std::uint64_t{4} * kTopDocs;
  }
  pass_padding(32);
  return zeros ? "" : "bytes that must be zero";
}

}  // namespace

std::string_view list_record_fault(const TermEntry& entry, const PostingList& list, ByteSpan record) {
  if (entry.kind == TermEntry::Kind::kInline) return {};
  if (list.is_long()) return long_fault(entry, list, record);
  return entry.has_frequencies() ? short_fault(list, record) : std::string_view();
}

}  // namespace riffle

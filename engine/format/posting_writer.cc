#include "format/posting_writer.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "format/position_list.h"
#include "format/segment_reader.h"

namespace riffle {
namespace {

void append_nibbles(std::span<const std::uint32_t> tfs, ByteBuffer& out) {
  const std::size_t at = out.size();
  out.resize(at + (tfs.size() + 1) / 2, 0);
  for (std::size_t i = 0; i < tfs.size(); ++i) {
    const std::uint32_t nibble = tfs[i] < 16 ? tfs[i] - 1 : 15;
    out[at + i / 2] = static_cast<std::uint8_t>(out[at + i / 2] | nibble << (i % 2 * 4));
  }
}

void pad(ByteBuffer& out, std::size_t start, std::size_t multiple) {
  out.resize(start + round_up(out.size() - start, multiple), 0);
}

void append_rank_directory(const DocSetView& set, ByteBuffer& out) {
  for (std::uint32_t i = 0; i < set.container_count(); ++i) {
    const ContainerView container = set.container(i);
    if (container.kind != ContainerKind::kBitset) continue;
    std::uint32_t count = 0;
    for (std::uint32_t group = 0; group < 128; ++group) {
      append(out, static_cast<std::uint16_t>(count));
      for (std::uint32_t word = 0; word < 8; ++word) {
        const auto bits = load<std::uint64_t>(container.bytes + std::size_t{64} * group + std::size_t{8} * word);
        count += static_cast<std::uint32_t>(std::popcount(bits));
      }
    }
  }
}

}  // namespace

PostingWriter::PostingWriter(const std::uint32_t* spans, std::uint32_t stride, std::uint64_t token_space,
                             std::uint32_t doc_count, std::uint16_t format_minor)
    : spans_(spans),
      stride_(stride),
      token_space_(token_space),
      impacts_(average_length_of(token_space, stride, doc_count), decode_length),
      chunk_code_(chunk_code_of(format_minor)) {
  if (format_minor < 1) return;
  length_bytes_.reserve(doc_count);
  for (std::size_t doc = 0; doc < doc_count; ++doc) {
    length_bytes_.push_back(encode_length(spans[(doc + 1) * stride] - spans[doc * stride] - stride));
  }
}

EncodedTerm PostingWriter::encode(const TermPostings& postings, bool text_space, ByteBuffer& short_lists,
                                  ByteBuffer& long_lists, ByteBuffer& positions, bool is_mark) {
  EncodedTerm term;
  term.df = static_cast<std::uint32_t>(postings.docs.size());
  term.cf = term.df;
  if (!postings.tfs.empty()) term.cf = std::accumulate(postings.tfs.begin(), postings.tfs.end(), std::uint64_t{0});
  if (term.df == 1 && term.cf <= kInlineTfMax) return term;
  if (term.df <= kShortListMax) {
    term.kind = TermEntry::Kind::kShort;
    const std::size_t before = short_lists.size();
    append_short(postings, short_lists);
    term.list_bytes = short_lists.size() - before;
    return term;
  }
  const bool frequent = text_space && !is_mark && term.cf > token_space_ / kTokenSpaceShare;
  term.kind = frequent ? TermEntry::Kind::kLongTokenSpace : TermEntry::Kind::kLong;
  const std::size_t before = long_lists.size();
  append_long(postings, text_space && !frequent, long_lists);
  term.list_bytes = long_lists.size() - before;
  if (text_space) {
    const std::size_t positions_before = positions.size();
    if (frequent) {
      append_token_space_record(postings, positions);
    } else {
      append_gap_record(postings, positions);
    }
    term.positions_bytes = positions.size() - positions_before;
  }
  return term;
}

void PostingWriter::append_short(const TermPostings& postings, ByteBuffer& out) {
  DocId previous = 0;
  for (const DocId doc : postings.docs) {
    append_varint(out, doc - previous);
    previous = doc;
  }
  if (postings.tfs.empty()) return;
  append_nibbles(postings.tfs, out);
  for (const std::uint32_t tf : postings.tfs) {
    if (tf >= 16) append_varint(out, tf - 16);
  }
  append_gaps(postings.gaps.data(), postings.gaps.size(), out, nullptr);
}

void PostingWriter::append_long(const TermPostings& postings, bool with_prefix, ByteBuffer& out) {
  const std::size_t start = out.size();
  const ByteBuffer set_bytes = serialize_doc_set(postings.docs);
  std::vector<std::uint32_t> exceptions;
  for (std::size_t i = 0; i < postings.tfs.size(); ++i) {
    if (postings.tfs[i] >= 16) exceptions.push_back(static_cast<std::uint32_t>(i));
  }
  append(out, static_cast<std::uint32_t>(set_bytes.size()));
  append(out, static_cast<std::uint32_t>(exceptions.size()));
  append(out, std::uint64_t{0});
  append_bytes(out, set_bytes);
  pad(out, start, 4);
  const auto set = DocSetView::open(set_bytes);
  if (set) append_rank_directory(*set, out);
  if (!postings.tfs.empty()) {
    append_nibbles(postings.tfs, out);
    pad(out, start, 4);
    for (const std::uint32_t rank : exceptions) append(out, rank);
    for (const std::uint32_t rank : exceptions) append(out, postings.tfs[rank]);
  }
  if (with_prefix) {
    std::uint32_t occurrences = 0;
    for (std::size_t i = 0; i < postings.tfs.size(); ++i) {
      if (i % kPrefixStep == 0) append(out, occurrences);
      occurrences += postings.tfs[i];
    }
  }
  if (set && !postings.tfs.empty() && !length_bytes_.empty()) {
    const std::size_t bounds_at = out.size();
    append_bounds(postings, *set, out);
    store(out.data() + start + 8, static_cast<std::uint32_t>(out.size() - bounds_at));
    pad(out, start, 4);
    store(out.data() + start + 12, kTopDocs);
    TopDocsOfTerm top;
    for (std::size_t i = 0; i < postings.docs.size(); ++i) {
      top.add(postings.docs[i], impacts_.exact(postings.tfs[i], length_bytes_[postings.docs[i]]));
    }
    for (const std::uint32_t doc : top.sorted()) append(out, doc);
  }
  pad(out, start, 32);
}

// One byte a container, then the finer bounds of the containers that have them.
void PostingWriter::append_bounds(const TermPostings& postings, const DocSetView& set, ByteBuffer& out) const {
  const std::uint32_t containers = set.container_count();
  const std::size_t of_containers = out.size();
  out.resize(of_containers + containers, 0);
  std::size_t posting = 0;
  for (std::uint32_t i = 0; i < containers; ++i) {
    const std::uint32_t cardinality = set.cardinality_of(i);
    const std::uint32_t bounds = bound_count(cardinality);
    const std::size_t at = out.size();
    out.resize(at + bounds, 0);
    const int docs_of_bound = bounds == 0 ? 0 : std::countr_zero(65'536 / bounds);  // as a power of two
    std::uint8_t largest = 0;
    for (const std::size_t end = posting + cardinality; posting < end; ++posting) {
      const DocId doc = postings.docs[posting];
      const std::uint8_t impact = impacts_.impact(postings.tfs[posting], length_bytes_[doc]);
      largest = std::max(largest, impact);
      if (bounds == 0) continue;
      std::uint8_t& bound = out[at + ((doc & 0xFFFF) >> docs_of_bound)];
      bound = std::max(bound, impact);
    }
    out[of_containers + i] = largest;
  }
}

void PostingWriter::append_gap_record(const TermPostings& postings, ByteBuffer& out) {
  const std::size_t start = out.size();
  const std::size_t table_bytes = (postings.gaps.size() / 128 + 1) * 4;
  out.resize(start + table_bytes);
  block_offsets_.clear();
  append_gaps(postings.gaps.data(), postings.gaps.size(), out, &block_offsets_);
  for (std::size_t i = 0; i < block_offsets_.size(); ++i) store(out.data() + start + 4 * i, block_offsets_[i]);
  pad(out, start, 4);
}

void PostingWriter::append_token_space_record(const TermPostings& postings, ByteBuffer& out) {
  const std::size_t start = out.size();
  tokens_.clear();
  std::size_t gap = 0;
  for (std::size_t i = 0; i < postings.docs.size(); ++i) {
    std::uint32_t token = spans_[std::size_t{postings.docs[i]} * stride_];
    for (std::uint32_t j = 0; j < postings.tfs[i]; ++j) tokens_.push_back(token += postings.gaps[gap++]);
  }
  const auto chunk_count = static_cast<std::size_t>(round_up(token_space_, kChunkPositions) / kChunkPositions);
  out.resize(start + (chunk_count + 1) * 4);
  const std::size_t data_start = out.size();
  std::size_t at = 0;
  for (std::size_t chunk = 0; chunk < chunk_count; ++chunk) {
    const std::size_t first = at;
    while (at < tokens_.size() && tokens_[at] / kChunkPositions == chunk) ++at;
    append_chunk(std::span(tokens_).subspan(first, at - first), chunk_code_, out);
    store(out.data() + start + 4 * (chunk + 1), static_cast<std::uint32_t>(out.size() - data_start));
  }
  store(out.data() + start, static_cast<std::uint32_t>(chunk_code_));
  pad(out, start, 4);
}

}  // namespace riffle

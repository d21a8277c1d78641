#include "query/term_union.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/try.h"
#include "query/document_positions.h"

namespace riffle {
namespace {

constexpr std::size_t kContainerWords = kContainerDocs / 64;
/// Where the ids of documents take more bytes than one bit for each document, bits are kept.
constexpr std::size_t kDocumentsPerId = 32;

std::vector<DocId> documents_of(const PostingList& list) {
  return list.is_long() ? list.set().to_vector()
                        : std::vector<DocId>(list.short_docs().begin(), list.short_docs().end());
}

}  // namespace

Status TermUnion::add(const TermEntry& entry) {
  RIFFLE_TRY(text_field_ != kAnyTextField ? add_in_field(entry) : add_list(entry));
  const std::uint64_t bytes = sparse_.capacity() * sizeof(DocId) + dense_.capacity() * sizeof(std::uint64_t) +
                              long_lists_.capacity() * sizeof(DocSetView);
  if (bytes <= taken_) return {};
  return meter_->take_for_segment(bytes - std::exchange(taken_, bytes));
}

Status TermUnion::add_list(const TermEntry& entry) {
  if (entry.kind == TermEntry::Kind::kInline) {
    add_document(entry.inline_doc);
    return {};
  }
  RIFFLE_TRY(reader_->open_list(entry, list_));
  if (list_.is_long()) {
    long_lists_.push_back(list_.set());
  } else {
    add_documents(list_.short_docs());
  }
  return {};
}

Status TermUnion::add_in_field(const TermEntry& entry) {
  BoundTerm term;
  term.bind(*reader_, &entry);
  RIFFLE_TRY(term.open_list());
  // For as long as this term is looked at.
  const std::uint64_t bytes = std::uint64_t{entry.df} * sizeof(DocId) + term.bytes_for_reads(entry.df);
  RIFFLE_TRY(meter_->take(bytes));
  meter_->give(bytes);
  const std::vector<DocId> documents = documents_of(term.list());
  DocumentPositions positions;
  RIFFLE_TRY(positions.open(term, documents.size()));
  std::vector<std::uint32_t> places;
  std::vector<std::uint32_t> borders;
  for (std::uint32_t rank = 0; rank < documents.size() && rank < term.df(); ++rank) {
    RIFFLE_TRY(meter_->touch(WorkMeter::kTouchesOfPositions));
    const DocId doc = documents[rank];
    if (doc >= reader_->doc_count()) continue;
    places.clear();
    if (!positions.append(doc, rank, places)) return positions.error();
    if (!field_borders(*reader_, doc, borders)) return reader_->damage();
    const auto first = std::lower_bound(places.begin(), places.end(), borders[text_field_]);
    if (first != places.end() && *first < borders[text_field_ + 1]) add_document(doc);
  }
  return {};
}

void TermUnion::add_document(DocId doc) {
  if (doc >= reader_->doc_count()) return;
  if (!dense_.empty()) {
    dense_[doc / 64] |= std::uint64_t{1} << doc % 64;
    return;
  }
  sparse_.push_back(doc);
  if (sparse_.size() > 1'024 + reader_->doc_count() / kDocumentsPerId) spread();
}

/// Documents of a list that was opened, and so are documents of the segment.
void TermUnion::add_documents(std::span<const DocId> docs) {
  if (dense_.empty()) {
    for (const DocId doc : docs) add_document(doc);
    return;
  }
  std::uint64_t* const words = dense_.data();
  for (const DocId doc : docs) words[doc / 64] |= std::uint64_t{1} << doc % 64;
}

void TermUnion::spread() {
  const std::size_t containers = container_count_of(reader_->doc_count());
  dense_.assign(containers * kContainerWords, 0);
  for (const DocId doc : std::exchange(sparse_, {})) dense_[doc / 64] |= std::uint64_t{1} << doc % 64;
}

void TermUnion::finish() {
  std::sort(sparse_.begin(), sparse_.end());
  sparse_.erase(std::unique(sparse_.begin(), sparse_.end()), sparse_.end());
}

ContainerSet TermUnion::container(std::uint32_t key, SlotStack& slots) const {
  if (long_lists_.empty() && !dense_.empty()) return ContainerSet::bitset(dense_of(key));
  std::uint8_t* output = slots.push();
  const auto first = std::lower_bound(sparse_.begin(), sparse_.end(), DocId{key} << 16);
  const auto last = std::find_if(first, sparse_.end(), [key](DocId doc) { return doc >> 16 != key; });
  const auto count = static_cast<std::size_t>(last - first);
  if (long_lists_.empty() && count <= kMaxArray) {
    for (std::size_t i = 0; i < count; ++i)
      store(output + 2 * i, static_cast<std::uint16_t>(first[static_cast<std::ptrdiff_t>(i)]));
    return ContainerSet::array(output, count);
  }
  if (dense_.empty()) {
    std::memset(output, 0, kernels::kBitsetBytes);
  } else {
    std::memcpy(output, dense_of(key), kernels::kBitsetBytes);
  }
  for (auto doc = first; doc != last; ++doc) {
    output[(*doc & 0xFFFF) / 8] = static_cast<std::uint8_t>(output[(*doc & 0xFFFF) / 8] | 1u << *doc % 8);
  }
  for (const DocSetView& list : long_lists_) {
    const std::size_t mark = slots.mark();
    const ContainerSet set = container_of(list, key, slots);
    if (set.is_bitset()) kernels::or_into(output, set.bytes, output);
    if (set.is_array()) kernels::set_bits(set.values(), output);
    slots.release(mark);
  }
  return ContainerSet::bitset(output);
}

const std::uint8_t* TermUnion::dense_of(std::uint32_t key) const {
  return reinterpret_cast<const std::uint8_t*>(&dense_[key * kContainerWords]);
}

}  // namespace riffle

#include "indexing/segment_run.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "base/try.h"
#include "format/position_list.h"
#include "format/posting_list.h"
#include "indexing/dictionary_walk.h"

namespace riffle {
namespace {

constexpr DocId kLeftOut = std::numeric_limits<DocId>::max();

}  // namespace

SegmentRunMaker::SegmentRunMaker(std::span<const MergeSource> sources, const DocumentOrder& order, Analyzer& analyzer)
    : sources_(sources), order_(order), analyzer_(analyzer), scratch_(kChunkPositions + kernels::kOutSlack) {
  for (const MergeSource& source : sources_) new_docs_.emplace_back(source.reader->doc_count(), kLeftOut);
  for (std::size_t i = 0; i < order_.size(); ++i) new_docs_[order_[i].source][order_[i].doc] = static_cast<DocId>(i);
}

std::vector<SegmentRunMaker::Range> SegmentRunMaker::ranges_of(DocId first, DocId end) const {
  std::vector<Range> ranges(sources_.size());
  for (DocId doc = first; doc < end; ++doc) {
    const DocPlace& place = order_[doc];
    Range& range = ranges[place.source];
    if (range.first == range.end) range = {.first = place.doc, .end = place.doc + 1};
    range.first = std::min(range.first, place.doc);
    range.end = std::max(range.end, place.doc + 1);
  }
  return ranges;
}

Result<Run> SegmentRunMaker::make(DocId first, DocId end) {
  first_ = first;
  end_ = end;
  const std::vector<Range> ranges = ranges_of(first, end);
  std::vector<DictionaryWalk> walks;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (!sources_[i].reader->touch_spans(0, sources_[i].reader->doc_count() - 1)) return sources_[i].reader->damage();
    walks.emplace_back(*sources_[i].reader);
    // A source without documents in this run is at its end from the start.
    if (ranges[i].first != ranges[i].end) RIFFLE_TRY(walks.back().next());
  }
  const auto is_done = [&](std::size_t i) { return ranges[i].first == ranges[i].end || walks[i].at_end(); };
  RunWriter writer(first);
  terms_.clear();
  places_.clear();
  std::string key;
  for (;;) {
    std::optional<std::size_t> least;
    for (std::size_t i = 0; i < walks.size(); ++i) {
      if (!is_done(i) && (!least || walks[i].key() < walks[*least].key())) least = i;
    }
    if (!least) break;
    key.assign(walks[*least].key());
    const bool text_space = static_cast<TermSpace>(key[0]) == kTextSpace;
    pieces_.clear();
    piece_bytes_.clear();
    occurrences_ = 0;
    for (std::size_t i = 0; i < walks.size(); ++i) {
      if (is_done(i) || walks[i].key() != key) continue;
      RIFFLE_TRY(take_list(i, walks[i].entry(), ranges[i], text_space));
      RIFFLE_TRY(walks[i].next());
    }
    write_entry(key, writer);
  }
  write_class_entries(writer);
  return writer.finish();
}

namespace {

/// Positions go up, and end inside the document: in another segment a place beyond it would be another document's, or
/// none that a number holds.
bool are_of_document(const SegmentReader& reader, DocId doc, std::span<const std::uint32_t> positions) {
  const std::uint64_t fields = reader.text_field_count();
  const std::uint32_t begin = reader.span(doc * fields);
  const std::uint32_t end = reader.span((std::uint64_t{doc} + 1) * fields);
  return !positions.empty() && begin < end && positions.back() < end - begin &&
         std::ranges::adjacent_find(positions, std::greater_equal()) == positions.end();
}

}  // namespace

Status SegmentRunMaker::take_list(std::size_t source, const TermEntry& entry, const Range& range, bool text_space) {
  if (text_space && entry.kind == TermEntry::Kind::kLongTokenSpace) return take_token_space(source, entry, range);
  if (text_space) return take_gap_positions(source, entry, range);
  RIFFLE_TRY_ASSIGN(const PostingList list, sources_[source].reader->open_list(entry));
  std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
  if (list.is_long()) docs = list.set().to_vector();
  for (const DocId doc : docs) {
    if (doc >= range.first && doc < range.end) add_posting(source, doc, {});
  }
  return {};
}

Status SegmentRunMaker::take_gap_positions(std::size_t source, const TermEntry& entry, const Range& range) {
  const SegmentReader& reader = *sources_[source].reader;
  RIFFLE_TRY_ASSIGN(const PostingList list, reader.open_list(entry));
  RIFFLE_TRY_ASSIGN(GapPositions positions, reader.open_gap_positions(entry, list));
  std::vector<DocId> docs(list.short_docs().begin(), list.short_docs().end());
  if (list.is_long()) docs = list.set().to_vector();
  if (docs.size() != list.df()) return reader.corrupt(SectionKind::kLongLists, entry.list_offset, "a wrong count");
  for (std::uint32_t rank = 0; rank < docs.size(); ++rank) {
    const DocId doc = docs[rank];
    if (doc < range.first || doc >= range.end) continue;
    if (!positions.read(rank, positions_) || !are_of_document(reader, doc, positions_)) {
      return reader.corrupt(SectionKind::kPositions, entry.positions_offset, "positions are broken");
    }
    add_posting(source, doc, positions_);
  }
  return {};
}

Status SegmentRunMaker::take_token_space(std::size_t source, const TermEntry& entry, const Range& range) {
  const SegmentReader& reader = *sources_[source].reader;
  const std::uint64_t fields = reader.text_field_count();
  RIFFLE_TRY_ASSIGN(const TokenSpacePositions positions, reader.open_token_space(entry));
  const std::uint32_t begin = reader.span(range.first * fields);
  const std::uint32_t end = reader.span(range.end * fields);
  if (begin >= end || end > reader.token_space()) return {};
  positions_.clear();
  DocId doc = range.first;
  const auto last = static_cast<std::uint32_t>((end - 1) / kChunkPositions);
  for (auto chunk = static_cast<std::uint32_t>(begin / kChunkPositions); chunk <= last; ++chunk) {
    if (!reader.touch_chunk(entry, positions, chunk)) return reader.damage();
    const auto values = positions.array(chunk, scratch_.data());
    RIFFLE_TRY(take_chunk(source, chunk, ByteSpan(values.bytes, values.count * 2), doc, range));
  }
  if (!positions_.empty()) add_posting(source, doc, positions_);
  return {};
}

// `doc` is the document that positions_ are of; occurrences come in order.
Status SegmentRunMaker::take_chunk(std::size_t source, std::uint32_t chunk, ByteSpan values, DocId& doc,
                                   const Range& range) {
  const SegmentReader& reader = *sources_[source].reader;
  const std::uint64_t fields = reader.text_field_count();
  for (std::size_t at = 0; at < values.size(); at += 2) {
    const auto position = static_cast<std::uint32_t>(chunk * kChunkPositions + load<std::uint16_t>(values.data() + at));
    if (position < reader.span(range.first * fields)) continue;
    while (doc < range.end && position >= reader.span((std::uint64_t{doc} + 1) * fields)) {
      if (!positions_.empty()) add_posting(source, doc, positions_);
      positions_.clear();
      ++doc;
    }
    if (doc == range.end) return {};
    const std::uint32_t start = reader.span(doc * fields);
    if (position < start) return reader.corrupt(SectionKind::kSpans, 4 * doc * fields, "spans are out of order");
    if (!positions_.empty() && position - start <= positions_.back()) {
      return reader.corrupt(SectionKind::kPositions, 0, "positions are out of order");
    }
    positions_.push_back(position - start);
  }
  return {};
}

void SegmentRunMaker::add_posting(std::size_t source, DocId doc, std::span<const std::uint32_t> positions) {
  // A long list's ids are only known to be below doc_count rounded up; the caller's range is below it.
  const DocId new_doc = new_docs_[source][doc];
  if (new_doc == kLeftOut || new_doc < first_ || new_doc >= end_) return;
  const std::size_t offset = piece_bytes_.size();
  if (!positions.empty()) {
    append_varint(piece_bytes_, positions.size());
    std::uint32_t previous = 0;
    for (const std::uint32_t position : positions) {
      append_varint(piece_bytes_, position - previous);
      previous = position;
    }
  }
  occurrences_ += positions.empty() ? 1 : positions.size();
  pieces_.push_back({.doc = new_doc, .offset = offset, .bytes = piece_bytes_.size() - offset});
}

void SegmentRunMaker::write_entry(const std::string& key, RunWriter& writer) {
  if (pieces_.empty()) return;
  const auto is_before = [](const Piece& a, const Piece& b) { return a.doc < b.doc; };
  if (!std::is_sorted(pieces_.begin(), pieces_.end(), is_before)) {
    std::sort(pieces_.begin(), pieces_.end(), is_before);
  }
  if (static_cast<TermSpace>(key[0]) == kTextSpace) {
    terms_.number_of(std::string_view(key).substr(1));
    places_.push_back({.offset = writer.offset(), .df = pieces_.size()});
  }
  writer.begin(key, pieces_.size(), occurrences_);
  DocId previous = first_;
  for (const Piece& piece : pieces_) {
    append_varint(writer.data(), piece.doc - previous);
    append_bytes(writer.data(), ByteSpan(piece_bytes_).subspan(piece.offset, piece.bytes));
    previous = piece.doc;
  }
  writer.end();
}

void SegmentRunMaker::write_class_entries(RunWriter& writer) {
  std::vector<std::uint32_t> sorted(terms_.size());
  std::iota(sorted.begin(), sorted.end(), 0u);
  write_classes(terms_, sorted, places_, analyzer_, writer);
}

}  // namespace riffle

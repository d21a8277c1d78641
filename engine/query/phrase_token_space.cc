// PhraseMatcher for phrases of frequent words only, and for such words inside one field: token positions lead.
#include <algorithm>

#include "query/phrase_matcher.h"

namespace riffle {

namespace {

// Documents per chunk below which each document is searched by itself.
constexpr std::uint64_t kSparseDocuments = 2;
// A chunk is probed when it has this many times more occurrences than there are places to test.
constexpr std::uint64_t kProbeRatio = 16;
// So few values are probed rather than intersected.
constexpr std::size_t kFewValues = 4;
// A chunk of token space takes as long as so many documents.
constexpr std::uint64_t kTouchesOfChunk = 1'024;

// Index of the first value >= wanted.
std::size_t lower_bound(kernels::U16Array values, std::uint64_t wanted) {
  std::size_t low = 0;
  std::size_t length = values.count;
  while (length > 0) {
    const std::size_t half = length / 2;
    const bool right = kernels::value_at(values, low + half) < wanted;
    low = right ? low + half + 1 : low;
    length = right ? length - half - 1 : half;
  }
  return low;
}

kernels::U16Array part(kernels::U16Array values, std::size_t first, std::size_t last) {
  return {values.bytes + 2 * first, last - std::min(first, last)};
}

// Walks documents forward: the document of each of a rising sequence of positions.
class DocumentWalk {
 public:
  DocumentWalk(const SegmentReader& reader, std::uint32_t text_field_count, DocId first, DocId end)
      : reader_(reader), step_(text_field_count), doc_(first), end_(end), next_start_(start_of(first + 1)) {}

  DocId seek(std::uint64_t position) {
    if (position < next_start_) return doc_;
    std::uint64_t low = std::uint64_t{doc_} + 1;  // starts at or before the position
    std::uint64_t stride = 1;
    while (low + stride < end_ && start_of(low + stride) <= position) {
      low += stride;
      stride *= 2;
    }
    std::uint64_t high = std::min<std::uint64_t>(low + stride, end_);
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (start_of(middle) <= position) {
        low = middle;
      } else {
        high = middle;
      }
    }
    doc_ = static_cast<DocId>(std::min<std::uint64_t>(low, end_ - 1));
    next_start_ = start_of(std::uint64_t{doc_} + 1);
    return doc_;
  }

 private:
  [[nodiscard]] std::uint32_t start_of(std::uint64_t doc) const { return reader_.span(doc * step_); }

  const SegmentReader& reader_;
  std::uint64_t step_;
  DocId doc_;
  std::uint64_t end_;
  std::uint64_t next_start_;
};

void add_match(DocId doc, std::uint32_t matches, PhraseMatches& out) {
  const auto low = static_cast<std::uint16_t>(doc);
  if (!out.documents.empty() && out.documents.back() == low) {
    out.frequencies.back() += matches;
    return;
  }
  out.documents.push_back(low);
  out.frequencies.push_back(matches);
}

// Drops the documents that are not in `within`.
void keep_within(const ContainerSet& within, PhraseMatches& out) {
  std::size_t kept = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < out.documents.size(); ++i) {
    const std::uint16_t doc = out.documents[i];
    bool holds = within.is_all();
    if (within.is_bitset()) holds = (within.bytes[doc / 8] >> (doc % 8) & 1) != 0;
    if (within.is_array()) {
      while (at < within.count && kernels::value_at(within.values(), at) < doc) ++at;
      holds = at < within.count && kernels::value_at(within.values(), at) == doc;
    }
    if (!holds) continue;
    out.documents[kept] = doc;
    out.frequencies[kept++] = out.frequencies[i];
  }
  out.documents.resize(kept);
  out.frequencies.resize(kept);
}

}  // namespace

bool PhraseMatcher::match_token_space(std::uint32_t key, const ContainerSet& within, PhraseMatches& out) {
  driver_chunk_ = UINT32_MAX;
  const DocId first_doc = key * kContainerDocs;
  const std::uint32_t universe = query_.universe(key);
  if (!reader_->touch_spans(first_doc, first_doc + universe - 1)) return fail(reader_->damage());
  const bool is_single = frequent_.size() == 1;
  const std::uint64_t tokens =
      std::uint64_t{span_of(first_doc + universe - 1, text_field_count_)} - span_of(first_doc, 0);
  const bool is_sparse =
      !within.is_all() && within.is_array() && within.count <= kSparseDocuments * (tokens / kChunkPositions);
  if (!is_single && !is_sparse) {
    if (!sweep_chunks(key, out)) return false;
    if (!within.is_all()) keep_within(within, out);
    return true;
  }
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  ContainerSet documents = within;
  if (is_single) {
    if (const Status opened = frequent_[0].term->open_list(); !opened) return fail(std::unexpected(opened.error()));
    std::uint8_t* output = slots.push();
    documents = intersect(within, frequent_[0].term->container(key, slots), output);
  }
  const bool sound = sweep_documents(key, to_array(documents, universe, scratch_.phrase_documents.get()), out);
  slots.release(mark);
  return sound;
}

bool PhraseMatcher::sweep_chunks(std::uint32_t key, PhraseMatches& out) {
  const DocId first_doc = key * kContainerDocs;
  const DocId end_doc = first_doc + query_.universe(key);
  const std::uint64_t offset = frequent_[0].offset;
  const std::uint64_t from = span_of(first_doc, 0) + offset;
  const std::uint64_t to =
      std::min<std::uint64_t>(span_of(end_doc - 1, text_field_count_) + offset, reader_->token_space());
  DocumentWalk walk(*reader_, text_field_count_, first_doc, end_doc);
  for (std::uint64_t begin = from; begin < to; begin = (begin / kChunkPositions + 1) * kChunkPositions) {
    const auto chunk = static_cast<std::uint32_t>(begin / kChunkPositions);
    const std::uint64_t chunk_start = chunk * kChunkPositions;
    if (const Status going = query_.meter().touch(kTouchesOfChunk); !going) return fail(std::unexpected(going.error()));
    if (!load_driver(chunk)) return false;
    kernels::U16Array values = driver_;
    if (to < chunk_start + kChunkPositions) values = part(values, 0, lower_bound(values, to - chunk_start));
    if (begin > chunk_start) values = part(values, lower_bound(values, begin - chunk_start), values.count);
    for (std::size_t i = 1; i < frequent_.size() && values.count > 0; ++i) {
      if (!refine(values, chunk, frequent_[i])) return false;
    }
    for (std::size_t i = 0; i < values.count; ++i) {
      const std::uint64_t place = chunk_start + kernels::value_at(values, i) - offset;
      const DocId doc = walk.seek(place);
      if (!needs_field_check() || stands_in_field(doc, place)) add_match(doc, 1, out);
    }
  }
  return true;
}

bool PhraseMatcher::sweep_documents(std::uint32_t key, kernels::U16Array documents, PhraseMatches& out) {
  const std::uint32_t universe = query_.universe(key);
  for (std::size_t i = 0; i < documents.count; ++i) {
    const Status going = query_.meter().touch(WorkMeter::kTouchesOfPositions);
    if (!going) return fail(std::unexpected(going.error()));
    const std::uint32_t low = kernels::value_at(documents, i);
    if (low >= universe) continue;
    const DocId doc = key * kContainerDocs + low;
    std::uint32_t matches = 0;
    if (!matches_in_document(doc, matches)) return false;
    if (matches > 0) add_match(doc, matches, out);
  }
  return true;
}

bool PhraseMatcher::matches_in_document(DocId doc, std::uint32_t& matches) {
  const bool is_scoped = phrase_->text_field != kAnyTextField;
  const std::uint64_t offset = frequent_[0].offset;
  const std::uint64_t from = span_of(doc, is_scoped ? phrase_->text_field : 0) + offset;
  const std::uint64_t to = std::min<std::uint64_t>(
      span_of(doc, is_scoped ? phrase_->text_field + 1 : text_field_count_) + offset, reader_->token_space());
  for (std::uint64_t begin = from; begin < to; begin = (begin / kChunkPositions + 1) * kChunkPositions) {
    const auto chunk = static_cast<std::uint32_t>(begin / kChunkPositions);
    const std::uint64_t chunk_start = chunk * kChunkPositions;
    if (!load_driver(chunk)) return false;
    for (std::size_t i = lower_bound(driver_, begin - chunk_start); i < driver_.count; ++i) {
      const std::uint64_t position = chunk_start + kernels::value_at(driver_, i);
      if (position >= to) break;
      const std::uint64_t place = position - offset;
      bool stands = !needs_field_check() || stands_in_field(doc, place);
      for (std::size_t s = 1; s < frequent_.size() && stands; ++s) {
        if (!holds(frequent_[s], place + frequent_[s].offset, stands)) return false;
      }
      if (stands) ++matches;
    }
  }
  return true;
}

bool PhraseMatcher::load_driver(std::uint32_t chunk) {
  if (chunk == driver_chunk_) return true;
  BoundTerm& term = *frequent_[0].term;
  if (chunk >= term.token_space().chunk_count()) {
    driver_ = {};
    driver_chunk_ = chunk;
    return true;
  }
  if (!term.touch_chunk(chunk)) return fail(reader_->damage());
  driver_ = term.token_space().array(chunk, scratch_.driver_chunk.get());
  driver_chunk_ = chunk;
  return true;
}

// Keeps the occurrences of the rarest term in `chunk` that the term of `slot` stands beside as the phrase wants.
bool PhraseMatcher::refine(kernels::U16Array& values, std::uint32_t chunk, const Slot& slot) {
  // Where the wanted position of value 0 lies. It may be below 0 (in two's complement), those of the values are not.
  const std::uint64_t base = chunk * kChunkPositions + slot.offset - frequent_[0].offset;
  const std::uint64_t wanted_chunk = (base + kernels::value_at(values, 0)) / kChunkPositions;
  const TokenSpacePositions& positions = slot.term->token_space();
  if (wanted_chunk >= positions.chunk_count()) {
    values = {};
    return true;
  }
  const std::uint64_t occurrences = positions.most_in(static_cast<std::uint32_t>(wanted_chunk));
  return values.count * kProbeRatio < occurrences ? refine_probing(values, base, slot)
                                                  : refine_shifted(values, base, slot);
}

bool PhraseMatcher::refine_shifted(kernels::U16Array& values, std::uint64_t base, const Slot& slot) {
  const std::uint32_t chunk_count = slot.term->token_space().chunk_count();
  // Value v is wanted at base + v: for values below `split` in one chunk, for the others in the next.
  const auto shift = static_cast<std::int32_t>(base % kChunkPositions);
  const std::int64_t chunk = static_cast<std::int64_t>(base) >> 16;
  const std::uint64_t first_of_next = kChunkPositions - static_cast<std::uint32_t>(shift);
  // Nearly always all values lie in one chunk.
  const std::size_t split =
      kernels::value_at(values, values.count - 1) < first_of_next ? values.count : lower_bound(values, first_of_next);
  std::uint16_t* out = output_beside(values);
  std::size_t kept = 0;
  if (split > 0 && chunk >= 0 && chunk < chunk_count) {
    const auto index = static_cast<std::uint32_t>(chunk);
    if (!intersect_chunk(part(values, 0, split), index, shift, slot, out, kept)) return false;
  }
  if (split < values.count && chunk + 1 >= 0 && chunk + 1 < chunk_count) {
    const auto index = static_cast<std::uint32_t>(chunk + 1);
    const std::int32_t back = shift - static_cast<std::int32_t>(kChunkPositions);
    if (!intersect_chunk(part(values, split, values.count), index, back, slot, out, kept)) return false;
  }
  values = {reinterpret_cast<const std::uint8_t*>(out), kept};
  return true;
}

// Adds to `out` the values v whose v + shift is an occurrence in `chunk`.
bool PhraseMatcher::intersect_chunk(kernels::U16Array values, std::uint32_t chunk, std::int32_t shift, const Slot& slot,
                                    std::uint16_t* out, std::size_t& kept) {
  const TokenSpacePositions& positions = slot.term->token_space();
  if (!slot.term->touch_chunk(chunk)) return fail(reader_->damage());
  if (values.count > kFewValues && values.count * kProbeRatio >= positions.most_in(chunk)) {
    kept += kernels::intersect_shifted(values, positions.array(chunk, scratch_.other_chunk.get()), shift, out + kept);
    return true;
  }
  const std::uint64_t base = chunk * kChunkPositions + static_cast<std::uint64_t>(std::int64_t{shift});
  for (std::size_t i = 0; i < values.count; ++i) {
    bool found = false;
    if (!holds(slot, base + kernels::value_at(values, i), found)) return false;
    if (found) out[kept++] = kernels::value_at(values, i);
  }
  return true;
}

bool PhraseMatcher::refine_probing(kernels::U16Array& values, std::uint64_t base, const Slot& slot) {
  std::uint16_t* out = output_beside(values);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.count; ++i) {
    bool found = false;
    if (!holds(slot, base + kernels::value_at(values, i), found)) return false;
    if (found) out[kept++] = kernels::value_at(values, i);
  }
  values = {reinterpret_cast<const std::uint8_t*>(out), kept};
  return true;
}

bool PhraseMatcher::holds(const Slot& slot, std::uint64_t position, bool& result) {
  result = false;
  if (position >= reader_->token_space()) return true;
  const auto at = static_cast<std::uint32_t>(position);
  if (!slot.term->touch_chunk(at >> 16)) return fail(reader_->damage());
  result = slot.term->token_space().contains(at);
  return true;
}

// The one of two buffers that does not hold `values`.
std::uint16_t* PhraseMatcher::output_beside(kernels::U16Array values) {
  std::uint16_t* first = scratch_.chunk_matches.get();
  return reinterpret_cast<const std::uint8_t*>(first) == values.bytes ? scratch_.more_chunk_matches.get() : first;
}

}  // namespace riffle

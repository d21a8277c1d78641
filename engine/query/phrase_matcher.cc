#include "query/phrase_matcher.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/try.h"

namespace riffle {

namespace {

// So many candidates a chunk of token space are intersected with it rather than probed.
constexpr std::uint64_t kDenseCandidates = 4;
// Beyond this many candidates the spans of all documents between them are verified in one go.
constexpr std::size_t kManySpans = 64;
// Beyond this many probes the frequent terms' documents are intersected first.
constexpr std::uint64_t kManyProbes = 256;

}  // namespace

Status PhraseMatcher::bind(std::uint32_t phrase) {
  const Plan& plan = query_.plan();
  phrase_ = &plan.phrases[phrase];
  reader_ = &query_.reader();
  text_field_count_ = reader_->text_field_count();
  relative_.clear();
  frequent_.clear();
  error_.reset();
  for (std::uint32_t i = 0; i < phrase_->slot_count; ++i) {
    const PhraseSlot& slot = plan.slots[phrase_->first_slot + i];
    BoundTerm& term = query_.term(slot.term);
    (term.is_token_space() ? frequent_ : relative_).push_back({&term, slot.offset});
  }
  std::sort(relative_.begin(), relative_.end(), [](const Slot& a, const Slot& b) {
    return std::tuple(a.term->df(), a.term, a.offset) < std::tuple(b.term->df(), b.term, b.offset);
  });
  std::sort(frequent_.begin(), frequent_.end(), [](const Slot& a, const Slot& b) {
    return std::tuple(a.term->cf(), a.term, a.offset) < std::tuple(b.term->cf(), b.term, b.offset);
  });
  for (const Slot& slot : relative_) RIFFLE_TRY(slot.term->open_positions());
  for (const Slot& slot : frequent_) RIFFLE_TRY(slot.term->open_positions());
  return {};
}

bool PhraseMatcher::match(std::uint32_t key, const ContainerSet& within, PhraseMatches& out) {
  out.clear();
  if (within.is_empty()) return true;
  return relative_.empty() ? match_token_space(key, within, out) : match_documents(key, within, out);
}

bool PhraseMatcher::fail(std::unexpected<Error> error) {
  error_ = std::move(error).error();
  return false;
}

bool PhraseMatcher::fail_positions() {
  return fail(reader_->corrupt(SectionKind::kPositions, 0, "the positions of a word are broken"));
}

// REQUIRES: the spans of `doc` are verified.
bool PhraseMatcher::stands_in_field(DocId doc, std::uint64_t begin) const {
  const std::uint64_t end = begin + phrase_->last_offset + 1;
  const std::uint32_t only = phrase_->text_field;
  if (only != kAnyTextField) return begin >= span_of(doc, only) && end < span_of(doc, only + 1);
  for (std::uint32_t field = 0; field < text_field_count_; ++field) {
    const std::uint32_t field_end = span_of(doc, field + 1);
    if (begin < field_end) return end < field_end;
  }
  return false;
}

bool PhraseMatcher::match_documents(std::uint32_t key, const ContainerSet& within, PhraseMatches& out) {
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  ContainerSet common;
  if (!documents_of_all(key, within, common)) return false;
  const DocId first_doc = key * kContainerDocs;
  const kernels::U16Array documents = to_array(common, query_.universe(key), scratch_.phrase_documents.get());
  bool sound = find_candidates(key, documents);
  if (sound && !candidates_.empty() && (!frequent_.empty() || needs_field_check())) {
    sound = locate_documents(first_doc, documents);
    for (std::size_t i = 0; sound && i < frequent_.size() && !candidates_.empty(); ++i)
      sound = keep_beside_frequent(frequent_[i]);
    if (sound && needs_field_check()) drop_outside_field(first_doc, documents);
  }
  if (sound) collect(documents, out);
  slots.release(mark);
  return sound;
}

// Documents that hold every document-relative term, and, where that saves probes, the others too.
bool PhraseMatcher::documents_of_all(std::uint32_t key, const ContainerSet& within, ContainerSet& documents) {
  SlotStack& slots = scratch_.slots;
  std::array<std::uint8_t*, 2> outputs{slots.push(), slots.push()};
  documents = within;
  const auto narrow = [&](const BoundTerm& term) {
    documents = intersect(documents, term.container(key, slots), outputs[0]);
    if (documents.bytes == outputs[0]) std::swap(outputs[0], outputs[1]);
  };
  for (std::size_t i = 0; i < relative_.size() && !documents.is_empty(); ++i) {
    if (i == 0 || relative_[i].term != relative_[i - 1].term) narrow(*relative_[i].term);
  }
  const BoundTerm& rarest = *relative_[0].term;
  for (const Slot& slot : frequent_) {
    if (documents.is_empty()) break;
    const std::uint64_t probes = documents.bound(query_.universe(key)) * rarest.cf() / std::max(rarest.df(), 1u);
    if (probes < kManyProbes || slot.term->df() > query_.doc_count() / 2) continue;
    if (const Status opened = slot.term->open_list(); !opened) return fail(std::unexpected(opened.error()));
    narrow(*slot.term);
  }
  return true;
}

// Where all document-relative terms stand as the phrase wants, term by term.
bool PhraseMatcher::find_candidates(std::uint32_t key, kernels::U16Array documents) {
  candidates_.clear();
  if (documents.count == 0) return true;
  if (const Status going = query_.meter().touch(documents.count); !going) return fail(std::unexpected(going.error()));
  if (ranks_.size() < documents.count + kernels::kOutSlack) ranks_.resize(documents.count + kernels::kOutSlack);
  for (std::size_t i = 0; i < relative_.size(); ++i) {
    BoundTerm& term = *relative_[i].term;
    if (i == 0 || &term != relative_[i - 1].term) {
      term.ranks_of(key, documents, ranks_.data(), scratch_.slots);
      const std::size_t reads = i == 0 ? documents.count : std::min(documents.count, candidates_.size());
      if (const Status taken = query_.meter().take_for_segment(term.bytes_for_reads(reads)); !taken) {
        return fail(std::unexpected(taken.error()));
      }
      if (!term.expect_reads(reads)) return fail_positions();
    }
    const bool sound =
        i == 0 ? seed_candidates(relative_[i], query_.universe(key), documents) : keep_beside(relative_[i]);
    if (!sound) return fail_positions();
    if (candidates_.empty()) return true;
  }
  return true;
}

// All places where the rarest term stands.
bool PhraseMatcher::seed_candidates(const Slot& slot, std::uint32_t universe, kernels::U16Array documents) {
  for (std::uint32_t i = 0; i < documents.count; ++i) {
    if (kernels::value_at(documents, i) >= universe) continue;
    Occurrences occurrences;
    if (!slot.term->read(ranks_[i], occurrences)) return false;
    std::uint32_t position = 0;
    for (std::uint32_t k = 0; k < occurrences.count; ++k) {
      position = occurrences.next(position, k);
      if (position >= slot.offset) candidates_.push_back({i, position - slot.offset});
    }
  }
  return true;
}

// Keeps the candidates that the term of `slot` stands beside.
bool PhraseMatcher::keep_beside(const Slot& slot) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < candidates_.size();) {
    const std::uint32_t document = candidates_[i].document;
    Occurrences occurrences;
    if (!slot.term->read(ranks_[document], occurrences)) return false;
    std::uint32_t k = 0;
    std::uint32_t position = occurrences.count > 0 ? occurrences.next(0, 0) : 0;
    for (; i < candidates_.size() && candidates_[i].document == document; ++i) {
      const std::uint64_t wanted = std::uint64_t{candidates_[i].place} + slot.offset;
      while (k < occurrences.count && position < wanted) {
        if (++k < occurrences.count) position = occurrences.next(position, k);
      }
      if (k < occurrences.count && position == wanted) candidates_[kept++] = candidates_[i];
    }
  }
  candidates_.resize(kept);
  return true;
}

// Absolute positions of the documents that have candidates. All addresses are asked for before the first is read.
bool PhraseMatcher::locate_documents(DocId first_doc, kernels::U16Array documents) {
  starts_.resize(documents.count);
  const auto doc_of = [&](const Candidate& candidate) {
    return first_doc + kernels::value_at(documents, candidate.document);
  };
  const SectionView spans = reader_->section(SectionKind::kSpans);
  DocId first = doc_of(candidates_.front());
  DocId last = first;
  for (const Candidate& candidate : candidates_) {
    const DocId doc = doc_of(candidate);
    __builtin_prefetch(spans.at(std::uint64_t{4} * doc * text_field_count_));
    first = std::min(first, doc);
    last = std::max(last, doc);
  }
  const bool touches_all = candidates_.size() > kManySpans;
  if (touches_all && !reader_->touch_spans(first, last)) {
    return fail(reader_->damage());
  }
  for (const Candidate& candidate : candidates_) {
    const DocId doc = doc_of(candidate);
    if (!touches_all && !reader_->touch_spans(doc, doc)) return fail(reader_->damage());
    starts_[candidate.document] = span_of(doc, 0);
  }
  return true;
}

// Keeps the candidates that the frequent term of `slot` stands beside.
bool PhraseMatcher::keep_beside_frequent(const Slot& slot) {
  const std::uint64_t first = wanted_position(candidates_.front(), slot) / kChunkPositions;
  const std::uint64_t last = wanted_position(candidates_.back(), slot) / kChunkPositions;
  const bool is_dense = first <= last && candidates_.size() >= kDenseCandidates * (last - first + 1);
  return is_dense ? intersect_chunks(slot) : probe(slot);
}

// A chunk of token space at a time: the places that are wanted there against those that the term has.
bool PhraseMatcher::intersect_chunks(const Slot& slot) {
  std::uint16_t* const wanted = scratch_.chunk_matches.get();
  std::uint16_t* const found = scratch_.more_chunk_matches.get();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < candidates_.size();) {
    const std::uint64_t position = wanted_position(candidates_[i], slot);
    const std::uint64_t chunk = position / kChunkPositions;
    std::size_t count = 0;
    for (; i + count < candidates_.size() && count < kChunkPositions; ++count) {
      const std::uint64_t here = wanted_position(candidates_[i + count], slot);
      if (here / kChunkPositions != chunk) break;
      wanted[count] = static_cast<std::uint16_t>(here);
    }
    std::size_t found_count = 0;
    if (position < reader_->token_space() &&
        !intersect_chunk(kernels::as_array(wanted, count), static_cast<std::uint32_t>(chunk), 0, slot, found,
                         found_count)) {
      return false;
    }
    std::size_t at = 0;
    for (std::size_t k = 0; k < count; ++k) {
      candidates_[kept] = candidates_[i + k];
      const bool holds = at < found_count && found[at] == wanted[k];
      kept += holds ? 1 : 0;
      at += holds ? 1 : 0;
    }
    i += count;
  }
  candidates_.resize(kept);
  return true;
}

// A batch at a time: first all addresses are asked for, then read.
bool PhraseMatcher::probe(const Slot& slot) {
  BoundTerm& term = *slot.term;
  const std::uint32_t token_space = reader_->token_space();
  std::size_t kept = 0;
  for (std::size_t base = 0; base < candidates_.size(); base += kProbeBatch) {
    std::array<std::uint64_t, kProbeBatch> wanted;
    std::array<PositionChunk, kProbeBatch> chunks;
    const std::size_t count = std::min(kProbeBatch, candidates_.size() - base);
    for (std::size_t i = 0; i < count; ++i) {
      wanted[i] = wanted_position(candidates_[base + i], slot);
      if (wanted[i] < token_space) term.prefetch_chunk_offset(static_cast<std::uint32_t>(wanted[i] >> 16));
    }
    std::uint32_t number = UINT32_MAX;
    PositionChunk chunk;
    for (std::size_t i = 0; i < count; ++i) {
      if (wanted[i] >= token_space) continue;
      const auto position = static_cast<std::uint32_t>(wanted[i]);
      if (position >> 16 != number) {
        number = position >> 16;
        if (!term.touch_chunk(number)) return fail(reader_->damage());
        chunk = term.token_space().chunk(number);
      }
      chunks[i] = chunk;
      chunk.prefetch(static_cast<std::uint16_t>(position));
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (chunks[i].contains(static_cast<std::uint16_t>(wanted[i]))) candidates_[kept++] = candidates_[base + i];
    }
  }
  candidates_.resize(kept);
  return true;
}

void PhraseMatcher::drop_outside_field(DocId first_doc, kernels::U16Array documents) {
  std::erase_if(candidates_, [&](const Candidate& candidate) {
    const DocId doc = first_doc + kernels::value_at(documents, candidate.document);
    return !stands_in_field(doc, starts_[candidate.document] + candidate.place);
  });
}

void PhraseMatcher::collect(kernels::U16Array documents, PhraseMatches& out) const {
  std::uint32_t last = UINT32_MAX;
  for (const Candidate& candidate : candidates_) {
    if (candidate.document == last) {
      ++out.frequencies.back();
      continue;
    }
    last = candidate.document;
    out.documents.push_back(kernels::value_at(documents, candidate.document));
    out.frequencies.push_back(1);
  }
}

}  // namespace riffle

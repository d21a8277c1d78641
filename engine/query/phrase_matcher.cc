#include "query/phrase_matcher.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/try.h"

namespace riffle {

namespace {

// Beyond this many probes the frequent terms' documents are intersected first.
constexpr std::uint64_t kManyProbes = 256;

std::uint16_t value_at(kernels::U16Array values, std::size_t index) {
  return load<std::uint16_t>(values.bytes + 2 * index);
}

// Keeps the places p with p + offset in `positions`; both in order.
void keep_shifted(std::vector<std::uint32_t>& places, const std::vector<std::uint32_t>& positions,
                  std::uint32_t offset) {
  std::size_t kept = 0;
  std::size_t at = 0;
  for (const std::uint32_t place : places) {
    const std::uint64_t wanted = std::uint64_t{place} + offset;
    while (at < positions.size() && positions[at] < wanted) ++at;
    if (at == positions.size()) break;
    if (positions[at] == wanted) places[kept++] = place;
  }
  places.resize(kept);
}

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
    (term.is_token_space() ? frequent_ : relative_).push_back({&term, slot.offset, 0});
  }
  std::sort(relative_.begin(), relative_.end(), [](const Slot& a, const Slot& b) {
    return std::tuple(a.term->df(), a.term, a.offset) < std::tuple(b.term->df(), b.term, b.offset);
  });
  std::sort(frequent_.begin(), frequent_.end(), [](const Slot& a, const Slot& b) {
    return std::tuple(a.term->cf(), a.term, a.offset) < std::tuple(b.term->cf(), b.term, b.offset);
  });
  for (const Slot& slot : relative_) slot.term->prefetch_list();
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
    for (std::size_t i = 0; sound && i < frequent_.size() && !candidates_.empty(); ++i) sound = probe(frequent_[i]);
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

bool PhraseMatcher::find_candidates(std::uint32_t key, kernels::U16Array documents) {
  candidates_.clear();
  if (documents.count == 0) return true;
  const std::size_t stride = documents.count + kernels::kOutSlack;
  if (ranks_.size() < stride * relative_.size()) ranks_.resize(stride * relative_.size());
  for (std::size_t i = 0; i < relative_.size(); ++i) {
    Slot& slot = relative_[i];
    slot.ranks_at = stride * i;
    if (i > 0 && slot.term == relative_[i - 1].term) {
      slot.ranks_at = relative_[i - 1].ranks_at;
    } else {
      slot.term->ranks_of(key, documents, ranks_.data() + slot.ranks_at, scratch_.slots);
    }
  }
  const std::uint32_t universe = query_.universe(key);
  for (std::size_t i = 0; i < documents.count; ++i) {
    if (value_at(documents, i) >= universe) continue;
    if (!places_in_document(i)) return fail(reader_->corrupt(SectionKind::kPositions, 0, "positions are broken"));
    for (const std::uint32_t place : places_) candidates_.push_back({static_cast<std::uint32_t>(i), place});
  }
  return true;
}

// Where all document-relative terms stand as the phrase wants, in the document under test of that index.
bool PhraseMatcher::places_in_document(std::size_t document) {
  places_.clear();
  for (std::size_t i = 0; i < relative_.size(); ++i) {
    const Slot& slot = relative_[i];
    const std::vector<std::uint32_t>* positions = slot.term->positions(ranks_[slot.ranks_at + document]);
    if (positions == nullptr) return false;
    if (i > 0) {
      keep_shifted(places_, *positions, slot.offset);
    } else {
      for (const std::uint32_t position : *positions) {
        if (position >= slot.offset) places_.push_back(position - slot.offset);
      }
    }
    if (places_.empty()) return true;
  }
  return true;
}

// Absolute positions of the documents that have candidates. All addresses are asked for before the first is read.
bool PhraseMatcher::locate_documents(DocId first_doc, kernels::U16Array documents) {
  starts_.resize(documents.count);
  const auto doc_of = [&](const Candidate& candidate) { return first_doc + value_at(documents, candidate.document); };
  const SectionView spans = reader_->section(SectionKind::kSpans);
  for (const Candidate& candidate : candidates_) {
    __builtin_prefetch(spans.at(std::uint64_t{4} * doc_of(candidate) * text_field_count_));
  }
  for (const Candidate& candidate : candidates_) {
    const DocId doc = doc_of(candidate);
    if (!reader_->touch_spans(doc, doc)) return fail(reader_->damage());
    starts_[candidate.document] = span_of(doc, 0);
  }
  return true;
}

bool PhraseMatcher::probe(const Slot& slot) {
  const TokenSpacePositions& positions = slot.term->token_space();
  const std::uint32_t token_space = reader_->token_space();
  std::array<std::uint64_t, kProbeBatch> wanted;
  std::size_t kept = 0;
  for (std::size_t base = 0; base < candidates_.size(); base += kProbeBatch) {
    const std::size_t count = std::min(kProbeBatch, candidates_.size() - base);
    for (std::size_t i = 0; i < count; ++i) {
      const Candidate& candidate = candidates_[base + i];
      wanted[i] = starts_[candidate.document] + candidate.place + slot.offset;
      if (wanted[i] >= token_space) continue;
      const auto position = static_cast<std::uint32_t>(wanted[i]);
      if (!slot.term->touch_chunk(position >> 16)) return fail(reader_->damage());
      positions.prefetch(position);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const bool holds = wanted[i] < token_space && positions.contains(static_cast<std::uint32_t>(wanted[i]));
      if (holds) candidates_[kept++] = candidates_[base + i];
    }
  }
  candidates_.resize(kept);
  return true;
}

void PhraseMatcher::drop_outside_field(DocId first_doc, kernels::U16Array documents) {
  std::erase_if(candidates_, [&](const Candidate& candidate) {
    const DocId doc = first_doc + value_at(documents, candidate.document);
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
    out.documents.push_back(value_at(documents, candidate.document));
    out.frequencies.push_back(1);
  }
}

}  // namespace riffle

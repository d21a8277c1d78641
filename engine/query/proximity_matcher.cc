#include "query/proximity_matcher.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/try.h"

namespace riffle {
namespace {

/// Documents whose positions are compared between two looks at the meter.
constexpr std::size_t kDocumentsPerStep = 256;

}  // namespace

Status ProximityMatcher::bind(std::uint32_t proximity) {
  const Plan& plan = query_.plan();
  proximity_ = &plan.proximities[proximity];
  error_.reset();
  readings_.clear();
  for (std::uint32_t i = 0; i < proximity_->term_count; ++i) {
    BoundTerm& term = query_.term(plan.proximity_terms[proximity_->first_term + i]);
    if (term.is_present()) RIFFLE_TRY(term.open_list());
    readings_.push_back({.term = &term, .positions = {}, .documents = {}, .ranks = {}});
  }
  if (proximity_->sentence_mark != kNoMark) {
    BoundTerm& mark = query_.term(proximity_->sentence_mark);
    if (mark.is_present()) RIFFLE_TRY(mark.open_list());
    readings_.push_back({.term = &mark, .positions = {}, .documents = {}, .ranks = {}});
  }
  items_.clear();
  for (std::uint32_t i = 0; i < proximity_->item_count; ++i) {
    const PlanItem& item = plan.proximity_items[proximity_->first_item + i];
    CountedItem& counted = items_.emplace_back();
    counted.is_anchored = item.is_anchored;
    for (std::uint32_t k = 0; k < item.slot_count; ++k) {
      const PlanSlot& slot = plan.proximity_slots[proximity_->first_slot + item.first_slot + k];
      counted.slots.push_back({{}, slot.offset, slot.word});
    }
  }
  positions_.resize(proximity_->slot_count);
  in_field_.resize(proximity_->slot_count);
  return {};
}

bool ProximityMatcher::match(std::uint32_t key, const ContainerSet& within, PhraseMatches& out) {
  out.clear();
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  std::uint8_t* outputs[2] = {slots.push(), slots.push()};
  const ContainerSet set = candidates(key, within, outputs);
  const std::uint32_t universe = query_.universe(key);
  const kernels::U16Array documents = to_array(set, universe, scratch_.phrase_documents.get());
  bool sound = documents.count == 0 || prepare_readings(key, documents);
  const DocId first_doc = key * kContainerDocs;
  for (std::size_t i = 0; sound && i < documents.count; ++i) {
    const std::uint16_t low = load<std::uint16_t>(documents.bytes + 2 * i);
    if (i % kDocumentsPerStep == 0) {
      if (const Status going = query_.meter().step(); !going) {
        sound = fail(std::unexpected(going.error()));
        break;
      }
    }
    sound = read_document(first_doc + low);
    const std::uint32_t count = sound ? count_in_document() : 0;
    if (count == 0) continue;
    out.documents.push_back(low);
    out.frequencies.push_back(count);
  }
  slots.release(mark);
  return sound && !error_;
}

// The documents of `within` that hold a term of every slot.
ContainerSet ProximityMatcher::candidates(std::uint32_t key, const ContainerSet& within, std::uint8_t* outputs[2]) {
  const Plan& plan = query_.plan();
  SlotStack& slots = scratch_.slots;
  ContainerSet set = within;
  for (std::uint32_t i = 0; i < proximity_->slot_count && !set.is_empty(); ++i) {
    const std::size_t mark = slots.mark();
    std::uint8_t* const united = slots.push();
    set = intersect(set, slot_set(plan.proximity_slots[proximity_->first_slot + i], key, united), outputs[0]);
    if (set.bytes == outputs[0]) {
      std::swap(outputs[0], outputs[1]);
    } else if (set.bytes != nullptr && set.bytes != within.bytes && set.bytes != outputs[1]) {
      // The slot's own set: it may lie in a slot that is released.
      std::memcpy(outputs[0], set.bytes, set.is_array() ? std::size_t{2} * set.count : kernels::kBitsetBytes);
      set.bytes = outputs[0];
      std::swap(outputs[0], outputs[1]);
    }
    slots.release(mark);
  }
  return set;
}

ContainerSet ProximityMatcher::slot_set(const PlanSlot& slot, std::uint32_t key, std::uint8_t* output) const {
  const auto set_of = [&](std::uint32_t i) {
    const BoundTerm& term = *readings_[slot.first_term + i].term;
    return term.is_present() ? term.container(key, scratch_.slots) : ContainerSet{};
  };
  if (slot.term_count == 1) return set_of(0);
  std::memset(output, 0, kernels::kBitsetBytes);
  for (std::uint32_t i = 0; i < slot.term_count; ++i) {
    const std::size_t mark = scratch_.slots.mark();
    const ContainerSet set = set_of(i);
    if (set.is_bitset()) kernels::or_into(output, set.bytes, output);
    if (set.is_array()) kernels::set_bits(set.values(), output);
    scratch_.slots.release(mark);
  }
  return ContainerSet::bitset(output);
}

bool ProximityMatcher::prepare_readings(std::uint32_t key, kernels::U16Array documents) {
  SlotStack& slots = scratch_.slots;
  for (Reading& reading : readings_) {
    reading.at = 0;
    reading.documents.clear();
    if (!reading.term->is_present()) continue;
    const std::size_t mark = slots.mark();
    const ContainerSet set = reading.term->container(key, slots);
    reading.documents.resize(documents.count + kernels::kOutSlack);
    std::size_t count = 0;
    if (set.is_array()) count = kernels::intersect(set.values(), documents, reading.documents.data());
    if (set.is_bitset()) count = kernels::intersect_bitset(documents, set.bytes, reading.documents.data());
    reading.documents.resize(count);
    reading.ranks.resize(count + kernels::kOutSlack);
    const kernels::U16Array held = kernels::as_array(reading.documents.data(), count);
    if (count > 0) reading.term->ranks_of(key, held, reading.ranks.data(), slots);
    slots.release(mark);
    if (count == 0) continue;
    if (reading.positions == nullptr) reading.positions = std::make_unique<DocumentPositions>();
    if (const Status taken = query_.meter().take_for_segment(reading.term->bytes_for_reads(count)); !taken) {
      return fail(std::unexpected(taken.error()));
    }
    if (const Status opened = reading.positions->open(*reading.term, count); !opened) {
      return fail(std::unexpected(opened.error()));
    }
  }
  return true;
}

// Documents come in increasing order.
bool ProximityMatcher::read_document(DocId doc) {
  const Plan& plan = query_.plan();
  for (std::uint32_t i = 0; i < proximity_->slot_count; ++i) {
    const PlanSlot& slot = plan.proximity_slots[proximity_->first_slot + i];
    std::vector<std::uint32_t>& positions = positions_[i];
    positions.clear();
    std::size_t holding = 0;
    for (std::uint32_t k = 0; k < slot.term_count; ++k) {
      const std::size_t before = positions.size();
      if (!read_positions(readings_[slot.first_term + k], doc, positions)) return false;
      holding += positions.size() > before ? 1 : 0;
    }
    if (holding < 2) continue;
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  }
  sentences_.clear();
  if (proximity_->sentence_mark != kNoMark && !read_positions(readings_.back(), doc, sentences_)) return false;
  if (!field_borders(query_.reader(), doc, borders_)) return fail(query_.reader().damage());
  return true;
}

// Appends where the term stands in the document, nowhere when it does not.
bool ProximityMatcher::read_positions(Reading& reading, DocId doc, std::vector<std::uint32_t>& positions) {
  const auto low = static_cast<std::uint16_t>(doc);
  while (reading.at < reading.documents.size() && reading.documents[reading.at] < low) ++reading.at;
  if (reading.at == reading.documents.size() || reading.documents[reading.at] != low) return true;
  return reading.positions->append(doc, reading.ranks[reading.at], positions) || fail(reading.positions->error());
}

std::uint32_t ProximityMatcher::count_in_document() {
  std::uint32_t total = 0;
  for (std::uint32_t field = 0; field + 1 < borders_.size(); ++field) {
    if (proximity_->text_field != kAnyTextField && proximity_->text_field != field) continue;
    std::size_t number = 0;
    for (CountedItem& item : items_) {
      for (CountedSlot& slot : item.slots) {
        keep_field(positions_[number], field, in_field_[number]);
        slot.positions = in_field_[number];
        ++number;
      }
    }
    keep_field(sentences_, field, sentences_in_field_);
    const std::span<const ProximityLink> links(query_.plan().links.data() + proximity_->first_link, items_.size() - 1);
    total += proximity_->slop > 0 ? counter_.count_sloppy(items_[0], proximity_->slop)
                                  : counter_.count_chain(items_, links, sentences_in_field_);
  }
  return total;
}

/// Those of the positions that lie in the field, from its beginning on.
void ProximityMatcher::keep_field(const std::vector<std::uint32_t>& positions, std::uint32_t field,
                                  std::vector<std::uint32_t>& inside) const {
  inside.clear();
  for (const std::uint32_t position : positions) {
    if (position >= borders_[field] && position < borders_[field + 1]) inside.push_back(position - borders_[field]);
  }
}

bool ProximityMatcher::fail(std::unexpected<Error> error) {
  error_ = std::move(error).error();
  return false;
}

}  // namespace riffle

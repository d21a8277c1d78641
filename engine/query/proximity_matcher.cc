#include "query/proximity_matcher.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/try.h"

namespace riffle {
namespace {

/// Documents whose positions are compared between two looks at the meter.
constexpr std::size_t kDocumentsPerStep = 256;
/// Words of more terms are read after the others.
constexpr std::uint32_t kTermsThatTakeLonger = 8;
/// So are words that are so many times as frequent as the second rarest one.
constexpr std::uint64_t kTimesAsFrequent = 4;

}  // namespace

Status ProximityReadings::count(Reading& reading, WorkMeter& meter) {
  const std::uint64_t bytes =
      reading.documents.capacity() * sizeof(std::uint16_t) + reading.ranks.capacity() * sizeof(std::uint32_t);
  return bytes <= reading.bytes ? Status() : meter.take_for_segment(bytes - std::exchange(reading.bytes, bytes));
}

void ProximityReadings::forget() {
  for (Reading& reading : readings_) reading.bytes = 0;
}

Status ProximityMatcher::bind(std::uint32_t proximity) {
  proximity_ = &query_.plan().proximities[proximity];
  error_.reset();
  RIFFLE_TRY(bind_words());
  if (proximity_->sentence_mark != kNoMark) {
    BoundTerm& mark = query_.term(proximity_->sentence_mark);
    if (mark.is_present()) RIFFLE_TRY(mark.open_list());
    terms_.push_back(&mark);
  }
  readings_.reserve(terms_.size());
  bind_items();
  if (proximity_->is_always_behind) mark_words();
  return {};
}

Status ProximityMatcher::bind_words() {
  const Plan& plan = query_.plan();
  terms_.clear();
  words_.clear();
  for (std::uint32_t i = 0; i < proximity_->slot_count; ++i) {
    const PlanSlot& slot = plan.proximity_slots[proximity_->first_slot + i];
    if (slot.word < words_.size()) continue;
    words_.push_back({.first_term = static_cast<std::uint32_t>(terms_.size()),
                      .term_count = slot.term_count,
                      .is_needed = !proximity_->is_always_behind,
                      .positions = {},
                      .in_field = {}});
    for (std::uint32_t k = 0; k < slot.term_count; ++k) {
      BoundTerm& term = query_.term(plan.proximity_terms[proximity_->first_term + slot.first_term + k]);
      if (term.is_present()) RIFFLE_TRY(term.open_list());
      terms_.push_back(&term);
    }
  }
  return {};
}

// To look at what is read quickly first is worth it where an item has two such words, and where others take longer.
void ProximityMatcher::bind_items() {
  const Plan& plan = query_.plan();
  items_.clear();
  simple_items_.clear();
  const std::uint64_t most = most_occurrences_of_simple();
  for (Word& word : words_) word.takes_longer = word.term_count > kTermsThatTakeLonger || occurrences(word) > most;
  for (std::uint32_t i = 0; i < proximity_->item_count; ++i) {
    const PlanItem& item = plan.proximity_items[proximity_->first_item + i];
    CountedItem& counted = items_.emplace_back();
    CountedItem simple;
    counted.is_anchored = simple.is_anchored = item.is_anchored;
    for (std::uint32_t k = 0; k < item.slot_count; ++k) {
      const PlanSlot& slot = plan.proximity_slots[proximity_->first_slot + item.first_slot + k];
      counted.slots.push_back({{}, slot.offset, slot.word});
      if (!words_[slot.word].takes_longer) simple.slots.push_back(counted.slots.back());
    }
    if (simple.slots.size() > 1) simple_items_.push_back(std::move(simple));
  }
  const bool are_all_simple = std::ranges::none_of(words_, [](const Word& word) { return word.takes_longer; });
  if (proximity_->is_always_behind || are_all_simple) simple_items_.clear();
}

/// Documents of all terms.
std::uint64_t ProximityMatcher::occurrences(const Word& word) const {
  std::uint64_t sum = 0;
  for (std::uint32_t i = 0; i < word.term_count; ++i) {
    const BoundTerm& term = *terms_[word.first_term + i];
    sum += term.is_present() ? term.df() : 0;
  }
  return sum;
}

// Some times as many as the second rarest word has.
std::uint64_t ProximityMatcher::most_occurrences_of_simple() const {
  std::uint64_t least = UINT64_MAX;
  std::uint64_t second = UINT64_MAX;
  for (const Word& word : words_) {
    const std::uint64_t sum = occurrences(word);
    second = std::min(second, std::max(sum, least));
    least = std::min(least, sum);
  }
  return second > UINT64_MAX / kTimesAsFrequent ? UINT64_MAX : kTimesAsFrequent * second;
}

void ProximityMatcher::mark_words() {
  for (const CountedSlot& slot : items_.back().slots) words_[slot.word].is_needed = true;
}

bool ProximityMatcher::match(std::uint32_t key, const ContainerSet& within, PhraseMatches& out) {
  out.clear();
  SlotStack& slots = scratch_.slots;
  const std::size_t mark = slots.mark();
  std::uint8_t* outputs[2] = {slots.push(), slots.push()};
  const ContainerSet set = candidates(key, within, outputs);
  kernels::U16Array documents = to_array(set, query_.universe(key), scratch_.phrase_documents.get());
  bool sound = true;
  if (!simple_items_.empty()) {
    simple_matches_.clear();
    sound = match_documents(key, documents, Words::kSimple, simple_matches_);
    documents = simple_matches_.values();
  }
  sound = sound && match_documents(key, documents, Words::kAll, out);
  slots.release(mark);
  return sound && !error_;
}

// Adds those of the documents where the words stand as they must.
bool ProximityMatcher::match_documents(std::uint32_t key, kernels::U16Array documents, Words words,
                                       PhraseMatches& out) {
  if (documents.count == 0) return true;
  if (!prepare_readings(key, documents, words)) return false;
  const DocId first_doc = key * kContainerDocs;
  for (std::size_t i = 0; i < documents.count; ++i) {
    const std::uint16_t low = load<std::uint16_t>(documents.bytes + 2 * i);
    if (i % kDocumentsPerStep == 0) {
      if (const Status going = query_.meter().step(); !going) return fail(std::unexpected(going.error()));
    }
    if (!read_document(first_doc + low, words)) return false;
    bool is_behind = false;
    if (proximity_->is_always_behind && !is_always_behind(first_doc + low, is_behind)) return false;
    const std::uint32_t count = proximity_->is_always_behind ? (is_behind ? 1 : 0) : count_in_document(words);
    if (count == 0) continue;
    out.documents.push_back(low);
    out.frequencies.push_back(count);
  }
  return true;
}

// The documents of `within` that hold a term of every word.
ContainerSet ProximityMatcher::candidates(std::uint32_t key, const ContainerSet& within, std::uint8_t* outputs[2]) {
  SlotStack& slots = scratch_.slots;
  ContainerSet set = within;
  for (std::size_t i = 0; i < words_.size() && !set.is_empty(); ++i) {
    if (!words_[i].is_needed) continue;
    if (const Status going = count_work(words_[i], key); !going) {
      fail(std::unexpected(going.error()));
      return {};
    }
    const std::size_t mark = slots.mark();
    std::uint8_t* const united = slots.push();
    narrow(set, word_set(words_[i], key, united), within, outputs);
    slots.release(mark);
  }
  if (!proximity_->is_always_behind || set.is_empty()) return set;
  const std::size_t mark = slots.mark();
  std::uint8_t* const united = slots.push();
  std::memset(united, 0, kernels::kBitsetBytes);
  for (std::size_t i = 0; i + 1 < items_.size(); ++i) unite_terms(words_[items_[i].slots.front().word], key, united);
  narrow(set, ContainerSet::bitset(united), within, outputs);
  slots.release(mark);
  return set;
}

// What `by` is made of may lie in a slot that is released.
void ProximityMatcher::narrow(ContainerSet& set, const ContainerSet& by, const ContainerSet& within,
                              std::uint8_t* outputs[2]) const {
  set = intersect(set, by, outputs[0]);
  if (set.bytes == outputs[0]) {
    std::swap(outputs[0], outputs[1]);
  } else if (set.bytes != nullptr && set.bytes != within.bytes && set.bytes != outputs[1]) {
    std::memcpy(outputs[0], set.bytes, set.is_array() ? std::size_t{2} * set.count : kernels::kBitsetBytes);
    set.bytes = outputs[0];
    std::swap(outputs[0], outputs[1]);
  }
}

// A word of a pattern may stand for a thousand terms.
Status ProximityMatcher::count_work(const Word& word, std::uint32_t key) const {
  return query_.meter().touch(std::uint64_t{query_.universe(key)} * word.term_count / SegmentQuery::kContainersAtOnce);
}

ContainerSet ProximityMatcher::word_set(const Word& word, std::uint32_t key, std::uint8_t* output) const {
  if (word.term_count == 1) {
    const BoundTerm& term = *terms_[word.first_term];
    return term.is_present() ? term.container(key, scratch_.slots) : ContainerSet{};
  }
  std::memset(output, 0, kernels::kBitsetBytes);
  unite_terms(word, key, output);
  return ContainerSet::bitset(output);
}

void ProximityMatcher::unite_terms(const Word& word, std::uint32_t key, std::uint8_t* output) const {
  for (std::uint32_t i = 0; i < word.term_count; ++i) {
    const BoundTerm& term = *terms_[word.first_term + i];
    if (!term.is_present()) continue;
    const std::size_t mark = scratch_.slots.mark();
    const ContainerSet set = term.container(key, scratch_.slots);
    if (set.is_bitset()) kernels::or_into(output, set.bytes, output);
    if (set.is_array()) kernels::set_bits(set.values(), output);
    scratch_.slots.release(mark);
  }
}

bool ProximityMatcher::prepare_readings(std::uint32_t key, kernels::U16Array documents, Words words) {
  if (words == Words::kAll) {
    for (std::size_t term = 0; term < terms_.size(); ++term) {
      if (!prepare(term, key, documents)) return false;
    }
    return true;
  }
  return std::all_of(words_.begin(), words_.end(), [&](const Word& word) {
    for (std::uint32_t i = 0; i < (word.takes_longer ? 0 : word.term_count); ++i) {
      if (!prepare(word.first_term + i, key, documents)) return false;
    }
    return true;
  });
}

bool ProximityMatcher::prepare(std::size_t term, std::uint32_t key, kernels::U16Array documents) {
  BoundTerm& bound = *terms_[term];
  ProximityReadings::Reading& reading = readings_[term];
  SlotStack& slots = scratch_.slots;
  reading.at = 0;
  reading.documents.clear();
  if (!bound.is_present()) return true;
  if (const Status going = query_.meter().touch(documents.count); !going) return fail(std::unexpected(going.error()));
  const std::size_t mark = slots.mark();
  const ContainerSet set = bound.container(key, slots);
  std::uint16_t* const common = scratch_.subset.get();
  std::size_t count = 0;
  if (set.is_array()) count = kernels::intersect(set.values(), documents, common);
  if (set.is_bitset()) count = kernels::intersect_bitset(documents, set.bytes, common);
  reading.documents.assign(common, common + count);
  reading.ranks.resize(count + kernels::kOutSlack);
  // Positions in token space are found by the document.
  if (count > 0 && !bound.is_token_space())
    bound.ranks_of(key, kernels::as_array(common, count), reading.ranks.data(), slots);
  slots.release(mark);
  if (count == 0) return true;
  Status sound = query_.meter().take_for_segment(bound.bytes_for_reads(count));
  if (sound) sound = reading.positions.open(bound, count);
  if (sound) sound = readings_.count(reading, query_.meter());
  return sound || fail(std::unexpected(std::move(sound).error()));
}

// Documents come in increasing order.
bool ProximityMatcher::read_document(DocId doc, Words words) {
  for (Word& word : words_) {
    word.positions.clear();
    word.is_read = false;
    if (!word.is_needed || (words == Words::kSimple && word.takes_longer)) continue;
    if (!read_word(word, doc)) return false;
  }
  sentences_.clear();
  const bool needs_sentences = words == Words::kAll && proximity_->sentence_mark != kNoMark;
  if (needs_sentences && !read_positions(terms_.size() - 1, doc, sentences_)) return false;
  if (!field_borders(query_.reader(), doc, borders_)) return fail(query_.reader().damage());
  return true;
}

bool ProximityMatcher::read_word(Word& word, DocId doc) {
  word.is_read = true;
  std::size_t holding = 0;
  for (std::uint32_t k = 0; k < word.term_count; ++k) {
    const std::size_t before = word.positions.size();
    if (!read_positions(word.first_term + k, doc, word.positions)) return false;
    holding += word.positions.size() > before ? 1 : 0;
  }
  if (holding < 2) return true;
  std::sort(word.positions.begin(), word.positions.end());
  word.positions.erase(std::unique(word.positions.begin(), word.positions.end()), word.positions.end());
  return true;
}

// Appends where the term stands in the document, nowhere when it does not.
bool ProximityMatcher::read_positions(std::size_t term, DocId doc, std::vector<std::uint32_t>& positions) {
  ProximityReadings::Reading& reading = readings_[term];
  const auto low = static_cast<std::uint16_t>(doc);
  while (reading.at < reading.documents.size() && reading.documents[reading.at] < low) ++reading.at;
  if (reading.at == reading.documents.size() || reading.documents[reading.at] != low) return true;
  return reading.positions.append(doc, reading.ranks[reading.at], positions) || fail(reading.positions.error());
}

std::uint32_t ProximityMatcher::count_in_document(Words words) {
  std::uint32_t total = 0;
  for (std::uint32_t field = 0; field + 1 < borders_.size(); ++field) {
    if (proximity_->text_field != kAnyTextField && proximity_->text_field != field) continue;
    for (Word& word : words_) keep_field(word.positions, field, word.in_field);
    keep_field(sentences_, field, sentences_in_field_);
    total += count_in_field(words);
  }
  return total;
}

// What it must stand behind is read only as far as a place may be behind it.
bool ProximityMatcher::is_always_behind(DocId doc, bool& result) {
  places_.clear();
  for (std::uint32_t field = 0; field + 1 < borders_.size(); ++field) {
    if (proximity_->text_field != kAnyTextField && proximity_->text_field != field) continue;
    for (Word& word : words_) keep_field(word.positions, field, word.in_field);
    set_slots(items_.back());
    for (const std::uint32_t place : counter_.places_of(items_.back())) {
      places_.push_back({place + borders_[field], place});
    }
  }
  const bool has_places = !places_.empty();
  for (std::size_t i = 0; i + 1 < items_.size() && !places_.empty(); ++i) {
    if (!drop_places_behind(items_[i], doc)) return false;
  }
  result = has_places && places_.empty();
  return true;
}

// The places that stand directly behind the item.
bool ProximityMatcher::drop_places_behind(const CountedItem& item, DocId doc) {
  const std::uint32_t length = item.slots.back().offset + 1;
  led_ = places_;
  for (const CountedSlot& slot : item.slots) {
    Word& word = words_[slot.word];
    if (!word.is_read && !read_word(word, doc)) return false;
    std::erase_if(led_, [&](const Place& place) {
      return place.before < length ||
             !std::binary_search(word.positions.begin(), word.positions.end(), place.position - length + slot.offset);
    });
    if (led_.empty()) return true;
  }
  std::erase_if(places_, [this](const Place& place) {
    return std::ranges::binary_search(led_, place.position, {}, &Place::position);
  });
  return true;
}

void ProximityMatcher::set_slots(CountedItem& item) const {
  for (CountedSlot& slot : item.slots) slot.positions = words_[slot.word].in_field;
}

// Of simple words alone: whether each item of several of them has a place.
std::uint32_t ProximityMatcher::count_in_field(Words words) {
  std::vector<CountedItem>& items = words == Words::kAll ? items_ : simple_items_;
  for (CountedItem& item : items) set_slots(item);
  const auto count = [&](std::span<const CountedItem> chain, std::span<const ProximityLink> links) {
    return proximity_->slop > 0 ? counter_.count_sloppy(chain[0], proximity_->slop)
                                : counter_.count_chain(chain, links, sentences_in_field_);
  };
  if (words == Words::kAll)
    return count(items, {query_.plan().links.data() + proximity_->first_link, items.size() - 1});
  const bool all =
      std::all_of(items.begin(), items.end(), [&](const CountedItem& item) { return count({&item, 1}, {}) > 0; });
  return all ? 1 : 0;
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

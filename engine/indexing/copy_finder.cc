#include "indexing/copy_finder.h"

#include <algorithm>
#include <bit>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/try.h"

namespace riffle {
namespace {

constexpr std::size_t kMostOfAValue = 16;
constexpr std::size_t kMostCompared = 8;
constexpr std::size_t kFirstBuckets = 1024;
constexpr std::size_t kChance = 6;
constexpr std::size_t kValuesPerRecentShingle = 2;  // of those that may be kept: 8 MiB of shingles at most

std::size_t place_of(std::uint32_t value, std::size_t mask) {
  // Values end in zero bits; the high ones are spread.
  return static_cast<std::size_t>((std::uint64_t{value} * 0x9E3779B97F4A7C15) >> 32) & mask;
}

}  // namespace

Status CopyFinder::add(BatchShingles batch) {
  if (!spill_) {
    RIFFLE_TRY_ASSIGN(spill_, SpillFile::create(spill_folder_));
    starts_.push_back(0);
    slots_.resize(kFirstBuckets);
  }
  RIFFLE_TRY(spill_->write(
      {reinterpret_cast<const std::uint8_t*>(batch.shingles.data()), batch.shingles.size() * sizeof(std::uint32_t)}));
  const std::uint64_t before = starts_.back();
  const auto first_doc = static_cast<DocId>(parents_.size());
  for (const std::size_t end : batch.ends) starts_.push_back(before + end);
  recent_.push_back({first_doc, std::move(batch)});
  const BatchShingles& texts = recent_.back().texts;
  std::size_t begin = 0;
  for (const std::size_t end : texts.ends) {
    const auto doc = static_cast<DocId>(parents_.size());
    parents_.push_back(doc);
    RIFFLE_TRY(add_document(doc, std::span(texts.shingles).subspan(begin, end - begin)));
    begin = end;
  }
  forget_old_texts();
  return {};
}

void CopyFinder::forget_old_texts() {
  while (!recent_.empty() &&
         starts_.back() - starts_[recent_.front().first_doc] > most_values_ / kValuesPerRecentShingle)
    recent_.pop_front();
}

Status CopyFinder::add_document(DocId doc, std::span<const std::uint32_t> shingles) {
  take_sketch(shingles, sketch_);
  std::erase_if(sketch_,
                [this](std::uint32_t value) { return static_cast<unsigned>(std::countr_zero(value)) < least_zeros_; });
  collect_candidates(doc);
  set_sizes_.push_back(0);
  if (!candidates_.empty()) {
    set_.assign(shingles);
    set_sizes_[doc] = static_cast<std::uint32_t>(set_.size());
  }
  for (const Candidate& candidate : candidates_) {
    if (root(candidate.doc) == root(doc)) continue;
    RIFFLE_TRY_ASSIGN(const bool copies, is_copy(candidate.doc));
    if (copies) unite(candidate.doc, doc);
  }
  remember(doc);
  return {};
}

CopyFinder::Slot& CopyFinder::slot_of(std::uint32_t value) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = place_of(value, mask);; at = (at + 1) & mask) {
    if (slots_[at].first == 0 || slots_[at].value == value) return slots_[at];
  }
}

void CopyFinder::collect_candidates(DocId doc) {
  candidates_.clear();
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint32_t value : sketch_) __builtin_prefetch(&slots_[place_of(value, mask)]);
  for (const std::uint32_t value : sketch_) {
    for (std::uint32_t at = slot_of(value).first; at != 0; at = entries_[at - 1].next) {
      const DocId other = entries_[at - 1].doc;
      const auto known = std::find_if(candidates_.begin(), candidates_.end(),
                                      [&](const Candidate& candidate) { return candidate.doc == other; });
      if (known != candidates_.end()) {
        ++known->shared;
      } else if (other != doc) {
        candidates_.push_back({.doc = other, .shared = 1});
      }
    }
  }
  std::erase_if(candidates_, [this](const Candidate& candidate) { return is_chance(candidate); });
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return a.shared != b.shared ? a.shared > b.shared : a.doc < b.doc;
  });
  if (candidates_.size() > kMostCompared) candidates_.resize(kMostCompared);
}

unsigned CopyFinder::level_of(std::span<const std::uint32_t> sketch) {
  unsigned level = 32;
  for (const std::uint32_t value : sketch) level = std::min(level, static_cast<unsigned>(std::countr_zero(value)));
  return level;
}

// Of the values that both sketches may hold, copies share about half or more; less than a sixth is taken for chance. Of
// the pairs among 30,000 articles 96.2 % are found so, by 32,000 comparisons; with a quarter 96.0 %, by 23,000.
bool CopyFinder::is_chance(const Candidate& candidate) const {
  const SketchSize& other = sketch_sizes_[candidate.doc];
  const unsigned level = std::max(level_of(sketch_), unsigned{other.level});
  const auto own = static_cast<std::size_t>(std::count_if(sketch_.begin(), sketch_.end(), [level](std::uint32_t value) {
    return static_cast<unsigned>(std::countr_zero(value)) >= level;
  }));
  const std::size_t others = std::size_t{other.count} >> (level - other.level);
  return kChance * candidate.shared < std::min(own, others);
}

Result<bool> CopyFinder::is_copy(DocId other) {
  RIFFLE_TRY_ASSIGN(const std::span<const std::uint32_t> shingles, shingles_of(other));
  if (set_sizes_[other] == 0) {
    counted_.assign(shingles);
    set_sizes_[other] = static_cast<std::uint32_t>(counted_.size());
  }
  return set_.is_copy(shingles, set_sizes_[other]);
}

/// Until the next call.
Result<std::span<const std::uint32_t>> CopyFinder::shingles_of(DocId doc) {
  const std::uint64_t begin = starts_[doc];
  const auto count = static_cast<std::size_t>(starts_[doc + 1] - begin);
  for (auto batch = recent_.rbegin(); batch != recent_.rend(); ++batch) {
    if (batch->first_doc > doc) continue;
    return std::span<const std::uint32_t>(batch->texts.shingles)
        .subspan(static_cast<std::size_t>(begin - starts_[batch->first_doc]), count);
  }
  other_.resize(count);
  RIFFLE_TRY(spill_->read_at(begin * sizeof(std::uint32_t), reinterpret_cast<std::uint8_t*>(other_.data()),
                             count * sizeof(std::uint32_t)));
  return std::span<const std::uint32_t>(other_);
}

// Of a cluster one document stands for all under a value, so that a story that everybody copies fills no list.
void CopyFinder::remember(DocId doc) {
  sketch_sizes_.push_back(
      {.level = static_cast<std::uint8_t>(level_of(sketch_)), .count = static_cast<std::uint8_t>(sketch_.size())});
  for (const std::uint32_t value : sketch_) {
    Slot* slot = &slot_of(value);
    std::size_t count = 0;
    bool is_known = false;
    for (std::uint32_t at = slot->first; at != 0; at = entries_[at - 1].next) {
      ++count;
      is_known = is_known || root(entries_[at - 1].doc) == root(doc);
    }
    if (is_known || count >= kMostOfAValue) continue;
    if (count == 0) {
      if (3 * (used_slots_ + 1) > 2 * slots_.size()) {
        grow();
        slot = &slot_of(value);
      }
      ++used_slots_;
      slot->value = value;
    }
    entries_.push_back({.doc = doc, .next = slot->first});
    slot->first = static_cast<std::uint32_t>(entries_.size());
  }
  if (entries_.size() > most_values_) forget_shallow_values();
}

void CopyFinder::grow() {
  const LargeVector<Slot> old = std::exchange(slots_, LargeVector<Slot>(2 * slots_.size()));
  for (const Slot& slot : old) {
    if (slot.first != 0) slot_of(slot.value) = slot;
  }
}

void CopyFinder::forget_shallow_values() {
  ++least_zeros_;
  const LargeVector<Slot> old = std::exchange(slots_, LargeVector<Slot>(slots_.size()));
  const LargeVector<Entry> old_entries = std::exchange(entries_, {});
  used_slots_ = 0;
  for (const Slot& slot : old) {
    if (slot.first == 0 || static_cast<unsigned>(std::countr_zero(slot.value)) < least_zeros_) continue;
    std::vector<DocId> docs;
    for (std::uint32_t at = slot.first; at != 0; at = old_entries[at - 1].next) docs.push_back(old_entries[at - 1].doc);
    Slot& kept = slot_of(slot.value);
    kept.value = slot.value;
    ++used_slots_;
    for (auto doc = docs.rbegin(); doc != docs.rend(); ++doc) {
      entries_.push_back({.doc = *doc, .next = kept.first});
      kept.first = static_cast<std::uint32_t>(entries_.size());
    }
  }
}

DocId CopyFinder::root(DocId doc) {
  while (parents_[doc] != doc) {
    parents_[doc] = parents_[parents_[doc]];
    doc = parents_[doc];
  }
  return doc;
}

void CopyFinder::unite(DocId a, DocId b) {
  const DocId first = std::min(root(a), root(b));
  parents_[std::max(root(a), root(b))] = first;
}

CopyClusters CopyFinder::clusters() {
  std::vector<std::uint32_t> sizes(parents_.size(), 0);
  for (DocId doc = 0; doc < parents_.size(); ++doc) ++sizes[root(doc)];
  CopyClusters out;
  std::unordered_map<DocId, std::uint32_t> numbers;
  for (DocId doc = 0; doc < parents_.size(); ++doc) {
    const DocId first = root(doc);
    if (sizes[first] < 2) continue;
    const auto [number, is_new] = numbers.try_emplace(first, out.cluster_count);
    if (is_new) ++out.cluster_count;
    out.docs.push_back(doc);
    out.clusters.push_back(number->second);
  }
  return out;
}

}  // namespace riffle

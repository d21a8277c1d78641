#include "results/facet_counter.h"

#include <algorithm>
#include <utility>

#include "analysis/analyzer.h"
#include "base/try.h"
#include "format/schema.h"
#include "results/document_fetch.h"
#include "text/json_values.h"

namespace riffle {
namespace {

/// A value among the tallies and in the answer, but for its text, which stands in both.
constexpr std::uint64_t kTallyBytes = 160;
/// Turns of a PacedLoop for a term that is read from the dictionary.
constexpr std::size_t kTurnsOfTerm = 8;

/// The query must stop, whatever was being read.
bool must_stop(const Error& error) {
  return error.code == ErrorCode::kDeadline || error.code == ErrorCode::kCancelled ||
         error.code == ErrorCode::kResourceLimit;
}

}  // namespace

Status FacetCounter::add(const MatchBlock& block) {
  if (block.reader != reader_) {
    RIFFLE_TRY(end_segment());
    RIFFLE_TRY(begin_segment(*block.reader));
  }
  if (!column_) {
    missing_count_ += block.count;
    return {};
  }
  bool is_sound = true;
  RIFFLE_TRY(for_each_stored_value(*column_, block, [&](std::size_t i, std::uint64_t stored) {
    if (stored == 0) {
      ++missing_count_;
    } else {
      is_sound = count_value(stored - 1, block.doc(i)) && is_sound;
    }
  }));
  if (is_sound && count_more_values(block)) return {};
  return reader_->corrupt(SectionKind::kColumn, 0, "an ordinal outside the zone of its documents");
}

bool FacetCounter::count_value(std::uint64_t ordinal, DocId doc) {
  const std::uint64_t place = ordinal - first_ordinal_;
  if (place >= counts_.size()) return false;
  if (counts_[place]++ == 0) first_docs_[place] = doc;
  return true;
}

/// Both lists are in document order: one walk side by side.
bool FacetCounter::count_more_values(const MatchBlock& block) {
  if (more_.size() == 0 || block.count == 0) return true;
  std::size_t at = more_.lower_bound(block.doc(0));
  bool is_sound = true;
  for (std::size_t i = 0; i < block.count && at < more_.size(); ++i) {
    const DocId doc = block.doc(i);
    while (at < more_.size() && more_.doc(at) < doc) ++at;
    for (; at < more_.size() && more_.doc(at) == doc; ++at) is_sound = count_value(more_.ordinal(at), doc) && is_sound;
  }
  return is_sound;
}

Status FacetCounter::begin_segment(const SegmentReader& reader) {
  reader_ = &reader;
  column_.reset();
  more_ = {};
  counts_.clear();
  first_docs_.clear();
  if (!reader.section(SectionKind::kColumn, field_).present()) return {};
  RIFFLE_TRY_ASSIGN(column_, reader.column(field_));
  // The zones tell which ordinals the field has: a small part of all when it is a keyword field.
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
  const std::uint64_t zones = (std::uint64_t{reader.doc_count()} + 65'535) / 65'536;
  for (std::uint32_t i = 0; i < zones; ++i) {
    RIFFLE_TRY_ASSIGN(const auto zone, column_->zone(i));
    if (!zone) continue;
    range = range ? std::pair(std::min(range->first, zone->first), std::max(range->second, zone->second)) : *zone;
  }
  if (!range) return {};
  RIFFLE_TRY_ASSIGN(more_, reader.more_values(field_));
  for (std::size_t i = 0; i < more_.size(); ++i) {
    range->first = std::min<std::int64_t>(range->first, more_.ordinal(i));
    range->second = std::max<std::int64_t>(range->second, more_.ordinal(i));
  }
  if (column_->base() != 0 || range->first < 0 || static_cast<std::uint64_t>(range->second) >= reader.term_count()) {
    return reader.corrupt(SectionKind::kColumn, 0, "an ordinal that is no term");
  }
  first_ordinal_ = static_cast<std::uint64_t>(range->first);
  const auto size = static_cast<std::size_t>(range->second - range->first + 1);
  counter_bytes_ = std::max<std::uint64_t>(counter_bytes_, size * (sizeof(std::uint32_t) + sizeof(DocId)));
  RIFFLE_TRY(held_.grow_to(counter_bytes_ + tally_bytes_));
  counts_.assign(size, 0);
  first_docs_.assign(size, 0);
  return {};
}

Status FacetCounter::take_term(std::size_t place) {
  if (!pace_.goes_on(kTurnsOfTerm)) return pace_.status();
  RIFFLE_TRY_ASSIGN(auto term, reader_->term_at(first_ordinal_ + place));
  if (term.first != field_ + 1) {
    return reader_->corrupt(SectionKind::kColumn, 0, "an ordinal of another field");
  }
  const std::uint64_t bytes = kTallyBytes + 2 * term.second.size();
  const auto [found, is_new] =
      tallies_.try_emplace(std::move(term.second), Tally{.count = 0, .reader = reader_, .doc = first_docs_[place]});
  found->second.count += counts_[place];
  if (!is_new) return {};
  tally_bytes_ += bytes;
  return held_.grow_to(counter_bytes_ + tally_bytes_);
}

Status FacetCounter::end_segment() {
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    if (counts_[place] > 0) RIFFLE_TRY(take_term(place));
  }
  counts_.clear();
  return {};
}

// Ordinals are in the order of the terms, so the wanted values can be chosen before any term is read.
Status FacetCounter::end_only_segment() {
  const auto distinct = static_cast<std::uint64_t>(std::ranges::count_if(counts_, [](auto n) { return n > 0; }));
  RIFFLE_TRY(held_.grow_to(counter_bytes_ + distinct * sizeof(std::size_t)));
  std::vector<std::size_t> places;
  places.reserve(static_cast<std::size_t>(distinct));
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    if (counts_[place] > 0) places.push_back(place);
  }
  distinct_count_ = places.size();
  if (limit_ != 0 && places.size() > limit_) {
    const auto better = [this](std::size_t a, std::size_t b) {
      return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : a < b;
    };
    std::nth_element(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(limit_), places.end(), better);
    places.resize(limit_);
  }
  for (const std::size_t place : places) RIFFLE_TRY(take_term(place));
  return {};
}

/// The value as a document writes it; stored text that is not this value (or not there) leaves it as it is indexed.
Result<std::string> FacetCounter::label_of(const std::string& value, const Tally& tally) const {
  const Result<FetchedDocument> fetched = fetch_document(*tally.reader, tally.doc, pace_.meter());
  if (!fetched && must_stop(fetched.error())) return std::unexpected(fetched.error());
  if (!fetched) return value;
  const Document& document = fetched->document;
  if (normalize_keyword(document.source) == value && name_ == "source") return document.source;
  for (const ExtraMember& member : document.extra) {
    if (member.name != name_) continue;
    for (JsonScalar& scalar : json_scalars(member.json)) {
      if (normalize_keyword(scalar.text) == value) return std::move(scalar.text);
    }
  }
  return value;
}

Result<Facet> FacetCounter::finish() {
  if (single_segment_) {
    RIFFLE_TRY(end_only_segment());
  } else {
    RIFFLE_TRY(end_segment());
    distinct_count_ = tallies_.size();
  }
  Facet facet{.field = name_, .values = {}, .distinct_count = distinct_count_, .missing_count = missing_count_};
  for (const auto& [value, tally] : tallies_) facet.values.push_back({value, {}, tally.count});
  std::sort(facet.values.begin(), facet.values.end(), [](const FacetValue& a, const FacetValue& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (limit_ != 0 && facet.values.size() > limit_) facet.values.resize(limit_);
  for (FacetValue& value : facet.values) {
    RIFFLE_TRY_ASSIGN(value.label, label_of(value.value, tallies_.at(value.value)));
  }
  return facet;
}

}  // namespace riffle

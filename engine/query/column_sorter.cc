#include "query/column_sorter.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/try.h"

namespace riffle {

Status ColumnSorter::add(const MatchBlock& block, std::uint64_t first_number) {
  if (block.reader != reader_) {
    RIFFLE_TRY(end_segment());
    RIFFLE_TRY(begin_segment(block, first_number));
  }
  const auto offer = [&](const Candidate& candidate) {
    if (!after_ || is_behind_place(candidate)) best_.add(candidate);
  };
  if (!column_) {
    for (std::size_t i = 0; i < block.count; ++i) offer({.doc = block.doc(i)});
    return {};
  }
  // Unsigned arithmetic wraps as the format says.
  const auto base = static_cast<std::uint64_t>(column_->base());
  return for_each_stored_value(*column_, block, [&](std::size_t i, std::uint64_t stored) {
    const bool is_present = stored != 0;
    const std::int64_t key = is_present ? static_cast<std::int64_t>(base + stored - 1) : 0;
    offer({.is_present = is_present, .key = key, .doc = block.doc(i)});
  });
}

Status ColumnSorter::begin_segment(const MatchBlock& block, std::uint64_t first_number) {
  reader_ = block.reader;
  segment_ = block.segment;
  first_number_ = first_number;
  column_.reset();
  if (reader_->section(SectionKind::kColumn, order_.field).present()) {
    RIFFLE_TRY_ASSIGN(column_, reader_->column(order_.field));
  }
  if (!after_ || !after_->value.is_present) return {};
  if (order_.has_terms) return find_place_of_term();
  place_key_ = after_->value.number;
  return {};
}

// Binary search over the ordinals of all keys: those of one field stand together.
Status ColumnSorter::find_place_of_term() {
  const std::pair<TermSpace, std::string_view> wanted(static_cast<TermSpace>(order_.field + 1), after_->value.term);
  std::uint64_t low = 0;
  std::uint64_t high = reader_->term_count();
  place_key_is_exact_ = false;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    RIFFLE_TRY_ASSIGN(const auto key, reader_->term_at(middle));
    const std::pair<TermSpace, std::string_view> found(key.first, key.second);
    if (found < wanted) {
      low = middle + 1;
    } else {
      high = middle;
      place_key_is_exact_ = place_key_is_exact_ || found == wanted;
    }
  }
  place_key_ = static_cast<std::int64_t>(low);
  return {};
}

bool ColumnSorter::is_behind_place(const Candidate& candidate) const {
  const bool place_has_value = after_->value.is_present;
  if (candidate.is_present != place_has_value) return place_has_value;
  if (candidate.is_present) {
    if (candidate.key == place_key_ && !place_key_is_exact_) return order_.ascending;
    if (candidate.key != place_key_) return order_.ascending == (candidate.key > place_key_);
  }
  return first_number_ + candidate.doc > after_->doc_number;
}

Status ColumnSorter::end_segment() {
  for (const Candidate& candidate : best_.take()) {
    SortedDoc& doc = found_.emplace_back(SortedDoc{.segment = segment_, .doc = candidate.doc, .value = {}});
    doc.value.is_present = candidate.is_present;
    if (!candidate.is_present) continue;
    if (!order_.has_terms) {
      doc.value.number = candidate.key;
      continue;
    }
    const auto ordinal = static_cast<std::uint64_t>(candidate.key);
    if (ordinal >= reader_->term_count()) {
      return reader_->corrupt(SectionKind::kColumn, 0, "an ordinal that is no term");
    }
    RIFFLE_TRY_ASSIGN(auto term, reader_->term_at(ordinal));
    if (term.first != order_.field + 1) {
      return reader_->corrupt(SectionKind::kColumn, 0, "an ordinal of another field");
    }
    doc.value.term = std::move(term.second);
    term_bytes_ += doc.value.term.capacity();
  }
  keep_best();
  return {};
}

void ColumnSorter::keep_best() {
  std::sort(found_.begin(), found_.end(), [this](const SortedDoc& a, const SortedDoc& b) {
    if (a.value.is_present != b.value.is_present) return a.value.is_present;
    const auto value_of = [](const SortedDoc& doc) {
      return std::pair<std::int64_t, std::string_view>(doc.value.number, doc.value.term);
    };
    if (value_of(a) != value_of(b)) return order_.ascending == (value_of(a) < value_of(b));
    return std::tie(a.segment, a.doc) < std::tie(b.segment, b.doc);
  });
  if (order_.k != 0 && found_.size() > order_.k) found_.resize(order_.k);
}

Result<std::vector<SortedDoc>> ColumnSorter::take() {
  RIFFLE_TRY(end_segment());
  return std::exchange(found_, {});
}

}  // namespace riffle

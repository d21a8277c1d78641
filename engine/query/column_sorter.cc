#include "query/column_sorter.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/try.h"

namespace riffle {

std::strong_ordering compare_values(const SortKeySpec& key, const SortValue& a, const SortValue& b) {
  if (a.is_present != b.is_present) return a.is_present ? std::strong_ordering::less : std::strong_ordering::greater;
  if (!a.is_present) return std::strong_ordering::equal;
  const std::strong_ordering order = key.has_terms ? a.term <=> b.term : a.number <=> b.number;
  return key.ascending ? order : 0 <=> order;
}

std::vector<SortKeySpec> ColumnSorter::keys_of(const SortOrderSpec& order) {
  std::vector<SortKeySpec> keys{{.field = order.field, .has_terms = order.has_terms, .ascending = order.ascending}};
  keys.insert(keys.end(), order.more.begin(), order.more.end());
  return keys;
}

template <std::size_t N>
ColumnSorter::Earlier<N> ColumnSorter::earlier(const std::vector<SortKeySpec>& keys) {
  Earlier<N> order;
  for (std::size_t i = 0; i <= N && i < keys.size(); ++i) order.ascending[i] = keys[i].ascending;
  return order;
}

ColumnSorter::ColumnSorter(const SortOrderSpec& order, const std::optional<SortPlace>& after)
    : keys_(keys_of(order)),
      k_(order.k),
      has_place_(after.has_value()),
      by_one_(order.k, earlier<0>(keys_)),
      by_several_(order.k, earlier<kMoreSortKeys>(keys_)) {
  if (!after) return;
  place_ = {after->value};
  place_.insert(place_.end(), after->more.begin(), after->more.end());
  place_.resize(keys_.size());
  place_number_ = after->doc_number;
}

Status ColumnSorter::add(const MatchBlock& block, std::uint64_t first_number) {
  if (block.reader != reader_) {
    RIFFLE_TRY(end_segment());
    RIFFLE_TRY(begin_segment(block, first_number));
  }
  if (keys_.size() == 1) return offer_all(block, by_one_);
  RIFFLE_TRY(read_more_keys(block));
  return offer_all(block, by_several_);
}

template <std::size_t N>
Status ColumnSorter::offer_all(const MatchBlock& block, Best<N>& best) {
  const auto offer = [&](std::size_t i, bool is_present, std::int64_t key) {
    Candidate<N> candidate{.key = key, .doc = block.doc(i), .is_present = is_present};
    for (std::size_t more = 0; more < more_keys_.size() && more < N; ++more) candidate.more[more] = more_keys_[more][i];
    if (!has_place_ || is_behind_place(candidate)) best.add(candidate);
  };
  if (!columns_[0]) {
    for (std::size_t i = 0; i < block.count; ++i) offer(i, false, 0);
    return {};
  }
  // Unsigned arithmetic wraps as the format says.
  const auto base = static_cast<std::uint64_t>(columns_[0]->base());
  return for_each_stored_value(*columns_[0], block, [&](std::size_t i, std::uint64_t stored) {
    offer(i, stored != 0, stored != 0 ? static_cast<std::int64_t>(base + stored - 1) : 0);
  });
}

Status ColumnSorter::read_more_keys(const MatchBlock& block) {
  more_keys_.resize(keys_.size() - 1);
  for (std::size_t more = 0; more < more_keys_.size(); ++more) {
    std::vector<Key>& keys = more_keys_[more];
    keys.assign(block.count, {});
    const std::optional<ColumnReader>& column = columns_[more + 1];
    if (!column) continue;
    const auto base = static_cast<std::uint64_t>(column->base());
    RIFFLE_TRY(for_each_stored_value(*column, block, [&](std::size_t i, std::uint64_t stored) {
      if (stored != 0) keys[i] = {.is_present = true, .key = static_cast<std::int64_t>(base + stored - 1)};
    }));
  }
  return {};
}

Status ColumnSorter::begin_segment(const MatchBlock& block, std::uint64_t first_number) {
  reader_ = block.reader;
  segment_ = block.segment;
  first_number_ = first_number;
  columns_.assign(keys_.size(), std::nullopt);
  place_keys_.assign(keys_.size(), {});
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (reader_->section(SectionKind::kColumn, keys_[i].field).present()) {
      RIFFLE_TRY_ASSIGN(columns_[i], reader_->column(keys_[i].field));
    }
    if (!has_place_ || !place_[i].is_present) continue;
    if (keys_[i].has_terms) {
      RIFFLE_TRY_ASSIGN(place_keys_[i], place_of_term(keys_[i], place_[i].term));
    } else {
      place_keys_[i].key = place_[i].number;
    }
  }
  return {};
}

// Binary search over the ordinals of all keys: those of one field stand together.
Result<ColumnSorter::PlaceKey> ColumnSorter::place_of_term(const SortKeySpec& key, const std::string& term) const {
  const std::pair<TermSpace, std::string_view> wanted(static_cast<TermSpace>(key.field + 1), term);
  std::uint64_t low = 0;
  std::uint64_t high = reader_->term_count();
  bool is_exact = false;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    RIFFLE_TRY_ASSIGN(const auto at, reader_->term_at(middle));
    const std::pair<TermSpace, std::string_view> found(at.first, at.second);
    if (found < wanted) {
      low = middle + 1;
    } else {
      high = middle;
      is_exact = is_exact || found == wanted;
    }
  }
  return PlaceKey{.key = static_cast<std::int64_t>(low), .is_exact = is_exact};
}

template <std::size_t N>
bool ColumnSorter::is_behind_place(const Candidate<N>& candidate) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const Key key = candidate.at(i);
    if (key.is_present != place_[i].is_present) return place_[i].is_present;
    if (!key.is_present) continue;
    const bool ascending = keys_[i].ascending;
    if (key.key == place_keys_[i].key && !place_keys_[i].is_exact) return ascending;
    if (key.key != place_keys_[i].key) return ascending == (key.key > place_keys_[i].key);
  }
  return first_number_ + candidate.doc > place_number_;
}

Result<SortValue> ColumnSorter::value_of(const SortKeySpec& key, Key read) {
  SortValue value{.is_present = read.is_present, .number = 0, .term = {}};
  if (!read.is_present) return value;
  if (!key.has_terms) {
    value.number = read.key;
    return value;
  }
  const auto ordinal = static_cast<std::uint64_t>(read.key);
  if (ordinal >= reader_->term_count()) return reader_->corrupt(SectionKind::kColumn, 0, "an ordinal that is no term");
  RIFFLE_TRY_ASSIGN(auto term, reader_->term_at(ordinal));
  if (term.first != key.field + 1) return reader_->corrupt(SectionKind::kColumn, 0, "an ordinal of another field");
  value.term = std::move(term.second);
  value_bytes_ += value.term.capacity();
  return value;
}

template <std::size_t N>
Status ColumnSorter::end_segment(Best<N>& best) {
  for (const Candidate<N>& candidate : best.take()) {
    SortedDoc& doc = found_.emplace_back(SortedDoc{.segment = segment_, .doc = candidate.doc, .value = {}});
    RIFFLE_TRY_ASSIGN(doc.value, value_of(keys_[0], candidate.at(0)));
    if (keys_.size() == 1) continue;
    doc.more.reserve(keys_.size() - 1);
    value_bytes_ += (keys_.size() - 1) * sizeof(SortValue);
    for (std::size_t i = 1; i < keys_.size(); ++i) {
      RIFFLE_TRY_ASSIGN(SortValue value, value_of(keys_[i], candidate.at(i)));
      doc.more.push_back(std::move(value));
    }
  }
  return {};
}

Status ColumnSorter::end_segment() {
  RIFFLE_TRY(end_segment(by_one_));
  RIFFLE_TRY(end_segment(by_several_));
  keep_best();
  return {};
}

void ColumnSorter::keep_best() {
  std::sort(found_.begin(), found_.end(), [this](const SortedDoc& a, const SortedDoc& b) {
    auto order = compare_values(keys_[0], a.value, b.value);
    for (std::size_t i = 1; i < keys_.size() && order == 0; ++i) {
      order = compare_values(keys_[i], a.more[i - 1], b.more[i - 1]);
    }
    return order != 0 ? order < 0 : std::tie(a.segment, a.doc) < std::tie(b.segment, b.doc);
  });
  if (k_ != 0 && found_.size() > k_) found_.resize(k_);
}

Result<std::vector<SortedDoc>> ColumnSorter::take() {
  RIFFLE_TRY(end_segment());
  return std::exchange(found_, {});
}

}  // namespace riffle

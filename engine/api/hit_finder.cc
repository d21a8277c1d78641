#include "api/hit_finder.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "api/collapse.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/try.h"

namespace riffle {
namespace {

/// A cursor goes on with the ranking that it was made with.
std::string name_of(const Ranking& ranking) {
  if (ranking.fields.empty() && ranking.half_life_days == 0) return {};
  ByteBuffer bytes;
  for (const FieldWeight& field : ranking.fields) {
    append_varint(bytes, field.field.size());
    for (const char c : field.field) bytes.push_back(static_cast<std::uint8_t>(c));
    append(bytes, field.weight);
    append(bytes, field.b);
  }
  append(bytes, ranking.half_life_days);
  append(bytes, ranking.ageless);
  return "ranking " + std::to_string(checksum64(bytes));
}

bool is_keyword(FieldType type) { return type == FieldType::kKeyword; }

}  // namespace

Status HitFinder::find_order() {
  order_name_ = options_.collapse ? "collapsed " : "";
  if (!options_.collapse_field.empty()) order_name_ = "by " + options_.collapse_field + " ";
  if (by_relevance() && !options_.then_by.empty()) {
    return invalid_argument("hits by relevance have no further order");
  }
  if (by_relevance()) {
    order_name_ += name_of(options_.ranking);
    return {};
  }
  const std::vector<Field>& fields = snapshot_.schema().fields;
  const bool by_date = options_.sort == SortOrder::kDateAscending || options_.sort == SortOrder::kDateDescending;
  order_.ascending = options_.sort == SortOrder::kDateAscending || options_.sort == SortOrder::kFieldAscending;
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) {
    return by_date ? candidate.type == FieldType::kDate : candidate.name == options_.sort_field;
  });
  order_.field = static_cast<std::uint32_t>(field - fields.begin());
  order_name_ += order_.ascending ? "+" : "-";
  if (field == fields.end() && by_date) return find_more_keys();  // nothing has a date
  if (field == fields.end() || !has_column(field->type)) return no_sort_field(options_.sort_field);
  order_name_ += field->name;
  order_.has_terms = has_term_space(field->type);
  return find_more_keys();
}

Status HitFinder::find_more_keys() {
  if (options_.then_by.size() > kMoreSortKeys) {
    return invalid_argument("hits can be sorted by " + std::to_string(kMoreSortKeys + 1) + " fields at most");
  }
  const std::vector<Field>& fields = snapshot_.schema().fields;
  for (const SortKey& key : options_.then_by) {
    const auto field = std::ranges::find(fields, key.field, &Field::name);
    if (field == fields.end() || !has_column(field->type)) return no_sort_field(key.field);
    order_.more.push_back({.field = static_cast<std::uint32_t>(field - fields.begin()),
                           .has_terms = has_term_space(field->type),
                           .ascending = !key.descending});
    order_name_ += (key.descending ? ",-" : ",+") + field->name;
  }
  return {};
}

// `use` = what hits cannot be by the field; `suits` = whether fields of a type can serve.
std::unexpected<Error> HitFinder::no_field_for(std::string_view use, const std::string& name,
                                               bool (*suits)(FieldType)) const {
  const std::vector<Field>& fields = snapshot_.schema().fields;
  const bool is_field = std::ranges::find(fields, name, &Field::name) != fields.end();
  std::string known;
  for (const Field& candidate : fields) {
    if (suits(candidate.type)) known += (known.empty() ? "" : ", ") + candidate.name;
  }
  return make_error(is_field ? ErrorCode::kInvalidArgument : ErrorCode::kNotFound,
                    "hits cannot be " + std::string(use) + " by \"" + name + "\"; there are: " + known);
}

std::unexpected<Error> HitFinder::no_sort_field(const std::string& name) const {
  return no_field_for("sorted", name, has_column);
}

Status HitFinder::take_cursors() {
  if (!options_.after.empty() && !options_.before.empty()) {
    return invalid_argument("hits come behind a cursor or before one, not both");
  }
  if (!options_.before.empty() && options_.offset > 0) {
    return invalid_argument("hits before a cursor have no offset");
  }
  if (!options_.after.empty()) {
    RIFFLE_TRY_ASSIGN(after_, read_cursor(options_.after));
  }
  if (!options_.before.empty()) {
    RIFFLE_TRY_ASSIGN(before_, read_cursor(options_.before));
  }
  return {};
}

Result<SearchCursor> HitFinder::read_cursor(const std::string& text) {
  RIFFLE_TRY_ASSIGN(SearchCursor cursor, decode_cursor(text));
  if (cursor.order != order_name_) {
    return invalid_argument(
        "the cursor belongs to another sort order or ranking, or to hits that are collapsed otherwise; start again "
        "without it");
  }
  // Whoever makes up a cursor cannot make its values fewer than the keys.
  cursor.place.more.resize(order_.more.size());
  if (cursor.query != 0 && cursor.query != mark()) {
    return invalid_argument("the cursor belongs to another query, or to another index; start again without it");
  }
  if (cursor.generation != snapshot_.commit().generation) {
    notes_.emplace_back("the index has changed since that page; hits may be missing or come twice");
  }
  return cursor;
}

std::uint32_t HitFinder::mark() const {
  const std::uint32_t mark = query_mark(query_.root()) ^ load<std::uint32_t>(snapshot_.uuid().data());
  return mark == 0 ? 1 : mark;
}

std::uint64_t HitFinder::first_number(std::uint32_t segment) const {
  std::uint64_t number = 0;
  for (std::uint32_t i = 0; i < segment; ++i) number += snapshot_.segments()[i].reader->doc_count();
  return number;
}

bool HitFinder::is_behind(const SearchCursor& cursor, const FoundDoc& doc) const {
  return !is_ahead(cursor, doc) && number_of(doc) != cursor.place.doc_number;
}

// A document that has changed since the cursor was made stands where its values are now.
bool HitFinder::is_ahead(const SearchCursor& cursor, const FoundDoc& doc) const {
  const bool is_earlier = number_of(doc) < cursor.place.doc_number;
  if (by_relevance()) return doc.score != cursor.score ? doc.score > cursor.score : is_earlier;
  const SortKeySpec first{.field = order_.field, .has_terms = order_.has_terms, .ascending = order_.ascending};
  auto order = compare_values(first, doc.value, cursor.place.value);
  for (std::size_t i = 0; i < order_.more.size() && order == 0; ++i) {
    order = compare_values(order_.more[i], doc.more[i], cursor.place.more[i]);
  }
  return order == 0 ? is_earlier : order < 0;
}

// Behind a cursor, the best of all hits are taken until enough of them lie behind it.
Result<HitFinder::Found> HitFinder::find_best(std::size_t wanted) {
  const std::uint64_t most = snapshot_.live_count();
  std::uint64_t passed = after_ ? std::min(after_->rank, most) : 0;
  for (;;) {
    const bool all = wanted == 0 || passed >= most || wanted >= most - passed;
    RIFFLE_TRY_ASSIGN(const TopDocs top, searcher_.top_k(all ? 0 : wanted + passed, options_.count_total));
    RIFFLE_TRY(held_.grow_to(top.docs.size() * (sizeof(ScoredDoc) + sizeof(FoundDoc))));
    Found found{.total = top.total, .docs = {}};
    found.docs.reserve(top.docs.size());
    for (const ScoredDoc& doc : top.docs) {
      FoundDoc& candidate = found.docs.emplace_back();
      candidate.segment = doc.segment;
      candidate.doc = doc.doc;
      candidate.score = doc.score;
      if (after_ && !is_behind(*after_, candidate)) found.docs.pop_back();
    }
    if (all || !after_ || found.docs.size() >= wanted) {
      if (wanted != 0 && found.docs.size() > wanted) found.docs.resize(wanted);
      return found;
    }
    passed = std::max<std::uint64_t>(2 * passed, wanted);
  }
}

Result<HitFinder::Found> HitFinder::find_sorted(std::size_t wanted) {
  order_.k = wanted;
  ColumnSorter sorter(order_, after_ ? std::optional(after_->place) : std::nullopt);
  Found found;
  const auto use = [&](const MatchBlock& block) -> Result<bool> {
    found.total += block.count;
    RIFFLE_TRY(sorter.add(block, first_number(block.segment)));
    RIFFLE_TRY(held_.grow_to(sorter.bytes()));
    return true;
  };
  RIFFLE_TRY(searcher_.for_each_block(use));
  RIFFLE_TRY_ASSIGN(std::vector<SortedDoc> docs, sorter.take());
  RIFFLE_TRY(held_.grow_to(sorter.bytes() + docs.size() * (sizeof(SortedDoc) + sizeof(FoundDoc))));
  for (SortedDoc& doc : docs) {
    found.docs.push_back({.segment = doc.segment,
                          .doc = doc.doc,
                          .score = 0,
                          .value = std::move(doc.value),
                          .more = std::move(doc.more)});
  }
  return found;
}

// The last hits before the cursor, from as many of the first ones as that takes.
Result<HitFinder::Found> HitFinder::find_before() {
  const std::uint64_t most = std::max<std::uint64_t>(snapshot_.live_count(), 1);
  std::uint64_t wanted = std::clamp<std::uint64_t>(before_->rank, 1, most);
  for (;;) {
    RIFFLE_TRY_ASSIGN(Found found, find(static_cast<std::size_t>(wanted)));
    const auto end = std::partition_point(found.docs.begin(), found.docs.end(),
                                          [this](const FoundDoc& doc) { return is_ahead(*before_, doc); });
    if (end == found.docs.end() && found.docs.size() == wanted && wanted < most) {
      wanted = std::min(2 * wanted, most);
      continue;
    }
    found.docs.erase(end, found.docs.end());
    passed_ = options_.limit == 0 ? 0 : found.docs.size() - std::min(found.docs.size(), options_.limit);
    found.docs.erase(found.docs.begin(), found.docs.begin() + static_cast<std::ptrdiff_t>(passed_));
    return found;
  }
}

Result<std::uint32_t> HitFinder::group_field() const {
  const std::vector<Field>& fields = snapshot_.schema().fields;
  const auto field = std::ranges::find(fields, options_.collapse_field, &Field::name);
  if (field != fields.end() && is_keyword(field->type)) return static_cast<std::uint32_t>(field - fields.begin());
  return no_field_for("collapsed", options_.collapse_field, is_keyword);
}

Status HitFinder::make_stories() {
  auto collapser = std::make_unique<Collapser>(snapshot_, searcher_.meter());
  if (snapshot_.segments().size() > 1) {
    std::vector<Collapser::Place> matches;
    bool are_all = true;
    RIFFLE_TRY(searcher_.for_each_block([&](const MatchBlock& block) -> Result<bool> {
      are_all = matches.size() + block.count <= Collapser::kMostCompared;
      for (std::size_t i = 0; are_all && i < block.count; ++i) matches.emplace_back(block.segment, block.doc(i));
      return are_all;
    }));
    if (are_all) RIFFLE_TRY(collapser->know(matches));
    group_count_ = collapser->known_count();
  }
  groups_ = std::move(collapser);
  return {};
}

Status HitFinder::make_groups() {
  if (options_.collapse_field.empty()) return options_.collapse ? make_stories() : Status();
  if (options_.collapse) return invalid_argument("hits are collapsed as copies or by a field, not both");
  RIFFLE_TRY_ASSIGN(const std::uint32_t field, group_field());
  auto groups = std::make_unique<FieldGroups>(snapshot_, field, searcher_.meter());
  field_groups_ = groups.get();
  groups_ = std::move(groups);
  return {};
}

// The first of each group, from as many of the best hits as that takes. A group lies behind a cursor when its best hit
// does, so what was shown before has to be found again.
Result<HitFinder::Found> HitFinder::find_groups() {
  const std::optional<SearchCursor> cursor = std::exchange(after_, std::nullopt);
  const SearchCursor* const place = cursor ? &*cursor : before_ ? &*before_ : nullptr;
  const std::size_t on_page = wanted_count();
  const std::vector<FoundDoc>& firsts = groups_->firsts();
  // The groups that must be there; 0 = all.
  std::size_t needed = on_page;
  if (place != nullptr && on_page != 0) {
    needed += static_cast<std::size_t>(std::min(place->rank, snapshot_.live_count()));
  }
  std::size_t wanted = needed > SIZE_MAX / 4 ? 0 : 2 * needed;
  for (;;) {
    RIFFLE_TRY_ASSIGN(Found found, find(wanted));
    RIFFLE_TRY(groups_->add(found.docs, needed));
    const bool has_all = wanted == 0 || found.docs.size() < wanted;
    const bool took_all = has_all && groups_->taken() == found.docs.size();
    if (!find_group_page(cursor, took_all)) {
      needed = std::max(needed, before_ ? 2 * firsts.size() : first_group_ + on_page);
      if (groups_->taken() == found.docs.size()) wanted = wanted > SIZE_MAX / 4 ? 0 : 2 * wanted;
      continue;
    }
    if (took_all) group_count_ = firsts.size();
    passed_ = first_group_;
    found.docs.assign(firsts.begin() + static_cast<std::ptrdiff_t>(first_group_),
                      firsts.begin() + static_cast<std::ptrdiff_t>(end_group_));
    return found;
  }
}

// Whether the groups of the page are all there. `has_all`: there are no others.
bool HitFinder::find_group_page(const std::optional<SearchCursor>& cursor, bool has_all) {
  const std::vector<FoundDoc>& firsts = groups_->firsts();
  const std::size_t on_page = wanted_count();
  if (before_) {
    while (end_group_ < firsts.size() && is_ahead(*before_, firsts[end_group_])) ++end_group_;
    first_group_ = on_page == 0 ? 0 : end_group_ - std::min(end_group_, on_page);
    return has_all || end_group_ < firsts.size();
  }
  while (cursor && first_group_ < firsts.size() && !is_behind(*cursor, firsts[first_group_])) ++first_group_;
  end_group_ = on_page == 0 ? firsts.size() : std::min(firsts.size(), first_group_ + on_page);
  return has_all || firsts.size() - first_group_ >= on_page;
}

// With a field, also how many matches each group has.
Status HitFinder::count_groups() {
  if (!options_.count_total) return {};
  if (field_groups_ != nullptr) {
    RIFFLE_TRY_ASSIGN(group_count_, count_field_groups());
  } else if (!group_count_) {
    RIFFLE_TRY_ASSIGN(group_count_, count_stories());
  }
  return {};
}

Result<std::uint64_t> HitFinder::count_field_groups() {
  // No field has an empty name, which make_groups() takes for no field.
  if (options_.collapse_field.empty()) return no_field_for("collapsed", options_.collapse_field, is_keyword);
  if (field_groups_ == nullptr) RIFFLE_TRY(make_groups());
  const auto use = [&](const MatchBlock& block) -> Result<bool> {
    RIFFLE_TRY(field_groups_->count(block));
    return true;
  };
  RIFFLE_TRY(searcher_.for_each_block(use));
  return field_groups_->finish_count();
}

Result<std::optional<std::uint64_t>> HitFinder::count_stories() {
  if (snapshot_.segments().size() != 1) {
    if (groups_ == nullptr) RIFFLE_TRY(make_stories());
    return group_count_;
  }
  RIFFLE_TRY_ASSIGN(StoryCounter counter, StoryCounter::open(*snapshot_.segments().front().reader, held_));
  RIFFLE_TRY(searcher_.for_each_block([&](const MatchBlock& block) -> Result<bool> {
    counter.add(block);
    return true;
  }));
  return std::optional(counter.count());
}

Result<FoundPage> HitFinder::find_page() {
  RIFFLE_TRY(find_order());
  RIFFLE_TRY(take_cursors());
  const bool is_old_page = after_ && after_->generation != snapshot_.commit().generation;
  if (after_) passed_ = after_->rank;
  RIFFLE_TRY(make_groups());
  RIFFLE_TRY_ASSIGN(Found found, groups_ ? find_groups() : before_ ? find_before() : find(wanted_count()));
  if (groups_) RIFFLE_TRY(count_groups());
  FoundPage page;
  page.total = found.total;
  page.group_count = group_count_;
  // Of the total nothing is known where it was not asked for, or where the page before was of another commit.
  const bool knows_all = options_.count_total && !is_old_page;
  page.next = next_cursor(found, groups_ ? group_count_ : knows_all ? std::optional(found.total) : std::nullopt);
  const std::size_t offset = std::min(options_.offset, found.docs.size());
  const std::uint64_t before = passed_ + offset;
  if (before > 0 && offset < found.docs.size()) page.previous = cursor_of(found.docs[offset], before + 1);
  page.first_group = first_group_ + offset;
  found.docs.erase(found.docs.begin(), found.docs.begin() + static_cast<std::ptrdiff_t>(offset));
  page.docs = std::move(found.docs);
  return page;
}

std::string HitFinder::cursor_of(const FoundDoc& doc, std::uint64_t rank) const {
  return encode_cursor({.order = order_name_,
                        .query = mark(),
                        .generation = snapshot_.commit().generation,
                        .rank = rank,
                        .score = doc.score,
                        .place = {.value = doc.value, .doc_number = number_of(doc), .more = doc.more}});
}

// Behind a page before a cursor stands the hit of the cursor.
std::string HitFinder::next_cursor(const Found& found, std::optional<std::uint64_t> all) const {
  const std::size_t wanted = wanted_count();
  if (found.docs.empty() || (!before_ && (wanted == 0 || found.docs.size() < wanted))) return {};
  const std::uint64_t rank = passed_ + found.docs.size();
  if (all && rank >= *all) return {};
  return cursor_of(found.docs.back(), rank);
}

}  // namespace riffle

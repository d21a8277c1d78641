// Index::search() and count_stories(): parse, order, fetch, with a place to go on from.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "api/collapse.h"
#include "api/field_groups.h"
#include "api/index_impl.h"
#include "api/suggested_query.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/column_sorter.h"
#include "query/query_tree.h"
#include "query/searcher.h"
#include "results/document_fetch.h"
#include "results/highlights.h"
#include "results/search_cursor.h"
#include "results/snippet.h"
#include "riffle/index.h"

namespace riffle {
namespace {

/// With more matches nothing is suggested.
constexpr std::uint64_t kFewHits = 2;

struct Found {
  std::uint64_t total = 0;
  std::vector<FoundDoc> docs;
};

/// What is marked in the title of a hit, and in its body.
struct ShownTerms {
  WantedTerms title;
  WantedTerms body;
};

/// One search on one snapshot.
class Search {
 public:
  Search(const Snapshot& snapshot, const Query& query, const SearchOptions& options, Searcher searcher)
      : snapshot_(snapshot),
        query_(query),
        options_(options),
        searcher_(std::move(searcher)),
        held_(searcher_.meter()) {}

  Result<Hits> run(Analyzer* analyzer, const std::vector<std::string>& text_fields);
  /// Where clusters or few matches tell it without an order.
  Result<std::optional<std::uint64_t>> count_stories();
  /// With SearchOptions::collapse_field: how many hits there are in all.
  Result<std::uint64_t> count_field_groups();

 private:
  Status find_order();
  Status find_more_keys();
  [[nodiscard]] std::unexpected<Error> no_field_for(std::string_view use, const std::string& name,
                                                    bool (*suits)(FieldType)) const;
  [[nodiscard]] std::unexpected<Error> no_sort_field(const std::string& name) const;
  Status take_cursor();
  [[nodiscard]] bool by_relevance() const { return options_.sort == SortOrder::kRelevance; }
  /// Hits wanted from the cursor on, the passed over ones included; 0 = all.
  [[nodiscard]] std::size_t wanted_count() const {
    const bool all = options_.limit == 0 || options_.limit > SIZE_MAX - options_.offset;
    return all ? 0 : options_.limit + options_.offset;
  }
  [[nodiscard]] std::uint64_t first_number(std::uint32_t segment) const;
  Result<Found> find(std::size_t wanted) { return by_relevance() ? find_best(wanted) : find_sorted(wanted); }
  Result<Found> find_best(std::size_t wanted);
  Result<Found> find_sorted(std::size_t wanted);
  Status make_groups();
  Status make_stories();
  Result<Found> find_groups();
  Status count_groups();
  [[nodiscard]] Result<std::uint32_t> group_field() const;
  [[nodiscard]] bool is_behind(const SearchCursor& cursor, const FoundDoc& doc) const;
  Status fill_hit(const FoundDoc& found, const ShownTerms& shown, Analyzer* analyzer, Hit& hit);
  Status fill_snippets(const Document& document, const ShownTerms& shown, Analyzer& analyzer, Hit& hit);
  [[nodiscard]] std::string next_cursor(const Found& found, std::uint64_t passed,
                                        std::optional<std::uint64_t> all) const;

  const Snapshot& snapshot_;
  const Query& query_;
  const SearchOptions& options_;
  Searcher searcher_;
  HeldMemory held_;                      // hits, found and filled
  std::unique_ptr<HitGroups> groups_;    // null when nothing is collapsed
  FieldGroups* field_groups_ = nullptr;  // the same, when they are of a field
  std::size_t first_group_ = 0;          // on this page
  std::optional<std::uint64_t> group_count_;
  std::string order_name_;
  SortOrderSpec order_;
  std::optional<SearchCursor> after_;
  std::vector<std::string> notes_;
};

/// What is asked of one field marks nothing in another. Of an index that has no such field, where the title is the
/// first line of the body or the other way round, all that is asked is marked.
WantedTerms terms_of_field(const QueryNode& root, std::string_view name, const std::vector<std::string>& text_fields) {
  const auto field = std::ranges::find(text_fields, name);
  return field == text_fields.end() ? collect_highlights(root, text_fields) : collect_highlights(root, {field, 1});
}

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

Status Search::find_order() {
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

Status Search::find_more_keys() {
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
std::unexpected<Error> Search::no_field_for(std::string_view use, const std::string& name,
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

std::unexpected<Error> Search::no_sort_field(const std::string& name) const {
  return no_field_for("sorted", name, has_column);
}

Status Search::take_cursor() {
  if (options_.after.empty()) return {};
  RIFFLE_TRY_ASSIGN(after_, decode_cursor(options_.after));
  if (after_->order != order_name_) {
    return invalid_argument(
        "the cursor belongs to another sort order or ranking, or to hits that are collapsed otherwise; start again "
        "without it");
  }
  // Whoever makes up a cursor cannot make its values fewer than the keys.
  after_->place.more.resize(order_.more.size());
  if (after_->query != 0 && after_->query != query_mark(query_.root())) {
    return invalid_argument("the cursor belongs to another query; start again without it");
  }
  if (after_->generation != snapshot_.commit().generation) {
    notes_.emplace_back("the index has changed since the page before; hits may be missing or come twice");
  }
  return {};
}

std::uint64_t Search::first_number(std::uint32_t segment) const {
  std::uint64_t number = 0;
  for (std::uint32_t i = 0; i < segment; ++i) number += snapshot_.segments()[i].reader->doc_count();
  return number;
}

bool Search::is_behind(const SearchCursor& cursor, const FoundDoc& doc) const {
  const bool is_later = first_number(doc.segment) + doc.doc > cursor.place.doc_number;
  if (by_relevance()) return doc.score != cursor.score ? doc.score < cursor.score : is_later;
  const SortKeySpec first{.field = order_.field, .has_terms = order_.has_terms, .ascending = order_.ascending};
  auto order = compare_values(first, doc.value, cursor.place.value);
  for (std::size_t i = 0; i < order_.more.size() && order == 0; ++i) {
    order = compare_values(order_.more[i], doc.more[i], cursor.place.more[i]);
  }
  return order == 0 ? is_later : order > 0;
}

// Behind a cursor, the best of all hits are taken until enough of them lie behind it.
Result<Found> Search::find_best(std::size_t wanted) {
  const std::uint64_t most = snapshot_.live_count();
  std::uint64_t passed = after_ ? std::min(after_->rank, most) : 0;
  for (;;) {
    const bool all = wanted == 0 || passed >= most || wanted >= most - passed;
    RIFFLE_TRY_ASSIGN(const TopDocs top, searcher_.top_k(all ? 0 : wanted + passed, options_.count_total));
    RIFFLE_TRY(held_.grow_to(top.docs.size() * (sizeof(ScoredDoc) + sizeof(FoundDoc))));
    Found found{.total = top.total, .docs = {}};
    found.docs.reserve(top.docs.size());
    for (const ScoredDoc& doc : top.docs) {
      const FoundDoc candidate{.segment = doc.segment, .doc = doc.doc, .score = doc.score, .value = {}};
      if (!after_ || is_behind(*after_, candidate)) found.docs.push_back(candidate);
    }
    if (all || !after_ || found.docs.size() >= wanted) {
      if (wanted != 0 && found.docs.size() > wanted) found.docs.resize(wanted);
      return found;
    }
    passed = std::max<std::uint64_t>(2 * passed, wanted);
  }
}

Result<Found> Search::find_sorted(std::size_t wanted) {
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

Result<std::uint32_t> Search::group_field() const {
  const std::vector<Field>& fields = snapshot_.schema().fields;
  const auto field = std::ranges::find(fields, options_.collapse_field, &Field::name);
  if (field != fields.end() && is_keyword(field->type)) return static_cast<std::uint32_t>(field - fields.begin());
  return no_field_for("collapsed", options_.collapse_field, is_keyword);
}

Status Search::make_stories() {
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

Status Search::make_groups() {
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
Result<Found> Search::find_groups() {
  const std::optional<SearchCursor> cursor = std::exchange(after_, std::nullopt);
  const std::size_t on_page = wanted_count();
  const std::vector<FoundDoc>& firsts = groups_->firsts();
  // The groups that must be there; 0 = all.
  std::size_t needed = on_page;
  if (cursor && on_page != 0) needed += static_cast<std::size_t>(std::min(cursor->rank, snapshot_.live_count()));
  std::size_t wanted = needed > SIZE_MAX / 4 ? 0 : 2 * needed;
  for (;;) {
    RIFFLE_TRY_ASSIGN(Found found, find(wanted));
    RIFFLE_TRY(groups_->add(found.docs, needed));
    while (cursor && first_group_ < firsts.size() && !is_behind(*cursor, firsts[first_group_])) ++first_group_;
    const bool has_all = wanted == 0 || found.docs.size() < wanted;
    const bool took_all = has_all && groups_->taken() == found.docs.size();
    if (!took_all && firsts.size() - first_group_ < on_page) {
      needed = std::max(needed, first_group_ + on_page);
      if (groups_->taken() == found.docs.size()) wanted = wanted > SIZE_MAX / 4 ? 0 : 2 * wanted;
      continue;
    }
    if (took_all) group_count_ = firsts.size();
    const std::size_t end = on_page == 0 ? firsts.size() : std::min(firsts.size(), first_group_ + on_page);
    found.docs.assign(firsts.begin() + static_cast<std::ptrdiff_t>(first_group_),
                      firsts.begin() + static_cast<std::ptrdiff_t>(end));
    return found;
  }
}

// With a field, also how many matches each group has.
Status Search::count_groups() {
  if (!options_.count_total) return {};
  if (field_groups_ != nullptr) {
    RIFFLE_TRY_ASSIGN(group_count_, count_field_groups());
  } else if (!group_count_) {
    RIFFLE_TRY_ASSIGN(group_count_, count_stories());
  }
  return {};
}

Result<std::uint64_t> Search::count_field_groups() {
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

Result<std::optional<std::uint64_t>> Search::count_stories() {
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

/// What a hit takes besides its own size, nearly.
std::uint64_t bytes_of(const Hit& hit) {
  std::uint64_t bytes =
      hit.id.size() + hit.title.size() + hit.source.size() + hit.group.size() + hit.snippet.text.size();
  for (const Snippet& passage : hit.passages) bytes += sizeof(Snippet) + passage.text.size();
  for (const Copy& copy : hit.copies) bytes += sizeof(Copy) + copy.id.size() + copy.title.size();
  return bytes;
}

Result<Hits> Search::run(Analyzer* analyzer, const std::vector<std::string>& text_fields) {
  RIFFLE_TRY(find_order());
  RIFFLE_TRY(take_cursor());
  const bool is_old_page = after_ && after_->generation != snapshot_.commit().generation;
  const std::uint64_t passed = after_ ? after_->rank : 0;
  RIFFLE_TRY(make_groups());
  RIFFLE_TRY_ASSIGN(const Found found, groups_ ? find_groups() : find(wanted_count()));
  if (groups_) RIFFLE_TRY(count_groups());
  ShownTerms shown;
  if (analyzer != nullptr) {
    shown = {.title = terms_of_field(query_.root(), "title", text_fields),
             .body = terms_of_field(query_.root(), "body", text_fields)};
  }
  Hits hits;
  hits.total = found.total;
  hits.notes = query_.notes();
  hits.notes.insert(hits.notes.end(), searcher_.notes().begin(), searcher_.notes().end());
  hits.notes.insert(hits.notes.end(), notes_.begin(), notes_.end());
  if (options_.suggest && found.total <= kFewHits) {
    RIFFLE_TRY(add_suggestions(snapshot_, query_, options_.control, searcher_, hits));
  }
  const std::size_t hit_count = found.docs.size() - std::min(options_.offset, found.docs.size());
  RIFFLE_TRY(held_.grow_by(hit_count * sizeof(Hit)));
  hits.hits.reserve(hit_count);
  for (std::size_t i = options_.offset; i < found.docs.size(); ++i) {
    Hit& hit = hits.hits.emplace_back();
    RIFFLE_TRY(fill_hit(found.docs[i], shown, analyzer, hit));
    if (groups_ && (options_.fetch || field_groups_ != nullptr)) RIFFLE_TRY(groups_->fill(first_group_ + i, hit));
    RIFFLE_TRY(held_.grow_by(bytes_of(hit)));
  }
  if (groups_) {
    (field_groups_ != nullptr ? hits.groups : hits.stories) = group_count_;
    hits.next = next_cursor(found, first_group_, group_count_);
  } else {
    // Of the total nothing is known where it was not asked for, or where the page before was of another commit.
    const bool knows_all = options_.count_total && !is_old_page;
    hits.next = next_cursor(found, passed, knows_all ? std::optional(found.total) : std::nullopt);
  }
  return hits;
}

std::string Search::next_cursor(const Found& found, std::uint64_t passed, std::optional<std::uint64_t> all) const {
  const std::size_t wanted = wanted_count();
  if (wanted == 0 || found.docs.size() < wanted || found.docs.empty()) return {};
  const FoundDoc& last = found.docs.back();
  const std::uint64_t rank = passed + found.docs.size();
  if (all && rank >= *all) return {};
  return encode_cursor(
      {.order = order_name_,
       .query = query_mark(query_.root()),
       .generation = snapshot_.commit().generation,
       .rank = rank,
       .score = last.score,
       .place = {.value = last.value, .doc_number = first_number(last.segment) + last.doc, .more = last.more}});
}

Status Search::fill_hit(const FoundDoc& found, const ShownTerms& shown, Analyzer* analyzer, Hit& hit) {
  hit.number = first_number(found.segment) + found.doc;
  hit.score = found.score;
  if (options_.explain) {
    RIFFLE_TRY(searcher_.meter().step());
    RIFFLE_TRY_ASSIGN(hit.explanation, searcher_.explain(found.segment, found.doc));
  }
  if (!options_.fetch) return {};
  const SegmentReader& reader = *snapshot_.segments()[found.segment].reader;
  RIFFLE_TRY_ASSIGN(FetchedDocument fetched, fetch_document(reader, found.doc, searcher_.meter()));
  Document& document = fetched.document;
  hit.id = std::move(document.id);
  if (snapshot_.is_joined()) hit.file = snapshot_.file_of(found.segment);
  hit.date = document.date;
  hit.source = std::move(document.source);
  if (analyzer != nullptr) RIFFLE_TRY(fill_snippets(document, shown, *analyzer, hit));
  hit.title = std::move(document.title);
  return {};
}

Status Search::fill_snippets(const Document& document, const ShownTerms& shown, Analyzer& analyzer, Hit& hit) {
  const std::size_t count = std::max<std::size_t>(1, options_.passages);
  const WantedTerms& wanted = is_blank(document.body) ? shown.title : shown.body;
  RIFFLE_TRY_ASSIGN(
      std::vector<Snippet> passages,
      make_passages(document.body, document.title, wanted, options_.snippet_chars, count, analyzer, searcher_.meter()));
  if (!passages.empty() && options_.snippets) hit.snippet = passages.front();
  if (options_.snippets) {
    RIFFLE_TRY_ASSIGN(hit.title_highlights, highlight_title(document.title, shown.title, analyzer, searcher_.meter()));
  }
  if (options_.passages > 0) hit.passages = std::move(passages);
  std::sort(hit.passages.begin(), hit.passages.end(),
            [](const Snippet& a, const Snippet& b) { return a.source.begin < b.source.begin; });
  return {};
}

}  // namespace

Result<Hits> Index::search(std::string_view query_text, const SearchOptions& options,
                           const ParseOptions& parse_options) const {
  const auto start = std::chrono::steady_clock::now();
  RIFFLE_TRY_ASSIGN(const Query query, parse(query_text, parse_options));
  Result<Hits> hits = search(query, options);
  if (hits) hits->took_us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
  return hits;
}

Result<std::uint64_t> Index::count_stories(const Query& query, const SearchControl& control) const {
  return impl_->named([&]() -> Result<std::uint64_t> {
    const SearchOptions options{.limit = 0, .fetch = false, .collapse = true, .control = control};
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), control));
    Search search(*impl_->snapshot, query, options, std::move(searcher));
    RIFFLE_TRY_ASSIGN(const std::optional<std::uint64_t> stories, search.count_stories());
    if (stories) return *stories;
    RIFFLE_TRY_ASSIGN(const Hits hits, search.run(nullptr, {}));
    return hits.hits.size();
  });
}

Result<std::uint64_t> Index::count_groups(const Query& query, std::string_view field,
                                          const SearchControl& control) const {
  return impl_->named([&]() -> Result<std::uint64_t> {
    const SearchOptions options{.collapse_field = std::string(field), .control = control};
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), control));
    return Search(*impl_->snapshot, query, options, std::move(searcher)).count_field_groups();
  });
}

Result<Hits> Index::search(const Query& query, const SearchOptions& options) const {
  const auto start = std::chrono::steady_clock::now();
  const bool by_relevance = options.sort == SortOrder::kRelevance;
  Result<Hits> hits = impl_->named([&]() -> Result<Hits> {
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), options.control,
                                                        by_relevance ? options.ranking : Ranking{}));
    std::unique_ptr<Analyzer> analyzer;
    std::vector<std::string> text_fields;
    if (options.snippets || options.passages > 0) {
      RIFFLE_TRY_ASSIGN(analyzer, impl_->analyzer());
      text_fields = impl_->text_field_names();
    }
    Result<Hits> found = Search(*impl_->snapshot, query, options, std::move(searcher)).run(analyzer.get(), text_fields);
    if (analyzer != nullptr) RIFFLE_TRY(analyzer->status());
    return found;
  });
  if (hits) hits->took_us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
  return hits;
}

}  // namespace riffle

// Index::search(): parse, order, fetch, with a place to go on from.
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
#include "api/index_impl.h"
#include "base/bytes.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/column_sorter.h"
#include "query/query_tree.h"
#include "query/searcher.h"
#include "query/spelling.h"
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

 private:
  Status find_order();
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
  Result<Found> find_stories(Collapser& collapser);
  [[nodiscard]] bool is_behind_cursor(const FoundDoc& doc) const;
  Status fill_hit(const FoundDoc& found, const WantedTerms& wanted, Analyzer* analyzer, Hit& hit);
  [[nodiscard]] std::string next_cursor(const Found& found) const;

  const Snapshot& snapshot_;
  const Query& query_;
  const SearchOptions& options_;
  Searcher searcher_;
  HeldMemory held_;  // hits, found and filled
  std::string order_name_;
  SortOrderSpec order_;
  std::optional<SearchCursor> after_;
  std::vector<std::string> notes_;
};

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

Status Search::find_order() {
  if (by_relevance()) {
    order_name_ = name_of(options_.ranking);
    return {};
  }
  const std::vector<Field>& fields = snapshot_.schema().fields;
  const bool by_date = options_.sort == SortOrder::kDateAscending || options_.sort == SortOrder::kDateDescending;
  order_.ascending = options_.sort == SortOrder::kDateAscending || options_.sort == SortOrder::kFieldAscending;
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& candidate) {
    return by_date ? candidate.type == FieldType::kDate : candidate.name == options_.sort_field;
  });
  order_.field = static_cast<std::uint32_t>(field - fields.begin());
  order_name_ = order_.ascending ? "+" : "-";
  if (field == fields.end() && by_date) return {};  // nothing has a date
  if (field != fields.end() && has_column(field->type)) {
    order_name_ += field->name;
    order_.has_terms = has_term_space(field->type);
    return {};
  }
  std::string known;
  for (const Field& candidate : fields) {
    if (has_column(candidate.type)) known += (known.empty() ? "" : ", ") + candidate.name;
  }
  return make_error(field == fields.end() ? ErrorCode::kNotFound : ErrorCode::kInvalidArgument,
                    "hits cannot be sorted by \"" + options_.sort_field + "\"; there are: " + known);
}

Status Search::take_cursor() {
  if (options_.after.empty()) return {};
  RIFFLE_TRY_ASSIGN(after_, decode_cursor(options_.after));
  if (after_->order != order_name_) {
    return invalid_argument("the cursor belongs to another sort order or ranking; start again without it");
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

bool Search::is_behind_cursor(const FoundDoc& doc) const {
  if (doc.score != after_->score) return doc.score < after_->score;
  return first_number(doc.segment) + doc.doc > after_->place.doc_number;
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
    for (const ScoredDoc& doc : top.docs) {
      const FoundDoc candidate{.segment = doc.segment, .doc = doc.doc, .score = doc.score, .value = {}};
      if (!after_ || is_behind_cursor(candidate)) found.docs.push_back(candidate);
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
    found.docs.push_back({.segment = doc.segment, .doc = doc.doc, .score = 0, .value = std::move(doc.value)});
  }
  return found;
}

// The first of each story, from as many of the best hits as that takes.
Result<Found> Search::find_stories(Collapser& collapser) {
  const std::size_t stories = wanted_count();
  for (std::size_t wanted = stories > SIZE_MAX / 4 ? 0 : 2 * stories;; wanted *= 2) {
    RIFFLE_TRY_ASSIGN(Found found, find(wanted));
    RIFFLE_TRY(collapser.add(found.docs, stories));
    const bool has_all = wanted == 0 || found.docs.size() < wanted;
    if (!has_all && collapser.stories().size() < stories && wanted <= SIZE_MAX / 4) continue;
    found.docs = collapser.stories();
    if (stories != 0 && found.docs.size() > stories) found.docs.resize(stories);
    return found;
  }
}

/// What a hit takes, nearly.
std::uint64_t bytes_of(const Hit& hit) {
  std::uint64_t bytes = sizeof(Hit) + hit.id.size() + hit.title.size() + hit.source.size() + hit.snippet.text.size();
  for (const Snippet& passage : hit.passages) bytes += sizeof(Snippet) + passage.text.size();
  for (const Copy& copy : hit.copies) bytes += sizeof(Copy) + copy.id.size() + copy.title.size();
  return bytes;
}

Result<Hits> Search::run(Analyzer* analyzer, const std::vector<std::string>& text_fields) {
  RIFFLE_TRY(find_order());
  RIFFLE_TRY(take_cursor());
  if (options_.collapse && after_) return invalid_argument("there is no cursor through collapsed hits; use an offset");
  Collapser collapser(snapshot_);
  RIFFLE_TRY_ASSIGN(const Found found, options_.collapse ? find_stories(collapser) : find(wanted_count()));
  WantedTerms wanted;
  if (analyzer != nullptr) wanted = collect_highlights(query_.root(), text_fields);
  Hits hits;
  hits.total = found.total;
  hits.notes = query_.notes();
  hits.notes.insert(hits.notes.end(), searcher_.notes().begin(), searcher_.notes().end());
  hits.notes.insert(hits.notes.end(), notes_.begin(), notes_.end());
  if (options_.suggest && found.total <= kFewHits) {
    RIFFLE_TRY_ASSIGN(hits.suggestions, searcher_.suggestions());
    if (!hits.suggestions.empty()) hits.did_you_mean = to_string(*replace_words(query_.root(), hits.suggestions));
  }
  hits.hits.reserve(found.docs.size() - std::min(options_.offset, found.docs.size()));
  for (std::size_t i = options_.offset; i < found.docs.size(); ++i) {
    Hit& hit = hits.hits.emplace_back();
    RIFFLE_TRY(fill_hit(found.docs[i], wanted, analyzer, hit));
    if (options_.collapse && options_.fetch) RIFFLE_TRY(collapser.fill_copies(i, hit));
    RIFFLE_TRY(held_.grow_by(bytes_of(hit)));
  }
  if (!options_.collapse) hits.next = next_cursor(found);
  return hits;
}

std::string Search::next_cursor(const Found& found) const {
  const std::size_t wanted = wanted_count();
  if (wanted == 0 || found.docs.size() < wanted || found.docs.empty()) return {};
  const FoundDoc& last = found.docs.back();
  const std::uint64_t rank = (after_ ? after_->rank : 0) + found.docs.size();
  const bool is_last = rank >= found.total && (!after_ || after_->generation == snapshot_.commit().generation);
  if (options_.count_total && is_last) return {};
  return encode_cursor({.order = order_name_,
                        .generation = snapshot_.commit().generation,
                        .rank = rank,
                        .score = last.score,
                        .place = {.value = last.value, .doc_number = first_number(last.segment) + last.doc}});
}

Status Search::fill_hit(const FoundDoc& found, const WantedTerms& wanted, Analyzer* analyzer, Hit& hit) {
  hit.number = first_number(found.segment) + found.doc;
  hit.score = found.score;
  if (options_.explain) {
    RIFFLE_TRY_ASSIGN(hit.explanation, searcher_.explain(found.segment, found.doc));
  }
  if (!options_.fetch) return {};
  RIFFLE_TRY_ASSIGN(Document document, snapshot_.segments()[found.segment].reader->document(found.doc));
  hit.id = std::move(document.id);
  if (snapshot_.is_joined()) hit.file = snapshot_.file_of(found.segment);
  hit.date = document.date;
  hit.source = std::move(document.source);
  if (analyzer != nullptr) {
    const std::size_t count = std::max<std::size_t>(1, options_.passages);
    std::vector<Snippet> passages =
        make_passages(document.body, document.title, wanted, options_.snippet_chars, count, *analyzer);
    if (!passages.empty() && options_.snippets) hit.snippet = passages.front();
    if (options_.passages > 0) hit.passages = std::move(passages);
    std::sort(hit.passages.begin(), hit.passages.end(),
              [](const Snippet& a, const Snippet& b) { return a.source.begin < b.source.begin; });
  }
  hit.title = std::move(document.title);
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

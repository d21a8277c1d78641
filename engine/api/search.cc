// Index::search() and what counts like it: documents that HitFinder finds become hits.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "api/hit_finder.h"
#include "api/index_impl.h"
#include "api/suggested_query.h"
#include "base/errors.h"
#include "base/try.h"
#include "query/query_tree.h"
#include "query/searcher.h"
#include "results/document_fetch.h"
#include "results/highlights.h"
#include "results/snippet.h"
#include "riffle/index.h"

namespace riffle {
namespace {

/// With more matches nothing is suggested.
constexpr std::uint64_t kFewHits = 2;

/// What is marked in the title of a hit, and in its body; nothing without excerpts.
struct ShownTerms {
  std::optional<Highlighter> title;
  std::optional<Highlighter> body;
};

/// One search on one snapshot.
class Search {
 public:
  Search(const Snapshot& snapshot, const Query& query, const SearchOptions& options, Searcher searcher)
      : snapshot_(snapshot),
        query_(query),
        options_(options),
        searcher_(std::move(searcher)),
        held_(searcher_.meter()),
        finder_(snapshot, query, options, searcher_, held_) {}
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  Result<Hits> run(Analyzer* analyzer, const std::vector<std::string>& text_fields);
  [[nodiscard]] HitFinder& finder() { return finder_; }

 private:
  Status fill_hit(const FoundDoc& found, ShownTerms& shown, Hit& hit);
  Status fill_snippets(const Document& document, ShownTerms& shown, Hit& hit);

  const Snapshot& snapshot_;
  const Query& query_;
  const SearchOptions& options_;
  Searcher searcher_;
  HeldMemory held_;  // hits, found and filled
  HitFinder finder_;
};

/// What is asked of one field marks nothing in another. Of an index that has no such field, where the title is the
/// first line of the body or the other way round, all that is asked is marked.
WantedTerms terms_of_field(const QueryNode& root, std::string_view name, const std::vector<std::string>& text_fields) {
  const auto field = std::ranges::find(text_fields, name);
  return field == text_fields.end() ? collect_highlights(root, text_fields) : collect_highlights(root, {field, 1});
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
  RIFFLE_TRY_ASSIGN(FoundPage page, finder_.find_page());
  ShownTerms shown;
  if (analyzer != nullptr) {
    shown.title.emplace(terms_of_field(query_.root(), "title", text_fields), *analyzer);
    shown.body.emplace(terms_of_field(query_.root(), "body", text_fields), *analyzer);
  }
  Hits hits;
  hits.total = page.total;
  hits.notes = query_.notes();
  hits.notes.insert(hits.notes.end(), searcher_.notes().begin(), searcher_.notes().end());
  hits.notes.insert(hits.notes.end(), finder_.notes().begin(), finder_.notes().end());
  if (options_.suggest && page.total <= kFewHits) {
    RIFFLE_TRY(add_suggestions(snapshot_, query_, options_.control, searcher_, hits));
  }
  RIFFLE_TRY(held_.grow_by(page.docs.size() * sizeof(Hit)));
  hits.hits.reserve(page.docs.size());
  HitGroups* const groups = finder_.groups();
  for (std::size_t i = 0; i < page.docs.size(); ++i) {
    Hit& hit = hits.hits.emplace_back();
    RIFFLE_TRY(fill_hit(page.docs[i], shown, hit));
    const bool is_grouped = groups != nullptr && (options_.fetch || finder_.has_field_groups());
    if (is_grouped) RIFFLE_TRY(groups->fill(page.first_group + i, hit));
    RIFFLE_TRY(held_.grow_by(bytes_of(hit)));
  }
  if (groups != nullptr) (finder_.has_field_groups() ? hits.groups : hits.stories) = page.group_count;
  hits.next = std::move(page.next);
  hits.previous = std::move(page.previous);
  return hits;
}

Status Search::fill_hit(const FoundDoc& found, ShownTerms& shown, Hit& hit) {
  hit.number = finder_.number_of(found);
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
  if (shown.body) RIFFLE_TRY(fill_snippets(document, shown, hit));
  hit.title = std::move(document.title);
  return {};
}

Status Search::fill_snippets(const Document& document, ShownTerms& shown, Hit& hit) {
  const std::size_t count = std::max<std::size_t>(1, options_.passages);
  Highlighter& wanted = is_blank(document.body) ? *shown.title : *shown.body;
  RIFFLE_TRY_ASSIGN(std::vector<Snippet> passages, make_passages(document.body, document.title, wanted,
                                                                 options_.snippet_chars, count, searcher_.meter()));
  if (!passages.empty() && options_.snippets) hit.snippet = passages.front();
  if (options_.snippets) {
    RIFFLE_TRY_ASSIGN(hit.title_highlights, highlight_title(document.title, *shown.title, searcher_.meter()));
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
    RIFFLE_TRY_ASSIGN(const std::optional<std::uint64_t> stories, search.finder().count_stories());
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
    return Search(*impl_->snapshot, query, options, std::move(searcher)).finder().count_field_groups();
  });
}

Result<Hits> Index::search(const Query& query, const SearchOptions& options) const {
  const auto start = std::chrono::steady_clock::now();
  const bool by_relevance = options.sort == SortOrder::kRelevance;
  Result<Hits> hits = impl_->named([&]() -> Result<Hits> {
    RIFFLE_TRY_ASSIGN(Searcher searcher, Searcher::open(*impl_->snapshot, query.root(), options.control,
                                                        by_relevance ? options.ranking : Ranking{}));
    AnalyzerPool::Lent analyzer;
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

// riffle_c.h: searching, and reading hits.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/c_handles.h"
#include "api/c_json.h"
#include "api/c_query.h"
#include "api/c_support.h"
#include "riffle/index.h"
#include "riffle/riffle_c.h"
#include "riffle/snippet.h"

namespace riffle {
namespace {

/// What of a passage has another form in C.
struct CPassage {
  std::string html;
  std::vector<riffle_range> highlights;
  std::vector<riffle_range> source_highlights;
};

struct CHit {
  std::vector<riffle_range> title_highlights;
  CPassage snippet;
  std::vector<CPassage> passages;
};

std::vector<riffle_range> ranges_of(const std::vector<TextRange>& ranges) {
  std::vector<riffle_range> list;
  list.reserve(ranges.size());
  for (const TextRange& range : ranges) list.push_back({.begin = range.begin, .end = range.end});
  return list;
}

}  // namespace
}  // namespace riffle

struct riffle_hits {
  riffle::Hits value;
  std::vector<riffle::CHit> rendered;  ///< as many as value.hits
};

namespace riffle {
namespace {

constexpr std::uint64_t kSearchFlags = RIFFLE_SEARCH_SNIPPETS | RIFFLE_SEARCH_COLLAPSE | RIFFLE_SEARCH_SUGGEST |
                                       RIFFLE_SEARCH_NO_TOTAL | RIFFLE_SEARCH_NO_FETCH | RIFFLE_SEARCH_EXPLAIN;

Result<Ranking> ranking_of(const riffle_search_options& options) {
  Ranking ranking;
  if (options.field_weight_count > 0) RIFFLE_TRY(c_needs(options.field_weights, "field_weights"));
  for (std::size_t i = 0; i < options.field_weight_count; ++i) {
    const riffle_field_weight& weight = options.field_weights[i];
    RIFFLE_TRY(c_needs(weight.field, "the field of a weight"));
    ranking.fields.push_back({.field = weight.field, .weight = weight.weight, .b = weight.b});
  }
  ranking.half_life_days = options.half_life_days;
  ranking.ageless = options.ageless;
  return ranking;
}

Result<std::vector<SortKey>> sort_keys_of(const riffle_search_options& options) {
  std::vector<SortKey> keys;
  if (options.then_by_count > 0) RIFFLE_TRY(c_needs(options.then_by, "then_by"));
  for (std::size_t i = 0; i < options.then_by_count; ++i) {
    RIFFLE_TRY(c_needs(options.then_by[i].field, "the field of a sort key"));
    RIFFLE_TRY(c_check_choice(options.then_by[i].descending, 1, "descending"));
    keys.push_back({.field = options.then_by[i].field, .descending = options.then_by[i].descending == 1});
  }
  return keys;
}

Result<SearchOptions> search_options_of(const riffle_search_options& options) {
  RIFFLE_TRY(c_check_flags(options.flags, kSearchFlags));
  RIFFLE_TRY(c_check_choice(options.sort, RIFFLE_SORT_FIELD_DESCENDING, "sort"));
  const auto has = [&](std::uint64_t flag) { return (options.flags & flag) != 0; };
  SearchOptions search;
  if (options.limit != 0) search.limit = options.limit == RIFFLE_UNLIMITED ? 0 : options.limit;
  search.offset = options.offset;
  search.sort = static_cast<SortOrder>(options.sort);
  search.sort_field = c_string_of(options.sort_field);
  RIFFLE_TRY_ASSIGN(search.then_by, sort_keys_of(options));
  search.after = c_string_of(options.after);
  search.before = c_string_of(options.before);
  search.count_total = !has(RIFFLE_SEARCH_NO_TOTAL);
  search.fetch = !has(RIFFLE_SEARCH_NO_FETCH);
  search.explain = has(RIFFLE_SEARCH_EXPLAIN);
  search.snippets = has(RIFFLE_SEARCH_SNIPPETS);
  search.collapse = has(RIFFLE_SEARCH_COLLAPSE);
  search.collapse_field = c_string_of(options.collapse_field);
  search.suggest = has(RIFFLE_SEARCH_SUGGEST);
  if (options.snippet_chars != 0) search.snippet_chars = options.snippet_chars;
  search.passages = options.passages;
  RIFFLE_TRY_ASSIGN(search.control, c_control(options.limits));
  RIFFLE_TRY_ASSIGN(search.ranking, ranking_of(options));
  return search;
}

CPassage rendered(const Snippet& snippet, std::string_view open, std::string_view close) {
  return {.html = to_html(snippet, open, close),
          .highlights = ranges_of(snippet.highlights),
          .source_highlights = ranges_of(snippet.source_highlights)};
}

std::unique_ptr<riffle_hits> rendered(Hits hits, const riffle_search_options& options) {
  const std::string open = options.mark_open == nullptr ? "<mark>" : options.mark_open;
  const std::string close = options.mark_close == nullptr ? "</mark>" : options.mark_close;
  auto all = std::make_unique<riffle_hits>();
  all->rendered.reserve(hits.hits.size());
  for (const Hit& hit : hits.hits) {
    CHit& in_c = all->rendered.emplace_back();
    in_c.title_highlights = ranges_of(hit.title_highlights);
    in_c.snippet = rendered(hit.snippet, open, close);
    for (const Snippet& passage : hit.passages) in_c.passages.push_back(rendered(passage, open, close));
  }
  all->value = std::move(hits);
  return all;
}

Status fill_passage(riffle_passage* of_caller, const Snippet& snippet, const CPassage& passage) {
  return c_fill(of_caller, {.size = 0,
                            .text = c_text(snippet.text),
                            .html = c_text(passage.html),
                            .highlights = passage.highlights.data(),
                            .highlight_count = passage.highlights.size(),
                            .source = {.begin = snippet.source.begin, .end = snippet.source.end},
                            .source_highlights = passage.source_highlights.data(),
                            .source_highlight_count = passage.source_highlights.size(),
                            .is_title = snippet.is_title ? std::uint64_t{1} : 0});
}

Status fill_hit(riffle_hit* of_caller, const Hit& hit, const CHit& in_c) {
  return c_fill(of_caller, {.size = 0,
                            .id = c_text(hit.id),
                            .score = hit.score,
                            .title = c_text(hit.title),
                            .date = hit.date.value_or(0),
                            .has_date = hit.date.has_value() ? std::uint64_t{1} : 0,
                            .source = c_text(hit.source),
                            .file = c_text(hit.file),
                            .snippet = c_text(hit.snippet.text),
                            .snippet_html = c_text(in_c.snippet.html),
                            .number = hit.number,
                            .passage_count = hit.passages.size(),
                            .copy_count = hit.copies.size(),
                            .all_copies = hit.copy_count,
                            .title_highlights = in_c.title_highlights.data(),
                            .title_highlight_count = in_c.title_highlights.size(),
                            .group = c_text(hit.group),
                            .group_count = hit.group_count});
}

std::unexpected<Error> no_such(const char* what, std::size_t number) {
  return make_error(ErrorCode::kNotFound, "there is no " + std::string(what) + " " + std::to_string(number));
}

Status c_check_hit(const riffle_hits* hits, std::size_t number) {
  RIFFLE_TRY(c_needs(hits, "hits"));
  if (number >= hits->value.hits.size()) return no_such("hit", number);
  return {};
}

Result<const Explanation*> c_explanation(const riffle_hits* hits, std::size_t number) {
  RIFFLE_TRY(c_check_hit(hits, number));
  const std::optional<Explanation>& explanation = hits->value.hits[number].explanation;
  if (!explanation) return no_such("explanation of hit", number);
  return &*explanation;
}

Status c_fill_known(std::uint64_t* of_caller, const std::optional<std::uint64_t>& count) {
  RIFFLE_TRY(c_needs(of_caller, "the place for the result"));
  if (!count) return make_error(ErrorCode::kNotFound, "the search does not know how many there are");
  *of_caller = *count;
  return {};
}

}  // namespace
}  // namespace riffle

using riffle::c_call;
using riffle::c_make;
using riffle::c_needs;
using riffle::Result;
using riffle::Status;

int riffle_search(const riffle_index* index, const riffle_query* query, const riffle_search_options* options,
                  riffle_hits** hits, riffle_error** error) {
  return c_make(hits, error, [&]() -> Result<std::unique_ptr<riffle_hits>> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY(c_needs(query, "query"));
    RIFFLE_TRY_ASSIGN(const riffle_search_options given, riffle::c_options(options));
    RIFFLE_TRY_ASSIGN(const riffle::SearchOptions search, riffle::search_options_of(given));
    RIFFLE_TRY_ASSIGN(riffle::Hits found, index->value.search(query->value, search));
    return riffle::rendered(std::move(found), given);
  });
}

int riffle_search_text(const riffle_index* index, const char* text, std::size_t length,
                       const riffle_search_options* options, riffle_hits** hits, riffle_error** error) {
  return c_make(hits, error, [&]() -> Result<std::unique_ptr<riffle_hits>> {
    RIFFLE_TRY(c_needs(index, "index"));
    RIFFLE_TRY_ASSIGN(const std::string_view words, riffle::c_needed_text(text, length, "text"));
    RIFFLE_TRY_ASSIGN(const riffle_search_options given, riffle::c_options(options));
    RIFFLE_TRY_ASSIGN(const riffle::SearchOptions search, riffle::search_options_of(given));
    RIFFLE_TRY_ASSIGN(const riffle::ParseOptions parsing, riffle::c_parse_options(given.parsing));
    RIFFLE_TRY_ASSIGN(riffle::Hits found, index->value.search(words, search, parsing));
    return riffle::rendered(std::move(found), given);
  });
}

std::uint64_t riffle_hits_total(const riffle_hits* hits) { return hits == nullptr ? 0 : hits->value.total; }

std::size_t riffle_hits_count(const riffle_hits* hits) { return hits == nullptr ? 0 : hits->value.hits.size(); }

const char* riffle_hits_next(const riffle_hits* hits) { return hits == nullptr ? "" : hits->value.next.c_str(); }
const char* riffle_hits_previous(const riffle_hits* hits) {
  return hits == nullptr ? "" : hits->value.previous.c_str();
}

double riffle_hits_took_us(const riffle_hits* hits) { return hits == nullptr ? 0 : hits->value.took_us; }

const char* riffle_hits_did_you_mean(const riffle_hits* hits) {
  return hits == nullptr ? "" : hits->value.did_you_mean.c_str();
}

std::size_t riffle_hits_note_count(const riffle_hits* hits) { return hits == nullptr ? 0 : hits->value.notes.size(); }

const char* riffle_hits_note(const riffle_hits* hits, std::size_t number) {
  return number < riffle_hits_note_count(hits) ? hits->value.notes[number].c_str() : "";
}

int riffle_hits_get(const riffle_hits* hits, std::size_t number, riffle_hit* hit, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(riffle::c_check_hit(hits, number));
    return riffle::fill_hit(hit, hits->value.hits[number], hits->rendered[number]);
  });
}

int riffle_hits_snippet(const riffle_hits* hits, std::size_t number, riffle_passage* passage, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(riffle::c_check_hit(hits, number));
    return riffle::fill_passage(passage, hits->value.hits[number].snippet, hits->rendered[number].snippet);
  });
}

int riffle_hits_passage(const riffle_hits* hits, std::size_t number, std::size_t passage_number,
                        riffle_passage* passage, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(riffle::c_check_hit(hits, number));
    const riffle::Hit& hit = hits->value.hits[number];
    if (passage_number >= hit.passages.size()) return riffle::no_such("passage", passage_number);
    return riffle::fill_passage(passage, hit.passages[passage_number], hits->rendered[number].passages[passage_number]);
  });
}

int riffle_hits_copy(const riffle_hits* hits, std::size_t number, std::size_t copy_number, riffle_copy* copy,
                     riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(riffle::c_check_hit(hits, number));
    const riffle::Hit& hit = hits->value.hits[number];
    if (copy_number >= hit.copies.size()) return riffle::no_such("copy", copy_number);
    const riffle::Copy& found = hit.copies[copy_number];
    return riffle::c_fill(copy, {.size = 0,
                                 .id = riffle::c_text(found.id),
                                 .title = riffle::c_text(found.title),
                                 .source = riffle::c_text(found.source),
                                 .date = found.date.value_or(0),
                                 .has_date = found.date.has_value() ? std::uint64_t{1} : 0});
  });
}

int riffle_hits_stories(const riffle_hits* hits, std::uint64_t* count, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(hits, "hits"));
    return riffle::c_fill_known(count, hits->value.stories);
  });
}

int riffle_hits_groups(const riffle_hits* hits, std::uint64_t* count, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY(c_needs(hits, "hits"));
    return riffle::c_fill_known(count, hits->value.groups);
  });
}

int riffle_hits_explanation(const riffle_hits* hits, std::size_t number, riffle_explanation* explanation,
                            riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const riffle::Explanation* const found, riffle::c_explanation(hits, number));
    return riffle::c_fill(explanation, {.size = 0,
                                        .k1 = found->k1,
                                        .b = found->b,
                                        .average_length = found->average_length,
                                        .document_count = found->document_count,
                                        .age_factor = found->age_factor,
                                        .term_count = found->term_scores.size()});
  });
}

int riffle_hits_term_score(const riffle_hits* hits, std::size_t number, std::size_t term_number,
                           riffle_term_score* score, riffle_error** error) {
  return c_call(error, [&]() -> Status {
    RIFFLE_TRY_ASSIGN(const riffle::Explanation* const found, riffle::c_explanation(hits, number));
    if (term_number >= found->term_scores.size()) return riffle::no_such("term", term_number);
    const riffle::TermScore& term = found->term_scores[term_number];
    return riffle::c_fill(score, {.size = 0,
                                  .term = riffle::c_text(term.term),
                                  .document_frequency = term.document_frequency,
                                  .term_frequency = term.term_frequency,
                                  .field_length = term.field_length,
                                  .idf = term.idf,
                                  .boost = term.boost,
                                  .score = term.score});
  });
}

int riffle_hits_json(const riffle_hits* hits, char** json, std::size_t* length, riffle_error** error) {
  return riffle::c_make_text(json, length, error, [&]() -> Result<std::string> {
    RIFFLE_TRY(c_needs(hits, "hits"));
    return riffle::c_hits_json(hits->value);
  });
}

void riffle_hits_free(riffle_hits* hits) { delete hits; }

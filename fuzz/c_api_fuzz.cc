// Calls of the C interface in any order, with objects that are there, closed or never were, with structs of other
// headers, and with values that no enumerator has: only documented codes come back, an error stands beside each,
// results are there exactly when a call went well, and nothing is left over.
//
// Input:   a byte a call (its remainder by the number of calls), then the bytes that the call takes.
// Shape:   a few places for the objects of each kind. What hits, documents, queries and aggregates tell must hold when
//          their index is long closed. What may not be done is left out: an object is never used after it was freed.
// Caps:    16 calls an input, of which two open a writer.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "c_api_caller.h"
#include "c_api_support.h"
#include "check.h"
#include "riffle/riffle_c.h"
#include "source.h"

namespace riffle {
namespace {

using fuzz::Caller;
using fuzz::check;
using fuzz::files;
using fuzz::kSmallestBuffers;
using fuzz::Sized;
using fuzz::Source;
using fuzz::touch;

constexpr int kMostCalls = 16;
constexpr int kMostWriters = 2;

class Run : private Caller {
 public:
  explicit Run(Source& source) : Caller(source) {}

  void calls() {
    for (int i = 0; i < kMostCalls && !source_.at_end(); ++i) {
      begin_call();
      one();
    }
  }

 private:
  using Call = void (Run::*)();

  void one() {
    static constexpr std::array<Call, 44> kCalls{
        &Run::open_index,   &Run::open_index, &Run::open_all,      &Run::close_index,  &Run::refresh,
        &Run::info,         &Run::info_json,  &Run::commits,       &Run::get,          &Run::get_json,
        &Run::articles,     &Run::terms,      &Run::parse,         &Run::parse,        &Run::make_leaf,
        &Run::make_leaf,    &Run::make_node,  &Run::make_node,     &Run::query_text,   &Run::count,
        &Run::ids,          &Run::search,     &Run::search,        &Run::search_text,  &Run::read_hits,
        &Run::aggregate,    &Run::aggregate,  &Run::free_some,     &Run::open_writer,  &Run::add,
        &Run::add_json,     &Run::add_files,  &Run::remove,        &Run::commit,       &Run::change,
        &Run::close_writer, &Run::whole_file, &Run::make_synonyms, &Run::small_things, &Run::document,
        &Run::postings,     &Run::copies,     &Run::changes,       &Run::profile};
    (this->*kCalls[source_.byte() % kCalls.size()])();
  }

  // Reading.

  Sized<riffle_open_options> open_options() {
    riffle_open_options options{};
    const std::uint32_t draw = source_.byte();
    if (draw % 4 == 1) options.flags = choice();
    if (draw % 4 == 2) options.commit = choice();
    if (draw % 8 == 3) options.copy_bytes = number();
    return sized(options);
  }
  void open_index() {
    const char* const at = path();
    const auto options = open_options();
    make(indexes_, [&](auto to, auto error) { return riffle_index_open(at, or_null(options), to, error); });
  }
  void open_all() {
    std::array<const char*, 3> paths{path(), path(), path()};
    const auto options = open_options();
    const std::size_t count = source_.byte() % 4;
    make(indexes_, [&](auto to, auto error) {
      return riffle_index_open_all(nothing() ? nullptr : paths.data(), count, or_null(options), to, error);
    });
  }
  void close_index() { indexes_.put(source_.byte(), nullptr); }

  void refresh() {
    int is_newer = 2;
    const bool is_ok = call([&](auto error) { return riffle_index_refresh(index(), &is_newer, error); });
    check(!is_ok || is_newer == 0 || is_newer == 1);
  }
  void info() {
    fill<riffle_info>([&](auto to, auto error) { return riffle_index_info(index(), to, error); });
  }
  void info_json() {
    make_text([&](auto to, auto length, auto error) { return riffle_index_info_json(index(), to, length, error); });
  }
  void commits() {
    const auto see = [](const riffle_commit* commit, void* run) {
      check(commit->commit > 0);
      return static_cast<Run*>(run)->stop();
    };
    call([&](auto error) { return riffle_index_each_commit(index(), nothing() ? nullptr : +see, this, error); });
  }

  void get() {
    const riffle_text id = text();
    make(documents_, [&](auto to, auto error) { return riffle_index_get(index(), id.data, id.length, to, error); });
    document();
  }
  void document() {
    fill<riffle_article>(
        [&](auto to, auto error) { return riffle_document_article(documents_.at(source_.byte()), to, error); },
        [](const riffle_article& article) { look_at(article); });
  }
  static void look_at(const riffle_article& article) {
    for (const riffle_text& part : {article.id, article.title, article.body, article.source, article.url}) touch(part);
    for (std::size_t i = 0; i < article.member_count; ++i) {
      touch(article.members[i].name);
      touch(article.members[i].json);
    }
  }
  void get_json() {
    const riffle_text id = text();
    make_text([&](auto to, auto length, auto error) {
      return riffle_index_get_json(index(), id.data, id.length, to, length, error);
    });
  }
  void articles() {
    const auto see = [](const riffle_article* article, void* run) {
      look_at(*article);
      return static_cast<Run*>(run)->stop();
    };
    call([&](auto error) { return riffle_index_each_article(index(), nothing() ? nullptr : +see, this, error); });
  }
  void terms() {
    const char* const field = name();
    const riffle_text prefix = text();
    const auto see = [](const riffle_term* term, void* run) {
      touch(term->term);
      return static_cast<Run*>(run)->stop();
    };
    call([&](auto error) {
      return riffle_index_each_term(index(), field, prefix.data, prefix.length, nothing() ? nullptr : +see, this,
                                    error);
    });
  }

  void postings() {
    const char* const field = name();
    const riffle_text term = text();
    const auto see = [](const riffle_posting* posting, void* run) {
      touch(posting->id);
      for (std::size_t i = 0; i < posting->field_count; ++i) {
        touch(posting->fields[i].field);
        check(posting->fields[i].position_count > 0);
      }
      return static_cast<Run*>(run)->stop();
    };
    fill<riffle_postings_summary>([&](auto to, auto error) {
      return riffle_index_each_posting(index(), field, term.data, term.length, source_.byte() % 2,
                                       nothing() ? nullptr : +see, this, to, error);
    });
  }
  void copies() {
    const auto see = [](std::uint64_t, const riffle_copy* copy, double, void* run) {
      for (const riffle_text& part : {copy->id, copy->title, copy->source}) touch(part);
      return static_cast<Run*>(run)->stop();
    };
    call([&](auto error) { return riffle_index_each_copy(index(), nothing() ? nullptr : +see, this, error); });
  }
  void changes() {
    const auto see = [](int change, const char* id, std::size_t length, void* run) {
      check(change >= RIFFLE_CHANGE_ADDED && change <= RIFFLE_CHANGE_REPLACED);
      touch({id, length});
      return static_cast<Run*>(run)->stop();
    };
    call([&](auto error) {
      return riffle_index_each_change(index(), index(), nothing() ? nullptr : +see, this, error);
    });
  }
  void profile() {
    const auto within = limits();
    make_text([&](auto to, auto length, auto error) {
      return riffle_profile_json(index(), query(), or_null(within), to, length, error);
    });
  }

  // Queries.

  Sized<riffle_parse_options> parse_options() {
    riffle_parse_options options{};
    options.flags = source_.byte() % 4 == 0 ? choice() : 0;
    options.synonyms = synonyms_.at(source_.byte());
    if (options.flags % 16 == 9) {
      query_limits_ = {.size = sizeof(riffle_query_limits),
                       .bytes = choice(),
                       .depth = choice(),
                       .leaves = choice(),
                       .phrase_terms = choice(),
                       .patterns = choice(),
                       .list_values = choice()};
      options.limits = &query_limits_;
    }
    return sized(options);
  }
  void parse() {
    const riffle_text words = text();
    const auto options = parse_options();
    make(queries_, [&](auto to, auto error) {
      return riffle_query_parse(index(), words.data, words.length, or_null(options), to, error);
    });
  }
  void make_leaf() {
    const std::uint32_t kind = source_.byte() % 8;
    const riffle_text words = text();
    const char* const field = name();
    std::array<riffle_text, 3> values{words, text(), text()};
    const std::size_t count = source_.byte() % 4;
    const auto small = static_cast<std::uint32_t>(number());
    make(queries_, [&](auto to, auto error) {
      switch (kind) {
        case 0: return riffle_query_similar(index(), words.data, words.length, to, error);
        case 1: return riffle_query_one_of(field, values.data(), count, to, error);
        case 2: return riffle_query_term(words.data, words.length, field, to, error);
        case 3: return riffle_query_phrase(values.data(), count, small, field, to, error);
        case 4: return riffle_query_wildcard(words.data, words.length, field, to, error);
        case 5: return riffle_query_fuzzy(words.data, words.length, small, field, to, error);
        case 6: return riffle_query_exists(field, to, error);
        default: return riffle_query_everything(to, error);
      }
    });
  }
  void make_node() {
    const std::uint32_t kind = source_.byte() % 7;
    std::array<const riffle_query*, 3> parts{query(), queries_.at(source_.byte()), queries_.at(source_.byte())};
    const std::size_t count = source_.byte() % 4;
    const std::uint64_t number_given = number();
    const auto small = static_cast<std::uint32_t>(number_given);
    const std::uint64_t other_number = number();
    const char* const field = name();
    make(queries_, [&](auto to, auto error) {
      switch (kind) {
        case 0: return riffle_query_all_of(parts.data(), count, to, error);
        case 1: return riffle_query_any_of(count == 0 ? nullptr : parts.data(), count, to, error);
        case 2: return riffle_query_at_least(static_cast<std::size_t>(number_given), parts.data(), count, to, error);
        case 3: return riffle_query_and_not(parts[0], parts[1], to, error);
        case 4: return riffle_query_boosted(parts[0], real(), to, error);
        case 5: return riffle_query_near(parts[0], parts[1], small, static_cast<int>(other_number), to, error);
        default:
          return riffle_query_date_range(field, static_cast<std::int64_t>(number_given),
                                         static_cast<std::int64_t>(other_number), to, error);
      }
    });
  }
  void query_text() {
    const riffle_query* const of = query();
    make_text([&](auto to, auto length, auto error) { return riffle_query_to_text(of, to, length, error); });
    for (std::size_t i = 0; i <= riffle_query_note_count(of); ++i) check(riffle_query_note(of, i) != nullptr);
  }
  void count() {
    std::uint64_t matches = 0;
    const auto within = limits();
    call([&](auto error) {
      return riffle_count(index(), query(), or_null(within), nothing() ? nullptr : &matches, error);
    });
    if (source_.byte() % 2 == 0) return;
    call([&](auto error) { return riffle_count_stories(index(), query(), or_null(within), &matches, error); });
    call([&](auto error) { return riffle_count_groups(index(), query(), name(), or_null(within), &matches, error); });
  }
  void ids() {
    const auto see = [](const char* id, std::size_t length, void* run) {
      touch({id, length});
      return static_cast<Run*>(run)->stop();
    };
    const auto within = limits();
    call([&](auto error) {
      return riffle_each_id(index(), query(), or_null(within), nothing() ? nullptr : +see, this, error);
    });
  }

  // Searching.

  template <typename Body>
  void with_search_options(Body&& body) {
    const auto within = limits();
    const auto parsing = parse_options();
    const std::array<riffle_field_weight, 2> weights{{{name(), real(), real()}, {name(), real(), 0.5}}};
    riffle_search_options options{};
    const std::uint32_t draw = source_.byte();
    options.flags = choice();
    if (draw % 16 == 9) options.flags |= RIFFLE_SEARCH_EXPLAIN;
    if (draw % 4 == 1) options.limit = number();
    if (draw % 8 == 2) options.offset = number();
    if (draw % 4 == 3) options.sort = choice() % 8;
    options.sort_field = name();
    if (draw % 16 == 5) options.after = hits_.at(0) != nullptr ? riffle_hits_next(hits_.at(0)) : name();
    if (draw % 16 == 7) options.before = hits_.at(0) != nullptr ? riffle_hits_previous(hits_.at(0)) : name();
    if (draw % 8 == 6) options.snippet_chars = number();
    if (draw % 8 == 7) options.passages = choice();
    if (draw >= 224) {
      options.field_weights = weights.data();
      options.field_weight_count = source_.byte() % 3;
      options.half_life_days = real();
      options.ageless = real();
      options.mark_open = name();
    }
    if (draw >= 128) {
      options.limits = within.get();
      options.parsing = parsing.get();
    }
    const auto given = sized(options);
    make(hits_, [&](auto to, auto error) { return body(or_null(given), to, error); });
  }
  void search() {
    with_search_options(
        [&](auto options, auto to, auto error) { return riffle_search(index(), query(), options, to, error); });
  }
  void search_text() {
    const riffle_text words = text();
    with_search_options([&](auto options, auto to, auto error) {
      return riffle_search_text(index(), words.data, words.length, options, to, error);
    });
  }
  void read_hits() {
    const riffle_hits* const of = hits_.at(source_.byte());
    const std::size_t count = riffle_hits_count(of);
    (void)riffle_hits_total(of);
    check(riffle_hits_next(of) != nullptr && riffle_hits_did_you_mean(of) != nullptr);
    check(riffle_hits_took_us(of) >= 0);
    for (std::size_t i = 0; i <= riffle_hits_note_count(of); ++i) check(riffle_hits_note(of, i) != nullptr);
    const std::size_t which = source_.byte() % 4 == 3 ? size_number() : source_.byte() % (count + 1);
    fill<riffle_hit>([&](auto to, auto error) { return riffle_hits_get(of, which, to, error); },
                     [&](const riffle_hit& hit) {
                       check(which < count);
                       touch(hit.id);
                       touch(hit.title);
                       touch(hit.snippet_html);
                     });
    const std::size_t further = source_.byte() % 4 == 3 ? size_number() : source_.byte() % 3;
    const auto look = [](const riffle_passage& passage) {
      touch(passage.text);
      touch(passage.html);
      for (std::size_t i = 0; i < passage.highlight_count; ++i) {
        check(passage.highlights[i].begin <= passage.highlights[i].end);
        check(passage.highlights[i].end <= passage.text.length);
      }
    };
    fill<riffle_passage>([&](auto to, auto error) { return riffle_hits_snippet(of, which, to, error); }, look);
    fill<riffle_passage>([&](auto to, auto error) { return riffle_hits_passage(of, which, further, to, error); }, look);
    fill<riffle_copy>([&](auto to, auto error) { return riffle_hits_copy(of, which, further, to, error); });
    fill<riffle_explanation>([&](auto to, auto error) { return riffle_hits_explanation(of, which, to, error); });
    fill<riffle_term_score>([&](auto to, auto error) { return riffle_hits_term_score(of, which, further, to, error); },
                            [](const riffle_term_score& score) { touch(score.term); });
    std::uint64_t all = 0;
    call([&](auto error) { return riffle_hits_stories(of, &all, error); });
    call([&](auto error) { return riffle_hits_groups(of, nothing() ? nullptr : &all, error); });
    make_text([&](auto to, auto length, auto error) { return riffle_hits_json(of, to, length, error); });
  }
  void aggregate() {
    const auto within = limits();
    std::array<const char*, 2> facets{name(), name()};
    riffle_aggregate_options options{};
    options.facets = nothing() ? nullptr : facets.data();
    options.facet_count = source_.byte() % 3;
    options.facet_limit = number();
    options.histogram = source_.byte() % 4 == 3 ? choice() : source_.byte() % 5;
    options.histogram_field = source_.byte() % 2 == 0 ? nullptr : name();
    options.limits = within.get();
    const auto given = sized(options);
    make(aggregates_,
         [&](auto to, auto error) { return riffle_aggregate(index(), query(), or_null(given), to, error); });
    read_aggregates(aggregates_.at(source_.byte()));
  }
  void read_aggregates(const riffle_aggregates* of) {
    (void)riffle_aggregates_total(of);
    const std::size_t which = source_.byte() % (riffle_aggregates_facet_count(of) + 2);
    const std::size_t further = source_.byte() % 4 == 3 ? size_number() : source_.byte() % 3;
    fill<riffle_facet>([&](auto to, auto error) { return riffle_aggregates_facet(of, which, to, error); },
                       [](const riffle_facet& facet) { touch(facet.field); });
    fill<riffle_facet_value>(
        [&](auto to, auto error) { return riffle_aggregates_facet_value(of, which, further, to, error); },
        [](const riffle_facet_value& value) { touch(value.value); });
    fill<riffle_histogram>([&](auto to, auto error) { return riffle_aggregates_histogram(of, to, error); });
    fill<riffle_bar>([&](auto to, auto error) { return riffle_aggregates_bar(of, further, to, error); },
                     [](const riffle_bar& bar) { check(bar.begin < bar.end); });
    make_text([&](auto to, auto length, auto error) { return riffle_aggregates_json(of, to, length, error); });
  }
  void free_some() {
    const std::uint32_t place = source_.byte();
    switch (source_.byte() % 6) {
      case 0: queries_.put(place, nullptr); break;
      case 1: hits_.put(place, nullptr); break;
      case 2: documents_.put(place, nullptr); break;
      case 3: aggregates_.put(place, nullptr); break;
      case 4: synonyms_.put(place, nullptr); break;
      default: cancels_.put(place, riffle_cancel_new());
    }
  }

  // Writing.

  Sized<riffle_writer_options> writer_options() {
    riffle_writer_options options{};
    const std::uint32_t draw = source_.byte();
    options.threads = draw >= 252 ? number() : 1;
    if (options.threads == 0 || (options.threads > 3 && options.threads < 2000)) options.threads = 1;
    options.memory_bytes = draw % 32 == 9 ? number() : kSmallestBuffers;
    options.flags = draw % 2 == 0 ? 0 : choice();
    options.durability = RIFFLE_DURABILITY_NORMAL;
    if (draw % 16 == 3) options.analyzer = name();
    if (draw % 16 == 5)
      options.schema = source_.byte() % 2 == 0 ? name() : R"({"fields": [{"name": "p", "type": "int64"}]})";
    if (draw % 16 == 7) options.store = choice();
    if (draw % 16 == 9) options.durability = choice();
    if (draw % 16 == 11) options.sentences = choice();
    if (draw % 16 == 13) options.commit_time = static_cast<std::int64_t>(number());
    return sized(options);
  }
  void open_writer() {
    if (writers_opened_++ >= kMostWriters) return;
    files().will_change();
    const std::uint32_t draw = source_.byte();
    const char* const at = draw % 4 == 0 ? files().missing(draw / 4) : path();
    const auto options = writer_options();
    make(writers_, [&](auto to, auto error) { return riffle_writer_open(at, options.get(), to, error); });
  }
  void close_writer() { writers_.put(source_.byte(), nullptr); }

  void add() {
    std::array<riffle_member, 2> members{{{text(), text()}, {text(), text()}}};
    riffle_article article{};
    article.id = text();
    article.title = text();
    article.body = text();
    article.source = text();
    article.date = static_cast<std::int64_t>(number());
    article.has_date = source_.byte() % 3;
    article.member_count = source_.byte() % 3;
    article.members = nothing() ? nullptr : members.data();
    const auto given = sized(article);
    call([&](auto error) { return riffle_writer_add(writer(), or_null(given), error); });
    (void)riffle_writer_bytes_added(writer());
  }
  void add_json() {
    const riffle_text json = text();
    call([&](auto error) { return riffle_writer_add_json(writer(), json.data, json.length, error); });
  }
  void add_files() {
    std::array<const char*, 2> paths{source_.byte() % 2 == 0 ? files().path(4) : path(), path()};
    riffle_input_options options{};
    options.flags = choice();
    options.id_member = name();
    options.cancel = cancels_.at(source_.byte());
    options.context = this;
    if (source_.byte() % 2 == 0) {
      options.on_message = [](const riffle_input_message* message, void*) {
        touch(message->message);
        touch(message->path);
      };
    }
    const auto given = sized(options);
    const std::size_t count = source_.byte() % 3;
    fill<riffle_input_report>([&](auto to, auto error) {
      return riffle_writer_add_files(writer(), nothing() ? nullptr : paths.data(), count, or_null(given), to, error);
    });
  }
  void remove() {
    const riffle_text which = text();
    int was_committed = 2;
    std::uint64_t removed = 0;
    if (source_.byte() % 2 == 0) {
      const bool is_ok = call(
          [&](auto error) { return riffle_writer_remove(writer(), which.data, which.length, &was_committed, error); });
      check(!is_ok || was_committed == 0 || was_committed == 1);
    } else {
      call([&](auto error) {
        return riffle_writer_remove_matching(writer(), which.data, which.length, nothing() ? nullptr : &removed, error);
      });
    }
  }
  void commit() {
    fill<riffle_commit_report>([&](auto to, auto error) { return riffle_writer_commit(writer(), to, error); });
  }
  void change() {
    const std::uint64_t which = choice();
    fill<riffle_commit_report>([&](auto to, auto error) {
      return source_.byte() % 2 == 0 ? riffle_writer_rollback(writer(), which, to, error)
                                     : riffle_writer_compact(writer(), which % 8, to, error);
    });
  }

  // Whole files, and what needs no file.

  void whole_file() {
    const char* const from = path();
    switch (source_.byte() % 4) {
      case 0: verify(from); break;
      case 1: {
        const char* const to = new_path();
        fill<riffle_backup_report>([&](auto report, auto error) { return riffle_backup(from, to, report, error); });
        break;
      }
      case 2: {
        if (writers_opened_++ >= kMostWriters) return;
        std::array<const char*, 2> all{from, path()};
        const char* const to = new_path();
        const std::size_t count = source_.byte() % 3;
        const auto options = writer_options();
        fill<riffle_commit_report>(
            [&](auto report, auto error) { return riffle_merge(all.data(), count, to, options.get(), report, error); });
        break;
      }
      default: salvage(from);
    }
  }
  static void see_fault(const riffle_fault* fault, void*) {
    touch(fault->section);
    touch(fault->message);
  }
  void verify(const char* from) {
    riffle_verify_options options{};
    options.flags = choice() % 4;
    options.copy_bytes = number();
    options.on_fault = source_.byte() % 2 == 0 ? see_fault : nullptr;
    const auto given = sized(options);
    fill<riffle_verify_report>(
        [&](auto report, auto error) { return riffle_verify(from, or_null(given), report, error); });
  }
  void salvage(const char* from) {
    if (writers_opened_++ >= kMostWriters) return;
    riffle_salvage_options options{};
    options.on_fault = see_fault;
    options.flags = choice() % 4;
    options.copy_bytes = number();
    const auto given = sized(options);
    const char* const to = new_path();
    fill<riffle_salvage_report>(
        [&](auto report, auto error) { return riffle_salvage(from, to, or_null(given), report, error); });
  }
  void make_synonyms() {
    const riffle_text rules = text();
    const std::uint32_t draw = source_.byte();
    const char* const at = draw % 4 == 0 ? path() : files().path(5);
    make(synonyms_, [&](auto to, auto error) {
      return draw % 2 == 0 ? riffle_synonyms_parse(rules.data, rules.length, to, error)
                           : riffle_synonyms_open(at, to, error);
    });
  }
  void small_things() {
    const riffle_text date_text = text();
    std::int64_t date = static_cast<std::int64_t>(number());
    if (call([&](auto error) { return riffle_date_parse(date_text.data, date_text.length, &date, error); }) ||
        source_.byte() % 2 == 0) {
      const std::size_t capacity = source_.byte() % (RIFFLE_DATE_BYTES + 8);
      const auto buffer = std::make_unique<char[]>(capacity);
      const bool is_ok = call(
          [&](auto error) { return riffle_date_format(date, nothing() ? nullptr : buffer.get(), capacity, error); });
      check(!is_ok || std::strlen(buffer.get()) < capacity);
    }
    (void)riffle_analyzer_name(size_number());
    check(riffle_code_name(static_cast<int>(number())) != nullptr && riffle_version()[0] != '\0');
    riffle_cancel* const cancel = cancels_.at(source_.byte());
    if (cancel != nullptr) source_.byte() % 2 == 0 ? riffle_cancel_request(cancel) : riffle_cancel_reset(cancel);
  }

  int writers_opened_ = 0;
  riffle_query_limits query_limits_{};
};

}  // namespace
}  // namespace riffle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  riffle::fuzz::files().renew();
  riffle::fuzz::Source source(data, size);
  riffle::Run(source).calls();
  return 0;
}

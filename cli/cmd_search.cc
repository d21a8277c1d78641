// riffle search: query -> hits, their ids, or their number.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "files.h"
#include "output.h"
#include "output_csv.h"
#include "output_json.h"
#include "overview_text.h"
#include "ranking_options.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "suggest.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kSearchDescription =
    R"(Searches FILE. Several words after FILE are one query, joined by spaces. Put the
query in single quotes when it holds more than words: the shell would change it.

  aleppo airport          both words, in any form (airports)
  "prime minister"        these words in this order, exactly as typed
  aleppo OR idlib         either; AND, OR, NOT in capitals, and parentheses
  hama -city  NOT city    without a word
  jihad*  w?rd  alepo~1   words by pattern, or up to 1 or 2 letters away
  fall NEAR/5 aleppo      near each other; ADJ/5 in this order; "fall aleppo"~3
  fall SENTENCE aleppo    in one sentence
  ATLEAST/2 (a b c)       two of the three; a^2 counts double for the order
  title:aleppo            in one field: title, body, or a text field of a schema
  source:"river courier"  the whole of a source or an id, or of a keyword field;
                          one of many: source:[reuters afp]
  date:2024-11-30         a day, a month or a year; also date:2024-11..2024-12,
                          date:>=2024-12-01, and so with number fields
  *                       every article

Whatever is typed is searched: what cannot be understood is read as words, and a
note says so. --strict makes it an error. A query may begin with "-" when it
follows FILE; one that begins with "--" needs a "--" before it. The README lists
the whole language.)";

constexpr const char* kSearchExamples =
    R"(  riffle search news.riffle aleppo airport
  riffle search news.riffle '"prime minister" NOT resign'
  riffle search news.riffle -n 3 --sort -date 'source:reuters date:2024-11..2024-12'
  riffle search news.riffle --count -- -aleppo
  riffle search news.riffle --no-hits --facet source --histogram month 'aleppo'
  riffle search news.riffle --format ids 'hama OR homs' | head
  riffle search 2023.riffle 2024.riffle --collapse 'aleppo'
)";

constexpr const char* kFileHelp =
    R"(the index file. Words behind it that end in .riffle
and name files are searched with it as one index)";

constexpr const char* kSimilarDescription =
    R"(Finds articles like another one: those that have its most telling words, the
best first. The options are those of search, without those that say how the
text of a query is read.)";

constexpr const char* kSimilarExamples =
    R"(  riffle similar news.riffle a42
  riffle similar news.riffle a42 -n 3 --collapse
)";

constexpr std::size_t kDefaultHits = 10;
constexpr std::size_t kMostMilliseconds = 1'000'000'000;
constexpr std::size_t kCopiesShown = 5;

struct SearchCommand {
  std::string path;
  std::string query;
  std::size_t limit = kDefaultHits;
  std::size_t offset = 0;
  std::string format = "text";
  std::string sort = "relevance";
  std::string match = "all";
  bool count = false;
  std::string names = "on";
  std::string spellings = "on";
  std::string synonyms_path;
  riffle::Synonyms synonyms;
  bool explain = false;
  bool strict = false;
  bool no_snippets = false;
  std::size_t time_limit_ms = 0;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::uint64_t work_limit = 0;
  std::size_t memory_limit = riffle::SearchControl{}.memory_limit;
  std::vector<std::string> query_limits;
  riffle::QueryLimits limits;
  riffle::OpenOptions open_options;
  std::vector<std::string> facets;
  std::size_t facet_limit = 10;
  std::string histogram;
  std::string histogram_field;
  bool no_hits = false;
  std::string after;
  std::size_t passages = 0;
  bool html = false;
  bool collapse = false;
  bool is_similar = false;
  RankingOptions ranking;
  riffle::Ranking read_ranking;

  [[nodiscard]] bool wants_overview() const { return !facets.empty() || !histogram.empty(); }
};

/// How the text of a query is read.
void declare_parsing(Arguments& arguments, SearchCommand& command) {
  CLI::App& app = arguments.app();
  app.add_option("--match", command.match, "what words side by side mean: all (the default) or any")
      ->check(CLI::IsMember({"all", "any"}))
      ->option_text("HOW");
  add_other_spellings(arguments, command.names, command.spellings);
  add_synonyms(arguments, command.synonyms_path);
  app.add_flag("--strict", command.strict, "a query that does not parse is an error");
  app.add_option("--query-limit", command.query_limits,
                 "a query that holds more is an error. WHAT is bytes (65536,\nup to 1048576), depth (100), leaves "
                 "(1024), phrase (64\nwords), patterns (64) or values (65536, in lists); may be\ngiven several times")
      ->take_all()
      ->option_text("WHAT=N");
}

void declare(Arguments& arguments, SearchCommand& command) {
  CLI::App& app = arguments.app();
  app.add_option("-n,--limit", command.limit,
                 "hits to show (default: 10; 0 = all). With --format ids\nthe default is all")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("--offset", command.offset, "hits to pass over first")->check(whole_number())->option_text("N");
  app.add_flag("--count", command.count, "print the exact number of matches, and nothing else");
  app.add_option("--format", command.format,
                 "text (the default), json (one object), csv (a line a hit)\nor ids (one id a line, in index order)")
      ->check(CLI::IsMember({"text", "json", "csv", "ids"}))
      ->option_text("NAME");
  app.add_option(
         "--sort", command.sort,
         "relevance (the default), date (oldest first), -date (newest\nfirst), source, id, or a keyword, date or "
         "number field of a\nschema; \"-\" in front turns it round")
      ->option_text("ORDER");
  app.add_option("--after", command.after, "go on behind the page whose \"next\" (--format json) is CURSOR")
      ->option_text("CURSOR");
  if (!command.is_similar) declare_parsing(arguments, command);
  CLI::Option* const facet =
      app.add_option("--facet", command.facets,
                     "count the matches by the values of FIELD: source, or a\nkeyword field of a schema; may be given "
                     "several times")
          ->take_all()
          ->option_text("FIELD");
  app.add_option("--facet-limit", command.facet_limit, "with --facet: values to show (default: 10; 0 = all)")
      ->check(whole_number())
      ->needs(facet)
      ->option_text("N");
  CLI::Option* const histogram =
      app.add_option("--histogram", command.histogram, "count the matches by day, week, month or year")
          ->check(CLI::IsMember({"day", "week", "month", "year"}))
          ->option_text("UNIT");
  app.add_option("--histogram-field", command.histogram_field,
                 "with --histogram: by this date field of a schema (default:\nthe date of the article)")
      ->needs(histogram)
      ->option_text("NAME");
  app.add_flag("--collapse", command.collapse,
               "of articles that are copies of one another show the best, with\na list of the others; with --count, "
               "count them once");
  app.add_flag("--no-hits", command.no_hits, "show no hits, only facets, histogram and the number of\nmatches");
  app.add_flag("--explain", command.explain, "show how the query was read and each score came about");
  app.add_option("--time-limit", command.time_limit_ms,
                 "milliseconds after which the search gives up with an\nerror, hits and excerpts included (default: "
                 "none)")
      ->check(whole_number())
      ->option_text("MS");
  app.add_option(
         "--work-limit", command.work_limit,
         "steps after which the search gives up with an error:\nunlike a time, the same on every machine (riffle "
         "explain\n--format json tells a query's steps; a hit takes one, and\none for 1,024 words that an excerpt is "
         "chosen from;\ndefault: none)")
      ->check(whole_number())
      ->option_text("N");
  add_size(
      arguments, "--memory-limit", command.memory_limit,
      "memory for what patterns, lists, phrases, hits, facets and\na stored article hold; a search that needs more is "
      "an error\n(default: 64M; 0 = no limit)");
  app.add_flag("--no-snippets", command.no_snippets, "show no excerpts");
  app.add_option("--passages", command.passages, "excerpts of a hit: so many of the best passages (1 to 32)")
      ->check(CLI::Range(1, 32))
      ->option_text("N");
  app.add_flag("--html", command.html, "with --format json: excerpts also as HTML, with <mark>");
  add_ranking_options(app, command.ranking);
  add_open_options(arguments, command.open_options);
}

riffle::ParseOptions parse_options(const SearchCommand& command) {
  return {.strict = command.strict,
          .match_any = command.match == "any",
          .names = command.names == "on",
          .spellings = command.spellings == "on",
          .limits = command.limits,
          .synonyms = command.synonyms};
}

riffle::SearchControl search_control(const SearchCommand& command) {
  riffle::SearchControl control;
  control.deadline = command.deadline;
  control.work_limit = command.work_limit;
  control.memory_limit = command.memory_limit;
  return control;
}

/// The query that was typed, or the one for articles like another.
riffle::Result<riffle::Query> query_of(const SearchCommand& command, const riffle::Index& index) {
  if (command.is_similar) return index.similar(command.query);
  return index.parse(command.query, parse_options(command));
}

riffle::SearchOptions search_options(const SearchCommand& command) {
  riffle::SearchOptions options{.limit = command.limit, .offset = command.offset};
  if (command.sort != "relevance") {
    const bool is_down = command.sort.starts_with('-');
    options.sort = is_down ? riffle::SortOrder::kFieldDescending : riffle::SortOrder::kFieldAscending;
    options.sort_field = command.sort.substr(is_down ? 1 : 0);
  }
  options.after = command.after;
  options.collapse = command.collapse;
  options.passages = command.no_hits ? 0 : command.passages;
  options.explain = command.explain;
  options.snippets = !command.no_snippets && !command.no_hits;
  options.suggest = true;
  options.control = search_control(command);
  options.ranking = command.read_ranking;
  if (command.no_hits) options.limit = 1;
  return options;
}

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& text : notes) note(text);
}

int print_count(const SearchCommand& command, const riffle::Index& index) {
  const riffle::Result<riffle::Query> query = query_of(command, index);
  if (!query) return fail_query(command.path, command.query, query.error());
  const riffle::SearchControl control = search_control(command);
  const riffle::Result<std::uint64_t> count =
      command.collapse ? index.count_stories(*query, control) : index.count(*query, control);
  if (!count) return fail(command.path, count.error());
  Output out;
  out.write(fmt::format("{}\n", *count));
  const int exit_code = out.finish();
  print_notes(query->notes());
  return exit_code;
}

int print_ids(const SearchCommand& command, const riffle::Index& index, bool has_limit) {
  const riffle::Result<riffle::Query> query = query_of(command, index);
  if (!query) return fail_query(command.path, command.query, query.error());
  const bool is_terminal = stdout_terminal().is_terminal;
  Output out;
  std::size_t passed = 0;
  std::size_t shown = 0;
  const std::size_t limit = has_limit ? command.limit : 0;
  const riffle::Status done = index.for_each_id(
      *query,
      [&](std::string_view id) {
        if (passed < command.offset) {
          ++passed;
          return true;
        }
        out.write(is_terminal ? printable(id) : std::string(id));
        out.write("\n");
        ++shown;
        return !out.is_closed() && (limit == 0 || shown < limit);
      },
      search_control(command));
  const int exit_code = out.finish();
  if (!done) return fail(command.path, done.error());
  print_notes(query->notes());
  return exit_code;
}

std::string explanation_text(const riffle::Explanation& explanation) {
  std::string text;
  if (explanation.age_factor != 1)
    text += fmt::format("{:{}}{:8.4f}  age factor\n", "", kIndent, explanation.age_factor);
  for (const riffle::TermScore& term : explanation.term_scores) {
    text += fmt::format("{:{}}{:8.4f}  {}: tf {}, length {}, ", "", kIndent, term.score, printable(term.term),
                        term.term_frequency, grouped(term.field_length));
    text += term.document_frequency == 0 ? std::string() : fmt::format("df {}, ", grouped(term.document_frequency));
    text += fmt::format("idf {:.4f}", term.idf);
    text += term.boost == 1 ? std::string("\n") : fmt::format(", boost {}\n", term.boost);
  }
  return text;
}

std::string formula_line(const SearchCommand& command, const riffle::Explanation& explanation) {
  return fmt::format("score = {}, over {}\n",
                     formula_text(command.ranking, explanation.k1, explanation.b, explanation.average_length),
                     counted(explanation.document_count, "document", "documents"));
}

/// The other copies of a story, a line each.
std::string copies_text(const riffle::Hit& hit) {
  std::string text;
  for (std::size_t i = 0; i < std::min(hit.copies.size(), kCopiesShown); ++i) {
    const riffle::Copy& copy = hit.copies[i];
    text += fmt::format("{:{}}= {}", "", kIndent, printable(copy.id));
    if (copy.date) text += "  " + riffle::format_date(*copy.date);
    if (!copy.source.empty()) text += "  " + printable(copy.source);
    if (!copy.title.empty() && copy.title != hit.title) text += "  " + printable(copy.title);
    text += '\n';
  }
  if (hit.copy_count > kCopiesShown) {
    text += fmt::format("{:{}}= {}\n", "", kIndent, counted(hit.copy_count - kCopiesShown, "more copy", "more copies"));
  }
  return text;
}

std::string hit_text(const riffle::Hit& hit, std::uint64_t rank, bool shows_score, const Terminal& terminal) {
  const std::string& headline = hit.title.empty() ? hit.id : hit.title;
  const std::string lines = wrap(printable(headline), {}, kIndent, terminal.width, false);
  std::string text = fmt::format("{:>2}. ", rank);
  // The rank takes the place of the first line's indent.
  text += bold(std::string_view(lines).substr(std::min(kIndent, lines.size()),
                                              lines.size() - std::min(kIndent + 1, lines.size())),
               terminal.colour);
  text += fmt::format("\n{:{}}", "", kIndent);
  if (hit.date) text += fmt::format("{}  ", riffle::format_date(*hit.date));
  if (!hit.source.empty()) text += fmt::format("{}  ", printable(hit.source));
  text += fmt::format("id {}", printable(hit.id));
  if (!hit.file.empty()) text += fmt::format("  in {}", printable(hit.file));
  if (shows_score && hit.score > 0) text += fmt::format("  score {:.3f}", hit.score);
  text += '\n';
  // Without a stored body the title is the excerpt.
  const std::vector<riffle::Snippet> best{hit.snippet};
  for (const riffle::Snippet& snippet : hit.passages.empty() ? best : hit.passages) {
    if (snippet.text == hit.title) continue;
    text += wrap(snippet.text, snippet.highlights, kIndent, terminal.width, terminal.colour);
  }
  text += copies_text(hit);
  if (hit.explanation) text += explanation_text(*hit.explanation);
  return text + "\n";
}

/// In the unit that leaves one to three digits before the point, with one behind it where there are few: "640 us",
/// "19.7 ms", "1.2 s".
std::string took_text(double took_us) {
  constexpr double kFewDigits = 99.95;     // and more would round to three digits
  constexpr double kNextUnit = 999.5;      // and more would round to four
  constexpr double kStepOfUnits = 1000.0;  // us, ms, s
  const bool is_micros = took_us < kNextUnit;
  const bool is_seconds = took_us >= kNextUnit * kStepOfUnits;
  const double value = is_micros ? took_us : took_us / (is_seconds ? kStepOfUnits * kStepOfUnits : kStepOfUnits);
  const bool has_fraction = value < (is_micros ? kFewDigits / 10 : kFewDigits);
  return fmt::format("{:.{}f} {}", value, has_fraction ? 1 : 0, is_seconds ? "s" : is_micros ? "us" : "ms");
}

/// Facets and histogram; nothing when neither was asked for.
riffle::Result<std::optional<riffle::Aggregations>> overview_of(const SearchCommand& command,
                                                                const riffle::Index& index) {
  if (!command.wants_overview()) return std::nullopt;
  riffle::AggregateOptions options;
  options.control = search_control(command);
  for (const std::string& field : command.facets) {
    options.facets.push_back({.field = field, .limit = command.facet_limit});
  }
  if (!command.histogram.empty()) options.histogram = date_unit_of(command.histogram);
  options.histogram_field = command.histogram_field;
  const riffle::Result<riffle::Query> query = query_of(command, index);
  if (!query) return std::unexpected(query.error());
  riffle::Result<riffle::Aggregations> found = index.aggregate(*query, options);
  if (!found) return std::unexpected(found.error());
  return std::move(*found);
}

std::string overview_text(const riffle::Aggregations& overview, const Terminal& terminal) {
  std::string text;
  for (const riffle::Facet& facet : overview.facets) text += facet_text(facet, terminal);
  if (overview.histogram) text += histogram_text(*overview.histogram, terminal);
  return text;
}

riffle::Result<riffle::Hits> hits_of(const SearchCommand& command, const riffle::Index& index) {
  if (!command.is_similar) return index.search(command.query, search_options(command), parse_options(command));
  const riffle::Result<riffle::Query> query = index.similar(command.query);
  if (!query) return std::unexpected(query.error());
  return index.search(*query, search_options(command));
}

int print_hits(const SearchCommand& command, const riffle::Index& index) {
  riffle::Result<riffle::Hits> hits = hits_of(command, index);
  if (!hits) return fail_query(command.path, command.query, hits.error());
  if (command.no_hits) {
    hits->hits.clear();
    hits->next.clear();
  }
  const riffle::Result<std::optional<riffle::Aggregations>> overview = overview_of(command, index);
  if (!overview) return fail_query(command.path, command.query, overview.error());
  Output out;
  if (command.format == "json") {
    out.write(hits_line(*hits, command.html, *overview) + "\n");
    return out.finish();
  }
  if (command.format == "csv") {
    out.write(hits_csv(*hits, command.offset + 1));
    const int exit_code = out.finish();
    print_notes(hits->notes);
    return exit_code;
  }
  if (command.explain) {
    const riffle::Result<riffle::Query> query = query_of(command, index);
    if (query) out.write(fmt::format("query: {}\n", printable(query->to_string())));
    if (!hits->hits.empty()) {
      const std::optional<riffle::Explanation>& explanation = hits->hits.front().explanation;
      if (explanation) out.write(formula_line(command, *explanation));
    }
    out.write("\n");
  }
  const Terminal terminal = stdout_terminal();
  std::uint64_t rank = command.offset;
  for (const riffle::Hit& hit : hits->hits) out.write(hit_text(hit, ++rank, command.sort == "relevance", terminal));
  if (*overview) out.write(overview_text(**overview, terminal));
  out.write(counted(hits->total, "match", "matches"));
  if (hits->stories) out.write(fmt::format(", {}", counted(*hits->stories, "story", "stories")));
  out.write(fmt::format(" in {}", took_text(hits->took_us)));
  const bool shows_some = !hits->hits.empty() && hits->hits.size() < hits->stories.value_or(hits->total);
  if (command.collapse && shows_some)
    out.write(fmt::format(", {} shown", counted(hits->hits.size(), "story", "stories")));
  if (!command.collapse && shows_some && hits->hits.size() == 1) out.write(fmt::format(", number {} shown", rank));
  if (!command.collapse && shows_some && hits->hits.size() > 1)
    out.write(fmt::format(", {} to {} shown", command.offset + 1, rank));
  out.write("\n");
  const int exit_code = out.finish();
  print_notes(hits->notes);
  if (!hits->did_you_mean.empty()) note("did you mean: " + hits->did_you_mean);
  return exit_code;
}

/// The words from `first` on, as one query.
std::string joined(const Words& words, std::size_t first) {
  std::string query;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (i > first) query += ' ';
    query += words[i];
  }
  return query;
}

bool exists(const std::string& path) { return is_same_file(path, path); }

/// A word behind FILE is another index when it ends in ".riffle" and there is such a file.
std::size_t count_files(const Words& words) {
  std::size_t count = 1;
  while (count < words.size() && words[count].ends_with(".riffle") && exists(words[count])) ++count;
  return count;
}

/// What both commands share, once the index is open.
int print(const SearchCommand& command, const Arguments& arguments, const riffle::Index& index) {
  if (command.count) return print_count(command, index);
  const bool is_ids = command.format == "ids";
  return is_ids ? print_ids(command, index, arguments.has("--limit")) : print_hits(command, index);
}

/// What --query-limit calls the parts of the limits.
struct NamedLimit {
  std::string_view name;
  std::size_t riffle::QueryLimits::* limit;
};
constexpr std::array<NamedLimit, 6> kLimits{{{"bytes", &riffle::QueryLimits::bytes},
                                             {"depth", &riffle::QueryLimits::depth},
                                             {"leaves", &riffle::QueryLimits::leaves},
                                             {"phrase", &riffle::QueryLimits::phrase_terms},
                                             {"patterns", &riffle::QueryLimits::patterns},
                                             {"values", &riffle::QueryLimits::list_values}}};

int fail_unknown_limit(const std::string& command, std::string_view typed, std::string_view name) {
  std::vector<std::string> names;
  std::string list;
  for (const NamedLimit& known : kLimits) {
    names.emplace_back(known.name);
    list += (list.empty() ? "" : ", ") + names.back();
  }
  const std::string meant = nearest(name, names);
  const std::string advice = meant.empty() ? std::string() : fmt::format("did you mean {}? ", meant);
  return fail_usage(command, fmt::format("--query-limit {} names no limit", typed),
                    fmt::format("{}the limits are {}", advice, list));
}

/// Takes the limits apart; an exit code when one is none. The time begins to run.
std::optional<int> read_limits(const std::string& name, SearchCommand& command) {
  for (const std::string& text : command.query_limits) {
    const std::size_t sign = std::min(text.find('='), text.size());
    const std::string_view limit = std::string_view(text).substr(0, sign);
    const auto* const known = std::ranges::find(kLimits, limit, &NamedLimit::name);
    if (known == kLimits.end()) return fail_unknown_limit(name, text, limit);
    const std::uint64_t value = sign == text.size() ? 0 : parse_positive(text.substr(sign + 1));
    if (value == 0) {
      return fail_usage(name, fmt::format("--query-limit {} has no number from 1 on", text),
                        fmt::format("write it like {}=100", limit));
    }
    command.limits.*(known->limit) = value;
  }
  std::string fault;
  const std::optional<riffle::Ranking> ranking = read_ranking(command.ranking, fault);
  if (!ranking) return fail_usage(name, fmt::format("--weight {} is no weight", fault), "write it like title=3");
  if (ranking->ageless != 0 && ranking->half_life_days == 0) {
    return fail_usage(name, "--ageless goes with a --half-life above 0");
  }
  command.read_ranking = *ranking;
  if (command.time_limit_ms > 0) {
    command.deadline = std::chrono::steady_clock::now() +
                       std::chrono::milliseconds(std::min<std::size_t>(command.time_limit_ms, kMostMilliseconds));
  }
  return std::nullopt;
}

/// No value: the options go together.
std::optional<int> check_options(const std::string& name, const SearchCommand& command, const Arguments& arguments) {
  const bool is_ids = command.format == "ids" && !command.count;
  if (is_ids && arguments.has("--sort")) {
    return fail_usage(name, "--format ids has no --sort: ids come in index order", "use --format json");
  }
  if (is_ids && (command.collapse || arguments.has("--after"))) {
    return fail_usage(name, "--format ids has neither --collapse nor --after", "use --format json");
  }
  const bool is_list = is_ids || (command.format == "csv" && !command.count);
  if ((is_list || command.count) && (command.wants_overview() || command.no_hits)) {
    return fail_usage(name, "--facet, --histogram and --no-hits show nothing with --count or --format ids or csv",
                      "leave one of them out");
  }
  if (command.format == "csv" && (command.explain || command.passages > 0)) {
    return fail_usage(name, "--explain and --passages show nothing with --format csv", "use --format json");
  }
  if (command.html && command.format != "json") return fail_usage(name, "--html goes with --format json");
  return std::nullopt;
}

}  // namespace

int run_search(const Words& words) {
  SearchCommand command;
  Arguments arguments("search", "FILE... QUERY... [options]", kSearchDescription);
  arguments.add_positional("FILE", kFileHelp);
  arguments.add_positional("QUERY...", "what to look for; * is every article");
  arguments.set_last_repeats();
  arguments.set_accepts_dash_words();
  arguments.set_examples(kSearchExamples);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::size_t file_count = count_files(arguments.positionals());
  if (file_count == arguments.positionals().size()) {
    return fail_usage("search", "QUERY... is missing behind the files", "* is every article");
  }
  if (arguments.positionals()[file_count].ends_with(".riffle")) {
    note(fmt::format("{} is no file, and is searched as text", arguments.positionals()[file_count]));
  }
  const Words files(arguments.positionals().begin(),
                    arguments.positionals().begin() + static_cast<std::ptrdiff_t>(file_count));
  for (const std::string& file : files) command.path += (command.path.empty() ? "" : ", ") + file;
  command.query = joined(arguments.positionals(), file_count);
  if (const std::optional<int> exit_code = check_options("search", command, arguments)) return *exit_code;
  if (const std::optional<int> exit_code = read_limits("search", command)) return *exit_code;
  if (command.open_options.generation != 0 && files.size() > 1) {
    return fail_usage("search", "--as-of is about one file", "search the files one by one");
  }
  if (const std::optional<int> exit_code = read_synonyms(command.synonyms_path, command.synonyms)) return *exit_code;
  const riffle::Result<riffle::Index> index = files.size() > 1
                                                  ? riffle::Index::open_all(files, command.open_options)
                                                  : riffle::Index::open(files.front(), command.open_options);
  if (!index) return fail(command.path, index.error());
  return print(command, arguments, *index);
}

int run_similar(const Words& words) {
  SearchCommand command;
  command.is_similar = true;
  Arguments arguments("similar", "FILE ID [options]", kSimilarDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("ID", "the id of the article that others are to be like");
  arguments.set_accepts_dash_words();
  arguments.set_examples(kSimilarExamples);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  command.query = arguments.positionals().back();
  if (const std::optional<int> exit_code = check_options("similar", command, arguments)) return *exit_code;
  if (const std::optional<int> exit_code = read_limits("similar", command)) return *exit_code;
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path, command.open_options);
  if (!index) return fail(command.path, index.error());
  if (const riffle::Result<riffle::Query> query = index->similar(command.query); !query) {
    const bool is_missing = query.error().code == riffle::ErrorCode::kNotFound;
    return is_missing ? fail(command.path, fmt::format("no article has the id \"{}\"", command.query),
                             fmt::format("ids are listed by: riffle search {} '*' --format ids", command.path))
                      : fail(command.path, query.error());
  }
  return print(command, arguments, *index);
}

}  // namespace riffle_cli

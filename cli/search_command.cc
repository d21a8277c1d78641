#include "search_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "errors.h"
#include "suggest.h"

namespace riffle_cli {
namespace {

constexpr std::size_t kMostMilliseconds = 1'000'000'000;

/// How the text of a query is read.
void declare_parsing(Arguments& arguments, SearchCommand& command) {
  CLI::App& app = arguments.app();
  add_reading_options(arguments, command.reading);
  app.add_flag("--strict", command.reading.strict, "a query that does not parse is an error");
  app.add_option("--query-limit", command.query_limits,
                 "a query that holds more is an error. WHAT is bytes (65536,\nup to 1048576), depth (100), leaves "
                 "(1024), phrase (64\nwords), patterns (64) or values (65536, in lists); may be\ngiven several times")
      ->take_all()
      ->option_text("WHAT=N");
}

}  // namespace

void declare_search(Arguments& arguments, SearchCommand& command) {
  CLI::App& app = arguments.app();
  app.add_option("-n,--limit", command.limit,
                 "hits to show (default: 10; 0 = all). With --format ids\nthe default is all")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("--offset", command.offset, "hits to pass over first")->check(whole_number())->option_text("N");
  app.add_flag("--count", command.count, "print the exact number of matches, and nothing else");
  app.add_option("--format", command.format,
                 "text (the default), json (one object), csv (a line a hit)\nor ids (one id a line, in index order; an "
                 "id with a line end\nin it is an error)")
      ->check(CLI::IsMember({"text", "json", "csv", "ids"}))
      ->option_text("NAME");
  app.add_option(
         "--sort", command.sort,
         "relevance (the default), date (oldest first), -date (newest\nfirst), source, id, or a keyword, date or "
         "number field of a\nschema; \"-\" in front turns it round. Up to three more, with\ncommas between them, "
         "decide among equals: "
         "-date,source")
      ->option_text("ORDER");
  app.add_option("--after", command.after, "go on behind the page whose \"next\" (--format json) is CURSOR")
      ->option_text("CURSOR");
  app.add_option("--before", command.before, "the page before the one whose \"previous\" is CURSOR")
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
  CLI::Option* const collapse = app.add_flag(
      "--collapse", command.collapse,
      "of articles that are copies of one another show the best, with\na list of the others; with --count, "
      "count them once");
  app.add_option("--collapse-by", command.collapse_field,
                 "of articles with the same value of this keyword field, as\n\"source\", show the best; with --count, "
                 "count the values")
      ->excludes(collapse)
      ->option_text("NAME");
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

namespace {

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

}  // namespace

std::optional<int> read_search_limits(const std::string& name, SearchCommand& command) {
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
  start_time_limit(command);
  return std::nullopt;
}

void start_time_limit(SearchCommand& command) {
  if (command.time_limit_ms == 0) return;
  command.deadline = std::chrono::steady_clock::now() +
                     std::chrono::milliseconds(std::min<std::size_t>(command.time_limit_ms, kMostMilliseconds));
}

std::optional<int> check_search(const std::string& name, const SearchCommand& command, const Arguments& arguments) {
  const bool is_ids = command.format == "ids" && !command.count;
  if (is_ids && arguments.has("--sort")) {
    return fail_usage(name, "--format ids has no --sort: ids come in index order", "use --format json");
  }
  const bool has_cursor = arguments.has("--after") || arguments.has("--before");
  if (is_ids && (command.collapse || !command.collapse_field.empty() || has_cursor)) {
    return fail_usage(name, "--format ids has neither --collapse, --collapse-by, --after nor --before",
                      "use --format json");
  }
  if (arguments.has("--before") && (arguments.has("--after") || arguments.has("--offset"))) {
    return fail_usage(name, "--before goes with neither --after nor --offset", "leave one of them out");
  }
  if (has_cursor && (command.count || command.no_hits)) {
    return fail_usage(name, "--after and --before show nothing with --count or --no-hits", "leave one of them out");
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

std::optional<int> prepare_search(const std::string& name, const Words& files, const Arguments& arguments,
                                  SearchCommand& command) {
  for (const std::string& file : files) command.path += (command.path.empty() ? "" : ", ") + file;
  if (const std::optional<int> exit_code = check_search(name, command, arguments)) return exit_code;
  if (const std::optional<int> exit_code = read_search_limits(name, command)) return exit_code;
  if (command.open_options.generation != 0 && files.size() > 1) {
    return fail_usage(name, "--as-of is about one file", "search the files one by one");
  }
  return read_synonyms(command.reading.synonyms_path, command.synonyms);
}

riffle::Result<riffle::Index> open_files(const Words& files, const riffle::OpenOptions& options) {
  return files.size() > 1 ? riffle::Index::open_all(files, options) : riffle::Index::open(files.front(), options);
}

riffle::ParseOptions parse_options(const SearchCommand& command) {
  riffle::ParseOptions options = parse_options(command.reading);
  options.limits = command.limits;
  options.synonyms = command.synonyms;
  return options;
}

riffle::SearchControl search_control(const SearchCommand& command) {
  riffle::SearchControl control;
  control.deadline = command.deadline;
  control.work_limit = command.work_limit;
  control.memory_limit = command.memory_limit;
  return control;
}

riffle::Result<riffle::Query> query_of(const SearchCommand& command, const riffle::Index& index) {
  if (command.is_similar) return index.similar(command.query);
  return index.parse(command.query, parse_options(command));
}

namespace {

/// "-date,source": date, newest first, then source.
std::vector<riffle::SortKey> sort_keys(std::string_view text) {
  std::vector<riffle::SortKey> keys;
  for (bool is_last = false; !is_last;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    is_last = comma == text.size();
    std::string_view name = text.substr(0, comma);
    const bool is_down = name.starts_with('-');
    if (is_down) name.remove_prefix(1);
    keys.push_back({.field = std::string(name), .descending = is_down});
    if (!is_last) text.remove_prefix(comma + 1);
  }
  return keys;
}

}  // namespace

riffle::SearchOptions search_options(const SearchCommand& command) {
  riffle::SearchOptions options{.limit = command.limit, .offset = command.offset};
  if (command.sort != "relevance") {
    std::vector<riffle::SortKey> keys = sort_keys(command.sort);
    options.sort = keys[0].descending ? riffle::SortOrder::kFieldDescending : riffle::SortOrder::kFieldAscending;
    options.sort_field = keys[0].field;
    options.then_by.assign(keys.begin() + 1, keys.end());
  }
  options.after = command.after;
  options.before = command.before;
  options.collapse = command.collapse;
  options.collapse_field = command.collapse_field;
  options.passages = command.no_hits ? 0 : command.passages;
  options.explain = command.explain;
  options.snippets = !command.no_snippets && !command.no_hits;
  options.suggest = true;
  options.control = search_control(command);
  options.ranking = command.read_ranking;
  if (command.no_hits) options.limit = 1;
  return options;
}

}  // namespace riffle_cli

// riffle search: query -> hits, their ids, or their number.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "arguments.h"
#include "commands.h"
#include "errors.h"
#include "output.h"
#include "output_json.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kDescription =
    R"(Searches FILE. Several words after FILE are one query, joined by spaces; quote
what the shell would change ("  '  *  (  )  >  <  !).

  aleppo airport          both words, in any form (airports)
  "prime minister"        these words in this order, exactly as typed
  aleppo OR idlib         either; AND, OR, NOT in capitals, and parentheses
  hama -city  NOT city    without a word
  jihad*  w?rd  alepo~1   words by pattern, or up to 1 or 2 letters away
  fall NEAR/5 aleppo      near each other; ADJ/5 in this order; "fall aleppo"~3
  ATLEAST/2 (a b c)       two of the three; a^2 counts double for the order
  title:aleppo            in one field: title, body, source or id
  source:"river courier"  the whole of a source
  date:2024-11-30         a day, a month or a year; also date:2024-11..2024-12,
                          date:>=2024-12-01
  *                       every article

Whatever is typed is searched: what cannot be understood is read as words, and a
note says so. --strict makes it an error. A query may begin with "-" when it
follows FILE; one that begins with "--" needs a "--" before it.)";

constexpr const char* kExamples =
    R"(  riffle search news.riffle aleppo airport
  riffle search news.riffle '"prime minister" NOT resign'
  riffle search news.riffle -n 3 --sort -date 'source:reuters date:2024-11..2024-12'
  riffle search news.riffle --count -- -aleppo
  riffle search news.riffle --format ids 'hama OR homs' | head
)";

constexpr std::size_t kIndent = 4;
constexpr std::size_t kDefaultLimit = 10;
constexpr std::size_t kMostMilliseconds = 1'000'000'000;

struct SearchCommand {
  std::string path;
  std::string query;
  std::size_t limit = kDefaultLimit;
  std::size_t offset = 0;
  std::string format = "text";
  std::string sort = "relevance";
  std::string match = "all";
  bool count = false;
  bool explain = false;
  bool strict = false;
  bool no_snippets = false;
  std::size_t time_limit_ms = 0;
};

void declare(Arguments& arguments, SearchCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("QUERY...", "what to look for; * is every article");
  arguments.set_last_repeats();
  arguments.set_accepts_dash_words();
  arguments.set_examples(kExamples);
  CLI::App& app = arguments.app();
  app.add_option("-n,--limit", command.limit,
                 "hits to show (default: 10; 0 = all). With --format ids\nthe default is all")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("--offset", command.offset, "hits to pass over first")->check(whole_number())->option_text("N");
  app.add_flag("--count", command.count, "print the exact number of matches, and nothing else");
  app.add_option("--format", command.format,
                 "text (the default), json (one object) or ids (one id a\nline, in index order)")
      ->check(CLI::IsMember({"text", "json", "ids"}))
      ->option_text("NAME");
  app.add_option("--sort", command.sort, "relevance (the default), date (oldest first) or -date\n(newest first)")
      ->check(CLI::IsMember({"relevance", "date", "-date"}))
      ->option_text("ORDER");
  app.add_option("--match", command.match, "what words side by side mean: all (the default) or any")
      ->check(CLI::IsMember({"all", "any"}))
      ->option_text("HOW");
  app.add_flag("--explain", command.explain, "show how the query was read and each score came about");
  app.add_flag("--strict", command.strict, "a query that does not parse is an error");
  app.add_option("--time-limit", command.time_limit_ms,
                 "milliseconds after which the search gives up with an\nerror (default: none)")
      ->check(whole_number())
      ->option_text("MS");
  app.add_flag("--no-snippets", command.no_snippets, "show no excerpts");
}

riffle::ParseOptions parse_options(const SearchCommand& command) {
  return {.strict = command.strict, .match_any = command.match == "any"};
}

riffle::SearchControl search_control(const SearchCommand& command) {
  riffle::SearchControl control;
  if (command.time_limit_ms > 0) {
    control.deadline = std::chrono::steady_clock::now() +
                       std::chrono::milliseconds(std::min<std::size_t>(command.time_limit_ms, kMostMilliseconds));
  }
  return control;
}

riffle::SearchOptions search_options(const SearchCommand& command) {
  riffle::SearchOptions options{.limit = command.limit, .offset = command.offset};
  if (command.sort == "date") options.sort = riffle::SortOrder::kDateAscending;
  if (command.sort == "-date") options.sort = riffle::SortOrder::kDateDescending;
  options.explain = command.explain;
  options.snippets = !command.no_snippets;
  options.suggest = true;
  options.control = search_control(command);
  return options;
}

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& text : notes) note(text);
}

int print_count(const SearchCommand& command, const riffle::Index& index) {
  const riffle::Result<riffle::Query> query = index.parse(command.query, parse_options(command));
  if (!query) return fail_query(command.path, command.query, query.error());
  const riffle::Result<std::uint64_t> count = index.count(*query, search_control(command));
  if (!count) return fail(command.path, count.error());
  Output out;
  out.write(fmt::format("{}\n", *count));
  const int exit_code = out.finish();
  print_notes(query->notes());
  return exit_code;
}

int print_ids(const SearchCommand& command, const riffle::Index& index, bool has_limit) {
  const riffle::Result<riffle::Query> query = index.parse(command.query, parse_options(command));
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
  for (const riffle::TermScore& term : explanation.term_scores) {
    text += fmt::format("{:{}}{:8.4f}  {}: tf {}, length {}, ", "", kIndent, term.score, printable(term.term),
                        term.term_frequency, grouped(term.field_length));
    text += term.document_frequency == 0 ? std::string() : fmt::format("df {}, ", grouped(term.document_frequency));
    text += fmt::format("idf {:.4f}", term.idf);
    text += term.boost == 1 ? std::string("\n") : fmt::format(", boost {}\n", term.boost);
  }
  return text;
}

std::string formula_text(const riffle::Explanation& explanation) {
  return fmt::format("score = sum of idf * boost * tf / (tf + {0} * (1 - {1} + {1} * length / {2:.1f})), over {3}\n",
                     explanation.k1, explanation.b, explanation.average_length,
                     counted(explanation.document_count, "document", "documents"));
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
  if (shows_score && hit.score > 0) text += fmt::format("  score {:.3f}", hit.score);
  text += '\n';
  // Without a stored body the title is the excerpt.
  if (hit.snippet.text != hit.title) {
    text += wrap(hit.snippet.text, hit.snippet.highlights, kIndent, terminal.width, terminal.colour);
  }
  if (hit.explanation) text += explanation_text(*hit.explanation);
  return text + "\n";
}

std::string micros(double took_us) { return fmt::format("{:.{}f} us", took_us, took_us < 10 ? 1 : 0); }

int print_hits(const SearchCommand& command, const riffle::Index& index) {
  const riffle::Result<riffle::Hits> hits =
      index.search(command.query, search_options(command), parse_options(command));
  if (!hits) return fail_query(command.path, command.query, hits.error());
  Output out;
  if (command.format == "json") {
    out.write(hits_line(*hits) + "\n");
    return out.finish();
  }
  if (command.explain) {
    const riffle::Result<riffle::Query> query = index.parse(command.query, parse_options(command));
    if (query) out.write(fmt::format("query: {}\n", printable(query->to_string())));
    if (!hits->hits.empty()) {
      const std::optional<riffle::Explanation>& explanation = hits->hits.front().explanation;
      if (explanation) out.write(formula_text(*explanation));
    }
    out.write("\n");
  }
  const Terminal terminal = stdout_terminal();
  std::uint64_t rank = command.offset;
  for (const riffle::Hit& hit : hits->hits) out.write(hit_text(hit, ++rank, command.sort == "relevance", terminal));
  out.write(fmt::format("{} in {}", counted(hits->total, "match", "matches"), micros(hits->took_us)));
  const bool shows_some = !hits->hits.empty() && hits->hits.size() < hits->total;
  if (shows_some && hits->hits.size() == 1) out.write(fmt::format(", number {} shown", rank));
  if (shows_some && hits->hits.size() > 1) out.write(fmt::format(", {} to {} shown", command.offset + 1, rank));
  out.write("\n");
  const int exit_code = out.finish();
  print_notes(hits->notes);
  if (!hits->did_you_mean.empty()) note("did you mean: " + hits->did_you_mean);
  return exit_code;
}

std::string joined(const Words& words) {
  std::string query;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (i > 1) query += ' ';
    query += words[i];
  }
  return query;
}

}  // namespace

int run_search(const Words& words) {
  SearchCommand command;
  Arguments arguments("search", "FILE QUERY... [options]", kDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  command.query = joined(arguments.positionals());
  const bool is_ids = command.format == "ids" && !command.count;
  if (is_ids && arguments.has("--sort")) {
    return fail_usage("search", "--format ids has no --sort: ids come in index order", "use --format json");
  }
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path);
  if (!index) return fail(command.path, index.error());
  if (command.count) return print_count(command, *index);
  return is_ids ? print_ids(command, *index, arguments.has("--limit")) : print_hits(command, *index);
}

}  // namespace riffle_cli

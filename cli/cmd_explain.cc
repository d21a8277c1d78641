// riffle explain: how a query is read and carried out, part by part.
#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "output_json.h"
#include "riffle/index.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kExplainDescription =
    R"(Shows how QUERY is read and what each part of it costs: the documents that
match, what the plan expects at most, the containers of 65,536 documents that
counting looks into, and microseconds. Each part is run by itself, twice; the
second run is shown. Several words after FILE are one query.)";

constexpr const char* kExplainExamples =
    R"(  riffle explain news.riffle '"prime minister" AND jihad* -source:afp'
  riffle explain news.riffle --format json aleppo airport
)";

struct ExplainCommand {
  std::string path;
  std::string query;
  std::string format = "text";
  ReadingOptions reading;
  riffle::OpenOptions open_options;
};

void declare(Arguments& arguments, ExplainCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("QUERY...", "the query");
  arguments.set_last_repeats();
  arguments.set_accepts_dash_words();
  arguments.set_examples(kExplainExamples);
  CLI::App& app = arguments.app();
  add_reading_options(arguments, command.reading);
  app.add_option("--format", command.format, "text (the default) or json (one object)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
  app.add_flag("--strict", command.reading.strict, "a query that does not parse is an error");
  add_open_options(arguments, command.open_options);
}

void append_part(std::string& text, const riffle::ProfilePart& part, std::size_t depth) {
  const std::string shown = part.parts.empty() ? part.query : part.kind;
  text += fmt::format("{:>12} {:>12} {:>11} {:>10.1f} us  {:{}}{}\n", grouped(part.matches), grouped(part.estimate),
                      grouped(part.containers), part.count_us, "", 2 * depth, printable(shown));
  for (const riffle::ProfilePart& child : part.parts) append_part(text, child, depth + 1);
}

std::string profile_text(const riffle::QueryProfile& profile) {
  std::string text = fmt::format("query: {}\n", printable(profile.root.query));
  text += fmt::format("{} in {}; the 10 best in {:.1f} us\n\n", counted(profile.containers, "container", "containers"),
                      counted(profile.segments, "segment", "segments"), profile.top_10_us);
  text += fmt::format("{:>12} {:>12} {:>11} {:>13}  {}\n", "matches", "at most", "containers", "count", "part");
  append_part(text, profile.root, 0);
  return text;
}

double tenths(double micros) { return std::round(micros * 10) / 10; }

Json part_object(const riffle::ProfilePart& part) {
  Json parts = Json::array();
  for (const riffle::ProfilePart& child : part.parts) parts.push_back(part_object(child));
  return {{"kind", part.kind},
          {"query", part.query},
          {"matches", part.matches},
          {"estimate", part.estimate},
          {"containers", part.containers},
          {"steps", part.steps},
          {"took_us", tenths(part.count_us)},
          {"parts", std::move(parts)}};
}

std::string profile_line(const riffle::QueryProfile& profile) {
  return to_line({{"root", part_object(profile.root)},
                  {"segments", profile.segments},
                  {"containers", profile.containers},
                  {"top_10", {{"took_us", tenths(profile.top_10_us)}}},
                  {"notes", profile.notes}}) +
         "\n";
}

}  // namespace

int run_explain(const Words& words) {
  ExplainCommand command;
  Arguments arguments("explain", "FILE QUERY... [options]", kExplainDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  for (std::size_t i = 1; i < arguments.positionals().size(); ++i) {
    command.query += (i == 1 ? "" : " ") + arguments.positionals()[i];
  }
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path, command.open_options);
  if (!index) return fail(command.path, index.error());
  riffle::ParseOptions options = parse_options(command.reading);
  if (const std::optional<int> exit_code = read_synonyms(command.reading.synonyms_path, options.synonyms)) {
    return *exit_code;
  }
  const riffle::Result<riffle::Query> query = index->parse(command.query, options);
  if (!query) return fail_query(command.path, command.query, query.error());
  const riffle::Result<riffle::QueryProfile> profile = index->profile(*query);
  if (!profile) return fail(command.path, profile.error());
  Output out;
  if (command.format == "json") {
    out.write(profile_line(*profile));
    return out.finish();
  }
  out.write(profile_text(*profile));
  const int exit_code = out.finish();
  for (const std::string& text : profile->notes) note(text);
  return exit_code;
}

}  // namespace riffle_cli

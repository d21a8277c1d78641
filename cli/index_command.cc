#include "index_command.h"

#include <fmt/format.h>

#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "files.h"
#include "riffle/index.h"
#include "riffle/types.h"

namespace riffle_cli {
namespace {

constexpr const char* kInputHelp =
    R"(files or folders: .jsonl or .ndjson (an article a
line), .json (one article or an array), .csv (with a
header line), .txt or .html (one article), each also as
.gz or .zst; "-" reads JSON lines from standard input)";

constexpr const char* kIndexExamples =
    R"(  riffle index news.riffle articles.jsonl.zst
  riffle index news.riffle 2023/ 2024/ extra.csv
  zcat dump.gz | riffle index news.riffle - --id-field url
  riffle index small.riffle articles.jsonl --store none
)";

/// All analyzers but the two that the help tells of, a few in a line.
std::string other_languages() {
  constexpr std::size_t kLineBytes = 50;
  std::string text;
  std::size_t line_start = 0;
  for (const std::string& name : riffle::analyzer_names()) {
    if (name == "english" || name == "simple") continue;
    if (!text.empty()) text += ',';
    const bool is_new_line = text.size() - line_start + name.size() + 2 > kLineBytes;
    text += is_new_line ? "\n" : (text.empty() ? "" : " ");
    if (is_new_line) line_start = text.size();
    text += name;
  }
  return text;
}

riffle::StoreMode store_mode(const std::string& name) {
  if (name == "none") return riffle::StoreMode::kNone;
  return name == "meta" ? riffle::StoreMode::kMeta : riffle::StoreMode::kFull;
}

}  // namespace

void declare_index(Arguments& arguments, IndexCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("INPUT...", kInputHelp);
  arguments.set_last_repeats();
  arguments.set_examples(kIndexExamples);
  CLI::App& app = arguments.app();
  app.add_option(
         "--analyzer", command.analyzer,
         "how text becomes words: english (stems; the default),\nsimple (words as they are), or another language that\n"
         "has stems: " +
             other_languages() + ";\nfor a new FILE")
      ->check(CLI::IsMember(riffle::analyzer_names()))
      ->option_text("NAME");
  app.add_option("--store", command.store,
                 "what is kept of an article besides the index: full\n(the default), meta (all but the body) or none "
                 "(id, date\nand source); for a new FILE")
      ->check(CLI::IsMember({"full", "meta", "none"}))
      ->option_text("WHAT");
  app.add_flag("--join-title", command.join_title,
               "index title and body as one text, so that title:\nand body: cannot be searched; for a new FILE");
  app.add_option("--id-field", command.id_field, "the member that holds the id (default: id)")->option_text("NAME");
  app.add_option(
         "--html", command.html,
         "auto (the default): titles and bodies of JSON and CSV\nthat are clearly HTML become text, without tags and "
         "with\ncharacters for &rsquo; and its like; off: they stay")
      ->check(CLI::IsMember({"auto", "off"}))
      ->option_text("HOW");
  app.add_flag("--no-datelines", command.no_datelines,
               "do not look for place, agency and date at the beginning\nof bodies (\"ERBIL, Kurdistan Region - \")");
  app.add_option(
         "--schema", command.schema,
         "a JSON file of further fields to search and sort by, as\n{\"fields\": [{\"name\": \"price\", \"type\": "
         "\"float64\"}]};\ntypes: keyword, date, int64, float64, text")
      ->option_text("FILE");
  app.add_option(
         "--sentences", command.sentences,
         "on: note where sentences begin, for SENTENCE in queries;\noff: do not (default: on with english); for a "
         "new FILE")
      ->check(CLI::IsMember({"on", "off"}))
      ->option_text("HOW");
  app.add_flag("--no-copies", command.no_copies, "do not look for articles that are copies of one another");
  app.add_flag("--guess-titles", command.guess_titles, "an article without a title gets its beginning as title");
  app.add_flag(
      "--cut-boilerplate", command.cut_boilerplate,
      "take lines out of bodies that are not of the article:\ncomment policies, \"ALSO READ:\", \"A+ A-\"; says "
      "how many");
  app.add_option("--cut-report", command.cut_report, "write what --cut-boilerplate cuts to REPORT, as JSON lines")
      ->option_text("REPORT");
  add_indexing_effort(arguments, command.memory, command.threads);
  app.add_flag("--strict", command.strict,
               "fail on the first line, or value, that cannot be read,\nand commit nothing");
  app.add_flag(
      "--keep-history", command.keep_history,
      "keep all earlier commits, however much room they take;\nelse they go when they take more than the index");
  add_stamp(arguments, command.is_stamped);
  add_durability(arguments, command.durability);
  app.add_flag("--quiet", command.quiet,
               "print errors only: no progress, bad lines or notes, and a\nsummary with --format json alone");
  app.add_option("--format", command.format, "of the summary: text (the default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
}

std::optional<int> read_index_command(const Words& words, Arguments& arguments, IndexCommand& command) {
  if (const std::optional<int> exit_code = arguments.parse(words)) return exit_code;
  command.path = arguments.positionals().front();
  command.inputs.assign(arguments.positionals().begin() + 1, arguments.positionals().end());
  if (const std::optional<int> exit_code = parse_memory("index", command.memory, command.memory_bytes))
    return exit_code;
  for (const std::string& input : command.inputs) {
    if (input.empty()) return fail_usage("index", "the name of an input is empty");
    if (is_same_file(input, command.path)) {
      return fail_usage("index", fmt::format("{} is the index and an input", input),
                        "name the index first, then the inputs");
    }
  }
  if (!command.cut_report.empty() && !command.cut_boilerplate) {
    return fail_usage("index", "--cut-report goes with --cut-boilerplate");
  }
  return std::nullopt;
}

riffle::WriterOptions writer_options(const IndexCommand& command) {
  std::optional<bool> sentences;
  if (!command.sentences.empty()) sentences = command.sentences == "on";
  return {.analyzer = command.analyzer,
          .store = store_mode(command.store),
          .memory_bytes = command.memory_bytes,
          .threads = command.threads,
          .commit_time = commit_time(command.is_stamped),
          .keep_history = command.keep_history,
          .join_title = command.join_title,
          .find_copies = !command.no_copies,
          .sentences = sentences,
          .durability = durability_of(command.durability)};
}

}  // namespace riffle_cli

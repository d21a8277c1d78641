// riffle: the command line of the library. Finds the command; each command has a file of its own.
#include <fmt/format.h>

#include <array>
#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "errors.h"
#include "output.h"
#include "riffle/bus_guard.h"
#include "riffle/version.h"
#include "suggest.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Words&);
};

constexpr std::array<Command, 19> kCommands{{
    {"index", "make an index file, or add articles to it", run_index},
    {"search", "find articles", run_search},
    {"similar", "find articles like another one", run_similar},
    {"explain", "show how a query is read and carried out", run_explain},
    {"get", "print one article", run_get},
    {"info", "say what an index file holds", run_info},
    {"terms", "list the words of an index", run_terms},
    {"postings", "list where a word stands, or the words of an article", run_postings},
    {"dups", "list articles that are copies of one another", run_dups},
    {"export", "write all articles as JSON lines", run_export},
    {"delete", "delete articles, by id or by query", run_delete},
    {"log", "list the commits of an index file", run_log},
    {"diff", "list the articles in which two commits differ", run_diff},
    {"rollback", "bring an earlier commit back", run_rollback},
    {"merge", "make one index of several", run_merge},
    {"compact", "drop deleted articles and earlier commits", run_compact},
    {"verify", "check every byte of an index file", run_verify},
    {"backup", "copy an index that may be written meanwhile", run_backup},
    {"salvage", "make a new index from a damaged one", run_salvage},
}};

constexpr std::string_view kHelpEnd = R"(
Riffle keeps the full-text index of many articles in one file. There is nothing
to set up: index makes the file, search reads it.

Examples:
  riffle index news.riffle articles.jsonl       make or extend an index
  riffle search news.riffle aleppo airport      both words
  riffle search news.riffle '"prime minister" NOT resigns'
  riffle search news.riffle 'date:2024-11..2024-12 source:reuters hama'
  riffle get news.riffle a42                    the whole article

Exit codes: 0 done (no match is done too), 1 failed, 2 wrong command line,
130 interrupted.
)";

std::string help() {
  std::string text = "Usage: riffle COMMAND FILE [words and options]\n\nCommands:\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<9}{}\n", command.name, command.summary);
  text += "\nOptions and examples of a command: riffle COMMAND --help\nVersion: riffle --version\n";
  text += kHelpEnd;
  return text;
}

int print(std::string_view text) {
  Output out;
  out.write(text);
  return out.finish();
}

int unknown_command(const std::string& word) {
  std::vector<std::string> names{"help", "--help", "--version"};
  for (const Command& command : kCommands) names.emplace_back(command.name);
  const std::string meant = nearest(word, names);
  return fail_usage({}, fmt::format("unknown {} {}", word.starts_with('-') ? "option" : "command", word),
                    meant.empty() ? std::string() : fmt::format("did you mean: riffle {}?", meant));
}

int dispatch(Words words) {
  if (words.empty()) {
    write_stderr(help());
    return kExitUsage;
  }
  std::string name = words.front();
  words.erase(words.begin());
  if (name == "--version" || name == "-V") return print(fmt::format("riffle {}\n", riffle::version()));
  if (name == "--help" || name == "-h") return print(help());
  if (name == "help") {
    if (words.empty()) return print(help());
    name = words.front();
    words = {"--help"};
  }
  for (const Command& command : kCommands) {
    if (command.name == name) return command.run(words);
  }
  return unknown_command(name);
}

}  // namespace
}  // namespace riffle_cli

int main(int argc, char** argv) {
  using namespace riffle_cli;
  occupy_closed_streams();
  use_utf8_widths();
  // A reader that goes away is seen as EPIPE, see Output.
  std::signal(SIGPIPE, SIG_IGN);
  // A file size limit (ulimit -f) is seen as EFBIG, so that unfinished files are removed.
  std::signal(SIGXFSZ, SIG_IGN);
  // An index that another program cuts short is seen as kIo.
  if (const riffle::Status guarded = riffle::install_bus_guard(); !guarded) {
    write_stderr(fmt::format("riffle: {}\n", guarded.error().message));
    return kExitFailed;
  }
  try {
    return dispatch(Words(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::bad_alloc&) {
    write_stderr("riffle: out of memory; free some memory, or use a smaller --memory when indexing\n");
  } catch (const std::exception& error) {
    write_stderr(fmt::format("riffle: unexpected failure: {}\n", error.what()));
  }
  return kExitFailed;
}

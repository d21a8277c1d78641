// riffle: the command line of the library. Finds the command; each command has a file of its own.
#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "command_list.h"
#include "errors.h"
#include "output.h"
#include "riffle/bus_guard.h"
#include "riffle/version.h"
#include "suggest.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

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
  for (const Command& command : command_list()) text += fmt::format("  {:<11}{}\n", command.name, command.summary);
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
  for (const Command& command : command_list()) names.emplace_back(command.name);
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
  for (const Command& command : command_list()) {
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

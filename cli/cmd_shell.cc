// riffle shell: a query a line, from a terminal or a pipe.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "riffle/index.h"
#include "search_command.h"
#include "search_output.h"

namespace riffle_cli {
namespace {

constexpr const char* kShellDescription =
    R"(Reads queries from standard input, one a line, and searches FILE for each, which is
opened once; a commit that another program makes meanwhile is seen by the next
query, unless several FILEs are searched. The options are those of search and hold
for all queries. A line that begins with a full stop is a command:

  .limit N    hits to show from now on (0 = all)
  .explain    show how queries are read and scores come about, or no longer
  .help       these commands
  .quit       end; so does the end of the input

A query that fails is told, and the next one is read; the exit code is then 1.)";

constexpr const char* kShellExamples =
    R"(  riffle shell news.riffle
  riffle shell news.riffle --format json -n 3 < queries.txt
)";

constexpr std::string_view kShellCommands =
    R"(.limit N    hits to show from now on (0 = all)
.explain    show how queries are read and scores come about, or no longer
.help       these commands
.quit       end
Anything else is a query, as for riffle search.
)";

constexpr std::string_view kPrompt = "riffle> ";

int say(std::string_view text) {
  Output out;
  out.write(text);
  return out.finish();
}

/// False once nobody reads standard output any more.
bool has_reader() {
  pollfd out{.fd = STDOUT_FILENO, .events = 0, .revents = 0};
  return poll(&out, 1, 0) <= 0 || (out.revents & (POLLERR | POLLHUP)) == 0;
}

class Shell {
 public:
  /// `follows`: each query sees the newest commit.
  Shell(SearchCommand command, riffle::Index index, bool has_limit, bool follows)
      : command_(std::move(command)), index_(std::move(index)), has_limit_(has_limit), follows_(follows) {}

  /// Until the end of the input, or .quit.
  int run() {
    const bool has_prompt = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
    std::string line;
    while (!is_over_ && has_reader()) {
      if (has_prompt) keep(say(kPrompt));
      if (!std::getline(std::cin, line)) {
        if (has_prompt) keep(say("\n"));
        break;
      }
      take(line);
    }
    return exit_code_;
  }

 private:
  void keep(int exit_code) { exit_code_ = exit_code == kExitDone ? exit_code_ : kExitFailed; }

  void take(std::string_view line) {
    constexpr std::string_view kSpace = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(kSpace), line.size()));
    line = line.substr(0, line.find_last_not_of(kSpace) + 1);
    if (line.empty()) return;
    if (line.front() == '.') {
      keep(take_command(line));
    } else {
      keep(search(line));
    }
  }

  int take_command(std::string_view line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view name = line.substr(0, space);
    const std::string_view value = space == line.size() ? std::string_view() : line.substr(space + 1);
    if (name == ".limit") return set_limit(value);
    if (name == ".help" && value.empty()) return say(kShellCommands);
    if (name == ".explain" && value.empty()) return toggle_explain();
    if (name == ".quit" && value.empty()) {
      is_over_ = true;
      return kExitDone;
    }
    return fail("shell", fmt::format("{} is no command", line),
                ".help lists them; a query in double quotes may begin so");
  }

  int set_limit(std::string_view value) {
    const std::optional<std::size_t> limit = read_number<std::size_t>(value);
    if (!limit) return fail("shell", ".limit needs a number", "write it like .limit 20");
    command_.limit = *limit;
    has_limit_ = true;
    return kExitDone;
  }

  int toggle_explain() {
    command_.explain = !command_.explain;
    note(command_.explain ? "scores are explained" : "scores are not explained");
    return kExitDone;
  }

  int search(std::string_view query) {
    if (follows_) {
      const riffle::Result<bool> refreshed = index_.refresh();
      if (!refreshed) return fail(command_.path, refreshed.error());
    }
    command_.query = query;
    start_time_limit(command_);
    return print_search(command_, index_, has_limit_);
  }

  SearchCommand command_;
  riffle::Index index_;
  bool has_limit_;
  bool follows_;
  bool is_over_ = false;
  int exit_code_ = kExitDone;
};

}  // namespace

int run_shell(const Words& words) {
  SearchCommand command;
  Arguments arguments("shell", "FILE... [options]", kShellDescription);
  arguments.add_positional("FILE", "the index file; several are searched as one index");
  arguments.set_last_repeats();
  arguments.set_examples(kShellExamples);
  declare_search(arguments, command);
  arguments.hide("--after");
  arguments.hide("--before");
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  for (const char* const option : {"--after", "--before"}) {
    if (!arguments.has(option)) continue;
    return fail_usage("shell", std::string(option) + " is about one query", "use riffle search");
  }
  const Words& files = arguments.positionals();
  if (const std::optional<int> exit_code = prepare_search("shell", files, arguments, command)) return *exit_code;
  riffle::Result<riffle::Index> index = open_files(files, command.open_options);
  if (!index) return fail(command.path, index.error());
  const bool follows = files.size() == 1 && command.open_options.generation == 0;
  return Shell(std::move(command), std::move(*index), arguments.has("--limit"), follows).run();
}

}  // namespace riffle_cli

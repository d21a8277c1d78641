// riffle search: query -> hits, their ids, or their number. riffle similar: the same for articles like another one.
#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "files.h"
#include "output.h"
#include "riffle/index.h"
#include "search_command.h"
#include "search_output.h"

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

}  // namespace

int run_search(const Words& words) {
  SearchCommand command;
  Arguments arguments("search", "FILE... QUERY... [options]", kSearchDescription);
  arguments.add_positional("FILE", kFileHelp);
  arguments.add_positional("QUERY...", "what to look for; * is every article");
  arguments.set_last_repeats();
  arguments.set_accepts_dash_words();
  arguments.set_examples(kSearchExamples);
  declare_search(arguments, command);
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
  command.query = joined(arguments.positionals(), file_count);
  if (const std::optional<int> exit_code = prepare_search("search", files, arguments, command)) return *exit_code;
  const riffle::Result<riffle::Index> index = open_files(files, command.open_options);
  if (!index) return fail(command.path, index.error());
  return print_search(command, *index, arguments.has("--limit"));
}

int run_similar(const Words& words) {
  SearchCommand command;
  command.is_similar = true;
  Arguments arguments("similar", "FILE ID [options]", kSimilarDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("ID", "the id of the article that others are to be like");
  arguments.set_accepts_dash_words();
  arguments.set_examples(kSimilarExamples);
  declare_search(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  command.query = arguments.positionals().back();
  if (const std::optional<int> exit_code = check_search("similar", command, arguments)) return *exit_code;
  if (const std::optional<int> exit_code = read_search_limits("similar", command)) return *exit_code;
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path, command.open_options);
  if (!index) return fail(command.path, index.error());
  if (const riffle::Result<riffle::Query> query = index->similar(command.query); !query) {
    const bool is_missing = query.error().code == riffle::ErrorCode::kNotFound;
    return is_missing ? fail(command.path, fmt::format("no article has the id \"{}\"", command.query),
                             fmt::format("ids are listed by: riffle search {} '*' --format ids", command.path))
                      : fail(command.path, query.error());
  }
  return print_search(command, *index, arguments.has("--limit"));
}

}  // namespace riffle_cli

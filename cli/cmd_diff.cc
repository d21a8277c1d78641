// riffle diff: which articles differ between two commits.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

constexpr const char* kDiffDescription =
    R"(Lists the ids in which the commits A and B of FILE differ: "+ id" stands in B
only, "- id" in A only, "~ id" in both with other content. Without B the newest
commit is meant.)";

constexpr const char* kDiffExamples =
    R"(  riffle diff news.riffle 3 4
  riffle diff news.riffle 3 --format json
)";

void append_lines(std::string& text, char mark, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) text += fmt::format("{} {}\n", mark, printable(id));
}

std::string diff_text(const riffle::Changes& changes) {
  std::string text;
  append_lines(text, '+', changes.added);
  append_lines(text, '-', changes.removed);
  append_lines(text, '~', changes.replaced);
  return text;
}

}  // namespace

int run_diff(const Words& words) {
  std::string format = "text";
  Arguments arguments("diff", "FILE A [B] [options]", kDiffDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("A", "the number of a commit (riffle log lists them)");
  arguments.add_positional("B", "the number of another commit (default: the newest)", false);
  arguments.set_examples(kDiffExamples);
  add_format(arguments, format);
  riffle::OpenOptions open_options;
  add_trust(arguments, open_options);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals().front();
  std::vector<riffle::Index> commits;
  for (std::size_t i = 1; i < arguments.positionals().size(); ++i) {
    const std::uint64_t generation = parse_positive(arguments.positionals()[i]);
    if (generation == 0) {
      return fail_usage("diff", fmt::format("{} is not the number of a commit", arguments.positionals()[i]));
    }
    open_options.generation = generation;
    riffle::Result<riffle::Index> index = riffle::Index::open(path, open_options);
    if (!index) return fail(path, index.error());
    commits.push_back(std::move(*index));
  }
  if (commits.size() == 1) {
    open_options.generation = 0;
    riffle::Result<riffle::Index> newest = riffle::Index::open(path, open_options);
    if (!newest) return fail(path, newest.error());
    commits.push_back(std::move(*newest));
  }
  const riffle::Result<riffle::Changes> changes = commits[1].changes_since(commits[0]);
  if (!changes) return fail(path, changes.error());
  Output out;
  out.write(format == "json"
                ? to_line({{"added", changes->added}, {"removed", changes->removed}, {"replaced", changes->replaced}}) +
                      "\n"
                : diff_text(*changes));
  return out.finish();
}

}  // namespace riffle_cli

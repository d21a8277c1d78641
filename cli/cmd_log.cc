// riffle log: the commits that an index file holds.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "output_json.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kLogDescription =
    R"(Lists the commits of FILE, newest first: number, time (when it was recorded, see
index --stamp), articles, articles that are deleted or replaced but still take
space, segments, the length of the file, and what the commit added to it. Any of
them can be read with --as-of and brought back with riffle rollback.)";

constexpr const char* kLogExamples =
    R"(  riffle log news.riffle -n 5
  riffle search news.riffle aleppo --as-of 3
  riffle diff news.riffle 3 4
)";

std::string time_text(const riffle::CommitInfo& commit) {
  return commit.time ? riffle::format_date(*commit.time) : std::string("-");
}

std::string log_text(const std::vector<riffle::CommitInfo>& commits) {
  std::string text = fmt::format("{:>7}  {:<20} {:>12} {:>10} {:>8} {:>15} {:>14}\n", "commit", "time", "documents",
                                 "deleted", "segments", "file bytes", "added");
  for (const riffle::CommitInfo& commit : commits) {
    text += fmt::format("{:>7}  {:<20} {:>12} {:>10} {:>8} {:>15} {:>14}\n", commit.generation, time_text(commit),
                        grouped(commit.documents), grouped(commit.deleted), grouped(commit.segments),
                        grouped(commit.file_bytes), grouped(commit.bytes_added));
  }
  return text;
}

std::string log_line(const std::vector<riffle::CommitInfo>& commits) {
  Json list = Json::array();
  for (const riffle::CommitInfo& commit : commits) {
    list.push_back({{"generation", commit.generation},
                    {"time", commit.time ? Json(riffle::format_date(*commit.time)) : Json(nullptr)},
                    {"documents", commit.documents},
                    {"deleted", commit.deleted},
                    {"segments", commit.segments},
                    {"file_bytes", commit.file_bytes},
                    {"bytes_added", commit.bytes_added}});
  }
  return to_line({{"commits", std::move(list)}});
}

}  // namespace

int run_log(const Words& words) {
  std::string format = "text";
  std::size_t limit = 0;
  Arguments arguments("log", "FILE [options]", kLogDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kLogExamples);
  arguments.app()
      .add_option("-n,--limit", limit, "commits to list (default: 0 = all)")
      ->check(whole_number())
      ->option_text("N");
  add_format(arguments, format);
  riffle::OpenOptions open_options;
  add_trust(arguments, open_options);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals().front();
  const riffle::Result<riffle::Index> index = riffle::Index::open(path, open_options);
  if (!index) return fail(path, index.error());
  riffle::Result<std::vector<riffle::CommitInfo>> commits = index->history();
  if (!commits) return fail(path, commits.error());
  if (limit != 0) commits->resize(std::min(limit, commits->size()));
  Output out;
  out.write(format == "json" ? log_line(*commits) + "\n" : log_text(*commits));
  return out.finish();
}

}  // namespace riffle_cli

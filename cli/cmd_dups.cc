// riffle dups: the stories that stand several times in an index.
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

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

constexpr const char* kDupsDescription =
    R"(Lists articles that are copies of one another: each shares at least half of the
runs of eight words of the shorter text with another of its group. The number
is how much of the shorter text an article shares with the first of its group.)";

constexpr const char* kDupsExamples =
    R"(  riffle dups news.riffle
  riffle dups news.riffle --least 5
  riffle dups news.riffle --format json | head -n 1
)";

struct DupsCommand {
  std::string path;
  std::string format = "text";
  std::size_t least = 2;
  std::size_t limit = 0;
  riffle::OpenOptions open_options;
};

struct CopyTally {
  std::uint64_t groups = 0;
  std::uint64_t documents = 0;
};

void declare(Arguments& arguments, DupsCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kDupsExamples);
  CLI::App& app = arguments.app();
  app.add_option("--least", command.least, "only groups of at least N articles (default: 2)")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("-n,--limit", command.limit, "groups to list (default: 0, all)")
      ->check(whole_number())
      ->option_text("N");
  app.add_option("--format", command.format, "text (the default) or json (one group a line)")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
  add_open_options(arguments, command.open_options);
}

std::string group_text(const riffle::CopyCluster& cluster) {
  std::string text = counted(cluster.documents.size(), "article", "articles") + "\n";
  for (std::size_t i = 0; i < cluster.documents.size(); ++i) {
    const riffle::Copy& copy = cluster.documents[i];
    const std::string share =
        i == 0 || cluster.shared.empty() ? std::string() : fmt::format("{:.0f}%", std::floor(100 * cluster.shared[i]));
    text += fmt::format("  {:>4}  {}", share, printable(copy.id));
    if (copy.date) text += "  " + riffle::format_date(*copy.date);
    if (!copy.source.empty()) text += "  " + printable(copy.source);
    if (!copy.title.empty()) text += "  " + printable(copy.title);
    text += "\n";
  }
  return text + "\n";
}

std::string group_line(const riffle::CopyCluster& cluster) {
  Json documents = Json::array();
  for (std::size_t i = 0; i < cluster.documents.size(); ++i) {
    Json copy = copy_object(cluster.documents[i]);
    if (!cluster.shared.empty()) copy["shared"] = std::round(1000 * cluster.shared[i]) / 1000;
    documents.push_back(std::move(copy));
  }
  return to_line({{"documents", std::move(documents)}}) + "\n";
}

}  // namespace

int run_dups(const Words& words) {
  DupsCommand command;
  Arguments arguments("dups", "FILE [options]", kDupsDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path, command.open_options);
  if (!index) return fail(command.path, index.error());
  Output out;
  CopyTally tally;
  const riffle::Status done = index->for_each_cluster([&](const riffle::CopyCluster& cluster) {
    if (cluster.documents.size() < command.least) return true;
    ++tally.groups;
    tally.documents += cluster.documents.size();
    out.write(command.format == "json" ? group_line(cluster) : group_text(cluster));
    return !out.is_closed() && (command.limit == 0 || tally.groups < command.limit);
  });
  if (done && command.format == "text") {
    out.write(fmt::format("{}, {}\n", counted(tally.groups, "group", "groups"),
                          counted(tally.documents, "article", "articles")));
  }
  const int exit_code = out.finish();
  if (!done) return fail(command.path, done.error());
  return exit_code;
}

}  // namespace riffle_cli

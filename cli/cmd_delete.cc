// riffle delete: takes articles out of an index, by id and by query, in one commit.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "interrupt.h"
#include "output.h"
#include "output_json.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/query.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kDeleteDescription =
    R"(Deletes articles from FILE, by id, by query or both, in one commit. They are gone
from every answer at once; the space that they take is given back by riffle
compact. Until then an earlier commit still has them (riffle log, riffle rollback).
A query must parse (as with search --strict).)";

constexpr const char* kDeleteExamples =
    R"(  riffle delete news.riffle --id a42 --id a43
  riffle delete news.riffle --query 'source:"spam wire" date:<2024-01-01'
  riffle delete news.riffle --query 'date:2019' --dry-run
)";

struct DeleteCommand {
  std::string path;
  std::vector<std::string> ids;
  std::string query;
  std::string format = "text";
  bool dry_run = false;
  bool is_stamped = false;
  std::string durability = "full";
};

void declare(Arguments& arguments, DeleteCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kDeleteExamples);
  CLI::App& app = arguments.app();
  app.add_option("--id", command.ids, "the id of an article; may be given many times")
      ->take_all()
      ->allow_extra_args(false)
      ->option_text("ID");
  app.add_option("--query", command.query, "delete all articles that match")->option_text("QUERY");
  app.add_flag("--dry-run", command.dry_run, "say how many articles would go, and change nothing");
  add_stamp(arguments, command.is_stamped);
  add_durability(arguments, command.durability);
  add_format(arguments, command.format);
}

int print_outcome(const DeleteCommand& command, std::uint64_t deleted, std::uint64_t unknown, std::uint64_t total,
                  std::uint64_t generation) {
  Output out;
  if (command.format == "json") {
    out.write(to_line({{"deleted", deleted},
                       {"unknown_ids", unknown},
                       {"documents_total", total},
                       {"generation", generation},
                       {"dry_run", command.dry_run}}) +
              "\n");
  } else {
    out.write(fmt::format("{}: {} {}; {} in all, commit {}\n", printable(command.path),
                          counted(deleted, "document", "documents"), command.dry_run ? "would be deleted" : "deleted",
                          counted(total, "document", "documents"), generation));
    if (unknown > 0) note(fmt::format("{} not in {}", counted(unknown, "id is", "ids are"), command.path));
  }
  return out.finish();
}

/// Counts without writing; the ids that the query finds are not counted twice.
int try_out(const DeleteCommand& command, const riffle::Index& index, const std::optional<riffle::Query>& query) {
  std::vector<std::string> found;
  std::uint64_t unknown = 0;
  for (const std::string& id : command.ids) {
    const riffle::Result<riffle::Document> document = index.get(id);
    if (document) found.push_back(id);
    if (!document && document.error().code != riffle::ErrorCode::kNotFound) return fail(command.path, document.error());
    unknown += document ? 0 : 1;
  }
  if (query) {
    const riffle::Status done = index.for_each_id(*query, [&](std::string_view id) {
      found.emplace_back(id);
      return true;
    });
    if (!done) return fail(command.path, done.error());
  }
  std::ranges::sort(found);
  const auto rest = std::ranges::unique(found);
  found.erase(rest.begin(), rest.end());
  const riffle::Result<riffle::IndexInfo> info = index.info();
  if (!info) return fail(command.path, info.error());
  return print_outcome(command, found.size(), unknown, info->documents - found.size(), info->generation);
}

int delete_articles(const DeleteCommand& command, const std::optional<riffle::Query>& query) {
  end_when_interrupted();
  riffle::Result<riffle::IndexWriter> writer =
      riffle::IndexWriter::open(command.path, {.threads = 1,
                                               .commit_time = commit_time(command.is_stamped),
                                               .keep_history = true,
                                               .durability = durability_of(command.durability)});
  if (!writer) return fail(command.path, writer.error());
  std::uint64_t unknown = 0;
  for (const std::string& id : command.ids) {
    const riffle::Result<bool> was_there = writer->remove(id);
    if (!was_there) return fail(command.path, was_there.error());
    unknown += *was_there ? 0 : 1;
  }
  if (query) {
    const riffle::Result<std::uint64_t> removed = writer->remove_matching(*query);
    if (!removed) return fail(command.path, removed.error());
  }
  const riffle::Result<riffle::CommitReport> report = writer->commit();
  if (!report) return fail(command.path, report.error());
  return print_outcome(command, report->documents_removed, unknown, report->documents_total, report->generation);
}

}  // namespace

int run_delete(const Words& words) {
  DeleteCommand command;
  Arguments arguments("delete", "FILE (--id ID... | --query QUERY) [options]", kDeleteDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  if (command.ids.empty() && command.query.empty()) {
    return fail_usage("delete", "nothing says what to delete", "give --id ID or --query QUERY");
  }
  std::ranges::sort(command.ids);
  const auto rest = std::ranges::unique(command.ids);
  command.ids.erase(rest.begin(), rest.end());
  // A writer would begin a new file where there is none.
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path);
  if (!index) return fail(command.path, index.error());
  std::optional<riffle::Query> query;
  if (!command.query.empty()) {
    riffle::Result<riffle::Query> parsed = index->parse(command.query, {.strict = true});
    if (!parsed) return fail_query(command.path, command.query, parsed.error());
    query = std::move(*parsed);
  }
  return command.dry_run ? try_out(command, *index, query) : delete_articles(command, query);
}

}  // namespace riffle_cli

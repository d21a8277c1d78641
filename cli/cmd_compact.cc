// riffle compact: an index file without deleted articles and earlier commits.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "interrupt.h"
#include "output.h"
#include "output_json.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kCompactDescription =
    R"(Writes the live articles of FILE as one segment to a new file, checks it, and puts
it in the place of FILE. Deleted articles and earlier commits are gone; answers stay
the same and come a little faster (in a new order, articles of equal score may change
places). Whoever reads FILE meanwhile is not disturbed; the disk needs room for both
files.)";

constexpr const char* kCompactExamples =
    R"(  riffle compact news.riffle
  riffle compact news.riffle --sort date
  riffle compact news.riffle --reorder
)";

struct CompactCommand {
  std::string path;
  std::string sort = "none";
  std::string memory;
  std::string format = "text";
  unsigned threads = 0;
  bool is_reordered = false;
  bool is_stamped = false;
};

void declare(Arguments& arguments, CompactCommand& command) {
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kCompactExamples);
  CLI::App& app = arguments.app();
  CLI::Option* const sort =
      app.add_option("--sort", command.sort,
                     "date: order the articles by date, oldest first, so that\nranges of dates are found faster; none "
                     "(the default)\nkeeps their order")
          ->check(CLI::IsMember({"date", "none"}))
          ->option_text("ORDER");
  app.add_flag(
         "--reorder", command.is_reordered,
         "put articles that share words beside each other: the\nfile becomes a little smaller; takes twice the time")
      ->excludes(sort);
  add_indexing_effort(arguments, command.memory, command.threads);
  add_stamp(arguments, command.is_stamped);
  add_format(arguments, command.format);
}

int print_report(const CompactCommand& command, const riffle::IndexInfo& before, const riffle::CommitReport& report) {
  Output out;
  if (command.format == "json") {
    out.write(to_line({{"generation", report.generation},
                       {"documents_total", report.documents_total},
                       {"segments_merged", report.segments_merged},
                       {"file_bytes_before", before.file_bytes},
                       {"file_bytes", report.file_bytes}}) +
              "\n");
  } else {
    out.write(fmt::format("{}: {} in one segment, {} before, {} now\n", printable(command.path),
                          counted(report.documents_total, "document", "documents"), byte_size(before.file_bytes),
                          byte_size(report.file_bytes)));
  }
  return out.finish();
}

}  // namespace

int run_compact(const Words& words) {
  CompactCommand command;
  Arguments arguments("compact", "FILE [options]", kCompactDescription);
  declare(arguments, command);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  command.path = arguments.positionals().front();
  std::size_t memory_bytes = 0;
  if (const std::optional<int> exit_code = parse_memory("compact", command.memory, memory_bytes)) return *exit_code;
  end_when_interrupted();
  // A writer would begin a new file where there is none.
  const riffle::Result<riffle::Index> index = riffle::Index::open(command.path);
  if (!index) return fail(command.path, index.error());
  const riffle::Result<riffle::IndexInfo> before = index->info();
  if (!before) return fail(command.path, before.error());
  riffle::Result<riffle::IndexWriter> writer = riffle::IndexWriter::open(
      command.path,
      {.memory_bytes = memory_bytes, .threads = command.threads, .commit_time = commit_time(command.is_stamped)});
  if (!writer) return fail(command.path, writer.error());
  const riffle::Result<riffle::CommitReport> report =
      writer->compact(command.is_reordered     ? riffle::DocumentSort::kGraphBisection
                      : command.sort == "date" ? riffle::DocumentSort::kDate
                                               : riffle::DocumentSort::kAsAdded);
  if (!report) return fail(command.path, report.error());
  return print_report(command, *before, *report);
}

}  // namespace riffle_cli

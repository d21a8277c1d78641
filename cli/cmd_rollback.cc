// riffle rollback: an earlier commit's content as the newest commit.
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

constexpr const char* kRollbackDescription =
    R"(Makes a new commit of FILE that holds what commit N held. Nothing is lost: the
commits between stay in the history, so a rollback can be rolled back.)";

constexpr const char* kRollbackExamples =
    R"(  riffle log news.riffle
  riffle rollback news.riffle 3
)";

}  // namespace

int run_rollback(const Words& words) {
  std::string format = "text";
  bool is_stamped = false;
  std::string durability = "full";
  Arguments arguments("rollback", "FILE N [options]", kRollbackDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("N", "the number of the commit (riffle log lists them)");
  arguments.set_examples(kRollbackExamples);
  add_stamp(arguments, is_stamped);
  add_durability(arguments, durability);
  add_format(arguments, format);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals()[0];
  const std::uint64_t generation = parse_positive(arguments.positionals()[1]);
  if (generation == 0) {
    return fail_usage("rollback", fmt::format("{} is not the number of a commit", arguments.positionals()[1]));
  }
  // A writer would begin a new file where there is none.
  if (const auto index = riffle::Index::open(path, {.generation = generation}); !index)
    return fail(path, index.error());
  end_when_interrupted();
  riffle::Result<riffle::IndexWriter> writer = riffle::IndexWriter::open(
      path, {.threads = 1, .commit_time = commit_time(is_stamped), .durability = durability_of(durability)});
  if (!writer) return fail(path, writer.error());
  const riffle::Result<riffle::CommitReport> report = writer->rollback(generation);
  if (!report) return fail(path, report.error());
  Output out;
  if (format == "json") {
    out.write(to_line({{"generation", report->generation},
                       {"content_of", generation},
                       {"documents_total", report->documents_total},
                       {"file_bytes", report->file_bytes}}) +
              "\n");
  } else {
    out.write(fmt::format("{}: commit {} has the content of commit {}: {}\n", printable(path), report->generation,
                          generation, counted(report->documents_total, "document", "documents")));
  }
  return out.finish();
}

}  // namespace riffle_cli

// riffle backup: a consistent, checked copy of an index file.
#include <fmt/format.h>

#include <optional>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "interrupt.h"
#include "output.h"
#include "output_json.h"
#include "riffle/maintenance.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kBackupDescription =
    R"(Copies FILE, with its history, to the new file OUT, checks every byte of the copy
and makes it durable. A writer may work on FILE meanwhile: the copy is its newest
commit. OUT appears when it is whole; an OUT that exists is not overwritten. Nobody
may read OUT who may not read FILE.)";

constexpr const char* kBackupExamples =
    R"(  riffle backup news.riffle /backup/news-2024-12-01.riffle
)";

}  // namespace

int run_backup(const Words& words) {
  std::string format = "text";
  Arguments arguments("backup", "FILE OUT [options]", kBackupDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.add_positional("OUT", "the file to make");
  arguments.set_examples(kBackupExamples);
  riffle::OpenOptions options;
  add_trust(arguments, options);
  add_format(arguments, format);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals()[0];
  const std::string& target = arguments.positionals()[1];
  end_when_interrupted();
  const riffle::Result<riffle::BackupReport> report = riffle::backup(path, target, options);
  if (!report) return fail(report.error().message.starts_with(target) ? target : path, report.error());
  Output out;
  if (format == "json") {
    out.write(to_line({{"path", target},
                       {"generation", report->generation},
                       {"documents", report->documents},
                       {"bytes", report->bytes}}) +
              "\n");
  } else {
    out.write(fmt::format("{}: commit {} of {}, {}, {}, checked\n", printable(target), report->generation,
                          printable(path), counted(report->documents, "document", "documents"),
                          byte_size(report->bytes)));
  }
  return out.finish();
}

}  // namespace riffle_cli

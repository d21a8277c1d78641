// riffle merge: one index of the articles of several.
#include <fmt/format.h>

#include <algorithm>
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
#include "progress.h"
#include "riffle/maintenance.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kMergeDescription =
    R"(Makes a new index OUT of the live articles of one or more index files, in their
order. Where several have an article with one id, that of the last file stays. OUT
has the analyzer and the fields of the first FILE; the others must have the same.
All must have been made with --store full (the default).)";

constexpr const char* kMergeExamples =
    R"(  riffle merge all.riffle 2023.riffle 2024.riffle
)";

int print_report(const std::string& path, const std::string& format, const riffle::CommitReport& report) {
  Output out;
  if (format == "json") {
    out.write(to_line({{"path", path},
                       {"documents", report.documents_total},
                       {"replaced", report.documents_replaced},
                       {"file_bytes", report.file_bytes}}) +
              "\n");
  } else {
    out.write(fmt::format("{}: {}, {} replaced, {}\n", printable(path),
                          counted(report.documents_total, "document", "documents"), grouped(report.documents_replaced),
                          byte_size(report.file_bytes)));
  }
  return out.finish();
}

/// What names no input is about the new file, or about what is written on its way.
int fail_merge(const std::string& target, const Words& files, const riffle::Error& error) {
  const std::string all = fmt::format("{}", fmt::join(files, ", "));
  const auto is_begun_by = [&error](const std::string& path) { return error.message.starts_with(path + ": "); };
  const bool is_about_input = is_begun_by(all) || std::ranges::any_of(files, is_begun_by);
  return fail(is_about_input ? all : target, error);
}

}  // namespace

int run_merge(const Words& words) {
  std::string format = "text";
  std::string memory;
  bool is_stamped = false;
  riffle::WriterOptions options;
  Arguments arguments("merge", "OUT FILE... [options]", kMergeDescription);
  arguments.add_positional("OUT", "the index file to make");
  arguments.add_positional("FILE...", "the index files to take the articles from");
  arguments.set_last_repeats();
  arguments.set_examples(kMergeExamples);
  add_indexing_effort(arguments, memory, options.threads);
  add_stamp(arguments, is_stamped);
  add_format(arguments, format);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  if (const std::optional<int> exit_code = parse_memory("merge", memory, options.memory_bytes)) return *exit_code;
  options.commit_time = commit_time(is_stamped);
  const std::string& target = arguments.positionals().front();
  const Words files(arguments.positionals().begin() + 1, arguments.positionals().end());
  end_when_interrupted();
  Progress progress(true);
  const auto show = [&progress](std::uint64_t done, std::uint64_t all) {
    progress.show([&] { return fmt::format("{} of {}", grouped(done), counted(all, "document", "documents")); });
  };
  const riffle::Result<riffle::CommitReport> report = riffle::merge(files, target, options, show);
  progress.clear();
  if (!report) return fail_merge(target, files, report.error());
  return print_report(target, format, *report);
}

}  // namespace riffle_cli

// riffle verify: every byte of an index file against its checksums and the format.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "output.h"
#include "output_json.h"
#include "progress.h"
#include "riffle/index.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kVerifyDescription =
    R"(Reads the whole of FILE and checks every byte: checksums first, then the
structure of every section. Prints one line when it is sound, or one line a fault
and exits with 1.)";

constexpr const char* kVerifyExamples =
    R"(  riffle verify news.riffle
  riffle verify news.riffle --quiet || echo damaged
)";

/// A message may begin with "<segment or section> is damaged at byte <offset>: ", which the line says already.
void shorten_messages(riffle::VerifyReport& report) {
  for (riffle::Fault& fault : report.faults) {
    const std::string said = fmt::format(" is damaged at byte {}: ", fault.offset);
    const std::size_t at = fault.message.find(said);
    if (at != std::string::npos && fault.section.starts_with(std::string_view(fault.message).substr(0, at))) {
      fault.message.erase(0, at + said.size());
    }
  }
}

std::string report_text(const std::string& path, const riffle::VerifyReport& report, bool quiet) {
  std::string text;
  for (const riffle::Fault& fault : report.faults) {
    text += fmt::format("{}: {} at byte {}: {}\n", printable(path), printable(fault.section), fault.offset,
                        printable(fault.message));
  }
  if (report.faults.empty() && !quiet) {
    text = fmt::format(
        "{}: sound: {}, {}, {} checked\n", printable(path), counted(report.bytes_checked, "byte", "bytes"),
        counted(report.documents_checked, "document", "documents"), counted(report.terms_checked, "term", "terms"));
  }
  return text;
}

}  // namespace

int run_verify(const Words& words) {
  std::string format = "text";
  bool quiet = false;
  Arguments arguments("verify", "FILE [options]", kVerifyDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kVerifyExamples);
  arguments.app().add_flag("--quiet", quiet, "print nothing but faults");
  arguments.app()
      .add_option("--format", format, "text (the default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
  riffle::OpenOptions open_options;
  add_trust(arguments, open_options);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals().front();
  Progress progress(!quiet);
  const auto show = [&progress](std::uint64_t done, std::uint64_t of) {
    progress.show([&] {
      const std::string left = time_left(done, of, progress.seconds());
      return fmt::format("{} of {} checked{}{}", byte_size(done), byte_size(of), left.empty() ? "" : ", ",
                         left.empty() ? "" : left + " left");
    });
  };
  riffle::Result<riffle::VerifyReport> report = riffle::verify(path, show, open_options);
  progress.clear();
  if (!report) return fail(path, report.error());
  shorten_messages(*report);
  Output out;
  out.write(format == "json" ? report_line(*report) + "\n" : report_text(path, *report, quiet));
  const int exit_code = out.finish();
  return report->faults.empty() ? exit_code : kExitFailed;
}

}  // namespace riffle_cli

// riffle salvage: a new index from what a damaged one still holds.
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
#include "riffle/maintenance.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kSalvageDescription =
    R"(Makes a new index OUT of the stored articles of the damaged FILE that can still be
read, and tells what is lost. FILE is not changed. An article whose id is lost gets
a made-up one; one whose text is lost is left out. Where commits are damaged, the
parts of the index are looked for. Exits with 1 when anything is lost or in doubt.
A file that was made with --store none cannot be salvaged.)";

constexpr const char* kSalvageExamples =
    R"(  riffle salvage broken.riffle rescued.riffle
)";

bool is_whole(const riffle::SalvageReport& report) {
  return report.documents_lost == 0 && report.ids_lost == 0 && report.members_lost == 0 && report.segments_lost == 0 &&
         !report.deletions_lost && !report.bodies_lost && report.commits_lost == 0 && report.segments_found == 0 &&
         report.documents_unverified == 0 && !report.newest_unknown && !report.record_damaged &&
         !report.description_lost;
}

void append_loss(std::string& text, std::uint64_t count, std::string_view singular, std::string_view plural) {
  if (count > 0) text += fmt::format("  {}\n", counted(count, singular, plural));
}

std::string losses_text(const riffle::SalvageReport& report) {
  std::string text;
  append_loss(text, report.documents_lost, "document", "documents");
  append_loss(text, report.segments_lost, "whole segment", "whole segments");
  append_loss(text, report.ids_lost, "id (replaced by salvaged-...)", "ids (replaced by salvaged-...)");
  append_loss(text, report.members_lost, "date", "dates");
  if (report.bodies_lost) text += "  the bodies, which are not stored: their words are not found any more\n";
  if (report.deletions_lost) text += "  a list of deletions: deleted documents may be back\n";
  append_loss(text, report.commits_lost, "newer commit", "newer commits");
  if (report.description_lost) text += "  the commit record: the new index has the usual analyzer and fields\n";
  return text;
}

/// What is there, but not certain.
std::string doubts_text(const riffle::SalvageReport& report) {
  std::string text;
  append_loss(text, report.documents_unverified, "document, which no checksum vouches for: it may be altered",
              "documents, which no checksum vouches for: they may be altered");
  append_loss(text, report.segments_found, "segment, which no sound commit record names: its documents are taken",
              "segments, which no sound commit record names: their documents are taken");
  if (report.record_damaged) text += "  analyzer, fields and deletions, of a commit record without a sound checksum\n";
  if (report.newest_unknown) text += "  which commit was the newest: newer ones may be lost\n";
  return text.empty() ? text : "doubtful:\n" + text;
}

std::string report_text(const std::string& target, const riffle::SalvageReport& report) {
  std::string text = fmt::format(
      "{}: {} recovered, from {}\n", printable(target), counted(report.documents_recovered, "document", "documents"),
      report.description_lost ? "segments without a commit" : fmt::format("commit {}", report.generation));
  if (is_whole(report)) return text + "nothing is lost\n";
  const std::string losses = losses_text(report);
  if (!losses.empty()) text += "lost:\n" + losses;
  return text + doubts_text(report);
}

std::string report_json(const std::string& target, const riffle::SalvageReport& report) {
  Json faults = Json::array();
  for (const riffle::Fault& fault : report.faults) {
    faults.push_back({{"section", fault.section}, {"offset", fault.offset}, {"message", fault.message}});
  }
  return to_line({{"path", target},
                  {"generation", report.generation},
                  {"documents_recovered", report.documents_recovered},
                  {"documents_lost", report.documents_lost},
                  {"segments_lost", report.segments_lost},
                  {"ids_lost", report.ids_lost},
                  {"members_lost", report.members_lost},
                  {"deletions_lost", report.deletions_lost},
                  {"bodies_lost", report.bodies_lost},
                  {"commits_lost", report.commits_lost},
                  {"segments_found", report.segments_found},
                  {"documents_unverified", report.documents_unverified},
                  {"newest_unknown", report.newest_unknown},
                  {"record_damaged", report.record_damaged},
                  {"description_lost", report.description_lost},
                  {"faults", std::move(faults)}}) +
         "\n";
}

}  // namespace

int run_salvage(const Words& words) {
  std::string format = "text";
  Arguments arguments("salvage", "FILE OUT [options]", kSalvageDescription);
  arguments.add_positional("FILE", "the damaged index file");
  arguments.add_positional("OUT", "the index to make");
  arguments.set_examples(kSalvageExamples);
  riffle::OpenOptions options;
  add_trust(arguments, options);
  add_format(arguments, format);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals()[0];
  const std::string& target = arguments.positionals()[1];
  end_when_interrupted();
  const riffle::Result<riffle::SalvageReport> report = riffle::salvage(path, target, options);
  if (!report) return fail(report.error().message.starts_with(target) ? target : path, report.error());
  Output out;
  out.write(format == "json" ? report_json(target, *report) : report_text(target, *report));
  const int exit_code = out.finish();
  return is_whole(*report) ? exit_code : kExitFailed;
}

}  // namespace riffle_cli

// riffle info: what an index file says of itself.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
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
#include "riffle/index.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kInfoDescription =
    R"(Says what FILE holds: articles, fields, analyzer, segments (each commit adds one
or more), and with --sections where the bytes went. Reads only a few pages.)";

constexpr const char* kInfoExamples =
    R"(  riffle info news.riffle --sections
  riffle info news.riffle --format json
)";

std::string row(std::string_view name, const std::string& value) {
  return fmt::format("{:<12}{}\n", name, printable(value));
}

std::string field_list(const riffle::IndexInfo& info) {
  std::string list;
  for (const riffle::FieldInfo& field : info.fields) {
    if (!list.empty()) list += ", ";
    list += fmt::format("{} ({})", field.name, field.type);
  }
  return list;
}

std::string segment_table(const riffle::IndexInfo& info) {
  std::string table = fmt::format("\n{:>7} {:>15} {:>15} {:>12} {:>10} {:>14}\n", "segment", "offset", "bytes",
                                  "documents", "deleted", "tokens");
  std::size_t number = 0;
  for (const riffle::SegmentInfo& segment : info.segments) {
    table += fmt::format("{:>7} {:>15} {:>15} {:>12} {:>10} {:>14}\n", number++, grouped(segment.offset),
                         grouped(segment.bytes), grouped(segment.documents), grouped(segment.deleted),
                         grouped(segment.tokens));
  }
  return table;
}

/// Bytes of each section over all segments, most first; what is left of the file is page padding, checksums, commits.
std::vector<std::pair<std::string, std::uint64_t>> section_sums(const riffle::IndexInfo& info) {
  std::vector<std::pair<std::string, std::uint64_t>> sums;
  std::uint64_t rest = info.file_bytes;
  for (const riffle::SegmentInfo& segment : info.segments) {
    for (const auto& [name, bytes] : segment.sections) {
      auto sum = std::ranges::find(sums, name, &std::pair<std::string, std::uint64_t>::first);
      if (sum == sums.end()) sum = sums.insert(sums.end(), {name, 0});
      sum->second += bytes;
      rest -= std::min(rest, bytes);
    }
  }
  std::ranges::sort(
      sums, [](const auto& a, const auto& b) { return std::pair(b.second, a.first) < std::pair(a.second, b.first); });
  sums.emplace_back("header, commits, padding", rest);
  return sums;
}

std::string section_table(const riffle::IndexInfo& info) {
  std::string table = fmt::format("\n{:<26} {:>15} {:>7} {:>15}\n", "section", "bytes", "share", "a document");
  const double file_bytes = static_cast<double>(std::max<std::uint64_t>(info.file_bytes, 1));
  const double documents = static_cast<double>(std::max<std::uint64_t>(info.documents, 1));
  for (const auto& [name, bytes] : section_sums(info)) {
    const double value = static_cast<double>(bytes);
    table += fmt::format("{:<26} {:>15} {:>6.1f}% {:>15.1f}\n", printable(name), grouped(bytes),
                         100 * value / file_bytes, value / documents);
  }
  return table;
}

std::string info_text(const riffle::IndexInfo& info, bool with_sections) {
  std::string text = row("file", info.path);
  text += row("size", fmt::format("{} ({} bytes)", byte_size(info.file_bytes), grouped(info.file_bytes)));
  text += row("documents", fmt::format("{} ({} deleted or replaced)", grouped(info.documents), grouped(info.deleted)));
  text += row("tokens", grouped(info.tokens));
  text += row("analyzer", fmt::format("{}, version {}{}", info.analyzer, info.analyzer_version,
                                      info.analyzer_known ? "" : " (not known here: no text queries)"));
  text += row("store", std::string(store_name(info.store)));
  text += row("sentences", info.sentences ? "on" : "off");
  text += row("fields", field_list(info));
  text += row("format", info.format_version);
  text += row("commit", grouped(info.generation));
  text += row("uuid", info.uuid);
  text += segment_table(info);
  if (with_sections) text += section_table(info);
  return text;
}

}  // namespace

int run_info(const Words& words) {
  riffle::OpenOptions open_options;
  std::string format = "text";
  bool with_sections = false;
  Arguments arguments("info", "FILE [options]", kInfoDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kInfoExamples);
  arguments.app().add_flag("--sections", with_sections, "bytes of each kind of data");
  arguments.app()
      .add_option("--format", format, "text (the default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->option_text("NAME");
  add_open_options(arguments, open_options);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals().front();
  const riffle::Result<riffle::Index> index = riffle::Index::open(path, open_options);
  if (!index) return fail(path, index.error());
  const riffle::Result<riffle::IndexInfo> info = index->info(with_sections);
  if (!info) return fail(path, info.error());
  Output out;
  out.write(format == "json" ? info_line(*info) + "\n" : info_text(*info, with_sections));
  return out.finish();
}

}  // namespace riffle_cli

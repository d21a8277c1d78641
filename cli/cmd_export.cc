// riffle export: every article as a JSON line.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "arguments.h"
#include "commands.h"
#include "common_options.h"
#include "errors.h"
#include "files.h"
#include "interrupt.h"
#include "output.h"
#include "output_json.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr const char* kExportDescription =
    R"(Writes every article of FILE as one JSON object a line, in index order: id, title,
body, date, source, url and whatever else it came with. Riffle indexes the lines
back to the same. What FILE does not store (see index --store) is not there. A
member "id" that was not the id (see index --id-field) is written as "_id".)";

constexpr const char* kExportExamples =
    R"(  riffle export news.riffle -o articles.jsonl
  riffle export news.riffle | zstd > articles.jsonl.zst
)";

int fail_os(const std::string& path, std::string_view what, int os_error) {
  return fail(path, fmt::format("{}: {}", what, std::generic_category().message(os_error)),
              advice_for_os_error(os_error));
}

int write_all(const std::string& path, const riffle::Index& index, Output& out) {
  const riffle::Status done = index.for_each_document([&out](const riffle::Document& document) {
    out.write(riffle::article_json(document) + "\n");
    return !out.is_closed();
  });
  const int exit_code = out.finish();
  return done ? exit_code : fail(path, done.error());
}

int write_file(const std::string& path, const riffle::Index& index, const std::string& target) {
  PartFile file(target, path);
  if (file.descriptor() == -1) return fail_os(target, "cannot write", file.open_error());
  Output out(file.descriptor(), target);
  if (const int exit_code = write_all(path, index, out); exit_code != kExitDone) return exit_code;
  const int os_error = file.publish();
  return os_error == 0 ? kExitDone : fail_os(target, "cannot write", os_error);
}

void note_what_is_missing(const riffle::Index& index) {
  const riffle::Result<riffle::IndexInfo> info = index.info();
  if (!info || info->store == riffle::StoreMode::kFull) return;
  const bool has_titles = info->store == riffle::StoreMode::kMeta;
  note(fmt::format("{} was made with --store {}: {} not in the export", info->path, store_name(info->store),
                   has_titles ? "bodies are" : "titles, bodies and urls are"));
}

}  // namespace

int run_export(const Words& words) {
  riffle::OpenOptions open_options;
  std::string target;
  Arguments arguments("export", "FILE [options]", kExportDescription);
  arguments.add_positional("FILE", "the index file");
  arguments.set_examples(kExportExamples);
  arguments.app().add_option("-o,--output", target, "the file to write (default: standard output)")->option_text("OUT");
  add_open_options(arguments, open_options);
  if (const std::optional<int> exit_code = arguments.parse(words)) return *exit_code;
  const std::string& path = arguments.positionals().front();
  const riffle::Result<riffle::Index> index = riffle::Index::open(path, open_options);
  if (!index) return fail(path, index.error());
  if (!target.empty() && is_same_file(path, target)) {
    return fail_usage("export", fmt::format("{} is the index itself", target), "write to another file");
  }
  note_what_is_missing(*index);
  end_when_interrupted();
  if (!target.empty()) return write_file(path, *index, target);
  Output out;
  return write_all(path, *index, out);
}

}  // namespace riffle_cli

// riffle index: articles -> index file, in one commit.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.h"
#include "commands.h"
#include "errors.h"
#include "files.h"
#include "index_command.h"
#include "input_notes.h"
#include "interrupt.h"
#include "output.h"
#include "output_json.h"
#include "progress.h"
#include "riffle/article_reader.h"
#include "riffle/index.h"
#include "riffle/index_writer.h"
#include "riffle/schema.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr std::uint64_t kBadLinesShown = 20;

constexpr const char* kIndexDescription =
    R"(Reads articles and adds them to FILE, which is made when it does not exist. An
article whose id is already in FILE replaces the older one. Everything becomes
visible at the end, at once; when anything goes wrong, FILE stays as it was. (Only
when the disk fails in the last step of the commit FILE may have it all the same:
the message says so, and riffle log tells.) Lines that cannot be read are passed
over and told, and so are values that a field cannot read.

An article has an id, a title, a body, a date, a source and a url, or members with
other usual names for these (headline, text, content, published, publisher, link
and more). Whatever else is there is kept and given back, and --schema makes
fields of it. Without an id an article is known by its place, as articles.jsonl:7
(from standard input: -:7, so the next run replaces it). A title or body of JSON or
CSV that is clearly HTML is indexed as its text.)";

struct Tally {
  std::uint64_t documents = 0;
  std::uint64_t bad = 0;  ///< lines and documents that were passed over
  double seconds = 0;
  std::uint64_t text_bytes = 0;
  std::uint64_t skipped_files = 0;
  Json unreadable_values;  ///< InputNotes::unreadable_values()
  riffle::HtmlCounts html;
};

/// The fields of a schema file, none without one, into `fields`; an exit code when it cannot be read.
std::optional<int> read_fields(const std::string& path, std::vector<riffle::FieldSpec>& fields) {
  if (path.empty()) return std::nullopt;
  riffle::Result<std::vector<riffle::FieldSpec>> read = riffle::read_schema(path);
  if (!read && read.error().code == riffle::ErrorCode::kNotFound) {
    return fail({}, without_full_stop(read.error().message), "check the path of the schema");
  }
  if (!read) return fail(path, read.error());
  fields = std::move(*read);
  return std::nullopt;
}

/// What FILE says of itself; none of a new file, and of one that the writer will refuse with its reason.
std::optional<riffle::IndexInfo> info_of(const std::string& path) {
  const riffle::Result<riffle::Index> index = riffle::Index::open(path);
  if (!index) return std::nullopt;
  riffle::Result<riffle::IndexInfo> info = index->info();
  return info ? std::optional(std::move(*info)) : std::nullopt;
}

/// The fields of a schema file, and those that the index has already.
std::vector<riffle::FieldSpec> all_fields(std::vector<riffle::FieldSpec> fields,
                                          const std::optional<riffle::IndexInfo>& info) {
  if (!info) return fields;
  for (const riffle::FieldSpec& known : info->further_fields) {
    if (std::ranges::find(fields, known.name, &riffle::FieldSpec::name) == fields.end()) {
      fields.push_back(known);
    }
  }
  return fields;
}

/// Options that only a new file obeys are no error on an existing one, but are not passed over in silence.
void note_kept_settings(const Arguments& arguments, const IndexCommand& command,
                        const std::optional<riffle::IndexInfo>& info) {
  if (!info) return;
  if (arguments.has("--analyzer") && info->analyzer != command.analyzer) {
    note(fmt::format("{} keeps the analyzer it was made with: {}", command.path, info->analyzer));
  }
  if (arguments.has("--store") && store_name(info->store) != command.store) {
    note(fmt::format("{} keeps the store it was made with: {}", command.path, store_name(info->store)));
  }
  bool is_joined = true;
  for (const riffle::FieldInfo& field : info->fields) is_joined = is_joined && field.name != "body";
  if (arguments.has("--sentences") && info->sentences != (command.sentences == "on")) {
    note(fmt::format("{} {}", command.path, info->sentences ? "keeps sentences" : "keeps no sentences"));
  }
  if (command.join_title && !is_joined) note(fmt::format("{} keeps title and body apart", command.path));
}

/// Says which lines were passed over: the first ones each, the others as a number.
class BadLineLog {
 public:
  BadLineLog(Progress& progress, bool is_quiet) : progress_(progress), is_quiet_(is_quiet) {}

  void add(const std::string& text) {
    ++count_;
    if (is_quiet_ || count_ > kBadLinesShown) return;
    progress_.clear();
    write_stderr(text + "\n");
  }

  void finish() const {
    if (is_quiet_ || count_ <= kBadLinesShown) return;
    progress_.clear();
    write_stderr(fmt::format("and {}\n", counted(count_ - kBadLinesShown, "more bad line", "more bad lines")));
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  Progress& progress_;
  bool is_quiet_;
  std::uint64_t count_ = 0;
};

std::string progress_text(const riffle::ArticleReader& reader, const riffle::IndexWriter& writer,
                          std::uint64_t documents, double seconds) {
  const double megabytes = static_cast<double>(writer.bytes_added()) / 1e6;
  const std::string text = fmt::format("{}, {:.1f} MB, {:.1f} MB/s", counted(documents, "document", "documents"),
                                       megabytes, megabytes / seconds);
  const std::string left = time_left(reader.bytes_read(), reader.bytes_total(), seconds);
  return left.empty() ? text : text + ", " + left + " left";
}

/// Adds every article; a value is the exit code of a run that must end without a commit.
std::optional<int> add_all(const IndexCommand& command, riffle::ArticleReader& reader, riffle::IndexWriter& writer,
                           BadLineLog& bad_lines, Progress& progress, const Interrupt& interrupt, Tally& tally) {
  riffle::Document document;
  while (true) {
    if (interrupt.is_requested()) {
      progress.clear();
      return interrupt.acknowledge();
    }
    const riffle::Result<bool> more = reader.next(document);
    if (interrupt.is_requested()) continue;  // what was read may have been broken off
    if (!more) {
      progress.clear();
      const bool is_bad_line = command.strict && more.error().code == riffle::ErrorCode::kInvalidArgument;
      if (!is_bad_line) return fail_input(more.error());
      return fail(without_full_stop(more.error().message), "nothing was committed",
                  "correct the line, or leave out --strict");
    }
    if (!*more) return std::nullopt;
    const std::string id = document.id;
    if (const riffle::Status added = writer.add(std::move(document)); !added) {
      const bool concerns_document = added.error().code == riffle::ErrorCode::kInvalidArgument ||
                                     added.error().code == riffle::ErrorCode::kResourceLimit;
      if (!concerns_document || command.strict) {
        progress.clear();
        return fail(command.path, added.error());
      }
      bad_lines.add(fmt::format("document {}: {}", printable(id), printable(without_full_stop(added.error().message))));
    } else {
      ++tally.documents;
    }
    progress.show([&] { return progress_text(reader, writer, tally.documents, progress.seconds()); });
  }
}

int print_summary(const IndexCommand& command, const riffle::CommitReport& report, const Tally& tally) {
  Output out;
  const double megabytes = static_cast<double>(tally.text_bytes) / 1e6;
  const double rate = tally.seconds > 0 ? megabytes / tally.seconds : 0;
  if (command.format == "json") {
    out.write(to_line({{"documents", tally.documents},
                       {"replaced", report.documents_replaced},
                       {"bad_lines", tally.bad},
                       {"unreadable_values", tally.unreadable_values},
                       {"html_titles", tally.html.titles},
                       {"html_bodies", tally.html.bodies},
                       {"skipped_files", tally.skipped_files},
                       {"documents_total", report.documents_total},
                       {"generation", report.generation},
                       {"file_bytes", report.file_bytes},
                       {"text_bytes", tally.text_bytes},
                       {"seconds", tally.seconds}}) +
              "\n");
  } else if (!command.quiet) {
    out.write(fmt::format("{}: {} added, {} replaced, {}; {} in all, {}; {:.2f} s, {:.1f} MB/s\n",
                          printable(command.path), counted(tally.documents, "document", "documents"),
                          grouped(report.documents_replaced), counted(tally.bad, "bad line", "bad lines"),
                          counted(report.documents_total, "document", "documents"), byte_size(report.file_bytes),
                          tally.seconds, rate));
  }
  return out.finish();
}

/// `info`: of the index as it was and stays; none when there was none.
int nothing_to_commit(const IndexCommand& command, const Tally& tally, const std::optional<riffle::IndexInfo>& info) {
  if (tally.bad > 0) {
    return fail(command.path,
                fmt::format("none of the input could be read ({}), nothing was committed",
                            counted(tally.bad, "bad line", "bad lines")),
                "see riffle index --help for what can be read");
  }
  if (!command.quiet) {
    note(fmt::format("the inputs hold no articles; {} was not {}", command.path, info ? "changed" : "made"));
  }
  if (command.format != "json") return kExitDone;
  riffle::CommitReport report;
  if (info) {
    report.generation = info->generation;
    report.documents_total = info->documents;
    report.file_bytes = info->file_bytes;
  }
  return print_summary(command, report, tally);
}

int commit(const IndexCommand& command, riffle::IndexWriter& writer, Progress& progress, Interrupt& interrupt,
           Tally& tally) {
  if (!interrupt.begin_commit()) return interrupt.acknowledge();
  progress.show([&] { return fmt::format("{}, writing", counted(tally.documents, "document", "documents")); });
  const riffle::Result<riffle::CommitReport> report = writer.commit();
  progress.clear();
  if (!report) return fail(command.path, report.error());
  tally.seconds = progress.seconds();
  tally.text_bytes = writer.bytes_added();
  const int exit_code = print_summary(command, *report, tally);
  return interrupt.came_during_commit() ? kExitInterrupted : exit_code;
}

/// `fields` are those of the index that values are to be read for; `info` as info_of() tells it.
int index_articles(const IndexCommand& command, const riffle::WriterOptions& options,
                   const std::vector<riffle::FieldSpec>& fields, const std::optional<riffle::IndexInfo>& info) {
  Interrupt interrupt(command.path);
  Progress progress(!command.quiet);
  riffle::Result<riffle::IndexWriter> writer = riffle::IndexWriter::open(command.path, options);
  if (!writer && writer.error().code == riffle::ErrorCode::kNotRiffle) {
    return fail(command.path, "exists and is not a Riffle index", "name the index first, then the inputs");
  }
  if (!writer && writer.error().code == riffle::ErrorCode::kInvalidArgument && !command.schema.empty()) {
    // The other options have been looked at: this is about the fields.
    return fail(fmt::format("{} (for {})", command.schema, command.path), writer.error());
  }
  if (!writer) return fail(command.path, writer.error());
  BadLineLog bad_lines(progress, command.quiet || command.strict);
  riffle::ReaderOptions reader_options;
  reader_options.id_member = command.id_field;
  reader_options.strict = command.strict;
  reader_options.on_bad_line = [&bad_lines](const riffle::BadLine& bad) {
    bad_lines.add(fmt::format("{}:{}: {}", printable(bad.path), bad.line, printable(without_full_stop(bad.message))));
  };
  reader_options.html = command.html != "off";
  reader_options.datelines = !command.no_datelines;
  reader_options.guess_titles = command.guess_titles;
  reader_options.cut_boilerplate = command.cut_boilerplate;
  reader_options.fields = fields;
  InputNotes notes(progress, command.quiet, command.cut_report);
  if (const int exit_code = notes.open_report(); exit_code != kExitDone) return exit_code;
  notes.listen(reader_options);
  riffle::ArticleReader reader(command.inputs, std::move(reader_options));
  Tally tally;
  if (const auto exit_code = add_all(command, reader, *writer, bad_lines, progress, interrupt, tally)) {
    return *exit_code;
  }
  bad_lines.finish();
  if (const int exit_code = notes.finish(reader); exit_code != kExitDone) return exit_code;
  tally.bad = bad_lines.count();
  tally.html = reader.html_counts();
  for (const riffle::SkippedFiles& skipped : reader.skipped_files()) tally.skipped_files += skipped.count;
  tally.unreadable_values = notes.unreadable_values();
  if (tally.documents == 0) return nothing_to_commit(command, tally, info);
  return commit(command, *writer, progress, interrupt, tally);
}

}  // namespace

int run_index(const Words& words) {
  IndexCommand command;
  Arguments arguments("index", "FILE INPUT... [options]", kIndexDescription);
  declare_index(arguments, command);
  if (const std::optional<int> exit_code = read_index_command(words, arguments, command)) return *exit_code;
  const std::optional<riffle::IndexInfo> info = info_of(command.path);
  note_kept_settings(arguments, command, info);
  std::vector<riffle::FieldSpec> fields;
  if (const std::optional<int> exit_code = read_fields(command.schema, fields)) return *exit_code;
  const std::vector<riffle::FieldSpec> checked = all_fields(fields, info);
  riffle::WriterOptions options = writer_options(command);
  options.fields = std::move(fields);
  return index_articles(command, options, checked, info);
}

}  // namespace riffle_cli

// InputNotes: what riffle index says of articles that were taken but are odd, and of lines that were cut.
// Shape:   the first notes of each kind are printed, then their number; values that a field cannot read are counted by
//          field, with the first of them; texts that held HTML are counted; cut lines are counted by rule, and written
//          to a report when one is asked for.
#ifndef RIFFLE_CLI_INPUT_NOTES_H_
#define RIFFLE_CLI_INPUT_NOTES_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "files.h"
#include "output.h"
#include "output_json.h"
#include "progress.h"
#include "riffle/article_reader.h"
#include "riffle/schema.h"

namespace riffle_cli {

class InputNotes {
 public:
  InputNotes(Progress& progress, bool is_quiet, std::string report_path)
      : progress_(progress), is_quiet_(is_quiet), report_path_(std::move(report_path)) {}

  /// The exit code: kExitDone when there is no report to write, or it can be written.
  [[nodiscard]] int open_report();

  /// Sets the callbacks; this object must outlive the reader.
  void listen(riffle::ReaderOptions& options);

  /// Says how many notes were not shown, which values and files were not read, what was HTML and what was cut; the exit
  /// code.
  [[nodiscard]] int finish(const riffle::ArticleReader& reader);

  /// [{"field", "type", "count", "file", "line", "value"}] of values that fields could not read.
  [[nodiscard]] Json unreadable_values() const;

 private:
  struct Unreadable {
    riffle::InputNote first;
    std::uint64_t count = 0;
  };

  void add(const riffle::InputNote& found);
  void add(const riffle::CutLine& cut);
  void print_unreadable() const;
  static void print_html(const riffle::HtmlCounts& html);
  static void print_skipped(const std::vector<riffle::SkippedFiles>& skipped);
  void print_cuts() const;
  [[nodiscard]] std::string type_of(const std::string& field) const;

  Progress& progress_;
  bool is_quiet_;
  std::string report_path_;
  std::unique_ptr<PartFile> report_file_;
  std::unique_ptr<Output> report_;
  std::array<std::uint64_t, 3> counts_{};  // by kind
  std::vector<riffle::FieldSpec> fields_;
  std::map<std::string, Unreadable> unreadable_;  // by field
  std::map<std::string, std::uint64_t> cuts_;
  std::uint64_t cut_lines_ = 0;
  std::uint64_t cut_bytes_ = 0;
};

}  // namespace riffle_cli

#endif  // RIFFLE_CLI_INPUT_NOTES_H_

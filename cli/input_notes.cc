#include "input_notes.h"

#include <fmt/format.h>

#include "errors.h"
#include "output_json.h"
#include "terminal.h"
#include "text_layout.h"

namespace riffle_cli {
namespace {

constexpr std::uint64_t kShownOfAKind = 5;
constexpr std::array<const char*, 3> kMoreOfAKind{"more with a repaired encoding", "more that look wrongly decoded",
                                                  "more with an id that came before"};

}  // namespace

int InputNotes::open_report() {
  if (report_path_.empty()) return kExitDone;
  report_file_ = std::make_unique<PartFile>(report_path_);
  if (report_file_->descriptor() < 0) {
    return fail(report_path_, "cannot be written", advice_for_os_error(report_file_->open_error()));
  }
  report_ = std::make_unique<Output>(report_file_->descriptor(), report_path_);
  return kExitDone;
}

void InputNotes::listen(riffle::ReaderOptions& options) {
  options.on_note = [this](const riffle::InputNote& found) { add(found); };
  options.on_cut = [this](const riffle::CutLine& cut) { add(cut); };
}

void InputNotes::add(const riffle::InputNote& found) {
  const std::uint64_t count = ++counts_[static_cast<std::size_t>(found.kind)];
  if (is_quiet_ || count > kShownOfAKind) return;
  progress_.clear();
  note(fmt::format("{}:{}: document {}: {}", printable(found.path), found.line, printable(found.id),
                   printable(found.message)));
}

void InputNotes::add(const riffle::CutLine& cut) {
  ++cuts_[cut.rule];
  ++cut_lines_;
  cut_bytes_ += cut.text.size();
  if (report_) report_->write(to_line({{"id", cut.id}, {"rule", cut.rule}, {"text", cut.text}}) + "\n");
}

int InputNotes::finish() {
  progress_.clear();
  for (std::size_t kind = 0; kind < counts_.size() && !is_quiet_; ++kind) {
    if (counts_[kind] > kShownOfAKind) {
      note(fmt::format("and {} {}", grouped(counts_[kind] - kShownOfAKind), kMoreOfAKind[kind]));
    }
  }
  if (cut_lines_ > 0 && !is_quiet_) {
    std::string text = fmt::format("cut {}, {}:", counted(cut_lines_, "line", "lines"), byte_size(cut_bytes_));
    for (const auto& [rule, count] : cuts_) {
      text += fmt::format("{} {} {}", text.ends_with(':') ? "" : ",", printable(rule), grouped(count));
    }
    note(text);
  }
  if (!report_) return kExitDone;
  if (const int exit_code = report_->finish(); exit_code != kExitDone) return exit_code;
  if (const int error = report_file_->publish(); error != 0) {
    return fail(report_path_, "cannot be written", advice_for_os_error(error));
  }
  return kExitDone;
}

}  // namespace riffle_cli

#include "input_notes.h"

#include <fmt/format.h>

#include <algorithm>

#include "errors.h"
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
  fields_ = options.fields;
  options.on_note = [this](const riffle::InputNote& found) { add(found); };
  options.on_cut = [this](const riffle::CutLine& cut) { add(cut); };
}

void InputNotes::add(const riffle::InputNote& found) {
  if (found.kind == riffle::InputNote::Kind::kUnreadable) {
    Unreadable& of_field = unreadable_[found.field];
    if (++of_field.count == 1) of_field.first = found;
    return;
  }
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

std::string InputNotes::type_of(const std::string& field) const {
  const auto spec = std::ranges::find(fields_, field, &riffle::FieldSpec::name);
  if (spec != fields_.end()) return std::string(riffle::field_kind_name(spec->kind));
  if (field == "date") return "date";
  return field == "source" ? "keyword" : "text";
}

Json InputNotes::unreadable_values() const {
  Json list = Json::array();
  for (const auto& [field, of_field] : unreadable_) {
    list.push_back({{"field", field},
                    {"type", type_of(field)},
                    {"count", of_field.count},
                    {"file", of_field.first.path},
                    {"line", of_field.first.line},
                    {"value", of_field.first.value}});
  }
  return list;
}

void InputNotes::print_unreadable() const {
  for (const auto& [field, of_field] : unreadable_) {
    const bool is_one = of_field.count == 1;
    note(fmt::format("field {}: {} no {} and cannot be searched; {} \"{}\" at {}:{}", printable(field),
                     is_one ? "1 value is" : grouped(of_field.count) + " values are", type_of(field),
                     is_one ? "it is" : "the first is", printable(of_field.first.value), printable(of_field.first.path),
                     of_field.first.line));
  }
}

void InputNotes::print_html(const riffle::HtmlCounts& html) {
  if (html.bodies + html.titles == 0) return;
  std::string text;
  if (html.bodies > 0) text = counted(html.bodies, "body", "bodies");
  if (html.bodies > 0 && html.titles > 0) text += " and ";
  if (html.titles > 0) text += counted(html.titles, "title", "titles");
  note(text +
       (html.bodies + html.titles == 1 ? " held HTML and is indexed as text" : " held HTML and are indexed as text"));
}

void InputNotes::print_cuts() const {
  if (cut_lines_ == 0) return;
  std::string text = fmt::format("cut {}, {}:", counted(cut_lines_, "line", "lines"), byte_size(cut_bytes_));
  for (const auto& [rule, count] : cuts_) {
    text += fmt::format("{} {} {}", text.ends_with(':') ? "" : ",", printable(rule), grouped(count));
  }
  note(text);
}

void InputNotes::print_skipped(const std::vector<riffle::SkippedFiles>& skipped) {
  std::uint64_t count = 0;
  std::string endings;
  for (std::size_t i = 0; i < skipped.size(); ++i) {
    count += skipped[i].count;
    if (i < kShownOfAKind) {
      const std::string ending = skipped[i].ending.empty() ? "without an ending" : printable(skipped[i].ending);
      endings += fmt::format("{}{} {}", i == 0 ? "" : ", ", ending, grouped(skipped[i].count));
    }
  }
  if (count == 0) return;
  note(fmt::format("{} no known ending and {} not read: {}{}", counted(count, "file has", "files have"),
                   count == 1 ? "is" : "are", endings, skipped.size() > kShownOfAKind ? ", ..." : ""));
}

int InputNotes::finish(const riffle::ArticleReader& reader) {
  progress_.clear();
  for (std::size_t kind = 0; kind < counts_.size() && !is_quiet_; ++kind) {
    if (counts_[kind] > kShownOfAKind) {
      note(fmt::format("and {} {}", grouped(counts_[kind] - kShownOfAKind), kMoreOfAKind[kind]));
    }
  }
  if (!is_quiet_) {
    print_unreadable();
    print_html(reader.html_counts());
    print_skipped(reader.skipped_files());
    print_cuts();
  }
  if (!report_) return kExitDone;
  if (const int exit_code = report_->finish(); exit_code != kExitDone) return exit_code;
  if (const int error = report_file_->publish(); error != 0) {
    return fail(report_path_, "cannot be written", advice_for_os_error(error));
  }
  return kExitDone;
}

}  // namespace riffle_cli

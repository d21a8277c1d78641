#include "riffle/article_reader.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/bytes.h"
#include "base/catching.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "ingest/article_feed.h"
#include "ingest/boilerplate.h"
#include "ingest/csv_feed.h"
#include "ingest/dateline.h"
#include "ingest/embedded_html.h"
#include "ingest/html_feed.h"
#include "ingest/input_list.h"
#include "ingest/input_window.h"
#include "ingest/json_article.h"
#include "ingest/json_feeds.h"
#include "ingest/mojibake.h"
#include "ingest/text_feed.h"
#include "ingest/unreadable_value.h"

namespace riffle {
namespace {

std::string unreadable_message(const FieldSpec& field, const std::string& value) {
  return "\"" + value + "\" is no " + std::string(field_kind_name(field.kind)) + " for the field \"" + field.name +
         "\"";
}

}  // namespace

struct ArticleReader::Impl {
  Impl(std::vector<std::string> named_given, ReaderOptions options_given)
      : named(std::move(named_given)),
        options(std::move(options_given)),
        max_bytes(std::min(options.max_document_bytes, limits::kDocumentBytes)),
        json(options.id_member),
        json_lines_feed(window, json, max_bytes),
        json_feed(window, json, max_bytes),
        csv_feed(window, options.id_member, max_bytes),
        text_feed(window, max_bytes),
        html_feed(window, max_bytes) {
    auto listed = list_inputs(named);
    if (listed) {
      inputs = std::move(*listed);
    } else {
      failure = std::move(listed).error();
    }
  }

  Result<bool> next(Document& document);
  Status open_next();
  Status refine(const Step& step, Document& document);
  void read_html_of(Document& document);
  Status tell_unreadable(const Step& step, const Document& document);
  void for_each_unreadable(const Document& document,
                           const std::function<void(const FieldSpec& field, std::string value)>& found) const;
  void note_unreadable(const Step& step, const Document& document, const FieldSpec& field, std::string value) const;
  void note(InputNote::Kind kind, const Step& step, const Document& document, std::string message) const;
  Status report(std::uint64_t line, std::string message);
  Status end_damaged_input(Error error);
  void close_input();
  ArticleFeed& feed_for(FileShape shape);

  std::vector<std::string> named;  ///< as the caller gave them
  ReaderOptions options;
  std::size_t max_bytes;
  InputWindow window;
  JsonArticle json;
  JsonLinesFeed json_lines_feed;
  JsonFeed json_feed;
  CsvFeed csv_feed;
  TextFeed text_feed;
  HtmlFeed html_feed;

  InputList inputs;
  std::size_t next_input = 0;
  ArticleFeed* feed = nullptr;   ///< of the input at hand; null between inputs
  std::optional<Error> failure;  ///< ends the walk; every later next() tells it again
  std::uint64_t bad_line_count = 0;
  HtmlCounts html_counts;
  std::unordered_set<std::uint64_t> id_hashes;  ///< of the articles so far; kept only for on_note
  std::uint64_t bytes_before = 0;               ///< of the inputs that are done
};

Result<bool> ArticleReader::Impl::next(Document& document) {
  for (;;) {
    if (feed == nullptr) {
      if (next_input == inputs.files.size()) return false;
      RIFFLE_TRY(open_next());
      continue;
    }
    Result<Step> step = feed->next(document);
    if (!step) {
      if (step.error().code != ErrorCode::kCorrupt) return std::unexpected(std::move(step).error());
      RIFFLE_TRY(end_damaged_input(std::move(step).error()));
      continue;
    }
    switch (step->kind) {
      case StepKind::kArticle: RIFFLE_TRY(refine(*step, document)); return true;
      case StepKind::kBadLine: RIFFLE_TRY(report(step->line, std::move(step->message))); break;
      case StepKind::kEnd: close_input(); break;
    }
  }
}

/// What is done to every article, whatever it came from; an error ends the walk.
Status ArticleReader::Impl::refine(const Step& step, Document& document) {
  if (options.html) read_html_of(document);
  if (options.on_note) {
    if (!step.message.empty()) note(InputNote::Kind::kEncoding, step, document, step.message);
    std::string odd = find_mojibake(document.title);
    if (odd.empty()) odd = find_mojibake(document.body);
    if (!odd.empty()) {
      note(InputNote::Kind::kMojibake, step, document,
           "the text looks like UTF-8 that was read as Windows-1252 (\"" + odd + "\")");
    }
    if (!id_hashes.insert(checksum64(as_bytes(document.id))).second) {
      note(InputNote::Kind::kDuplicateId, step, document, "an earlier article has the same id and is replaced");
    }
  }
  if (options.on_note || options.strict) RIFFLE_TRY(tell_unreadable(step, document));
  if (options.cut_boilerplate) {
    cut_boilerplate(document.body, options.boilerplate, [&](std::string_view rule, std::string_view line) {
      if (options.on_cut) {
        options.on_cut({.id = document.id, .rule = std::string(rule), .text = std::string(line)});
      }
    });
  }
  if (options.datelines) add_dateline_members(document);
  if (options.guess_titles && document.title.empty()) document.title = title_from_text(document.body);
  return {};
}

/// Text files hold what their writers see, and pages have been read already.
void ArticleReader::Impl::read_html_of(Document& document) {
  if (feed == &text_feed || feed == &html_feed) return;
  if (turn_html_into_text(document.title, TextPart::kTitle)) ++html_counts.titles;
  if (turn_html_into_text(document.body, TextPart::kBody)) ++html_counts.bodies;
}

/// Notes, or in strict mode the first of them as the error that ends the walk.
Status ArticleReader::Impl::tell_unreadable(const Step& step, const Document& document) {
  Status status;
  for_each_unreadable(document, [&](const FieldSpec& field, std::string value) {
    if (!options.strict) return note_unreadable(step, document, field, std::move(value));
    if (status) status = report(step.line, unreadable_message(field, value));
  });
  return status;
}

void ArticleReader::Impl::for_each_unreadable(
    const Document& document, const std::function<void(const FieldSpec& field, std::string value)>& found) const {
  for_each_unreadable_built_in(document, found);
  for (const FieldSpec& field : options.fields) {
    const auto member = std::ranges::find(document.extra, field.name, &ExtraMember::name);
    if (member == document.extra.end() || field.name == "date") continue;
    if (auto value = unreadable_value(member->json, field.kind)) found(field, std::move(*value));
  }
}

void ArticleReader::Impl::note_unreadable(const Step& step, const Document& document, const FieldSpec& field,
                                          std::string value) const {
  std::string message = unreadable_message(field, value);
  options.on_note({.kind = InputNote::Kind::kUnreadable,
                   .path = inputs.files[next_input - 1].path,
                   .line = step.line,
                   .id = document.id,
                   .message = std::move(message),
                   .field = field.name,
                   .value = std::move(value)});
}

void ArticleReader::Impl::note(InputNote::Kind kind, const Step& step, const Document& document,
                               std::string message) const {
  options.on_note({.kind = kind,
                   .path = inputs.files[next_input - 1].path,
                   .line = step.line,
                   .id = document.id,
                   .message = std::move(message),
                   .field = {},
                   .value = {}});
}

Status ArticleReader::Impl::open_next() {
  const InputFile& input = inputs.files[next_input++];
  auto source = ByteSource::open(input.path, input.kind.packing);
  if (!source && source.error().code == ErrorCode::kCorrupt) return report(1, std::move(source).error().message);
  if (!source) return std::unexpected(std::move(source).error());
  window.start(std::move(*source));
  feed = &feed_for(input.kind.shape);
  feed->start(input.path);
  return {};
}

ArticleFeed& ArticleReader::Impl::feed_for(FileShape shape) {
  switch (shape) {
    case FileShape::kJsonLines: return json_lines_feed;
    case FileShape::kJson: return json_feed;
    case FileShape::kCsv: return csv_feed;
    case FileShape::kText: return text_feed;
    case FileShape::kHtml: return html_feed;
  }
  return json_lines_feed;
}

void ArticleReader::Impl::close_input() {
  bytes_before += window.bytes_taken();
  window.stop();
  feed = nullptr;
}

/// What was read before the damage stays; the rest of the input counts as one bad line.
Status ArticleReader::Impl::end_damaged_input(Error error) {
  const std::uint64_t line = std::max<std::uint64_t>(feed->line(), 1);  // none was begun where nothing could be read
  close_input();
  return report(line, std::move(error.message) + "; the rest of the file is left out");
}

Status ArticleReader::Impl::report(std::uint64_t line, std::string message) {
  const std::string& path = inputs.files[next_input - 1].path;
  ++bad_line_count;
  if (options.strict) return invalid_argument(path + ":" + std::to_string(line) + ": " + message);
  if (options.on_bad_line) options.on_bad_line({.path = path, .line = line, .message = std::move(message)});
  return {};
}

ArticleReader::ArticleReader(std::vector<std::string> inputs, ReaderOptions options)
    : impl_(std::make_unique<Impl>(std::move(inputs), std::move(options))) {}
ArticleReader::ArticleReader(ArticleReader&&) noexcept = default;
ArticleReader& ArticleReader::operator=(ArticleReader&&) noexcept = default;
ArticleReader::~ArticleReader() = default;

Result<bool> ArticleReader::next(Document& document) {
  if (const auto& failure = impl_->failure) return std::unexpected(*failure);
  Result<bool> result = catching([&] { return impl_->next(document); });
  if (!result) impl_->failure = result.error();
  return result;
}

std::uint64_t ArticleReader::bad_line_count() const { return impl_->bad_line_count; }

HtmlCounts ArticleReader::html_counts() const { return impl_->html_counts; }

std::vector<SkippedFiles> ArticleReader::skipped_files() const {
  std::vector<SkippedFiles> skipped;
  skipped.reserve(impl_->inputs.skipped.size());
  for (const auto& [ending, count] : impl_->inputs.skipped) skipped.push_back({.ending = ending, .count = count});
  return skipped;
}

std::uint64_t ArticleReader::bytes_read() const { return impl_->bytes_before + impl_->window.bytes_taken(); }

std::optional<std::uint64_t> ArticleReader::bytes_total() const {
  return impl_->failure && impl_->inputs.files.empty() ? std::nullopt : impl_->inputs.bytes_total;
}

}  // namespace riffle

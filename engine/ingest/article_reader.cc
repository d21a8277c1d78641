#include "riffle/article_reader.h"

#include <algorithm>
#include <utility>

#include "base/catching.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "ingest/article_feed.h"
#include "ingest/csv_feed.h"
#include "ingest/input_list.h"
#include "ingest/input_window.h"
#include "ingest/json_article.h"
#include "ingest/json_feeds.h"
#include "ingest/text_feed.h"

namespace riffle {

struct ArticleReader::Impl {
  Impl(std::vector<std::string> named_given, ReaderOptions options_given)
      : named(std::move(named_given)),
        options(std::move(options_given)),
        max_bytes(std::min(options.max_document_bytes, limits::kDocumentBytes)),
        json(options.id_member),
        json_lines_feed(window, json, max_bytes),
        json_feed(window, json, max_bytes),
        csv_feed(window, options.id_member, max_bytes),
        text_feed(window, max_bytes) {
    auto listed = list_inputs(named);
    if (listed) {
      inputs = std::move(*listed);
    } else {
      failure = std::move(listed).error();
    }
  }

  Result<bool> next(Document& document);
  Status open_next();
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

  InputList inputs;
  std::size_t next_input = 0;
  ArticleFeed* feed = nullptr;   ///< of the input at hand; null between inputs
  std::optional<Error> failure;  ///< ends the walk; every later next() tells it again
  std::uint64_t bad_line_count = 0;
  std::uint64_t bytes_before = 0;  ///< of the inputs that are done
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
      case StepKind::kArticle: return true;
      case StepKind::kBadLine: RIFFLE_TRY(report(step->line, std::move(step->message))); break;
      case StepKind::kEnd: close_input(); break;
    }
  }
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
  const std::uint64_t line = feed->line();
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

std::uint64_t ArticleReader::bytes_read() const { return impl_->bytes_before + impl_->window.bytes_taken(); }

std::optional<std::uint64_t> ArticleReader::bytes_total() const {
  return impl_->failure && impl_->inputs.files.empty() ? std::nullopt : impl_->inputs.bytes_total;
}

}  // namespace riffle

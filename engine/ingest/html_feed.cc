#include "ingest/html_feed.h"

#include <utility>

#include "base/limits.h"
#include "base/try.h"
#include "ingest/html_text.h"
#include "ingest/text_decoding.h"
#include "ingest/text_feed.h"

namespace riffle {

void HtmlFeed::start(std::string_view path) {
  path_ = path;
  is_over_ = false;
}

Result<Step> HtmlFeed::next(Document& document) {
  if (is_over_) return Step{};
  is_over_ = true;
  for (;;) {
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (!more) break;
    if (window_.unread().size() > max_file_bytes_) return bad_line(1, too_long_message("page", max_file_bytes_));
  }
  if (path_.size() > limits::kIdBytes) {
    return bad_line(1, "the path, which is the id, is longer than " + std::to_string(limits::kIdBytes) + " bytes");
  }
  text_.clear();
  const Decoding decoding = append_decoded(window_.unread(), text_, declared_charset(window_.unread()));
  Result<HtmlArticle> article = read_html(text_);
  if (!article) return step_of(std::unexpected(std::move(article).error()), 1);
  if (article->body.empty()) return bad_line(1, "the page holds no text");
  document.id.assign(path_);
  document.title = article->title.empty() ? title_from_text(article->body) : std::move(article->title);
  document.body = std::move(article->body);
  document.source = std::move(article->source);
  document.url = std::move(article->url);
  document.date = article->date;
  document.extra.clear();
  return Step{.kind = StepKind::kArticle, .line = 1, .message = std::string(decoding_note(decoding))};
}

}  // namespace riffle

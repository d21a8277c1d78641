// HtmlFeed: .html and .htm files, one article a file.
// Shape:   what html_text.h takes out of the page; a page without a title gets its beginning as title. The id is the
//          path.
// Text:    UTF-8 or UTF-16 by byte order mark; else UTF-8 when it is well formed; else the character set that the page
//          names, by ICU; else as append_decoded tells.
// Errors:  a page without text, one that is nested too deeply, and one longer than the limit are bad lines.
#ifndef RIFFLE_INGEST_HTML_FEED_H_
#define RIFFLE_INGEST_HTML_FEED_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "ingest/article_feed.h"
#include "ingest/input_window.h"

namespace riffle {

class HtmlFeed final : public ArticleFeed {
 public:
  /// Longer pages are no articles, and the parser's time grows with the depth as well.
  static constexpr std::size_t kMostPageBytes = std::size_t{32} << 20;

  HtmlFeed(InputWindow& window, std::size_t max_file_bytes)
      : window_(window), max_file_bytes_(max_file_bytes < kMostPageBytes ? max_file_bytes : kMostPageBytes) {}

  void start(std::string_view path) override;
  Result<Step> next(Document& document) override;
  [[nodiscard]] std::uint64_t line() const override { return 1; }

 private:
  InputWindow& window_;
  std::size_t max_file_bytes_;
  std::string path_;
  std::string text_;
  bool is_over_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_HTML_FEED_H_

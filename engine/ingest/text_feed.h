// TextFeed: .txt files, one article a file.
// Shape:   the first non-empty line is the title, the rest the body. A line that is only a date among the first five
//          non-empty lines ("2024-11-30", "date 2024-11-30", "Published: 30 Nov 2024") gives the date and is taken out.
//          A text that starts "date 2024-12-02 Some text ..." has no title line: the prefix gives the date, the body
//          keeps all behind it, and the title is its beginning. The same holds for a first line of more than 300 code
//          points, which is a paragraph and no title.
//          A title made from a beginning ends at the line or sentence, and after 120 code points with "…".
// Text:    encodings as append_decoded tells; CRLF and CR become LF.
// Errors:  an empty file, a file that holds only a date, and one longer than the limit are bad lines.
#ifndef RIFFLE_INGEST_TEXT_FEED_H_
#define RIFFLE_INGEST_TEXT_FEED_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/article_feed.h"
#include "ingest/input_window.h"

namespace riffle {

/// Title, body and date of a text by the rules above; other members are left alone. False when there is no text.
/// REQUIRES: line ends are LF.
bool split_text_article(std::string_view text, Document& document);

/// A title made from the beginning of a text: its first line or sentence, cut after 120 code points.
std::string title_from_text(std::string_view text);

class TextFeed final : public ArticleFeed {
 public:
  TextFeed(InputWindow& window, std::size_t max_file_bytes) : window_(window), max_file_bytes_(max_file_bytes) {}

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

#endif  // RIFFLE_INGEST_TEXT_FEED_H_

// JsonLinesFeed (.jsonl, .ndjson, standard input) and JsonFeed (.json).
// Cost:    one line, or one object of the array, in memory.
#ifndef RIFFLE_INGEST_JSON_FEEDS_H_
#define RIFFLE_INGEST_JSON_FEEDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/article_feed.h"
#include "ingest/input_window.h"
#include "ingest/json_article.h"
#include "ingest/json_splitter.h"

namespace riffle {

class JsonLinesFeed final : public ArticleFeed {
 public:
  JsonLinesFeed(InputWindow& window, JsonArticle& parser, std::size_t max_line_bytes)
      : window_(window), parser_(parser), max_line_bytes_(max_line_bytes) {}

  void start(std::string_view path) override;
  Result<Step> next(Document& document) override;
  [[nodiscard]] std::uint64_t line() const override { return line_; }

 private:
  enum class LineKind : std::uint8_t { kLine, kTooLong, kEnd };
  Result<LineKind> next_line(std::string_view& line);

  InputWindow& window_;
  JsonArticle& parser_;
  std::size_t max_line_bytes_;
  std::string path_;
  std::uint64_t line_ = 0;
  std::size_t pending_ = 0;  ///< bytes of the line handed out last, with its end
  bool is_over_ = false;
};

class JsonFeed final : public ArticleFeed {
 public:
  JsonFeed(InputWindow& window, JsonArticle& parser, std::size_t max_article_bytes)
      : window_(window), parser_(parser), max_article_bytes_(max_article_bytes), splitter_(window, max_article_bytes) {}

  void start(std::string_view path) override;
  Result<Step> next(Document& document) override;
  [[nodiscard]] std::uint64_t line() const override { return splitter_.line(); }

 private:
  InputWindow& window_;
  JsonArticle& parser_;
  std::size_t max_article_bytes_;
  JsonSplitter splitter_;
  std::string path_;
  bool is_started_ = false;
  bool is_over_ = false;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_JSON_FEEDS_H_

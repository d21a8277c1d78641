// ArticleFeed: the articles of one input, one at a time; a feed for each kind of file.
// Shape:   start() once for each input, whose bytes the shared InputWindow gives; then next() until kEnd.
// Errors:  a piece that cannot be read is a Step, not an error: the feed stands behind it and goes on. Errors are
//          those of the window, after which the input is over.
// Threads: one owner.
#ifndef RIFFLE_INGEST_ARTICLE_FEED_H_
#define RIFFLE_INGEST_ARTICLE_FEED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "riffle/document.h"
#include "riffle/error.h"

namespace riffle {

enum class StepKind : std::uint8_t { kArticle, kBadLine, kEnd };

struct Step {
  StepKind kind = StepKind::kEnd;
  std::uint64_t line = 0;  ///< where the piece starts, from 1
  std::string message;     ///< kBadLine: why; kArticle: what was repaired in it, if anything
};

inline Step bad_line(std::uint64_t line, std::string message) {
  return {.kind = StepKind::kBadLine, .line = line, .message = std::move(message)};
}

/// kInvalidArgument of a parser as a Step; other errors stay errors.
inline Result<Step> step_of(Status status, std::uint64_t line, std::string_view note = {}) {
  if (status) return Step{.kind = StepKind::kArticle, .line = line, .message = std::string(note)};
  if (status.error().code != ErrorCode::kInvalidArgument) return std::unexpected(std::move(status).error());
  return bad_line(line, std::move(status).error().message);
}

class ArticleFeed {
 public:
  ArticleFeed() = default;
  ArticleFeed(const ArticleFeed&) = delete;
  ArticleFeed& operator=(const ArticleFeed&) = delete;
  virtual ~ArticleFeed() = default;

  virtual void start(std::string_view path) = 0;
  virtual Result<Step> next(Document& document) = 0;

  /// The line being read, for errors of the input itself.
  [[nodiscard]] virtual std::uint64_t line() const = 0;
};

/// "the <what> is longer than <limit> bytes and was skipped".
inline std::string too_long_message(std::string_view what, std::size_t limit) {
  return "the " + std::string(what) + " is longer than " + std::to_string(limit) + " bytes and was skipped";
}

}  // namespace riffle

#endif  // RIFFLE_INGEST_ARTICLE_FEED_H_

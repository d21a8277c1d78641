#include "ingest/json_feeds.h"

#include <cstring>
#include <utility>

#include "base/try.h"

namespace riffle {
namespace {

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

}  // namespace

void JsonLinesFeed::start(std::string_view path) {
  path_ = path;
  line_ = 0;
  pending_ = 0;
  is_over_ = false;
}

Result<Step> JsonLinesFeed::next(Document& document) {
  if (is_over_) return Step{};
  if (line_ == 0) RIFFLE_TRY(window_.read_byte_order_mark());
  for (;;) {
    std::string_view line;
    RIFFLE_TRY_ASSIGN(const LineKind kind, next_line(line));
    if (kind == LineKind::kEnd) return Step{};
    if (kind == LineKind::kTooLong) return bad_line(line_, too_long_message("line", max_line_bytes_));
    if (is_blank(line)) continue;
    Status parsed = parser_.parse(line, {.path = path_, .line = line_}, document);
    return step_of(std::move(parsed), line_, parser_.note());
  }
}

Result<JsonLinesFeed::LineKind> JsonLinesFeed::next_line(std::string_view& line) {
  window_.consume(pending_);
  pending_ = 0;
  std::size_t searched = 0;
  bool is_too_long = false;
  ++line_;
  for (;;) {
    const std::string_view unread = window_.unread();
    const std::string_view fresh = unread.substr(searched);
    const void* end = fresh.empty() ? nullptr : std::memchr(fresh.data(), '\n', fresh.size());
    if (end != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(end) - unread.data());
      line = unread.substr(0, length);
      pending_ = length + 1;
      return is_too_long || length > max_line_bytes_ ? LineKind::kTooLong : LineKind::kLine;
    }
    searched = unread.size();
    if (searched > max_line_bytes_) {
      is_too_long = true;
      window_.consume(searched);
      searched = 0;
    }
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (more) continue;
    if (is_too_long) {
      window_.consume(window_.unread().size());
      return LineKind::kTooLong;
    }
    line = window_.unread();
    pending_ = line.size();
    return line.empty() ? LineKind::kEnd : LineKind::kLine;
  }
}

void JsonFeed::start(std::string_view path) {
  path_ = path;
  splitter_.start();
  is_started_ = false;
  is_over_ = false;
}

Result<Step> JsonFeed::next(Document& document) {
  if (is_over_) return Step{};
  if (!is_started_) {
    is_started_ = true;
    RIFFLE_TRY(window_.read_byte_order_mark());
  }
  RIFFLE_TRY_ASSIGN(const JsonSplitter::Piece piece, splitter_.next());
  switch (piece.kind) {
    case JsonSplitter::PieceKind::kEnd: return Step{};
    case JsonSplitter::PieceKind::kBroken:
      return bad_line(piece.line, "broken JSON: " + std::string(piece.reason) + "; the rest of the file is left out");
    case JsonSplitter::PieceKind::kTooLong:
      return bad_line(piece.line, too_long_message("article", max_article_bytes_));
    case JsonSplitter::PieceKind::kText: break;
  }
  Status parsed = parser_.parse(piece.text, {.path = path_, .line = piece.line}, document);
  return step_of(std::move(parsed), piece.line, parser_.note());
}

}  // namespace riffle

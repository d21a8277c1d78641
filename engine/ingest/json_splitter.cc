#include "ingest/json_splitter.h"

#include <algorithm>

#include "base/try.h"
#include "text/json_text.h"

namespace riffle {
namespace {

constexpr char kNoMore = '\0';

}  // namespace

void JsonSplitter::start() {
  line_ = 1;
  pending_ = 0;
  in_array_ = false;
  wants_comma_ = false;
  is_over_ = false;
}

Result<JsonSplitter::Piece> JsonSplitter::next() {
  consume_counting_lines(pending_);
  pending_ = 0;
  while (!is_over_) {
    RIFFLE_TRY_ASSIGN(const char found, next_significant());
    if (found == kNoMore && !window_.unread().empty()) return broken("a zero byte stands between articles");
    if (found == kNoMore) {
      if (in_array_) return broken("the file ends inside the array");
      break;
    }
    if (in_array_ && found == ']') {
      window_.consume(1);
      in_array_ = false;
    } else if (in_array_ && found == ',') {
      if (!wants_comma_) return broken("a comma stands where an article should");
      window_.consume(1);
      wants_comma_ = false;
    } else if (in_array_ && wants_comma_) {
      return broken("a comma is missing between two articles");
    } else if (!in_array_ && found == '[') {
      window_.consume(1);
      in_array_ = true;
      wants_comma_ = false;
    } else if (!in_array_ && found != '{') {
      return broken("neither a JSON object nor an array of them");
    } else {
      wants_comma_ = true;
      return take_value();
    }
  }
  return Piece{.kind = PieceKind::kEnd, .text = {}, .reason = {}, .line = line_};
}

JsonSplitter::Piece JsonSplitter::broken(std::string_view reason) {
  is_over_ = true;
  return {.kind = PieceKind::kBroken, .text = {}, .reason = reason, .line = line_};
}

Result<char> JsonSplitter::next_significant() {
  for (;;) {
    const std::string_view unread = window_.unread();
    std::size_t spaces = 0;
    while (spaces < unread.size() && is_json_space(unread[spaces])) ++spaces;
    consume_counting_lines(spaces);
    if (!window_.unread().empty()) return window_.unread().front();
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (!more) return kNoMore;
  }
}

Result<JsonSplitter::Piece> JsonSplitter::take_value() {
  Scan scan;
  Piece piece{.kind = PieceKind::kText, .text = {}, .reason = {}, .line = line_};
  for (;;) {
    scan_on(scan, window_.unread());
    if (scan.at > max_piece_bytes_) {
      piece.kind = PieceKind::kTooLong;
      consume_counting_lines(scan.at);
      scan.at = 0;
    }
    if (scan.is_complete) break;
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (more) continue;
    if (scan.depth > 0 || scan.in_string) return broken("the file ends inside an article");
    break;
  }
  pending_ = scan.at;
  if (piece.kind == PieceKind::kText) piece.text = window_.unread().substr(0, scan.at);
  return piece;
}

void JsonSplitter::scan_on(Scan& scan, std::string_view text) {
  while (scan.at < text.size() && !scan.is_complete) {
    const char c = text[scan.at];
    if (scan.in_string) {
      if (scan.is_escaped) {
        scan.is_escaped = false;
      } else if (c == '\\') {
        scan.is_escaped = true;
      } else if (c == '"') {
        scan.in_string = false;
        scan.is_complete = scan.depth == 0;
      }
      ++scan.at;
      continue;
    }
    const bool is_end_of_scalar =
        scan.depth == 0 && scan.at > 0 && (c == ',' || c == ']' || c == '}' || is_json_space(c));
    if (is_end_of_scalar) {
      scan.is_complete = true;
      return;
    }
    ++scan.at;
    if (c == '"') {
      scan.in_string = true;
    } else if (c == '{' || c == '[') {
      ++scan.depth;
    } else if (c == '}' || c == ']') {
      if (scan.depth > 0) --scan.depth;
      scan.is_complete = scan.depth == 0;
    }
  }
}

void JsonSplitter::consume_counting_lines(std::size_t count) {
  const std::string_view passed = window_.unread().substr(0, count);
  line_ += static_cast<std::uint64_t>(std::count(passed.begin(), passed.end(), '\n'));
  window_.consume(count);
}

}  // namespace riffle

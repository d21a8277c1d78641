#include "query/query_report.h"

#include <algorithm>
#include <utility>

#include "query/query_lexer.h"
#include "query/query_parser.h"

namespace riffle {
namespace {

constexpr std::size_t kExcerptChars = 40;
constexpr std::size_t kContextChars = 60;
constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kEllipsis = "\u2026";

void append_clean(std::string& out, std::string_view text, std::size_t offset, const CodePoint& c) {
  if (c.value == kIllFormed) {
    out += kReplacement;
  } else if (is_query_space(c.value)) {
    out += ' ';
  } else {
    out += text.substr(offset, c.length);
  }
}

/// At most `chars` code points from `begin` on, cleaned.
std::string clean_run(std::string_view text, std::size_t begin, std::size_t chars) {
  std::string out;
  std::size_t i = begin;
  for (std::size_t n = 0; i < text.size() && n < chars; ++n) {
    const CodePoint c = decode_code_point(text, i);
    append_clean(out, text, i, c);
    i += c.length;
  }
  if (i < text.size()) out += kEllipsis;
  return out;
}

}  // namespace

std::string excerpt(std::string_view text) { return "'" + clean_run(text, 0, kExcerptChars) + "'"; }

std::size_t column_of(std::string_view text, std::size_t offset) {
  std::size_t column = 1;
  for (std::size_t i = 0; i < offset && i < text.size(); ++column) i += decode_code_point(text, i).length;
  return column;
}

bool QueryReport::trouble(std::size_t offset, std::string_view what, std::string_view outcome,
                          std::string_view advice) {
  if (is_strict_) {
    std::string message = "column " + std::to_string(column_of(text_, offset)) + ": ";
    ((message += what) += "; ") += advice;
    error_ = Error{.code = ErrorCode::kBadQuery, .message = std::move(message), .offset = offset};
    return false;
  }
  if (is_full()) return true;
  std::string note(what);
  remark((note += "; ") += outcome);
  return true;
}

void QueryReport::remark(std::string_view note) {
  if (is_full()) return;
  notes_.emplace_back(notes_.size() + 1 == kMaxQueryNotes ? std::string_view("further remarks are left out") : note);
}

bool QueryReport::over_limit(std::string message) {
  error_ = Error{.code = ErrorCode::kResourceLimit, .message = std::move(message)};
  return false;
}

bool QueryReport::text_over_limit(std::string message) {
  is_text_over_limit_ = true;
  return over_limit(std::move(message));
}

std::string describe_query_error(std::string_view text, const Error& error) {
  if (error.code != ErrorCode::kBadQuery) return error.message;
  const std::size_t place = std::min<std::size_t>(error.offset, text.size());
  const std::size_t column = column_of(text, place);
  const std::size_t skipped = column > kContextChars ? column - kContextChars : 0;
  std::size_t begin = 0;
  for (std::size_t n = 0; n < skipped; ++n) begin += decode_code_point(text, begin).length;
  std::string out = skipped > 0 ? std::string(kEllipsis) : std::string();
  out += clean_run(text, begin, 2 * kContextChars);
  out += '\n';
  out.append(column - 1 - skipped + (skipped > 0 ? 1 : 0), ' ');
  out += "^\n";
  out += error.message;
  return out;
}

}  // namespace riffle

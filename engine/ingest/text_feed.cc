#include "ingest/text_feed.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/limits.h"
#include "base/try.h"
#include "ingest/text_decoding.h"
#include "text/date_text.h"

namespace riffle {
namespace {

constexpr std::size_t kDateLines = 5;
constexpr std::size_t kTitleLineCodePoints = 300;
constexpr std::size_t kMadeTitleCodePoints = 120;
constexpr std::string_view kSpaces = " \t\n\v\f\r";
constexpr std::string_view kIdeographicFullStop = "\xE3\x80\x82";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

std::string_view trimmed_left(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kSpaces), text.size()));
}

/// The first line without its end; `text` moves behind it.
std::string_view take_line(std::string_view& text) {
  const std::size_t length = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  return line;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The bytes of the first `count` code points.
std::size_t code_point_bytes(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_continuation(text[at])) continue;
    if (count == 0) return at;
    --count;
  }
  return at;
}

/// The text behind `label` and a colon or space; `text` itself when it starts otherwise.
std::string_view behind_date_label(std::string_view text, std::string_view label) {
  if (text.size() <= label.size()) return text;
  const bool is_same = std::equal(label.begin(), label.end(), text.begin(),
                                  [](char wanted, char c) { return c == wanted || c == wanted - 'a' + 'A'; });
  const char next = text[label.size()];
  if (!is_same || (next != ':' && next != ' ' && next != '\t')) return text;
  const std::string_view rest = trimmed_left(text.substr(label.size()));
  return rest.starts_with(':') ? trimmed_left(rest.substr(1)) : rest;
}

/// Takes "date <date>" from the front of `text` when more text follows on the same line.
std::optional<Date> take_date_prefix(std::string_view& text) {
  std::string_view lines = text;
  const std::string_view first_line = take_line(lines);
  const std::string_view rest = behind_date_label(first_line, "date");
  if (rest.size() == first_line.size() || parse_written_date(rest)) return {};
  const std::size_t length = std::min(rest.find_first_of(kSpaces), rest.size());
  const std::optional<Date> date = parse_written_date(rest.substr(0, length));
  if (date) text.remove_prefix(first_line.size() - rest.size() + length);
  return date;
}

/// Whether a full stop behind this word is rather that of an abbreviation or initial: "U.S", "Mr", "Gen", "no".
bool is_abbreviation(std::string_view word) {
  const bool is_capital = !word.empty() && word.front() >= 'A' && word.front() <= 'Z';
  return word.size() <= 2 || (word.size() == 3 && is_capital) || word.find('.') != std::string_view::npos;
}

/// The bytes of the first sentence: up to a mark that ends it, closing quotes included, with white space behind.
std::size_t sentence_bytes(std::string_view line) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (line.substr(at).starts_with(kIdeographicFullStop)) return at + kIdeographicFullStop.size();
    if (c != '.' && c != '!' && c != '?') continue;
    std::size_t end = at + 1;
    for (const std::string_view quote : {"\xE2\x80\x9D", "\xE2\x80\x99", "\"", "'", ")"}) {
      if (line.substr(end).starts_with(quote)) end += quote.size();
    }
    if (end < line.size() && kSpaces.find(line[end]) == std::string_view::npos) continue;
    const std::string_view before = line.substr(0, at);
    if (c == '.' && end < line.size() && is_abbreviation(before.substr(before.find_last_of(kSpaces) + 1))) continue;
    return end;
  }
  return line.size();
}

/// The date line among the first lines of `text`; these lines are [begin, end) of `text`.
struct DateLine {
  std::size_t begin = 0;
  std::size_t end = 0;
  Date date = 0;
};

std::optional<DateLine> find_date_line(std::string_view text) {
  std::string_view rest = text;
  for (std::size_t seen = 0; seen < kDateLines && !rest.empty();) {
    const std::size_t begin = text.size() - rest.size();
    const std::string_view line = trimmed(take_line(rest));
    if (line.empty()) continue;
    ++seen;
    const std::optional<Date> date =
        parse_written_date(behind_date_label(behind_date_label(line, "date"), "published"));
    if (date) return DateLine{.begin = begin, .end = text.size() - rest.size(), .date = *date};
  }
  return {};
}

void set_body(std::string_view before, std::string_view after, std::string& body) {
  before = trimmed(before);
  after = trimmed(after);
  body.assign(before);
  if (!before.empty() && !after.empty()) body.push_back('\n');
  body.append(after);
}

void normalise_line_ends(std::string& text) {
  if (text.find('\r') == std::string::npos) return;
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++from) {
    const bool is_crlf = text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n';
    if (!is_crlf) text[to++] = text[from] == '\r' ? '\n' : text[from];
  }
  text.resize(to);
}

}  // namespace

std::string title_from_text(std::string_view text) {
  text = trimmed(text);
  const std::string_view line = trimmed(take_line(text));
  const std::string_view sentence = line.substr(0, sentence_bytes(line));
  const std::size_t most = code_point_bytes(sentence, kMadeTitleCodePoints);
  if (most == sentence.size()) return std::string(sentence);
  std::size_t cut = sentence.substr(0, most + 1).find_last_of(kSpaces);
  if (cut == std::string_view::npos || cut == 0) cut = most;
  return std::string(trimmed(sentence.substr(0, cut))).append(kEllipsis);
}

bool split_text_article(std::string_view text, Document& document) {
  document.title.clear();
  document.body.clear();
  document.date.reset();
  std::string_view before = trimmed(text);
  std::string_view after;
  document.date = take_date_prefix(before);
  const bool has_prefix = document.date.has_value();
  const std::optional<DateLine> date_line = has_prefix ? std::nullopt : find_date_line(before);
  if (date_line) {
    document.date = date_line->date;
    after = before.substr(date_line->end);
    before = trimmed(before.substr(0, date_line->begin));
    if (before.empty()) std::swap(before, after);
  }
  before = trimmed(before);
  if (before.empty()) return false;
  std::string_view rest = before;
  const std::string_view first_line = trimmed(take_line(rest));
  if (!has_prefix && code_point_bytes(first_line, kTitleLineCodePoints) == first_line.size()) {
    document.title.assign(first_line);
    set_body(rest, after, document.body);
  } else {
    document.title = title_from_text(before);
    set_body(before, after, document.body);
  }
  return true;
}

void TextFeed::start(std::string_view path) {
  path_ = path;
  is_over_ = false;
}

Result<Step> TextFeed::next(Document& document) {
  if (is_over_) return Step{};
  is_over_ = true;
  for (;;) {
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (!more) break;
    if (window_.unread().size() > max_file_bytes_) return bad_line(1, too_long_message("file", max_file_bytes_));
  }
  text_.clear();
  const Decoding decoding = append_decoded(window_.unread(), text_);
  normalise_line_ends(text_);
  if (trimmed(text_).empty()) return bad_line(1, "empty file");
  if (path_.size() > limits::kIdBytes) {
    return bad_line(1, "the path, which is the id, is longer than " + std::to_string(limits::kIdBytes) + " bytes");
  }
  if (!split_text_article(text_, document)) return bad_line(1, "the file holds a date but no text");
  document.id.assign(path_);
  document.source.clear();
  document.url.clear();
  document.extra.clear();
  return Step{.kind = StepKind::kArticle, .line = 1, .message = std::string(decoding_note(decoding))};
}

}  // namespace riffle

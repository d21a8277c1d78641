#include "ingest/csv_feed.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "ingest/json_article.h"
#include "ingest/text_decoding.h"
#include "riffle/article_reader.h"
#include "text/date_text.h"
#include "text/json_text.h"
#include "text/utf8.h"

namespace riffle {
namespace {

/// Bounds the memory that a header of very many columns can ask for.
constexpr std::size_t kMaxColumns = 4096;

/// In the order in which they are tried.
constexpr char kSeparators[] = {',', ';', '\t'};

}  // namespace

CsvFeed::CsvFeed(InputWindow& window, std::string id_member, std::size_t max_record_bytes)
    : window_(window), id_member_(std::move(id_member)), max_record_bytes_(max_record_bytes) {}

void CsvFeed::start(std::string_view path) {
  path_ = path;
  line_ = 0;
  next_line_ = 1;
  pending_ = 0;
  is_over_ = false;
  columns_.clear();
  separator_ = ',';
  line_end_ = '\n';
}

Result<Step> CsvFeed::next(Document& document) {
  if (line_ == 0) {
    RIFFLE_TRY(window_.read_byte_order_mark());
    RIFFLE_TRY(find_line_end());
    RIFFLE_TRY_ASSIGN(Step step, read_header());
    if (step.kind != StepKind::kArticle) return step;
  }
  for (;;) {
    std::string_view record;
    RIFFLE_TRY_ASSIGN(const RecordKind kind, next_record(record));
    if (kind == RecordKind::kEnd) return Step{};
    if (kind == RecordKind::kTooLong) return bad_line(line_, too_long_message("record", max_record_bytes_));
    if (kind == RecordKind::kOpenQuote) {
      return bad_line(line_, "a quote is not closed; the rest of the file is left out");
    }
    if (trimmed(record).empty()) continue;
    record = repaired(record);
    if (!split(record)) return bad_line(line_, "text behind a closing quote");
    if (field_count_ != columns_.size()) {
      return bad_line(line_, std::to_string(field_count_) + " fields where the header names " +
                                 std::to_string(columns_.size()) + " columns");
    }
    return step_of(fill_document(document), line_, note_);
  }
}

/// The record as UTF-8; what was done to it goes to note_.
std::string_view CsvFeed::repaired(std::string_view record) {
  note_ = {};
  if (is_valid_utf8(record)) return record;
  repaired_.clear();
  note_ = decoding_note(append_decoded(record, repaired_));
  return repaired_;
}

/// kArticle = the columns are known.
Result<Step> CsvFeed::read_header() {
  std::string_view record;
  do {
    RIFFLE_TRY_ASSIGN(const RecordKind kind, next_record(record));
    if (kind == RecordKind::kEnd) return Step{};
    if (kind != RecordKind::kRecord) {
      is_over_ = true;
      return bad_line(line_, "the header line is not closed or too long; the file is left out");
    }
  } while (trimmed(record).empty());
  const std::string_view header = repaired(record);
  for (const char separator : kSeparators) {
    separator_ = separator;
    if (name_columns(header)) return Step{.kind = StepKind::kArticle, .message = {}};
  }
  is_over_ = true;
  return bad_line(line_,
                  "the header line names no column title or body, between commas, semicolons or tabs; the file is left "
                  "out");
}

/// False when none of them is a text.
bool CsvFeed::name_columns(std::string_view header) {
  columns_.clear();
  const bool is_split = split(header);
  bool has_text = false;
  for (std::size_t i = 0; i < field_count_; ++i) {
    const std::string_view name = trimmed(fields_[i]);
    const std::string lower_name = to_lower_ascii(name);
    const bool is_id = lower_name == to_lower_ascii(id_member_);
    columns_.push_back({.name = std::string(name), .meaning = classify_lower_case(lower_name), .is_id = is_id});
    has_text = has_text || columns_.back().meaning.role == MemberRole::kTitle ||
               columns_.back().meaning.role == MemberRole::kBody;
  }
  return is_split && has_text && columns_.size() <= kMaxColumns;
}

/// Lines end with CR where the first end of a line is one without LF behind it.
Status CsvFeed::find_line_end() {
  std::size_t at = 0;
  for (;;) {
    const std::string_view text = window_.unread();
    at = std::min(text.find_first_of("\r\n", at), text.size());
    const bool is_told = at < text.size() && (text[at] == '\n' || at + 1 < text.size());
    if (is_told || at > max_record_bytes_) {
      if (is_told && text[at] == '\r' && text[at + 1] != '\n') line_end_ = '\r';
      return {};
    }
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (more) continue;
    return {};
  }
}

Result<CsvFeed::RecordKind> CsvFeed::next_record(std::string_view& record) {
  consume_record();
  line_ = next_line_;
  if (is_over_) return RecordKind::kEnd;
  ScanState state = ScanState::kFieldStart;
  std::size_t at = 0;
  bool is_too_long = false;
  for (;;) {
    const bool is_complete = scan_to_end(state, at, window_.unread());
    pending_ = at;
    if (at > max_record_bytes_) is_too_long = true;
    if (is_complete) {
      record = window_.unread().substr(0, at);
      return is_too_long ? RecordKind::kTooLong : RecordKind::kRecord;
    }
    if (is_too_long) {
      consume_record();
      at = 0;
    }
    RIFFLE_TRY_ASSIGN(const bool more, window_.fill());
    if (more) continue;
    is_over_ = true;
    record = window_.unread();
    if (state == ScanState::kQuoted) return RecordKind::kOpenQuote;
    if (is_too_long) return RecordKind::kTooLong;
    return record.empty() ? RecordKind::kEnd : RecordKind::kRecord;
  }
}

void CsvFeed::consume_record() {
  const std::string_view passed = window_.unread().substr(0, pending_);
  next_line_ += static_cast<std::uint64_t>(std::count(passed.begin(), passed.end(), line_end_));
  window_.consume(pending_);
  pending_ = 0;
}

/// Moves `at` behind the line end that closes the record; false when `text` ends before it.
bool CsvFeed::scan_to_end(ScanState& state, std::size_t& at, std::string_view text) const {
  while (at < text.size()) {
    if (state == ScanState::kQuoted) {
      const void* quote = std::memchr(text.data() + at, '"', text.size() - at);
      if (quote == nullptr) {
        at = text.size();
        return false;
      }
      at = static_cast<std::size_t>(static_cast<const char*>(quote) - text.data()) + 1;
      state = ScanState::kBehindQuote;
      continue;
    }
    const char c = text[at++];
    if (c == line_end_) return true;
    if (c == separator_) {
      state = ScanState::kFieldStart;
    } else if (c == '"' && state != ScanState::kPlain) {
      state = ScanState::kQuoted;
    } else if (c != '\r' || state != ScanState::kBehindQuote) {
      state = ScanState::kPlain;
    }
  }
  return false;
}

/// The record's fields into fields_, at most kMaxColumns + 1; false when text stands behind a closing quote.
bool CsvFeed::split(std::string_view record) {
  if (record.ends_with('\n')) record.remove_suffix(1);
  if (record.ends_with('\r')) record.remove_suffix(1);
  field_count_ = 0;
  for (;;) {
    if (field_count_ > kMaxColumns) return true;
    if (field_count_ == fields_.size()) fields_.emplace_back();
    std::string& field = fields_[field_count_++];
    field.clear();
    if (record.starts_with('"')) {
      std::size_t quote = record.find('"', 1);
      std::size_t from = 1;
      while (quote != std::string_view::npos && record.substr(quote + 1).starts_with('"')) {
        field.append(record.substr(from, quote + 1 - from));
        from = quote + 2;
        quote = record.find('"', from);
      }
      if (quote == std::string_view::npos) return false;
      field.append(record.substr(from, quote - from));
      record.remove_prefix(quote + 1);
      if (!record.empty() && record.front() != separator_) return false;
    } else {
      const std::size_t length = std::min(record.find(separator_), record.size());
      field.assign(record.substr(0, length));
      record.remove_prefix(length);
    }
    if (record.empty()) return true;
    record.remove_prefix(1);
  }
}

Status CsvFeed::fill_document(Document& document) {
  for (Column& column : columns_) column.is_used = false;
  document.id.clear();
  for (std::size_t i = 0; i < columns_.size() && document.id.empty(); ++i) {
    if (!columns_[i].is_id) continue;
    document.id.assign(trimmed(fields_[i]));
    columns_[i].is_used = true;
  }
  if (document.id.empty()) assign_origin_id({.path = path_, .line = line_}, document.id);
  if (document.id.size() > limits::kIdBytes) {
    return invalid_argument("the id is longer than " + std::to_string(limits::kIdBytes) + " bytes");
  }
  take_text(MemberRole::kTitle, document.title);
  take_text(MemberRole::kBody, document.body);
  take_text(MemberRole::kSource, document.source);
  take_text(MemberRole::kUrl, document.url);
  take_date(document);
  take_extra(document);
  return {};
}

/// Calls take(field) for the non-empty fields of a role, best rank first, until it returns true.
template <typename Take>
void CsvFeed::for_each_of_role(MemberRole role, Take take) {
  for (std::size_t rank = 0; rank < kMemberRanks; ++rank) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const MemberName meaning = columns_[i].meaning;
      if (meaning.role != role || meaning.rank != rank || trimmed(fields_[i]).empty()) continue;
      if (!take(fields_[i])) continue;
      columns_[i].is_used = true;
      return;
    }
  }
}

void CsvFeed::take_text(MemberRole role, std::string& out) {
  out.clear();
  for_each_of_role(role, [&](const std::string& field) {
    out.assign(role == MemberRole::kBody ? std::string_view(field) : trimmed(field));
    return true;
  });
}

void CsvFeed::take_date(Document& document) {
  document.date.reset();
  for_each_of_role(MemberRole::kDate, [&](const std::string& field) {
    document.date = parse_date(field);
    return document.date.has_value();
  });
}

void CsvFeed::take_extra(Document& document) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].is_used || fields_[i].empty()) continue;
    if (count == document.extra.size()) document.extra.emplace_back();
    ExtraMember& extra = document.extra[count++];
    extra.name.assign(columns_[i].name);
    extra.json.clear();
    append_quoted(fields_[i], extra.json);
  }
  document.extra.resize(count);
}

}  // namespace riffle

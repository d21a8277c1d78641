// CsvFeed: .csv files, one record an article.
// Shape:   RFC 4180: commas, quotes, doubled quotes, line ends inside quotes, CRLF, LF, or CR where the header line
//          ends with one. The first record names the columns, in any case; where it names no title and no body
//          between commas, semicolons are tried, then tabs, and what names one separates the fields of the file. The
//          id column and the names of member_names.h are understood, other columns go to `extra` as JSON strings.
//          Empty fields count as absent.
// Cost:    one record in memory.
// Errors:  a record with more or fewer fields than the header, or with text behind a closing quote, is a bad line; a
//          quote that is never closed takes the rest of the file with it.
#ifndef RIFFLE_INGEST_CSV_FEED_H_
#define RIFFLE_INGEST_CSV_FEED_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/article_feed.h"
#include "ingest/input_window.h"
#include "ingest/member_names.h"

namespace riffle {

class CsvFeed final : public ArticleFeed {
 public:
  CsvFeed(InputWindow& window, std::string id_member, std::size_t max_record_bytes);

  void start(std::string_view path) override;
  Result<Step> next(Document& document) override;
  [[nodiscard]] std::uint64_t line() const override { return line_; }

 private:
  enum class RecordKind : std::uint8_t { kRecord, kTooLong, kOpenQuote, kEnd };
  enum class ScanState : std::uint8_t { kFieldStart, kPlain, kQuoted, kBehindQuote };

  struct Column {
    std::string name;
    MemberName meaning;
    bool is_id = false;
    bool is_used = false;  ///< in the record at hand
  };

  Result<Step> read_header();
  bool name_columns(std::string_view header);
  Status find_line_end();
  Result<RecordKind> next_record(std::string_view& record);
  bool scan_to_end(ScanState& state, std::size_t& at, std::string_view text) const;
  std::string_view repaired(std::string_view record);
  bool split(std::string_view record);
  Status fill_document(Document& document);
  void take_text(MemberRole role, std::string& out);
  void take_date(Document& document);
  void take_extra(Document& document);
  void consume_record();
  template <typename Take>
  void for_each_of_role(MemberRole role, Take take);

  InputWindow& window_;
  std::string id_member_;
  std::size_t max_record_bytes_;
  std::string path_;
  std::uint64_t line_ = 0;       ///< first line of the record handed out last
  std::uint64_t next_line_ = 1;  ///< first line behind it
  std::size_t pending_ = 0;
  bool is_over_ = false;
  char separator_ = ',';
  char line_end_ = '\n';
  std::string repaired_;
  std::string_view note_;
  std::vector<Column> columns_;
  std::vector<std::string> fields_;  ///< only the first field_count_ count
  std::size_t field_count_ = 0;
};

}  // namespace riffle

#endif  // RIFFLE_INGEST_CSV_FEED_H_

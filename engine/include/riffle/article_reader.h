// ArticleReader: turns files of articles into Documents.
// Shape:   inputs are .jsonl/.ndjson, .json (one object or an array of objects), .csv (header line first), .txt (one
//          article a file), .html/.htm (one article a file), each also as .gz or .zst; folders are walked in byte order
//          of their paths; "-" is standard input, taken as JSON lines (a stream of gzip or zstd is recognised by its
//          first bytes).
// Text:    first non-empty line = title; a line "date 2024-11-30", "2024-11-30", an ISO time or "30-11-2024" among the
//          first lines gives the date (format details in the README).
//          A body that begins with a dateline ("ERBIL, Kurdistan Region - ", "LONDON (Reuters) - ") gives the members
//          "place" and "agency", and a date in front of it the date, where the article has none; the text stays whole.
// HTML:    a title or a body of JSON or CSV that is clearly HTML is turned into text first. When it has markup (a
//          closing tag such as </p> or </a>, <br>, paragraphs begun by <p>, an opening tag with a quoted attribute, all
//          of elements that pages of news are made of), blocks become lines, links keep their text, scripts and styles
//          go; when it has only character references (&amp; &rsquo; &#8217;), these are decoded, once, and what is HTML
//          then is read as such. Whatever else holds a "<" or "&" stays byte for byte: a < b, x <- y, List<int> a,
//          AT&T, and a tag that stands in prose like a word (the <p> tag, "</b>"). So do tags in texts above 4 MiB, in
//          Markdown with code between lines of ```, and in what the parser refuses.
// Values:  numbers, true and false as title or body are their text; arrays are joined, by line breaks in a body and by
//          spaces in a title; an object gives its "text", "content", "value", "html", "#text", "$t" or "rendered". Of
//          an array a date, source or url is the first value that can be one; a source object gives its "name".
// Bytes:   UTF-8; what is not is repaired (a file or line that is mostly something else is read as the character set
//          that it names, or as Windows-1252) and told through on_note.
// Ids:     the member named by id_member; without one, "<path>" for .txt and .html and "<path>:<line>" for the rest.
// Cost:    one line (or one text file) in memory at a time.
// Errors:  a line that cannot be read is reported through ReaderOptions::on_bad_line and passed over; in strict mode it
//          ends the walk with kInvalidArgument, and so does a value that is a note of kUnreadable else. kIo and
//          kNotFound name the file.
// Threads: one owner.
#ifndef RIFFLE_ARTICLE_READER_H_
#define RIFFLE_ARTICLE_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/schema.h"

namespace riffle {

struct BadLine {
  std::string path;        ///< "-" for standard input
  std::uint64_t line = 0;  ///< from 1
  std::string message;
};

/// Something that was done to an article, or that is odd about it; the article was taken all the same.
struct InputNote {
  enum class Kind : std::uint8_t {
    kEncoding,     ///< bytes that were no UTF-8 were repaired or converted
    kMojibake,     ///< the text looks like UTF-8 that was read as Windows-1252; it is left as it is
    kDuplicateId,  ///< an earlier article of this run has the same id, and is replaced by this one
    kUnreadable,   ///< a field cannot read the value of its member, which is kept and given back all the same
  };
  Kind kind = Kind::kEncoding;
  std::string path;
  std::uint64_t line = 0;
  std::string id;
  std::string message;
  std::string field;  ///< kUnreadable: its name
  std::string value;  ///< kUnreadable: the first value of the member, cut to 60 bytes
};

/// A line that was taken out of a body.
struct CutLine {
  std::string id;    ///< of the article
  std::string rule;  ///< why, e.g. "comment policy"
  std::string text;
};

struct ReaderOptions {
  std::string id_member = "id";
  bool strict = false;
  std::size_t max_document_bytes = std::size_t{256} << 20;
  std::function<void(const BadLine&)> on_bad_line;

  bool html = true;           ///< turn HTML in titles and bodies of JSON and CSV into text
  bool datelines = true;      ///< find place, agency and date at the beginning of bodies
  bool guess_titles = false;  ///< an article without a title gets the beginning of its body
  std::function<void(const InputNote&)> on_note;
  /// Of the index, besides title, body, date, source and url, which are always looked at: values that they cannot read
  /// are notes.
  std::vector<FieldSpec> fields;

  /// Take lines out of bodies that are not of the article (see boilerplate_rule()), or that `boilerplate` names a rule
  /// for by a text that is not empty.
  bool cut_boilerplate = false;
  std::function<std::string(std::string_view line)> boilerplate;
  std::function<void(const CutLine&)> on_cut;
};

/// Texts that held HTML and were turned into text.
struct HtmlCounts {
  std::uint64_t titles = 0;
  std::uint64_t bodies = 0;
};

/// Files of folders that were not read, as their ending is not known.
struct SkippedFiles {
  std::string ending;  ///< ".md"; empty for none
  std::uint64_t count = 0;
};

class ArticleReader {
 public:
  explicit ArticleReader(std::vector<std::string> inputs, ReaderOptions options = {});
  ArticleReader(ArticleReader&&) noexcept;
  ArticleReader& operator=(ArticleReader&&) noexcept;
  ~ArticleReader();

  /// The next article into `document`, whose buffers are used again; false at the end of the last input.
  Result<bool> next(Document& document);

  [[nodiscard]] std::uint64_t bad_line_count() const;
  [[nodiscard]] HtmlCounts html_counts() const;
  /// By ending, in byte order. Hidden files and folders are not among them.
  [[nodiscard]] std::vector<SkippedFiles> skipped_files() const;
  /// Bytes taken from the inputs as they lie on disk (compressed), for progress; and their sum when known.
  [[nodiscard]] std::uint64_t bytes_read() const;
  [[nodiscard]] std::optional<std::uint64_t> bytes_total() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads articles from memory: the text of one JSON object each, with the names of members that ArticleReader knows.
/// Nothing is looked for in bodies, HTML in them stays, and the id must be there. What it keeps between articles makes
/// it fast.
class ArticleParser {
 public:
  explicit ArticleParser(std::string id_member = "id");
  ArticleParser(ArticleParser&&) noexcept;
  ArticleParser& operator=(ArticleParser&&) noexcept;
  ~ArticleParser();

  /// kInvalidArgument tells what is wrong with `json`; `document` has no meaning then.
  Status parse(std::string_view json, Document& document);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The document as one JSON object on one line, which ArticleParser turns back into the same, and so does ArticleReader
/// unless the text itself looks like HTML.
std::string article_json(const Document& document);

/// The built-in rule that knows `line` as no part of an article: font size buttons ("A+ A-"), form labels, "ALSO READ:"
/// links, sharing, subscriptions, copyright lines, comment policies. Empty when there is none.
std::string boilerplate_rule(std::string_view line);

/// A date in one of the forms that articles carry: 2024-11-30, 2024-11-30T12:00:00Z (or +03:00), 2024/11/30,
/// 30-11-2024, 30/11/2024, "30 November 2024", "Nov 30, 2024", "Sat, 30 Nov 2024 12:00:00 GMT", 20241130, seconds since
/// 1970. A month (2024-11, 2024/11) or a year (2024) is its first day.
std::optional<Date> parse_date(std::string_view text);

/// "2024-11-30", or "2024-11-30T12:34:56Z" when it is not a midnight.
std::string format_date(Date date);

}  // namespace riffle

#endif  // RIFFLE_ARTICLE_READER_H_

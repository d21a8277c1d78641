// Index: an immutable snapshot of an index file, for searching.
// Shape:   hits are ordered by score (descending) or by date; equal keys by document order (oldest segment first).
// Cost:    open() reads a few pages whatever the size of the file; a search touches what its terms need. Blocks are
//          checked against their checksum the first time they are touched.
// Errors:  kNotFound, kIo, kNotRiffle, kUnsupportedVersion, kCorrupt from open(); kCorrupt from any later call that
//          meets damaged bytes: never a wrong answer. kBadQuery only in strict mode. kResourceLimit for query bombs.
//          kDeadline and kCancelled when a SearchControl says so.
// Threads: all methods are const and may be called from any number of threads.
// Life:    the snapshot holds its file open and mapped; later commits, renames and deletions do not change it.
//          If another program cuts the file short while it is mapped, the operating system ends the process (SIGBUS).
// Source:  format-spec/riffle-format.md.
#ifndef RIFFLE_INDEX_H_
#define RIFFLE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/profile.h"
#include "riffle/query.h"
#include "riffle/search_control.h"
#include "riffle/types.h"

namespace riffle {

enum class SortOrder : std::uint8_t { kRelevance, kDateAscending, kDateDescending };

struct SearchOptions {
  std::size_t limit = 10;  ///< hits wanted; 0 = all
  std::size_t offset = 0;  ///< hits passed over first
  SortOrder sort = SortOrder::kRelevance;
  bool count_total = true;  ///< false: Hits::total is not computed when that saves work
  bool fetch = true;        ///< false: hits have number and score only, and nothing is read from the stored documents
  bool explain = false;     ///< fill Hit::explanation
  bool snippets = false;    ///< fill Hit::snippet (needs StoreMode::kFull)
  std::size_t snippet_chars = 240;  ///< code points of a snippet, about
  SearchControl control = {};       ///< when to give up
  bool suggest = false;             ///< fill Hits::suggestions when fewer than 3 documents match
};

/// A byte range [begin, end) of a text.
struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Snippet {
  std::string text;                   ///< UTF-8, line breaks folded to spaces
  std::vector<TextRange> highlights;  ///< what matched, in order, not overlapping
};

/// How one leaf of the query contributed to a score.
struct TermScore {
  std::string term;                      ///< as typed after analysis; a phrase in quotes
  std::uint64_t document_frequency = 0;  ///< live documents that hold the term (0 for a phrase, a pattern, a list)
  std::uint32_t term_frequency = 0;      ///< in this document
  std::uint32_t field_length = 0;        ///< as the length byte decodes it
  double idf = 0;
  double boost = 1;  ///< as typed behind ^
  double score = 0;
};

/// score = sum of term_scores: the boost for a pattern or a list, for others idf * boost * tf / (tf + k1 * (1 - b + b *
/// length / average_length)).
struct Explanation {
  double k1 = 0;
  double b = 0;
  double average_length = 0;
  std::uint64_t document_count = 0;
  std::vector<TermScore> term_scores;
};

struct Hit {
  std::uint64_t number = 0;  ///< place of the document in index order, deleted ones counted
  std::string id;
  double score = 0;   ///< 0 when sorted by date
  std::string title;  ///< empty when not stored
  std::optional<Date> date;
  std::string source;
  Snippet snippet;
  std::optional<Explanation> explanation;
};

/// A word that finds little, and what was probably meant.
struct WordSuggestion {
  std::string word;                      ///< as it is indexed
  std::string instead;                   ///< likewise
  std::uint64_t document_frequency = 0;  ///< of `instead`
};

struct Hits {
  std::uint64_t total = 0;  ///< documents that match, exact
  std::vector<Hit> hits;
  std::vector<std::string> notes;           ///< what lenient parsing ignored or changed, for people
  std::vector<WordSuggestion> suggestions;  ///< words that find little, and what was probably meant
  std::string did_you_mean;                 ///< the query with the suggestions in it; empty when there is none
  double took_us = 0;                       ///< wall time of parsing, search and fetching, microseconds
};

struct SegmentInfo {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t documents = 0;
  std::uint64_t deleted = 0;
  std::uint64_t tokens = 0;
  std::vector<std::pair<std::string, std::uint64_t>> sections;  ///< name, bytes; filled by info(true)
};

struct FieldInfo {
  std::string name;
  std::string type;  ///< "text", "keyword", "date", "stored"
};

struct IndexInfo {
  std::string path;
  std::string uuid;
  std::string format_version;  ///< e.g. "1.0"
  std::string analyzer;
  std::uint32_t analyzer_version = 0;
  StoreMode store = StoreMode::kFull;
  std::uint64_t generation = 0;
  std::uint64_t documents = 0;
  std::uint64_t deleted = 0;
  std::uint64_t tokens = 0;
  std::uint64_t file_bytes = 0;
  std::vector<FieldInfo> fields;
  std::vector<SegmentInfo> segments;
};

struct TermInfo {
  std::string term;
  std::uint64_t document_frequency = 0;    ///< documents, tombstoned ones included
  std::uint64_t collection_frequency = 0;  ///< occurrences; equals document_frequency for keyword fields
};

/// One fault found by verify().
struct Fault {
  std::string section;       ///< e.g. "header", "slot B", "segment 0: term blocks"
  std::uint64_t offset = 0;  ///< byte in the file
  std::string message;
};

struct VerifyReport {
  std::uint64_t bytes_checked = 0;
  std::uint64_t documents_checked = 0;
  std::uint64_t terms_checked = 0;
  std::vector<Fault> faults;  ///< empty = sound
};

/// Called now and then with (done, of); both in bytes.
using ProgressCallback = std::function<void(std::uint64_t, std::uint64_t)>;

class Index {
 public:
  static Result<Index> open(const std::string& path);

  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;
  ~Index();

  /// Parses and runs `query_text`.
  [[nodiscard]] Result<Hits> search(std::string_view query_text, const SearchOptions& options = {},
                                    const ParseOptions& parse_options = {}) const;
  [[nodiscard]] Result<Hits> search(const Query& query, const SearchOptions& options = {}) const;

  /// The exact number of matching documents; never materialises them.
  [[nodiscard]] Result<std::uint64_t> count(const Query& query, const SearchControl& control = {}) const;

  /// Calls `visit` with the id of each match in index order until it returns false.
  [[nodiscard]] Status for_each_id(const Query& query, const std::function<bool(std::string_view)>& visit,
                                   const SearchControl& control = {}) const;

  /// The stored document; kNotFound when there is none of that id.
  [[nodiscard]] Result<Document> get(std::string_view id) const;

  /// Every live document in index order until `visit` returns false.
  [[nodiscard]] Status for_each_document(const std::function<bool(const Document&)>& visit) const;

  /// Terms of `field` ("" = the text fields) that begin with `prefix`, in byte order, merged over segments.
  [[nodiscard]] Status for_each_term(std::string_view field, std::string_view prefix,
                                     const std::function<bool(const TermInfo&)>& visit) const;

  /// What the file says of itself; O(segments).
  [[nodiscard]] Result<IndexInfo> info(bool with_sections = false) const;

  /// Runs each part of the query by itself and says what that took.
  [[nodiscard]] Result<QueryProfile> profile(const Query& query, const SearchControl& control = {}) const;

  /// Parses with this index's analyzer and fields.
  [[nodiscard]] Result<Query> parse(std::string_view query_text, const ParseOptions& options = {}) const;

 private:
  struct Impl;
  explicit Index(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Reads the whole file and checks every byte: checksums first, then the structure of every section.
/// A damaged file is a successful call with faults; an Error means that the file could not be read at all.
Result<VerifyReport> verify(const std::string& path, const ProgressCallback& progress = {});

}  // namespace riffle

#endif  // RIFFLE_INDEX_H_

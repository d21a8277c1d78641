// Index: an immutable snapshot of an index file, for searching.
// Shape:   hits are ordered by score (descending) or by a column; equal keys by document order (oldest segment first);
//          documents without a value in the column come last.
// Cost:    open() reads a few pages whatever the size of the file; a search touches what its terms need. Blocks are
//          checked against their checksum the first time they are touched.
// Errors:  kNotFound, kIo, kNotRiffle, kUnsupportedVersion, kCorrupt from open(); kCorrupt from any later call that
//          meets damaged bytes: never a wrong answer. kUnknownAnalyzer and kUnsupportedVersion from calls that analyse
//          text (parse(), similar(), snippets) when the analyzer of the file is not known in its version
//          (riffle/analyzer.h). kBadQuery only in strict mode. kResourceLimit for query bombs. kDeadline and kCancelled
//          when a SearchControl says so.
// Threads: const methods may be called from any number of threads; refresh() needs the object for itself.
// Life:    the snapshot holds its file mapped; later commits, renames and deletions do not change it.
//          If another program cuts the file short while it is mapped, the operating system ends the process (SIGBUS),
//          unless riffle/bus_guard.h is used: then calls end with kIo. OpenOptions::trust opens files without a map.
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

#include "riffle/aggregation.h"
#include "riffle/document.h"
#include "riffle/error.h"
#include "riffle/postings.h"
#include "riffle/profile.h"
#include "riffle/query.h"
#include "riffle/ranking.h"
#include "riffle/schema.h"
#include "riffle/search_control.h"
#include "riffle/snippet.h"
#include "riffle/types.h"

namespace riffle {

/// kDate... sort by the first date field, kField... by SearchOptions::sort_field.
enum class SortOrder : std::uint8_t { kRelevance, kDateAscending, kDateDescending, kFieldAscending, kFieldDescending };

/// What decides among hits with the same value of the field that they are sorted by.
struct SortKey {
  std::string field;  ///< any field but text and stored ones
  bool descending = false;
};

struct SearchOptions {
  std::size_t limit = 10;  ///< hits wanted; 0 = all
  std::size_t offset = 0;  ///< hits passed over first
  SortOrder sort = SortOrder::kRelevance;
  std::string sort_field = {};        ///< for kFieldAscending and kFieldDescending: any field but text and stored ones
  std::vector<SortKey> then_by = {};  ///< not with kRelevance; at most 3
  std::string after = {};   ///< Hits::next of the page before; `offset` counts from there. kInvalidArgument when it is
                            ///< of another query, order or ranking
  std::string before = {};  ///< Hits::previous of a page: the `limit` hits before it; neither with `after` nor `offset`
  bool count_total = true;  ///< false: Hits::total is not computed when that saves work
  bool fetch = true;        ///< false: hits have number and score only, and nothing is read from the stored documents
  bool explain = false;     ///< fill Hit::explanation
  bool snippets = false;    ///< fill Hit::snippet (needs StoreMode::kFull)
  std::size_t snippet_chars = 240;  ///< code points of a snippet, about
  bool collapse = false;            ///< of documents that are copies of one another only the first is a hit; see Hit
  std::string collapse_field = {};  ///< of documents with the same value of this keyword field only the first is a hit;
                                    ///< of several values the first in byte order counts, and a document without one
                                    ///< stands by itself. Not with `collapse`. See Hit::group
  std::size_t passages = 0;         ///< fill Hit::passages with so many, at most 32
  SearchControl control = {};       ///< when to give up, while hits are fetched and excerpts chosen as well: there a
                                    ///< step is a document, or 1,024 words of one. What a document takes counts towards
                                    ///< the memory before it is unpacked. An answer is whole or an error: no part of it
  Ranking ranking = {};             ///< of hits by relevance
  bool suggest = false;             ///< fill Hits::suggestions when fewer than 3 documents match
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

/// score = age_factor * sum of term_scores: the boost for a pattern or a list, for others idf * boost * tf / (tf + k1 *
/// (1 - b + b * length / average_length)), or what Ranking::fields makes of it. Of several ways to write one word
/// ("air strike", airstrike) the best alone is here.
struct Explanation {
  double k1 = 0;
  double b = 0;
  double average_length = 0;
  std::uint64_t document_count = 0;
  std::vector<TermScore> term_scores;
  double age_factor = 1;  ///< below 1 with Ranking::half_life_days
};

/// Another document that tells the same story as a hit.
struct Copy {
  std::string id;
  std::string title;
  std::optional<Date> date;
  std::string source;
};

struct Hit {
  std::uint64_t number = 0;  ///< place of the document in index order, deleted ones counted
  std::string id;
  double score = 0;                              ///< 0 unless sorted by relevance
  std::string title;                             ///< empty when not stored
  std::vector<TextRange> title_highlights = {};  ///< what matched, in `title`; with SearchOptions::snippets
  std::optional<Date> date;
  std::string source;
  std::string file;               ///< the index file that it is from; empty when only one is open
  Snippet snippet;                ///< the best passage
  std::vector<Snippet> passages;  ///< the best ones, in the order of the text, not overlapping
  std::optional<Explanation> explanation;
  /// With SearchOptions::collapse: the other copies, matching or not, at most 100; and how many there are. Copies of
  /// earlier commits are known when they match as well and the text is stored.
  std::vector<Copy> copies;
  std::uint64_t copy_count = 0;
  /// With SearchOptions::collapse_field: the value, empty for none, and how many matches have it, this one included; 0
  /// when there is none, or SearchOptions::count_total is false.
  std::string group;
  std::uint64_t group_count = 0;
};

/// A word that finds little, and what was probably meant.
struct WordSuggestion {
  std::string word;                      ///< as it is indexed
  std::string instead;                   ///< likewise
  std::uint64_t document_frequency = 0;  ///< of `instead`
};

struct Hits {
  std::uint64_t total = 0;  ///< documents that match, exact; copies count
  /// With SearchOptions::collapse: what the matches come to when copies do not count. Known in an index of one segment
  /// (after IndexWriter::compact() or of one commit) when the total is asked for, which costs a walk over all matches;
  /// of several segments or files, of at most 1,000 matches, whose texts are all compared: there it is exact, whatever
  /// the order. Of more matches in several segments each hit is compared with those before it, the first 1,000 stories
  /// of the list, so that hits and their number depend on the order; the number is known when all were looked at, as
  /// with a limit of 0. count_stories() tells it always.
  std::optional<std::uint64_t> stories;
  /// With SearchOptions::collapse_field: how many hits there are in all, exact, when the total is asked for.
  std::optional<std::uint64_t> groups;
  std::vector<Hit> hits;
  /// For SearchOptions::after; empty when no hits follow. With collapse, while `stories` is not known, there may be
  /// none behind it; and a page there costs what the pages before it cost.
  std::string next;
  /// For SearchOptions::before; empty on the first page, and without hits. A page there costs what the pages up to it
  /// cost.
  std::string previous;
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
  std::string type;  ///< "id", "text", "keyword", "date", "int64", "float64", "stored"
};

struct IndexInfo {
  std::string path;
  std::string uuid;
  std::string format_version;  ///< e.g. "1.0"
  std::string analyzer;
  std::uint32_t analyzer_version = 0;
  bool analyzer_known = true;  ///< false: neither text queries nor writing, until it is registered in that version
  StoreMode store = StoreMode::kFull;
  bool sentences = false;  ///< SENTENCE can be asked for
  std::uint64_t generation = 0;
  std::uint64_t documents = 0;
  std::uint64_t deleted = 0;
  std::uint64_t tokens = 0;
  std::uint64_t file_bytes = 0;
  std::vector<FieldInfo> fields;
  std::vector<FieldSpec> further_fields;  ///< besides those of an article: what WriterOptions::fields was
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

/// One commit of an index file.
struct CommitInfo {
  std::uint64_t generation = 0;
  std::optional<Date> time;     ///< when it was made, if the writer recorded it
  std::uint64_t documents = 0;  ///< live after the commit
  std::uint64_t deleted = 0;    ///< deleted or replaced, still taking space in its segments
  std::uint64_t segments = 0;
  std::uint64_t file_bytes = 0;   ///< length of the file as of this commit
  std::uint64_t bytes_added = 0;  ///< what the commit appended
};

/// Ids of the documents in which two commits differ, each list in byte order.
struct Changes {
  std::vector<std::string> added;
  std::vector<std::string> removed;
  std::vector<std::string> replaced;  ///< other content; texts that are not stored are compared by their length
};

/// Where an index file comes from.
/// kUsual:     it is mapped into memory. Damage is found, whatever it is; but who changes the file in place while it is
///             open may change it after it was checked.
/// kUntrusted: for files from strangers, and files in places that strangers can write to. Nothing is mapped: a block is
///             copied to memory of the process before it is checked, and only the copy is used. A file that is changed
///             or cut short while it is open gives the answers of the time it was opened, or an error.
enum class Trust : std::uint8_t { kUsual, kUntrusted };

struct OpenOptions {
  std::uint64_t generation = 0;  ///< the commit to open, by its number; 0 = the newest
  Trust trust = Trust::kUsual;
  /// Of an untrusted file, copies of blocks take at most so much memory. When half of it is used, all copies are
  /// dropped before the next call (for_each_document() and for_each_cluster(): between documents). A single call that
  /// needs more ends with kResourceLimit; calls that run at the same time share it. Of stored documents, a block that
  /// would unpack to more than `copy_bytes` is refused with kResourceLimit: it comes of a document that is as large, or
  /// of a forged file.
  std::size_t copy_bytes = std::size_t{64} << 20;
};

/// Called now and then with (done, of); both in bytes.
using ProgressCallback = std::function<void(std::uint64_t, std::uint64_t)>;

/// Documents that tell the same story: each shares half of its shingles (runs of eight words) or more with another.
struct CopyCluster {
  std::vector<Copy> documents;  ///< in index order
  /// How much of the shorter text each shares with the first one, in [0, 1]; empty when texts are not stored.
  std::vector<double> shared;
};

class Index {
 public:
  /// kNotFound when the file does not hold the commit that `options` asks for.
  static Result<Index> open(const std::string& path, const OpenOptions& options = {});

  /// Several files as one: statistics are shared, hits and facets are over all. kInvalidArgument when their fields or
  /// analyzers differ. An article that stands in two files is found twice; get() gives the one of the last file.
  /// `options` are those of each; the newest commits are opened.
  static Result<Index> open_all(const std::vector<std::string>& paths, const OpenOptions& options = {});

  Index(Index&&) noexcept;
  Index& operator=(Index&&) noexcept;
  ~Index();

  /// Parses and runs `query_text`.
  [[nodiscard]] Result<Hits> search(std::string_view query_text, const SearchOptions& options = {},
                                    const ParseOptions& parse_options = {}) const;
  [[nodiscard]] Result<Hits> search(const Query& query, const SearchOptions& options = {}) const;

  /// The exact number of matching documents; never materialises them.
  [[nodiscard]] Result<std::uint64_t> count(const Query& query, const SearchControl& control = {}) const;

  /// How many hits a search with SearchOptions::collapse has in all. In an index of one segment it costs a walk over
  /// the matches; with several it reads the text of each. Exact but for more than 1,000 matches in several segments,
  /// where it is that of the search by relevance; see Hits::stories.
  [[nodiscard]] Result<std::uint64_t> count_stories(const Query& query, const SearchControl& control = {}) const;

  /// How many hits a search with this SearchOptions::collapse_field has in all. kNotFound when there is no such field,
  /// kInvalidArgument when it is no keyword field.
  [[nodiscard]] Result<std::uint64_t> count_groups(const Query& query, std::string_view field,
                                                   const SearchControl& control = {}) const;

  /// Facets and a date histogram over all matches, in one walk. kNotFound or kInvalidArgument when a field is not of
  /// the kind that was asked for.
  [[nodiscard]] Result<Aggregations> aggregate(const Query& query, const AggregateOptions& options) const;

  /// A query for documents like the one of that id: any of its most telling words, without itself. kNotFound when there
  /// is none; kInvalidArgument when its text is not stored.
  [[nodiscard]] Result<Query> similar(std::string_view id) const;

  /// Calls `visit` with each cluster of copies until it returns false. With several segments all texts are compared
  /// anew, where they are stored; else copies are known within a commit only.
  [[nodiscard]] Status for_each_cluster(const std::function<bool(const CopyCluster&)>& visit) const;

  /// Calls `visit` with the id of each match in index order until it returns false.
  [[nodiscard]] Status for_each_id(const Query& query, const std::function<bool(std::string_view)>& visit,
                                   const SearchControl& control = {}) const;

  /// The stored document; kNotFound when there is none of that id.
  [[nodiscard]] Result<Document> get(std::string_view id) const;

  /// Every live document in index order until `visit` returns false.
  [[nodiscard]] Status for_each_document(const std::function<bool(const Document&)>& visit) const;

  /// Terms of `field` ("" = the text fields) that begin with `prefix`, in byte order, merged over segments. The prefix
  /// is folded as what the field holds: a word ("Erdo\u011F" finds "erdogan"), or a keyword.
  [[nodiscard]] Status for_each_term(std::string_view field, std::string_view prefix,
                                     const std::function<bool(const TermInfo&)>& visit) const;

  /// The documents of a word in index order, to `visit` until it returns false; the summary is of all of them. Costs a
  /// walk over the whole list, with the positions; several forms together are held in memory, a segment at a time.
  /// kNotFound when there is no such field, kInvalidArgument when it has no terms; for `all_forms` what parse() gives.
  [[nodiscard]] Result<PostingsSummary> postings(const PostingsRequest& request,
                                                 const std::function<bool(const Posting&)>& visit = {}) const;

  /// The words of the text fields of a document, in byte order, until `visit` returns false; kNotFound when there is
  /// none of that id. Neither stored text nor analyzer is needed: it reads the dictionary and all lists of the
  /// document's segment.
  [[nodiscard]] Status for_each_term_of(std::string_view id,
                                        const std::function<bool(const DocumentTerm&)>& visit) const;

  /// What the file says of itself; O(segments).
  [[nodiscard]] Result<IndexInfo> info(bool with_sections = false) const;

  /// Runs each part of the query by itself and says what that took.
  [[nodiscard]] Result<QueryProfile> profile(const Query& query, const SearchControl& control = {}) const;

  /// The commits that the file holds up to this one, newest first; reads one record for each.
  [[nodiscard]] Result<std::vector<CommitInfo>> history() const;

  /// How this commit differs from `before`, another commit of the same index (older or newer).
  [[nodiscard]] Result<Changes> changes_since(const Index& before) const;

  /// Goes to the newest commit of the file at the same path, also when a compaction has put a new file there. True when
  /// there was a newer one; cheap when there was not. On an error the object is unchanged.
  /// REQUIRES: no other call on this object meanwhile, no answer of it in use (answers are values: those may be).
  Result<bool> refresh();

  /// Parses with this index's analyzer and fields.
  [[nodiscard]] Result<Query> parse(std::string_view query_text, const ParseOptions& options = {}) const;

 private:
  struct Impl;
  explicit Index(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Reads the whole file and checks every byte: checksums first, then the structure of every section.
/// A damaged file is a successful call with faults; an Error means that the file could not be read at all. Of an
/// untrusted file `options.copy_bytes` must hold the largest segment; the other options are not looked at.
Result<VerifyReport> verify(const std::string& path, const ProgressCallback& progress = {},
                            const OpenOptions& options = {});

}  // namespace riffle

#endif  // RIFFLE_INDEX_H_

// IndexWriter: adds articles to an index file, and deletes them.
// Shape:   what was added and removed since the last commit() becomes visible together, by one atomic commit.
// Cost:    documents beyond WriterOptions::memory_bytes spill to an unlinked temporary file beside the index. What is
//          allocated stays within 32 MiB of the bound, as measured with 300 MB of text (bench/README.md). Below 256 MiB
//          segments are smaller for that and fewer copies are found, so the bytes written depend on it; above, what the
//          most frequent word takes grows with segments. A large document takes many times its size while it is added
//          (16 times where all its words differ). Work is shared among WriterOptions::threads threads, the caller's
//          included, or as many as the memory allows; the bytes written do not depend on their number.
// Errors:  kLocked when another writer has the file; kIo; kResourceLimit for a document over the limits. After an error
//          from commit(), rollback() or compact() the file still holds the previous commit, but for kCommitUnknown:
//          then it holds that or the new one, whole, and opening it anew tells which (a writer that is opened makes
//          what it finds durable with its first commit, also with one that changes nothing). After either the writer
//          refuses everything and must be dropped.
// Threads: one owner.
// Life:    dropping a writer without commit() leaves the file as it was.
// Source:  format-spec/riffle-format.md, chapters "Commit" and "Segment".
#ifndef RIFFLE_INDEX_WRITER_H_
#define RIFFLE_INDEX_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "riffle/analyzer.h"
#include "riffle/document.h"
#include "riffle/durability.h"
#include "riffle/error.h"
#include "riffle/query.h"
#include "riffle/schema.h"
#include "riffle/types.h"

namespace riffle {

struct WriterOptions {
  /// One of analyzer_names(). Only for a new file; an existing file keeps its own.
  std::string analyzer = "english";
  /// Only for a new file; an existing file keeps its own.
  StoreMode store = StoreMode::kFull;
  /// Bound of the memory for indexing, at least 32 MiB. Where it is small fewer threads work: about one for 100 MiB.
  /// 0 = 256 MiB, or more where the threads need it.
  std::size_t memory_bytes = 0;
  /// Threads that work at most, the caller's one included; 0 = one per processor.
  unsigned threads = 0;
  /// Recorded in each commit, in seconds since 1970; 0 = no time, so that equal input gives equal bytes.
  Date commit_time = 0;
  /// Let commits merge small neighbouring segments, so that many small commits do not make searching slow.
  bool merge_segments = true;
  /// Keep all earlier commits. Otherwise a commit that finds more dead bytes than live ones in the file (and
  /// more than half a mebibyte) writes the live ones to a new file in its place, and the commits before it are gone.
  bool keep_history = false;
  /// Index title and body as one text named "text" (what benchmarks of other engines do). Only for a new file.
  bool join_title = false;
  /// Note which of the documents of a commit are copies of one another, for SearchOptions::collapse. Costs 4 bytes a
  /// word in a temporary file, and at most 100 MiB of memory for each 4 GiB of text.
  bool find_copies = true;
  /// Note where sentences begin, for SENTENCE in queries; unset = where the analyzer is "english". An existing file
  /// keeps its own.
  std::optional<bool> sentences = std::nullopt;
  /// What commit() and rollback() wait for.
  Durability durability = Durability::kFull;
  /// Fields besides those of an article. An existing file keeps those that it has and takes new ones, of which its
  /// documents have no values; for a new text field the next commit writes all segments anew. kInvalidArgument when a
  /// field has another kind there.
  std::vector<FieldSpec> fields = {};
};

/// Bytes of one part of the file, for people who ask where the bytes went.
struct SectionBytes {
  std::string name;
  std::uint64_t bytes = 0;
};

/// What a commit wrote.
struct CommitReport {
  std::uint64_t generation = 0;          ///< number of the commit, from 1
  std::uint64_t documents_added = 0;     ///< documents in the new segments, replaced ones left out
  std::uint64_t documents_replaced = 0;  ///< earlier documents hidden by the same id
  std::uint64_t documents_removed = 0;   ///< deleted by id or by query
  std::uint64_t documents_total = 0;     ///< live documents after the commit
  std::uint64_t segments_merged = 0;     ///< segments that were merged into others
  bool history_dropped = false;          ///< the file was replaced: this is its first commit now
  std::uint64_t file_bytes = 0;
  std::uint64_t posting_count = 0;     ///< of the new segments, text terms only
  std::uint64_t occurrence_count = 0;  ///< of the new segments, text terms only
  std::vector<SectionBytes> sections;  ///< of the new segments, summed by section
};

/// The order of the documents in a compacted index.
enum class DocumentSort : std::uint8_t {
  kAsAdded,  ///< the order of the index
  kDate,     ///< oldest first, those without a date last: ranges of dates then touch few places
  /// Documents that share words near one another, by recursive graph bisection: gaps in lists become smaller. Takes
  /// about twice the time of the others.
  kGraphBisection,
};

class IndexWriter {
 public:
  /// Opens `path` for appending, or prepares a new file that appears with the first commit().
  static Result<IndexWriter> open(const std::string& path, const WriterOptions& options = {});

  IndexWriter(IndexWriter&&) noexcept;
  IndexWriter& operator=(IndexWriter&&) noexcept;
  ~IndexWriter();

  /// Takes one document. Only kInvalidArgument and kResourceLimit concern this document alone, and leave the writer
  /// usable; any other error is final.
  Status add(Document document);

  /// Deletes the document with that id, whether it stands in the file or was added before; a later add() of the id
  /// stays. True when the last commit had it and it was not deleted since. CommitReport::documents_removed tells how
  /// many went. Errors are final.
  Result<bool> remove(std::string_view id);

  /// Deletes every document of the last commit that matches, and gives their number, those deleted before included;
  /// what was added since then is not looked at. The text is parsed strictly (kBadQuery): a typing error must not
  /// delete what nobody meant.
  Result<std::uint64_t> remove_matching(std::string_view query_text);
  Result<std::uint64_t> remove_matching(const Query& query);

  /// A new commit with the content of an earlier one (kNotFound when the file does not hold it); the commits between
  /// stay in the history. kInvalidArgument when something was added or removed before and is not committed.
  Result<CommitReport> rollback(std::uint64_t generation);

  /// Writes all live documents as one segment to a new file, checks it, and puts it in the place of the old one;
  /// deleted documents and earlier commits are gone. Readers of the old file are not disturbed. kInvalidArgument as
  /// rollback().
  Result<CommitReport> compact(DocumentSort sort = DocumentSort::kAsAdded);

  /// All of a commit but its last step, which commit() takes and which needs no room on the disk: for those who commit
  /// to several things together, none of which may fail when another is done. Nothing is visible before commit(), and
  /// nothing can be added or removed until then (kInvalidArgument); a writer that is closed, or a crash, forgets it.
  Result<CommitReport> prepare_commit();

  /// Makes everything added and removed so far visible, and durable as WriterOptions::durability says. kCommitUnknown
  /// when that fails after the commit was written.
  Result<CommitReport> commit();

  /// Bytes of text taken so far, for progress displays.
  [[nodiscard]] std::uint64_t bytes_added() const;

 private:
  struct Impl;
  explicit IndexWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace riffle

#endif  // RIFFLE_INDEX_WRITER_H_

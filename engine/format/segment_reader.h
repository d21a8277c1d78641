// SegmentReader: one segment of a commit, read in place.
// Cost:    open O(sections); find_term about two cache misses in the index and one block.
// Errors:  kCorrupt naming section and offset. Every byte is verified before its first use.
// Threads: const calls from any number of threads.
// Life:    points into the mapped file and at the schema, which must outlive it.
// Source:  format-spec 4 to 10.
#ifndef RIFFLE_FORMAT_SEGMENT_READER_H_
#define RIFFLE_FORMAT_SEGMENT_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "format/block_guard.h"
#include "format/copies.h"
#include "format/frequent_terms.h"
#include "format/more_values.h"
#include "format/position_list.h"
#include "format/posting_list.h"
#include "format/schema.h"
#include "format/trigrams.h"
#include "riffle/document.h"
#include "riffle/error.h"

namespace riffle {

enum class SectionKind : std::uint32_t {
  kTermBlocks = 1,
  kTermIndex = 2,
  kShortLists = 3,
  kLongLists = 4,
  kPositions = 5,
  kSpans = 6,
  kNorms = 7,
  kColumn = 8,
  kStoredBlocks = 9,
  kStoredIndex = 10,
  kStoredDictionary = 11,
  kCopies = 64,
  kPairs = 65,
  kMoreValues = 66,
  kTrigrams = 67,
  kFrequentTerms = 68,
};

/// Kinds from here on may be left out; those between the last named one before and this are not given away yet.
inline constexpr std::uint32_t kFirstOptionalKind = 64;
/// Where sections and their table begin, and what a row of it takes.
inline constexpr std::uint64_t kSectionAlignment = 64;
inline constexpr std::uint64_t kSectionRowBytes = 32;

std::string_view section_name(SectionKind kind);

struct SectionRow {
  std::uint32_t kind = 0;
  std::uint32_t field = 0;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
  std::uint64_t items = 0;
};

/// Length byte of a field length and back (format-spec 8).
std::uint8_t encode_length(std::uint32_t length);
std::uint32_t decode_length(std::uint8_t byte);

/// A term as the dictionary knows it.
struct TermKey {
  TermSpace space = kTextSpace;
  std::string_view term;
};

/// One date, id or keyword column.
class ColumnReader {
 public:
  static Result<ColumnReader> open(SectionView section, std::uint32_t doc_count);

  /// std::nullopt = no value. Verifies the block that it reads. REQUIRES: doc < doc_count.
  [[nodiscard]] Result<std::optional<std::int64_t>> value(DocId doc) const;
  [[nodiscard]] unsigned width() const { return width_; }
  [[nodiscard]] std::int64_t base() const { return base_; }
  /// Verified bytes of the values of documents [first, first + count); stored value 0 = none, else base + v - 1.
  [[nodiscard]] Result<const std::uint8_t*> values(DocId first, std::uint32_t count) const;
  /// Smallest and largest value among documents [65536 * container, ...); nullopt when there is none.
  [[nodiscard]] Result<std::optional<std::pair<std::int64_t, std::int64_t>>> zone(std::uint32_t container) const;

 private:
  SectionView section_;
  unsigned width_ = 0;
  std::int64_t base_ = 0;
  std::uint32_t doc_count_ = 0;
  std::uint64_t zones_offset_ = 0;
};

class SegmentReader {
 public:
  /// `file` = the mapped file up to the committed length; `number` names the segment in messages; `copies` = what to
  /// fetch its bytes from first, null for a map.
  static Result<std::unique_ptr<SegmentReader>> open(ByteSpan file, const SegmentEntry& entry, const Schema& schema,
                                                     std::size_t number, const FileImage* copies = nullptr,
                                                     BlockChecks checks = BlockChecks::kAll);

  [[nodiscard]] std::uint32_t doc_count() const { return entry_.doc_count; }
  [[nodiscard]] const SegmentEntry& entry() const { return entry_; }
  [[nodiscard]] const std::vector<SectionRow>& rows() const { return rows_; }
  [[nodiscard]] std::uint32_t text_field_count() const { return text_field_count_; }

  // --- terms
  [[nodiscard]] Result<std::optional<TermEntry>> find_term(TermSpace space, std::string_view term) const;
  /// The entries of several terms, df 0 for those that are not there. The look-ups go step by step side by side, so
  /// that their cache misses overlap; they end with a prefetch of each list. REQUIRES: entries.size() == keys.size().
  [[nodiscard]] Status find_terms(std::span<const TermKey> keys, std::span<TermEntry> entries) const;
  /// The list of a stem class: its own, or that of the one form it has.
  [[nodiscard]] Result<std::optional<TermEntry>> find_class(std::string_view name) const;
  /// The same for an entry that find_terms() has found, or not found (df 0), in the space of stem classes.
  Status resolve_class(std::string_view name, TermEntry& entry) const;
  /// Calls visit(form) for the forms of a stem class, in byte order, until it says false.
  [[nodiscard]] Status for_each_form(std::string_view name, const std::function<bool(std::string_view)>& visit) const;
  /// Terms of `space` that begin with `prefix`, in byte order, until `visit` says false.
  [[nodiscard]] Status for_each_term(TermSpace space, std::string_view prefix,
                                     const std::function<bool(std::string_view, const TermEntry&)>& visit) const;
  /// Space and bytes of the key with that ordinal.
  [[nodiscard]] Result<std::pair<TermSpace, std::string>> term_at(std::uint64_t ordinal) const;
  [[nodiscard]] std::uint64_t term_count() const { return term_count_; }
  [[nodiscard]] const FrequentTerms& frequent_terms() const { return frequent_terms_; }
  /// Which blocks of the dictionary may hold a term of the text space with those bytes.
  [[nodiscard]] TrigramFilter filter_blocks(const TrigramSet& needed) const;

  /// True when the space of pairs names every pair of neighbours among the words in token space, so that a pair which
  /// is not there stands nowhere.
  [[nodiscard]] bool has_pairs() const { return has_pairs_; }

  // --- lists: the record is verified whole, then opened
  [[nodiscard]] Result<PostingList> open_list(const TermEntry& entry) const;
  /// The same in place, in the memory that `list` has.
  [[nodiscard]] Status open_list(const TermEntry& entry, PostingList& list) const;
  /// For inline, short and document-relative terms. `entry` and `list` must outlive the result.
  [[nodiscard]] Result<GapPositions> open_gap_positions(const TermEntry& entry, const PostingList& list) const;
  [[nodiscard]] Status open_gap_positions(const TermEntry& entry, const PostingList& list,
                                          GapPositions& positions) const;
  /// For token-space terms; chunks must be touched by touch_chunk() before they are read.
  [[nodiscard]] Result<TokenSpacePositions> open_token_space(const TermEntry& entry) const;
  [[nodiscard]] bool touch_chunk(const TermEntry& entry, const TokenSpacePositions& positions,
                                 std::uint32_t chunk) const;

  // --- per document
  /// First position of text field `field` of `doc` in token space is span(doc * text_field_count() + field); entry
  /// doc_count() * text_field_count() is the end. touch_spans() first, for documents [first, last].
  [[nodiscard]] bool touch_spans(DocId first, DocId last) const;
  [[nodiscard]] std::uint32_t span(std::uint64_t index) const { return load<std::uint32_t>(spans_.at(4 * index)); }
  [[nodiscard]] std::uint32_t token_space() const { return token_space_; }
  /// Length bytes of documents [first, last] are verified; slot 0 = all text fields, 1 + f = text field f.
  [[nodiscard]] bool touch_norms(std::uint32_t slot, DocId first, DocId last) const;
  /// REQUIRES: touched.
  [[nodiscard]] std::uint8_t norm(std::uint32_t slot, DocId doc) const {
    return *norms_.at(static_cast<std::uint64_t>(slot) * entry_.doc_count + doc);
  }
  /// The document that holds token position `position` (REQUIRES: position < token_space(), spans touched for all
  /// documents): binary search.
  [[nodiscard]] DocId doc_of_position(std::uint32_t position) const;

  // --- columns and stored documents
  [[nodiscard]] Result<ColumnReader> column(std::uint32_t field) const;
  /// Term bytes of an id or keyword field; empty = none.
  [[nodiscard]] Result<std::string> keyword(std::uint32_t field, DocId doc) const;
  /// All that is known of a document, from columns and stored members.
  [[nodiscard]] Result<Document> document(DocId doc) const;
  /// The same as it was added: of an index that joins title and body, the title is the first line of the text.
  [[nodiscard]] Result<Document> article(DocId doc) const;
  /// The stored members alone, when columns cannot be read; kNotFound when nothing is stored.
  Status stored_members(DocId doc, Document& document) const;

  /// Values of a keyword field beyond those in its column; none when every document has at most one.
  [[nodiscard]] Result<MoreValues> more_values(std::uint32_t field) const;
  /// Which documents are copies of one another; none when the segment does not say.
  [[nodiscard]] Result<CopiesReader> copies() const;

  /// The error after one of the touch functions said false.
  [[nodiscard]] std::unexpected<Error> damage() const { return std::unexpected(guard_->error()); }
  /// A kCorrupt error at a place inside a section.
  [[nodiscard]] std::unexpected<Error> corrupt(SectionKind kind, std::uint64_t offset, std::string_view what) const;

  [[nodiscard]] const BlockGuard& guard() const { return *guard_; }
  /// The data bytes; not verified.
  [[nodiscard]] ByteSpan data() const { return data_; }
  [[nodiscard]] SectionView section(SectionKind kind, std::uint32_t field = 0) const;
  /// The same without looking for the row.
  [[nodiscard]] const SectionView& long_lists() const { return long_lists_; }
  [[nodiscard]] const SectionView& positions() const { return positions_; }

 private:
  SegmentReader() = default;
  Status open_sections(ByteSpan data);
  Status check_row(const SectionRow& row) const;
  Status check_presence() const;
  Status check_sizes();
  [[nodiscard]] const SectionRow* row_of(SectionKind kind, std::uint32_t field) const;
  void prefetch_list(const TermEntry& entry) const;
  Result<std::size_t> find_frequent(std::span<struct WantedTerm> wanted) const;
  [[nodiscard]] std::unexpected<Error> broken_frequent_terms(std::uint64_t bucket) const;
  Status find_in_blocks(std::span<const struct WantedTerm> wanted) const;

  SegmentEntry entry_;
  const Schema* schema_ = nullptr;
  std::size_t number_ = 0;
  std::uint32_t text_field_count_ = 0;
  std::uint32_t token_space_ = 0;
  std::uint64_t term_count_ = 0;
  std::uint64_t block_count_ = 0;
  bool has_pairs_ = false;
  std::unique_ptr<BlockGuard> guard_;
  ByteSpan data_;
  std::vector<SectionRow> rows_;
  SectionView term_blocks_;
  SectionView term_index_;
  SectionView short_lists_;
  SectionView long_lists_;
  SectionView positions_;
  SectionView spans_;
  SectionView norms_;
  FrequentTerms frequent_terms_;
  std::unique_ptr<class StoredReader> stored_;

  friend class TermDictionaryReader;

 public:
  ~SegmentReader();
};

}  // namespace riffle

#endif  // RIFFLE_FORMAT_SEGMENT_READER_H_

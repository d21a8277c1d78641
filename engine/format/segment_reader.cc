#include "format/segment_reader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/errors.h"
#include "base/try.h"
#include "format/joined_title.h"
#include "format/stored_documents.h"
#include "format/term_dictionary.h"

namespace riffle {
namespace {

constexpr std::uint64_t kIndexHeaderBytes = 16;

}  // namespace

std::string_view section_name(SectionKind kind) {
  switch (kind) {
    case SectionKind::kTermBlocks: return "term blocks";
    case SectionKind::kTermIndex: return "term index";
    case SectionKind::kShortLists: return "short lists";
    case SectionKind::kLongLists: return "long lists";
    case SectionKind::kPositions: return "positions";
    case SectionKind::kSpans: return "spans";
    case SectionKind::kNorms: return "norms";
    case SectionKind::kColumn: return "column";
    case SectionKind::kStoredBlocks: return "stored documents";
    case SectionKind::kStoredIndex: return "stored index";
    case SectionKind::kStoredDictionary: return "stored dictionary";
    case SectionKind::kCopies: return "copies";
    case SectionKind::kPairs: return "pairs";
    case SectionKind::kMoreValues: return "more values";
    case SectionKind::kTrigrams: return "trigrams";
    case SectionKind::kFrequentTerms: return "frequent terms";
  }
  return "unknown section";
}

SegmentReader::~SegmentReader() = default;

Result<std::unique_ptr<SegmentReader>> SegmentReader::open(ByteSpan file, const SegmentEntry& entry,
                                                           const Schema& schema, std::size_t number,
                                                           const FileImage* copies, BlockChecks checks) {
  std::unique_ptr<SegmentReader> reader(new SegmentReader);
  if (!range_fits(entry.offset, entry.total_bytes, file.size()) || entry.data_bytes > entry.total_bytes ||
      BlockGuard::tree_bytes(entry.data_bytes) > entry.total_bytes - entry.data_bytes) {
    return corrupt_error("commit record", 0, "a segment lies outside the file");
  }
  reader->entry_ = entry;
  reader->schema_ = &schema;
  reader->number_ = number;
  reader->text_field_count_ = schema.text_field_count();
  reader->data_ = file.subspan(entry.offset, entry.data_bytes);
  reader->guard_ = std::make_unique<BlockGuard>(
      reader->data_, file.subspan(entry.offset + entry.data_bytes, entry.total_bytes - entry.data_bytes),
      entry.tree_root, entry.offset, "segment " + std::to_string(number), copies, checks);
  RIFFLE_TRY(reader->open_sections(reader->data_));
  RIFFLE_TRY(reader->check_presence());
  RIFFLE_TRY(reader->check_sizes());
  return reader;
}

Status SegmentReader::open_sections(ByteSpan data) {
  const std::uint64_t table_bytes = std::uint64_t{entry_.section_count} * kSectionRowBytes;
  const auto fault = [&](std::string_view what) {
    return corrupt_error("segment " + std::to_string(number_) + ": section table", entry_.offset + entry_.table_offset,
                         what);
  };
  if (!range_fits(entry_.table_offset, table_bytes, data.size())) return fault("it lies outside the segment");
  if (table_bytes > 0 && !guard_->touch(entry_.table_offset, table_bytes)) {
    Error error = guard_->error();
    error.section = "segment " + std::to_string(number_) + ": section table";
    return std::unexpected(std::move(error));
  }
  ByteReader reader(data.subspan(entry_.table_offset, table_bytes));
  for (std::uint32_t i = 0; i < entry_.section_count; ++i) {
    SectionRow row;
    row.kind = reader.read<std::uint32_t>();
    row.field = reader.read<std::uint32_t>();
    row.offset = reader.read<std::uint64_t>();
    row.bytes = reader.read<std::uint64_t>();
    row.items = reader.read<std::uint64_t>();
    if (!range_fits(row.offset, row.bytes, entry_.table_offset)) return fault("a section lies outside the segment");
    if (!rows_.empty() && std::tie(rows_.back().kind, rows_.back().field) >= std::tie(row.kind, row.field)) {
      return fault("its rows are out of order");
    }
    RIFFLE_TRY(check_row(row));
    rows_.push_back(row);
  }
  term_blocks_ = section(SectionKind::kTermBlocks);
  term_index_ = section(SectionKind::kTermIndex);
  short_lists_ = section(SectionKind::kShortLists);
  long_lists_ = section(SectionKind::kLongLists);
  positions_ = section(SectionKind::kPositions);
  spans_ = section(SectionKind::kSpans);
  norms_ = section(SectionKind::kNorms);
  has_pairs_ = section(SectionKind::kPairs).present();
  if (section(SectionKind::kStoredBlocks).present()) {
    stored_ = std::make_unique<StoredReader>(section(SectionKind::kStoredBlocks), section(SectionKind::kStoredIndex),
                                             section(SectionKind::kStoredDictionary), *schema_, entry_.doc_count);
  }
  return {};
}

Status SegmentReader::check_row(const SectionRow& row) const {
  if (row.kind == 0 ||
      (row.kind > static_cast<std::uint32_t>(SectionKind::kStoredDictionary) && row.kind < kFirstOptionalKind)) {
    return make_error(ErrorCode::kUnsupportedVersion, "the file has a section of kind " + std::to_string(row.kind) +
                                                          ", which this version does not know");
  }
  const bool is_column = row.kind == static_cast<std::uint32_t>(SectionKind::kColumn);
  const bool is_sound = is_column ? row.field < schema_->fields.size() && has_column(schema_->fields[row.field].type)
                                  : row.field == 0 || row.kind >= kFirstOptionalKind;
  if (is_sound) return {};
  return corrupt_error("segment " + std::to_string(number_) + ": section table", entry_.offset + entry_.table_offset,
                       "a section of a field that cannot have it");
}

const SectionRow* SegmentReader::row_of(SectionKind kind, std::uint32_t field) const {
  const std::pair wanted(static_cast<std::uint32_t>(kind), field);
  const auto row = std::lower_bound(rows_.begin(), rows_.end(), wanted, [](const SectionRow& a, const auto& b) {
    return std::tie(a.kind, a.field) < std::tie(b.first, b.second);
  });
  return row == rows_.end() || row->kind != wanted.first || row->field != field ? nullptr : &*row;
}

SectionView SegmentReader::section(SectionKind kind, std::uint32_t field) const {
  const SectionRow* const row = row_of(kind, field);
  if (row == nullptr) return {};
  return SectionView(guard_.get(), data_.subspan(row->offset, row->bytes), row->offset);
}

Status SegmentReader::check_presence() const {
  const auto fault = [&](SectionKind kind, std::string_view what) {
    return corrupt_error("segment " + std::to_string(number_) + ": " + std::string(section_name(kind)), entry_.offset,
                         what);
  };
  for (const SectionKind kind :
       {SectionKind::kTermBlocks, SectionKind::kTermIndex, SectionKind::kShortLists, SectionKind::kLongLists,
        SectionKind::kPositions, SectionKind::kSpans, SectionKind::kNorms}) {
    if (!section(kind).present()) return fault(kind, "the section is missing");
  }
  for (std::uint32_t field = 0; field < schema_->fields.size(); ++field) {
    // A field that was added to the schema later has no column in older segments.
    const bool is_id = schema_->fields[field].type == FieldType::kId;
    if (is_id && !section(SectionKind::kColumn, field).present()) {
      return fault(SectionKind::kColumn, "the section is missing");
    }
  }
  const bool has_blocks = section(SectionKind::kStoredBlocks).present();
  if (has_blocks != section(SectionKind::kStoredIndex).present() ||
      (!has_blocks && section(SectionKind::kStoredDictionary).present())) {
    return fault(SectionKind::kStoredBlocks, "blocks without an index, or the reverse");
  }
  return {};
}

Status SegmentReader::check_sizes() {
  const auto fault = [&](std::string_view name, std::string_view what) {
    return corrupt_error("segment " + std::to_string(number_) + ": " + std::string(name), entry_.offset, what);
  };
  const std::uint64_t docs = entry_.doc_count;
  if (spans_.size() != 4 * (docs * text_field_count_ + 1)) return fault("spans", "a wrong length");
  if (norms_.size() != docs * (text_field_count_ + 1)) return fault("norms", "a wrong length");
  if (!spans_.touch(spans_.size() - 4, 4)) return damage();
  token_space_ = load<std::uint32_t>(spans_.at(spans_.size() - 4));
  if (!term_index_.touch(0, kIndexHeaderBytes)) {
    return term_index_.size() < kIndexHeaderBytes ? fault("term index", "it is cut short") : Status(damage());
  }
  term_count_ = load<std::uint64_t>(term_index_.at(0));
  block_count_ = load<std::uint64_t>(term_index_.at(8));
  if (block_count_ > term_index_.size() / 16 || term_index_.size() != kIndexHeaderBytes + 16 * block_count_ + 8 ||
      block_count_ != term_count_ / kTermsPerBlock + (term_count_ % kTermsPerBlock != 0 ? 1 : 0)) {
    return fault("term index", "its counts contradict its length");
  }
  const SectionRow* const trigrams = row_of(SectionKind::kTrigrams, 0);
  if (trigrams != nullptr && (trigrams->items > block_count_ || trigrams->bytes != trigram_bytes(trigrams->items))) {
    return fault("trigrams", "a wrong length");
  }
  const SectionRow* const frequent = row_of(SectionKind::kFrequentTerms, 0);
  const std::optional<FrequentTerms> opened =
      FrequentTerms::open(section(SectionKind::kFrequentTerms), frequent == nullptr ? 0 : frequent->items);
  if (!opened) return fault("frequent terms", "its number of terms contradicts its length");
  frequent_terms_ = *opened;
  return {};
}

TrigramFilter SegmentReader::filter_blocks(const TrigramSet& needed) const {
  const SectionRow* const row = row_of(SectionKind::kTrigrams, 0);
  return {section(SectionKind::kTrigrams), row == nullptr ? 0 : row->items, needed};
}

Result<MoreValues> SegmentReader::more_values(std::uint32_t field) const {
  return MoreValues::open(section(SectionKind::kMoreValues, field));
}

Result<CopiesReader> SegmentReader::copies() const {
  return CopiesReader::open(section(SectionKind::kCopies), entry_.doc_count);
}

std::unexpected<Error> SegmentReader::corrupt(SectionKind kind, std::uint64_t offset, std::string_view what) const {
  const SectionView view = section(kind);
  return corrupt_error("segment " + std::to_string(number_) + ": " + std::string(section_name(kind)),
                       entry_.offset + view.segment_offset() + offset, what);
}

Result<PostingList> SegmentReader::open_list(const TermEntry& entry) const {
  PostingList list;
  RIFFLE_TRY(open_list(entry, list));
  return list;
}

Status SegmentReader::open_list(const TermEntry& entry, PostingList& list) const {
  const bool is_short = entry.kind == TermEntry::Kind::kShort;
  const SectionKind kind = is_short ? SectionKind::kShortLists : SectionKind::kLongLists;
  const SectionView& lists = is_short ? short_lists_ : long_lists_;
  ByteSpan record;
  if (entry.kind != TermEntry::Kind::kInline) {
    if (!range_fits(entry.list_offset, entry.list_bytes, lists.size())) {
      return corrupt(kind, 0, "a posting list lies outside its section");
    }
    if (!lists.touch(entry.list_offset, entry.list_bytes)) return damage();
    record = lists.span(entry.list_offset, entry.list_bytes);
  }
  if (list.reopen(entry, record, entry_.doc_count)) return {};
  return corrupt(kind, entry.list_offset, "a posting list contradicts its dictionary entry");
}

Result<GapPositions> SegmentReader::open_gap_positions(const TermEntry& entry, const PostingList& list) const {
  GapPositions positions;
  RIFFLE_TRY(open_gap_positions(entry, list, positions));
  return positions;
}

Status SegmentReader::open_gap_positions(const TermEntry& entry, const PostingList& list,
                                         GapPositions& positions) const {
  ByteSpan record;
  if (entry.kind == TermEntry::Kind::kLong) {
    if (!range_fits(entry.positions_offset, entry.positions_bytes, positions_.size())) {
      return corrupt(SectionKind::kPositions, 0, "a positions record lies outside its section");
    }
    if (!positions_.touch(entry.positions_offset, entry.positions_bytes)) return damage();
    record = positions_.span(entry.positions_offset, entry.positions_bytes);
  }
  if (positions.reopen(entry, list, record)) return {};
  return corrupt(SectionKind::kPositions, entry.positions_offset, "a positions record is broken");
}

Result<TokenSpacePositions> SegmentReader::open_token_space(const TermEntry& entry) const {
  const std::uint64_t table_bytes = (round_up(token_space_, 65536) / 65536 + 1) * 4;
  if (!range_fits(entry.positions_offset, entry.positions_bytes, positions_.size()) ||
      table_bytes > entry.positions_bytes) {
    return corrupt(SectionKind::kPositions, 0, "a positions record lies outside its section");
  }
  if (!positions_.touch(entry.positions_offset, table_bytes)) return damage();
  const auto positions =
      TokenSpacePositions::open(positions_.span(entry.positions_offset, entry.positions_bytes), token_space_);
  if (!positions) return corrupt(SectionKind::kPositions, entry.positions_offset, "a positions record is broken");
  return *positions;
}

bool SegmentReader::touch_chunk(const TermEntry& entry, const TokenSpacePositions& positions,
                                std::uint32_t chunk) const {
  const auto [offset, bytes] = positions.extent(chunk);
  return positions_.touch(entry.positions_offset + offset, bytes);
}

bool SegmentReader::touch_spans(DocId first, DocId last) const {
  const std::uint64_t from = std::uint64_t{first} * text_field_count_;
  const std::uint64_t to = (std::uint64_t{last} + 1) * text_field_count_ + 1;
  return spans_.touch(4 * from, 4 * (to - from));
}

bool SegmentReader::touch_norms(std::uint32_t slot, DocId first, DocId last) const {
  return norms_.touch(std::uint64_t{slot} * entry_.doc_count + first, std::uint64_t{last} - first + 1);
}

DocId SegmentReader::doc_of_position(std::uint32_t position) const {
  DocId low = 0;
  DocId high = entry_.doc_count;
  while (high - low > 1) {
    const DocId middle = low + (high - low) / 2;
    if (span(std::uint64_t{middle} * text_field_count_) <= position) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

Result<ColumnReader> SegmentReader::column(std::uint32_t field) const {
  return ColumnReader::open(section(SectionKind::kColumn, field), entry_.doc_count);
}

Result<std::string> SegmentReader::keyword(std::uint32_t field, DocId doc) const {
  if (!section(SectionKind::kColumn, field).present()) return std::string();
  RIFFLE_TRY_ASSIGN(const ColumnReader values, column(field));
  RIFFLE_TRY_ASSIGN(const std::optional<std::int64_t> ordinal, values.value(doc));
  if (!ordinal) return std::string();
  RIFFLE_TRY_ASSIGN(auto term, term_at(static_cast<std::uint64_t>(*ordinal)));
  if (term.first != field + 1) return corrupt(SectionKind::kColumn, 0, "a value names a term of another field");
  return std::move(term.second);
}

Result<Document> SegmentReader::document(DocId doc) const {
  Document document;
  if (doc >= entry_.doc_count) return make_error(ErrorCode::kInvalidArgument, "no such document");
  for (std::uint32_t field = 0; field < schema_->fields.size(); ++field) {
    const Field& description = schema_->fields[field];
    if (has_term_space(description.type)) {
      RIFFLE_TRY_ASSIGN(std::string value, keyword(field, doc));
      if (description.type == FieldType::kId)
        document.id = std::move(value);
      else if (description.name == "source")
        document.source = std::move(value);
    } else if (description.type == FieldType::kDate && description.name == "date" &&
               section(SectionKind::kColumn, field).present()) {
      RIFFLE_TRY_ASSIGN(const ColumnReader values, column(field));
      RIFFLE_TRY_ASSIGN(document.date, values.value(doc));
    }
  }
  if (stored_) RIFFLE_TRY(stored_->read(doc, document));
  return document;
}

Result<Document> SegmentReader::article(DocId doc) const {
  Result<Document> document = this->document(doc);
  if (document && schema_->joins_title()) split_joined_title(*document);
  return document;
}

Status SegmentReader::stored_members(DocId doc, Document& document) const {
  if (!stored_) return make_error(ErrorCode::kNotFound, "the segment stores no documents");
  return stored_->read(doc, document);
}

}  // namespace riffle

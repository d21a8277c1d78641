#include "indexing/salvage.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "analysis/analyzer.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/file_image.h"
#include "base/try.h"
#include "format/commit_format.h"
#include "format/joined_title.h"
#include "format/segment_reader.h"
#include "format/sentence_mark.h"
#include "format/stored_documents.h"
#include "indexing/commit_builder.h"
#include "indexing/further_fields.h"
#include "postings/doc_set_view.h"
#include "storage/commit_state.h"

namespace riffle {
namespace {

constexpr std::size_t kMostFaults = 100;
constexpr std::uint64_t kMostRecordBytes = 1 << 20;
constexpr std::uint64_t kTriesPerByte = 16;
constexpr std::string_view kRecordMagic = "RFLCOMIT";
/// What is read of the file at once while a record is looked for.
constexpr std::uint64_t kReadBytes = 1 << 20;

/// The newest record that is sound in itself, wherever a page begins with one.
Result<std::optional<CommitRecord>> find_record(FileImage& image, std::uint64_t copy_bytes) {
  const ByteSpan file = image.bytes();
  std::optional<CommitRecord> newest;
  // Pages that only look like records must not make this take for ever.
  std::uint64_t budget = kTriesPerByte * file.size() + kMostRecordBytes;
  for (std::uint64_t at = kFirstBlobOffset; range_fits(at, kPageBytes, file.size()); at += kPageBytes) {
    if (image.resident_bytes() >= copy_bytes / 2) image.forget();
    if (at % kReadBytes == 0 || at == kFirstBlobOffset) {
      RIFFLE_TRY(image.fetch(at, std::min(kReadBytes, file.size() - at)));
    }
    RIFFLE_TRY(image.fetch(at, kPageBytes));
    if (as_text(file.subspan(at, kRecordMagic.size())) != kRecordMagic) continue;
    // A record does not hold its own length: its end is where it decodes and its nonce is right.
    for (std::uint64_t bytes = kPageBytes;
         range_fits(at, bytes, file.size()) && bytes <= kMostRecordBytes && bytes <= budget; bytes += kPageBytes) {
      budget -= bytes;
      RIFFLE_TRY(image.fetch(at, bytes));
      Result<CommitRecord> record = decode_commit(file.subspan(at, bytes), at);
      if (!record) continue;
      const std::uint64_t nonce = record->nonce;
      (void)encode_commit(*record);
      if (record->nonce != nonce) continue;
      if (!newest || record->generation > newest->generation) newest = std::move(*record);
      break;
    }
  }
  return newest;
}

class Salvager {
 public:
  Salvager(FileImage& image, const OpenOptions& options, const std::string& from, const Permissions& limit,
           CommitRecord record)
      : image_(image), options_(options), from_(from), limit_(limit), file_(image.bytes()), record_(std::move(record)) {
    report_.generation = record_.generation;
    is_joined_ = record_.schema.joins_title();
  }

  Result<SalvageReport> run(const std::string& to) {
    if (record_.store == StoreMode::kNone) {
      return invalid_argument("the file stores no documents (--store none), so there is nothing to rebuild it from");
    }
    if (path_exists(to)) return make_error(ErrorCode::kIo, to + ": it exists already; give another name");
    report_.bodies_lost = record_.store == StoreMode::kMeta;
    RIFFLE_TRY(check_analyzer_of_file(from_, record_.analyzer, record_.analyzer_version));
    WriterOptions options;
    options.analyzer = record_.analyzer;
    options.store = record_.store;
    options.join_title = is_joined_;
    options.fields = further_fields(record_.schema);
    options.sentences = keeps_sentences();
    RIFFLE_TRY_ASSIGN(builder_, CommitBuilder::open(to, options, limit_));
    for (std::size_t i = 0; i < record_.segments.size(); ++i) RIFFLE_TRY(take_segment(i));
    RIFFLE_TRY(image_.check());
    RIFFLE_TRY_ASSIGN(const CommitReport commit, builder_->commit());
    report_.documents_recovered = commit.documents_total;
    return std::move(report_);
  }

 private:
  /// What the first segment says that says anything; the documents are analysed anew.
  [[nodiscard]] std::optional<bool> keeps_sentences() const {
    for (std::size_t i = 0; i < record_.segments.size(); ++i) {
      const auto reader = SegmentReader::open(file_, record_.segments[i], record_.schema, i, &image_);
      if (!reader) continue;
      const auto marks = sentence_marks_of(**reader);
      if (marks && *marks != SentenceMarks::kNoText) return *marks == SentenceMarks::kKept;
    }
    return std::nullopt;
  }

  void note(const Error& error) {
    if (report_.faults.size() >= kMostFaults) return;
    report_.faults.push_back({.section = error.section, .offset = error.offset, .message = error.message});
  }

  Status take_segment(std::size_t number) {
    const SegmentEntry& entry = record_.segments[number];
    const auto reader = SegmentReader::open(file_, entry, record_.schema, number, &image_);
    if (!reader) {
      note(reader.error());
      ++report_.segments_lost;
      report_.documents_lost += entry.doc_count - entry.deleted_count;
      return {};
    }
    const DocIdSet deleted = tombstones_of(entry);
    for (DocId doc = 0; doc < entry.doc_count; ++doc) {
      if (image_.resident_bytes() >= options_.copy_bytes / 2) forget_copies(**reader);
      if (!deleted.contains(doc)) RIFFLE_TRY(take_document(**reader, number, doc));
    }
    forget_copies(**reader);
    return {};
  }

  /// Nothing that was read is kept from one document to the next.
  void forget_copies(const SegmentReader& reader) {
    reader.guard().forget();
    image_.forget();
  }

  DocIdSet tombstones_of(const SegmentEntry& entry) {
    if (entry.deleted_count == 0) return {};
    const Extent& extent = entry.tombstones;
    if (range_fits(extent.offset, extent.bytes, file_.size()) && image_.fetch(extent.offset, extent.bytes)) {
      const ByteSpan bytes = file_.subspan(extent.offset, extent.bytes);
      std::optional<DocIdSet> set;
      if (checksum64(bytes) == extent.checksum) set = DocIdSet::from_bytes(bytes, entry.doc_count);
      if (set) return std::move(*set);
    }
    note(corrupt_error("tombstones", extent.offset, "they are left out").error());
    report_.deletions_lost = true;
    return {};
  }

  Status take_document(const SegmentReader& reader, std::size_t segment, DocId doc) {
    Document document;
    if (const Status stored = stored_members(reader, doc, document); !stored) {
      // It is not lost: whoever allows more memory gets it.
      if (stored.error().code == ErrorCode::kResourceLimit) return stored;
      note(stored.error());
      ++report_.documents_lost;
      return {};
    }
    take_columns(reader, doc, document);
    if (document.id.empty()) {
      document.id = "salvaged-" + std::to_string(segment) + "-" + std::to_string(doc);
      ++report_.ids_lost;
    }
    if (is_joined_) split_joined_title(document);
    return builder_->add(std::move(document));
  }

  Status stored_members(const SegmentReader& reader, DocId doc, Document& document) const {
    const UnpackLimit limit(options_.trust == Trust::kUntrusted ? options_.copy_bytes : 0, from_);
    return reader.stored_members(doc, document);
  }

  void take_columns(const SegmentReader& reader, DocId doc, Document& document) {
    for (std::uint32_t field = 0; field < record_.schema.fields.size(); ++field) {
      const Field& description = record_.schema.fields[field];
      if (description.type == FieldType::kId) {
        Result<std::string> id = reader.keyword(field, doc);
        if (id) document.id = std::move(*id);
        if (!id) note(id.error());
      } else if (description.type == FieldType::kDate && description.name == "date") {
        const Result<ColumnReader> column = reader.column(field);
        const auto date = column ? column->value(doc) : Result<std::optional<Date>>(std::unexpected(column.error()));
        if (date) document.date = *date;
        if (!date) {
          note(date.error());
          ++report_.members_lost;
        }
      }
    }
  }

  FileImage& image_;
  const OpenOptions& options_;
  const std::string& from_;
  Permissions limit_;
  ByteSpan file_;
  CommitRecord record_;
  bool is_joined_ = false;
  std::unique_ptr<CommitBuilder> builder_;
  SalvageReport report_;
};

}  // namespace

Result<SalvageReport> salvage_file(const std::string& from, const std::string& to, const OpenOptions& options) {
  RIFFLE_TRY_ASSIGN(File file, File::open_for_reading(from));
  RIFFLE_TRY_ASSIGN(const std::uint64_t bytes, file.size());
  RIFFLE_TRY_ASSIGN(const Permissions limit, file.permissions());
  if (bytes == 0) return make_error(ErrorCode::kNotRiffle, from + ": the file is empty");
  const Result<CommitState> state = read_commit_state(file);
  std::optional<CommitRecord> record;
  if (state) record = state->record;
  const std::uint64_t copy_bytes = options.copy_bytes;
  RIFFLE_TRY_ASSIGN(const std::unique_ptr<FileImage> image, FileImage::copy(std::move(file), bytes, copy_bytes));
  if (!record) {
    RIFFLE_TRY_ASSIGN(record, find_record(*image, copy_bytes));
  }
  if (!record) return make_error(ErrorCode::kNotRiffle, from + ": there is no sound commit record in the file");
  Result<SalvageReport> report = Salvager(*image, options, from, limit, std::move(*record)).run(to);
  if (report && !state && report->faults.size() < kMostFaults) {
    report->faults.insert(
        report->faults.begin(),
        {.section = state.error().section, .offset = state.error().offset, .message = state.error().message});
  }
  return report;
}

}  // namespace riffle

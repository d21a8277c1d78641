#include "indexing/salvage.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analysis/analyzer.h"
#include "base/checksum.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/file_image.h"
#include "base/try.h"
#include "format/joined_title.h"
#include "format/segment_reader.h"
#include "format/sentence_mark.h"
#include "format/stored_documents.h"
#include "indexing/commit_builder.h"
#include "indexing/further_fields.h"
#include "indexing/salvage_commits.h"
#include "indexing/salvage_reader.h"
#include "indexing/salvage_segments.h"
#include "postings/doc_set_view.h"
#include "storage/commit_state.h"

namespace riffle {
namespace {

constexpr std::size_t kMostFaults = 100;

/// Whether the fields of a record that has no checksum may be believed: they begin as those of every index do.
bool is_article_schema(const Schema& schema) {
  const Schema expected = article_schema(schema.joins_title());
  return schema.fields.size() >= expected.fields.size() &&
         std::equal(expected.fields.begin(), expected.fields.end(), schema.fields.begin(),
                    [](const Field& a, const Field& b) { return a.name == b.name && a.type == b.type; });
}

class Salvager {
 public:
  Salvager(FileImage& image, const OpenOptions& options, const std::string& from, const Permissions& limit)
      : image_(image), options_(options), from_(from), limit_(limit), file_(image.bytes()) {}

  Result<SalvageReport> run(FoundCommits commits, const std::string& to) {
    if (commits.fault) note(*commits.fault);
    RIFFLE_TRY(choose_segments(std::move(commits)));
    if (record_.store == StoreMode::kNone) {
      return invalid_argument("the file stores no documents (--store none), so there is nothing to rebuild it from");
    }
    if (path_exists(to)) return make_error(ErrorCode::kIo, to + ": it exists already; give another name");
    report_.generation = record_.generation;
    report_.bodies_lost = record_.store == StoreMode::kMeta;
    if (!report_.description_lost) {
      RIFFLE_TRY(check_analyzer_of_file(from_, record_.analyzer, record_.analyzer_version));
    }
    RIFFLE_TRY(open_builder(to));
    // What no checksum vouches for comes first, so that its ids, right or wrong, never replace what is sound.
    for (std::size_t i = 0; i < segments_.size(); ++i) RIFFLE_TRY(take_segment(i, Pass::kDoubtful));
    for (std::size_t i = 0; i < segments_.size(); ++i) RIFFLE_TRY(take_segment(i, Pass::kSound));
    RIFFLE_TRY(image_.check());
    RIFFLE_TRY_ASSIGN(const CommitReport commit, builder_->commit());
    report_.documents_recovered = commit.documents_total;
    if (report_.description_lost && !has_body_) report_.bodies_lost = true;
    return std::move(report_);
  }

 private:
  enum class Pass : std::uint8_t { kDoubtful, kSound };

  /// Those of the record, and those of commits whose record is lost.
  Status choose_segments(FoundCommits commits) {
    report_.commits_lost = commits.commits_lost;
    report_.newest_unknown = commits.newest_unknown;
    std::uint64_t look_from = 0;
    bool look = true;
    if (commits.record) {
      record_ = std::move(*commits.record);
      look_from = commits.record_end;
      look = report_.commits_lost > 0 || report_.newest_unknown;
    } else {
      choose_description(std::move(commits.damaged_record));
    }
    schema_ = record_.schema;
    segments_ = record_.segments;
    if (look && record_.store != StoreMode::kNone) RIFFLE_TRY(add_found_segments(look_from));
    if (!commits.record && segments_.empty()) {
      const std::string what = from_ + ": there is neither a commit record nor a segment in the file";
      if (commits.fault && commits.fault->code != ErrorCode::kNotRiffle) {
        return make_error(ErrorCode::kCorrupt, what + "; restore a copy or index again");
      }
      return make_error(ErrorCode::kNotRiffle, what);
    }
    return {};
  }

  /// Analyzer, fields and store mode where no record is sound.
  void choose_description(std::optional<CommitRecord> damaged) {
    if (damaged && is_article_schema(damaged->schema) &&
        check_analyzer_of_file(from_, damaged->analyzer, damaged->analyzer_version)) {
      note(
          corrupt_error("commit record", 0, "its checksum does not match; what it says is taken all the same").error());
      record_ = std::move(*damaged);
      report_.record_damaged = true;
      return;
    }
    report_.description_lost = true;
    const WriterOptions usual;
    record_ = CommitRecord();
    record_.analyzer = usual.analyzer;
    record_.store = StoreMode::kFull;
    record_.schema = article_schema(false);
  }

  Status add_found_segments(std::uint64_t look_from) {
    RIFFLE_TRY_ASSIGN(const std::vector<FoundSegment> found, find_segments(image_, look_from, options_.copy_bytes));
    if (report_.record_damaged && prefer_found(found)) return {};
    std::uint32_t field_count = 0;
    std::unordered_set<std::uint64_t> named;
    for (const SegmentEntry& entry : segments_) named.insert(entry.offset);
    for (const FoundSegment& segment : found) {
      if (report_.description_lost && segment.text_field_count == 1) record_.schema = schema_ = article_schema(true);
      field_count = std::max(field_count, segment.field_count);
      if (named.contains(segment.entry.offset)) continue;
      ++report_.segments_found;
      segments_.push_back(segment.entry);
    }
    if (report_.segments_found > 0) report_.deletions_lost = true;
    // Fields that only a lost record names: what their columns hold stands among the stored members too.
    while (schema_.fields.size() < field_count) {
      schema_.fields.push_back({.name = "?" + std::to_string(schema_.fields.size()), .type = FieldType::kInt64});
    }
    return {};
  }

  /// Puts what segments say of themselves in the place of what a damaged record says; true when the record names
  /// segments and all of them were found, so that any other one is dead.
  bool prefer_found(const std::vector<FoundSegment>& found) {
    std::size_t named = 0;
    for (SegmentEntry& entry : segments_) {
      const auto same = std::ranges::lower_bound(found, entry.offset, {},
                                                 [](const FoundSegment& segment) { return segment.entry.offset; });
      if (same == found.end() || same->entry.offset != entry.offset || !same->has_table) continue;
      ++named;
      const SegmentEntry claimed = std::exchange(entry, same->entry);
      entry.deleted_count = claimed.deleted_count;
      entry.tombstones = claimed.tombstones;
    }
    return named > 0 && named == segments_.size();
  }

  Status open_builder(const std::string& to) {
    is_joined_ = record_.schema.joins_title();
    WriterOptions options;
    options.analyzer = record_.analyzer;
    options.store = record_.store;
    options.join_title = is_joined_;
    options.fields = further_fields(record_.schema);
    options.sentences = keeps_sentences();
    RIFFLE_TRY_ASSIGN(builder_, CommitBuilder::open(to, options, limit_));
    return {};
  }

  /// What the first segment says that says anything; the documents are analysed anew.
  [[nodiscard]] std::optional<bool> keeps_sentences() const {
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      const auto reader = SegmentReader::open(file_, segments_[i], schema_, i, &image_);
      if (!reader) continue;
      const auto marks = sentence_marks_of(**reader);
      if (marks && *marks != SentenceMarks::kNoText) return *marks == SentenceMarks::kKept;
    }
    return std::nullopt;
  }

  /// Tells a fault once: the second pass meets it again.
  void note(const Error& error) {
    const bool is_told = std::ranges::any_of(report_.faults, [&](const Fault& fault) {
      return fault.offset == error.offset && fault.section == error.section && fault.message == error.message;
    });
    if (is_told || report_.faults.size() >= kMostFaults) return;
    report_.faults.push_back({.section = error.section, .offset = error.offset, .message = error.message});
  }

  Status take_segment(std::size_t number, Pass pass) {
    const SegmentEntry& entry = segments_[number];
    const bool is_first = pass == Pass::kDoubtful;
    const UnpackLimit limit(options_.trust == Trust::kUntrusted ? options_.copy_bytes : 0, from_);
    RIFFLE_TRY_ASSIGN(const SalvageReader reader,
                      SalvageReader::open(image_, entry, schema_, number, options_.copy_bytes));
    if (is_first) {
      for (const Error& fault : reader.faults()) note(fault);
      if (!reader.is_readable()) {
        ++report_.segments_lost;
        report_.documents_lost += entry.doc_count - std::min(entry.deleted_count, entry.doc_count);
      }
    }
    if (!reader.is_readable()) return {};
    // All of a segment that is not damaged is sound.
    if (is_first && reader.is_sound()) return {};
    if (is_first) report_.documents_lost += reader.missing_count();
    if (!reader.has_numbers() && entry.deleted_count > 0) report_.deletions_lost = true;
    const DocIdSet deleted = reader.has_numbers() ? tombstones_of(entry, is_first || reader.is_sound()) : DocIdSet();
    for (DocId doc = 0; doc < reader.doc_count();) {
      if (deleted.contains(doc)) {
        ++doc;
        continue;
      }
      Result<SalvagedDocument> read = reader.read(doc);
      if (read) {
        RIFFLE_TRY(take_document(std::move(*read), number, doc, pass));
        ++doc;
        continue;
      }
      // It is not lost: whoever allows more memory gets it.
      if (read.error().code != ErrorCode::kCorrupt && read.error().code != ErrorCode::kNotFound) {
        return std::unexpected(std::move(read).error());
      }
      const DocId end = reader.end_of_damage(doc);
      if (is_first || reader.is_sound()) lose(read.error(), end - doc - deleted.count_in(doc, end));
      doc = end;
    }
    reader.forget();
    return {};
  }

  DocIdSet tombstones_of(const SegmentEntry& entry, bool is_told) {
    if (entry.deleted_count == 0) return {};
    const Extent& extent = entry.tombstones;
    if (range_fits(extent.offset, extent.bytes, file_.size()) && image_.fetch(extent.offset, extent.bytes)) {
      const ByteSpan bytes = file_.subspan(extent.offset, extent.bytes);
      std::optional<DocIdSet> set;
      if (checksum64(bytes) == extent.checksum) set = DocIdSet::from_bytes(bytes, entry.doc_count);
      if (set) return std::move(*set);
    }
    if (is_told) note(corrupt_error("tombstones", extent.offset, "they are left out").error());
    report_.deletions_lost = true;
    return {};
  }

  Status take_document(SalvagedDocument read, std::size_t segment, DocId doc, Pass pass) {
    const bool is_first = pass == Pass::kDoubtful;
    if (read.is_vouched == is_first) return {};
    for (const Error& fault : read.faults) note(fault);
    if (read.date_lost) ++report_.members_lost;
    Document& document = read.document;
    const std::uint64_t id = checksum64(as_bytes(document.id));
    // An id that is not vouched for may be another document's.
    if (is_first && !document.id.empty() && !doubtful_ids_.insert(id).second) document.id.clear();
    if (document.id.empty()) {
      document.id = "salvaged-" + std::to_string(segment) + "-" + std::to_string(doc);
      ++report_.ids_lost;
    } else if (!is_first && doubtful_ids_.erase(id) > 0) {
      --report_.documents_unverified;
      ++report_.documents_lost;
    }
    return add(std::move(document), is_first);
  }

  Status add(Document document, bool is_doubtful) {
    if (is_joined_) split_joined_title(document);
    has_body_ = has_body_ || !document.body.empty();
    const Status added = builder_->add(std::move(document));
    if (added || !is_doubtful || added.error().code != ErrorCode::kInvalidArgument) {
      if (added && is_doubtful) ++report_.documents_unverified;
      return added;
    }
    lose(added.error(), 1);
    return {};
  }

  void lose(const Error& error, std::uint64_t count) {
    note(error);
    report_.documents_lost += count;
  }

  FileImage& image_;
  const OpenOptions& options_;
  const std::string& from_;
  Permissions limit_;
  ByteSpan file_;
  CommitRecord record_;  // what the new index is made like
  Schema schema_;        // what the segments are read with
  std::vector<SegmentEntry> segments_;
  std::unordered_set<std::uint64_t> doubtful_ids_;
  bool is_joined_ = false;
  bool has_body_ = false;
  std::unique_ptr<CommitBuilder> builder_;
  SalvageReport report_;
};

}  // namespace

Result<SalvageReport> salvage_file(const std::string& from, const std::string& to, const OpenOptions& options) {
  RIFFLE_TRY_ASSIGN(File file, File::open_for_reading(from));
  RIFFLE_TRY_ASSIGN(const std::uint64_t bytes, file.size());
  RIFFLE_TRY_ASSIGN(const Permissions limit, file.permissions());
  if (bytes == 0) return make_error(ErrorCode::kNotRiffle, from + ": the file is empty");
  Result<CommitState> state = read_commit_state(file);
  RIFFLE_TRY_ASSIGN(const std::unique_ptr<FileImage> image,
                    FileImage::copy(std::move(file), bytes, options.copy_bytes));
  RIFFLE_TRY_ASSIGN(FoundCommits commits, find_commits(std::move(state), *image, options.copy_bytes));
  return Salvager(*image, options, from, limit).run(std::move(commits), to);
}

}  // namespace riffle

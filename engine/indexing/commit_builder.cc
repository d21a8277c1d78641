#include "indexing/commit_builder.h"

#include <algorithm>
#include <limits>
#include <thread>
#include <utility>

#include "analysis/analyzer.h"
#include "base/catching.h"
#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "format/segment_check.h"
#include "indexing/further_fields.h"
#include "indexing/stored_batch.h"
#include "storage/sentence_support.h"
#include "text/utf8.h"

namespace riffle {
namespace {

constexpr std::uint64_t kMaxSegmentBytes = std::uint64_t{4} << 30;
constexpr std::uint64_t kSegmentBytesPerMemory = 8;
/// With less memory than usual segments are so small that what grows with them (the positions of the most frequent
/// word, numbers of each document) stays within it.
constexpr std::uint64_t kSegmentBytesPerSmallMemory = 2;
constexpr std::uint64_t kBytesOfADocument = 256;
/// Whose new indexes keep sentences, unless it is said otherwise.
constexpr std::string_view kMarkedAnalyzer = "english";

void repair(std::string& text) {
  if (!is_valid_utf8(text)) text = repair_utf8(text);
}

}  // namespace

CommitBuilder::~CommitBuilder() = default;

Result<std::unique_ptr<CommitBuilder>> CommitBuilder::open(const std::string& path, const WriterOptions& options,
                                                           const Permissions& limit) {
  std::unique_ptr<CommitBuilder> builder(new CommitBuilder);
  if (options.memory_bytes != 0 && options.memory_bytes < limits::kMinMemoryBytes) {
    return invalid_argument("the memory for indexing must be at least 32 MiB");
  }
  builder->path_ = path;
  builder->options_ = options;
  const unsigned threads = options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  builder->memory_ = share_memory(options.memory_bytes != 0 ? options.memory_bytes : usual_memory(threads), threads);
  // What decides about the bytes of the file does not depend on the processors of a machine.
  if (options.memory_bytes == 0) builder->options_.memory_bytes = kUsualMemoryBytes;
  const std::uint64_t memory = builder->options_.memory_bytes;
  builder->has_small_segments_ = memory < kUsualMemoryBytes;
  builder->segment_bytes_limit_ = builder->has_small_segments_
                                      ? memory * kSegmentBytesPerSmallMemory
                                      : std::min(memory * kSegmentBytesPerMemory, kMaxSegmentBytes);
  RIFFLE_TRY_ASSIGN(builder->writer_, CommitWriter::open(path, options.durability, limit));
  RIFFLE_TRY(builder->open_base(path, options));
  return builder;
}

Status CommitBuilder::open_base(const std::string& path, const WriterOptions& options) {
  if (!writer_->base()) {
    RIFFLE_TRY_ASSIGN(const std::unique_ptr<Analyzer> analyzer, open_analyzer(options.analyzer));
    analyzer_ = analyzer->name();
    analyzer_version_ = analyzer->version();
    store_ = options.store;
    schema_ = article_schema(options.join_title);
    marks_sentences_ = options.sentences.value_or(analyzer_ == kMarkedAnalyzer);
  } else {
    RIFFLE_TRY_ASSIGN(base_, Snapshot::open(path));
    const CommitRecord& commit = base_->commit();
    RIFFLE_TRY(analyzer_of_file(path, commit.analyzer, commit.analyzer_version));
    analyzer_ = commit.analyzer;
    analyzer_version_ = commit.analyzer_version;
    store_ = commit.store;
    schema_ = commit.schema;
    RIFFLE_TRY_ASSIGN(const SentenceMarks marks, sentence_marks_of(*base_));
    const bool by_default = options.sentences.value_or(analyzer_ == kMarkedAnalyzer);
    marks_sentences_ = marks == SentenceMarks::kNoText ? by_default : marks == SentenceMarks::kKept;
    for (const LiveSegment& segment : base_->segments()) {
      CommitMember& member = members_.emplace_back();
      member.entry = segment.reader->entry();
      member.reader = segment.reader.get();
      member.tombstones = segment.tombstones.clone();
    }
  }
  join_title_ = schema_.joins_title();
  const std::size_t fields = schema_.fields.size();
  RIFFLE_TRY(add_further_fields(options.fields, schema_));
  schema_changed_ = writer_->base() && schema_.fields.size() != fields;
  if (!schema_changed_ || writer_->base()->header.read_minor != 0) return {};
  return invalid_argument("the file is of format 1.0, which takes no further fields; export it and index it anew");
}

Status CommitBuilder::add(Document document) {
  RIFFLE_TRY(check_open());
  if (document.id.empty()) return invalid_argument("a document without an id");
  if (document.id.size() > limits::kIdBytes) return invalid_argument("an id longer than 512 bytes");
  // The column of dates has no room for this one (format-spec 9: the largest distance is 2^64 - 2).
  if (document.date == std::numeric_limits<Date>::min()) return invalid_argument("a date that cannot be stored");
  const std::size_t bytes = text_bytes(document);
  if (bytes > limits::kDocumentBytes) {
    return make_error(ErrorCode::kResourceLimit, "document " + document.id + " is larger than 256 MiB; split it");
  }
  for (std::string* text : {&document.id, &document.title, &document.body, &document.source, &document.url})
    repair(*text);
  if (document.id.size() > limits::kIdBytes) return invalid_argument("an id that is not UTF-8");
  if (join_title_) {
    document.body.insert(0, document.title + "\n");
    document.title.clear();
  }
  bytes_added_ += bytes;
  segment_bytes_ += bytes + (has_small_segments_ ? kBytesOfADocument : 0);
  batch_.bytes += bytes;
  batch_.documents.push_back(std::move(document));
  Status status;
  if (is_full(batch_, memory_.batch_bytes)) status = dispatch_batch();
  if (status && segment_bytes_ >= segment_bytes_limit_) status = finish_segment();
  if (!status) failed_ = true;
  return status;
}

Result<std::unique_ptr<BatchIndexer>> CommitBuilder::make_indexer() const {
  RIFFLE_TRY_ASSIGN(std::unique_ptr<Analyzer> analyzer, open_analyzer(analyzer_, analyzer_version_));
  BatchOptions options;
  options.schema = &schema_;
  options.store = store_;
  options.find_copies = options_.find_copies;
  options.mark_sentences = marks_sentences_;
  return std::make_unique<BatchIndexer>(options, std::move(analyzer), dictionary_);
}

Status CommitBuilder::start_segment() {
  if (!dictionary_trained_ && store_ != StoreMode::kNone) {
    dictionary_bytes_ = train_stored_dictionary(training_samples(batch_, schema_, store_));
    dictionary_ = make_stored_dictionary(dictionary_bytes_);
  }
  dictionary_trained_ = true;
  BuilderOptions options;
  if (base_ != nullptr) options.format_minor = base_->format_minor();
  options.schema = &schema_;
  options.store = store_;
  options.run_budget_bytes = memory_.run_bytes;
  options.spill_folder = folder_of(path_);
  options.threads = memory_.threads;
  options.find_copies = options_.find_copies;
  options.copy_values = memory_.copy_values;
  builder_ = std::make_unique<SegmentBuilder>(options, *writer_, dictionary_bytes_);
  next_doc_ = 0;
  if (!pool_) {
    pool_ = std::make_unique<BatchPool>(
        memory_.threads, [this] { return make_indexer(); },
        [this](IndexedBatch&& batch) { return builder_->add(std::move(batch)); });
  }
  return {};
}

Status CommitBuilder::dispatch_batch() {
  if (batch_.documents.empty()) return {};
  if (!builder_) RIFFLE_TRY(start_segment());
  batch_.number = next_batch_++;
  batch_.first_doc = next_doc_;
  next_doc_ += static_cast<DocId>(batch_.documents.size());
  documents_added_ += batch_.documents.size();
  return pool_->submit(std::exchange(batch_, Batch{}));
}

Status CommitBuilder::finish_segment() {
  RIFFLE_TRY(dispatch_batch());
  if (!builder_) return {};
  RIFFLE_TRY(pool_->drain());
  // Later segments of the same commit must be able to look up the ids of earlier ones.
  if (!members_.empty()) RIFFLE_TRY(members_.back().map(*writer_, schema_, members_.size()));
  RIFFLE_TRY_ASSIGN(BuiltSegment built, builder_->finish([this](std::string_view id) { return supersede(id); }));
  builder_.reset();
  segment_bytes_ = 0;
  next_doc_ = 0;
  CommitMember& member = members_.emplace_back();
  member.entry = std::move(built.entry);
  member.entry.offset = writer_->position() - member.entry.total_bytes;
  member.entry.live_field_tokens = member.entry.field_tokens;
  for (std::size_t i = 0; i < built.superseded_field_tokens.size(); ++i) {
    member.entry.live_field_tokens[i] -= built.superseded_field_tokens[i];
  }
  member.newly_deleted = built.superseded.size();
  documents_replaced_ += built.superseded.size();
  member.tombstones = std::move(built.superseded);
  posting_count_ += built.posting_count;
  occurrence_count_ += built.occurrence_count;
  RIFFLE_TRY(check_made(member));
  for (const SectionRow& row : built.rows) {
    std::string name(section_name(static_cast<SectionKind>(row.kind)));
    if (row.kind == static_cast<std::uint32_t>(SectionKind::kColumn)) name += " " + schema_.fields[row.field].name;
    const auto found = std::find_if(section_bytes_.begin(), section_bytes_.end(),
                                    [&](const SectionBytes& section) { return section.name == name; });
    if (found != section_bytes_.end()) {
      found->bytes += row.bytes;
    } else {
      section_bytes_.push_back({std::move(name), row.bytes});
    }
  }
  RIFFLE_TRY(apply_removals());
  return check_maps();
}

// What a registered analyzer says of the classes of words cannot be checked before it is all there.
Status CommitBuilder::check_made(CommitMember& member) {
  if (!is_private_name(analyzer_)) return {};
  RIFFLE_TRY(member.map(*writer_, schema_, members_.size()));
  Status sound;
  if (member.reader->guard().touch(0, member.entry.data_bytes)) {
    const Result<SegmentCounts> counts = check_segment(*member.reader, schema_);
    if (!counts) sound = std::unexpected(counts.error());
  } else {
    sound = std::unexpected(member.reader->guard().error());
  }
  RIFFLE_TRY(check_maps());
  if (sound) return {};
  return make_error(ErrorCode::kAnalyzerFault, path_ + ": the analyzer " + analyzer_ +
                                                   " gives other answers to the same question, so that no sound index "
                                                   "can be made: " +
                                                   sound.error().message);
}

Status CommitBuilder::check_maps() const {
  if (base_) RIFFLE_TRY(base_->check());
  for (const CommitMember& member : members_) {
    if (member.own_map) RIFFLE_TRY(member.own_map->check());
  }
  return {};
}

Status CommitBuilder::supersede(std::string_view id) {
  for (CommitMember& member : members_) {
    RIFFLE_TRY(member.bury_id(*schema_.id_field(), id, member.entry.doc_count, documents_replaced_));
  }
  return {};
}

Result<bool> CommitBuilder::remove(std::string_view id) {
  RIFFLE_TRY(check_open());
  if (!schema_.id_field()) return invalid_argument("an index without ids");
  Status status;
  const std::uint64_t before = documents_removed_;
  for (CommitMember& member : members_) {
    if (!status) break;
    status = member.map(*writer_, schema_, members_.size());
    if (status) status = member.bury_id(*schema_.id_field(), id, member.entry.doc_count, documents_removed_);
  }
  const DocId until = next_doc_ + static_cast<DocId>(batch_.documents.size());
  if (builder_ || !batch_.documents.empty()) removals_.push_back({.id = std::string(id), .until = until});
  if (const Status whole = check_maps(); !whole) status = whole;
  if (!status) {
    failed_ = true;
    return std::unexpected(std::move(status).error());
  }
  return documents_removed_ != before;
}

Status CommitBuilder::remove(std::uint32_t base_segment, DocId doc) {
  RIFFLE_TRY(check_open());
  const Status status = members_.at(base_segment).bury(doc, documents_removed_);
  if (!status) failed_ = true;
  return status;
}

// The segment that has just been written loses what was removed after it was added.
Status CommitBuilder::apply_removals() {
  if (removals_.empty()) return {};
  RIFFLE_TRY(members_.back().map(*writer_, schema_, members_.size()));
  for (const Removal& removal : removals_) {
    RIFFLE_TRY(members_.back().bury_id(*schema_.id_field(), removal.id, removal.until, documents_removed_));
  }
  removals_.clear();
  return {};
}

// A segment without live documents is left out; one of this commit takes its bytes along.
Status CommitBuilder::drop_empty_members() {
  const std::uint64_t committed = writer_->base() ? writer_->base()->slot.committed_bytes : 0;
  // From the end, so that what lies at the end of the file is cut off.
  for (std::size_t i = members_.size(); i-- > 0;) {
    if (members_[i].tombstones.size() != members_[i].entry.doc_count) continue;
    const SegmentEntry entry = members_[i].entry;
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(i));
    if (entry.offset >= committed) RIFFLE_TRY(writer_->discard(entry.offset, entry.total_bytes));
  }
  return {};
}

bool CommitBuilder::has_changes() const {
  return documents_added_ != 0 || documents_removed_ != 0 || schema_changed_ || !batch_.documents.empty();
}

CommitRecord CommitBuilder::new_record() const {
  CommitRecord record;
  record.time = options_.commit_time;
  record.analyzer = analyzer_;
  record.analyzer_version = analyzer_version_;
  record.store = store_;
  record.schema = schema_;
  return record;
}

Result<CommitReport> CommitBuilder::prepare_commit() {
  if (prepared_) return *prepared_;
  RIFFLE_TRY(check_open());
  failed_ = true;  // until everything has gone well
  RIFFLE_TRY(finish_segment());
  if (!has_changes() && writer_->base()) {
    RIFFLE_TRY(writer_->settle());
    prepared_ = report(writer_->base()->slot.generation);
  } else {
    CommitRecord record = new_record();
    RIFFLE_TRY(drop_empty_members());
    RIFFLE_TRY(widen_members());
    if (options_.merge_segments) RIFFLE_TRY(merge_members());
    if (members_.size() > limits::kSegments) {
      return make_error(ErrorCode::kResourceLimit, path_ + ": too many segments; export it and index it anew");
    }
    RIFFLE_TRY(write_members(record));
    RIFFLE_TRY(prepare(std::move(record)));
  }
  failed_ = false;
  return *prepared_;
}

Result<CommitReport> CommitBuilder::commit() {
  RIFFLE_TRY(prepare_commit());
  return publish();
}

Status CommitBuilder::prepare(CommitRecord record, const CommitWriter::Check& check) {
  RIFFLE_TRY(check_maps());
  CommitReport result = report(0);
  RIFFLE_TRY(writer_->prepare(record, check));
  result.generation = record.generation;
  result.file_bytes = writer_->file_bytes();
  result.documents_total = 0;
  for (const SegmentEntry& entry : record.segments) result.documents_total += entry.doc_count - entry.deleted_count;
  prepared_ = std::move(result);
  return {};
}

Result<CommitReport> CommitBuilder::publish() {
  CommitReport result = *std::exchange(prepared_, std::nullopt);
  if (writer_->base() && writer_->base()->slot.generation == result.generation) return result;  // nothing changed
  failed_ = true;
  RIFFLE_TRY(writer_->publish());
  pool_.reset();
  // The commit stands, whatever becomes of the next one.
  failed_ = !catching([this] { return begin_next(); }).has_value();
  return result;
}

Status CommitBuilder::check_open() const {
  if (failed_) return invalid_argument("the writer failed earlier and cannot go on");
  if (prepared_) return invalid_argument("a commit is prepared; commit it first, or close the writer to forget it");
  return {};
}

Status CommitBuilder::check_idle() const {
  RIFFLE_TRY(check_open());
  if (has_changes() || builder_) return invalid_argument("there are changes that are not committed; commit them first");
  if (!base_) return make_error(ErrorCode::kNotFound, path_ + ": the index has no commit yet");
  return {};
}

Result<CommitReport> CommitBuilder::rollback(std::uint64_t generation) {
  RIFFLE_TRY(check_idle());
  Result<PlacedCommit> found = base_->find_commit(generation);
  if (!found) {
    found.error().message.insert(0, path_ + ": ");
    return std::unexpected(std::move(found).error());
  }
  failed_ = true;
  CommitRecord record = std::move(found->record);
  record.time = options_.commit_time;
  RIFFLE_TRY(prepare(std::move(record)));
  return publish();
}

CommitReport CommitBuilder::report(std::uint64_t generation) const {
  CommitReport report;
  report.generation = generation;
  report.documents_added = documents_added_;
  report.documents_replaced = documents_replaced_;
  report.documents_removed = documents_removed_;
  report.segments_merged = segments_merged_;
  report.history_dropped = is_replacement_;
  for (const CommitMember& member : members_)
    report.documents_total += member.entry.doc_count - member.entry.deleted_count;
  report.file_bytes = writer_->file_bytes();
  report.posting_count = posting_count_;
  report.occurrence_count = occurrence_count_;
  report.sections = section_bytes_;
  return report;
}

// The writer goes on from the commit that it has just made.
Status CommitBuilder::begin_next() {
  members_.clear();
  section_bytes_.clear();
  documents_added_ = documents_replaced_ = documents_removed_ = posting_count_ = occurrence_count_ = segments_merged_ =
      0;
  is_replacement_ = false;
  next_batch_ = 0;
  dictionary_trained_ = false;
  dictionary_bytes_.clear();
  dictionary_.reset();
  return open_base(path_, options_);
}

}  // namespace riffle

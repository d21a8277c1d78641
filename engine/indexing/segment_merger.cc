#include "indexing/segment_merger.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/try.h"
#include "indexing/batch.h"
#include "indexing/known_copies.h"
#include "indexing/segment_run.h"
#include "indexing/stored_batch.h"
#include "text/shingles.h"

namespace riffle {
namespace {

// An occurrence takes about two bytes of a run, and a run should take an eighth of the memory.
constexpr std::size_t kMemoryPerToken = 16;

class SegmentMerger {
 public:
  SegmentMerger(std::span<const MergeSource> sources, const DocumentOrder& order, const MergeOptions& options,
                ByteSink& sink)
      : sources_(sources), order_(order), options_(options), sink_(sink), runs_(sources, order, *options.analyzer) {
    for (std::uint32_t field = 0; field < options.schema->fields.size(); ++field) {
      if (has_number_column(options.schema->fields[field].type)) number_fields_.push_back(field);
    }
    is_joined_ = options.schema->joins_title();
  }

  Result<BuiltSegment> merge() {
    RIFFLE_TRY(open_columns());
    while (next_ < order_.size()) RIFFLE_TRY(take_part());
    if (!finds_copies()) {
      RIFFLE_TRY_ASSIGN(CopyClusters known, known_copies(sources_, order_));
      builder_->set_copies(std::move(known));
    }
    return builder_->finish([](std::string_view) { return Status(); });
  }

 private:
  [[nodiscard]] bool finds_copies() const { return options_.find_copies && options_.store == StoreMode::kFull; }

  Status open_columns() {
    for (const MergeSource& source : sources_) {
      std::vector<std::optional<ColumnReader>>& columns = numbers_.emplace_back();
      for (const std::uint32_t field : number_fields_) {
        std::optional<ColumnReader>& column = columns.emplace_back();
        // A field that came later has none in an older segment.
        if (!source.reader->section(SectionKind::kColumn, field).present()) continue;
        RIFFLE_TRY_ASSIGN(column, source.reader->column(field));
      }
    }
    return {};
  }

  /// As many whole batches as one run may hold.
  Status take_part() {
    IndexedBatch part;
    part.number = next_part_++;
    part.numbers.resize(number_fields_.size());
    const std::size_t first = next_;
    const std::uint64_t most_tokens = options_.memory_bytes / kMemoryPerToken;
    std::uint64_t tokens = 0;
    do {
      RIFFLE_TRY_ASSIGN(const Batch batch, take_batch(part, tokens));
      if (!builder_) start(batch);
      if (finds_copies()) {
        for (const Document& document : batch.documents) {
          append_shingles(document.body, part.shingles.shingles);
          part.shingles.ends.push_back(part.shingles.shingles.size());
        }
      }
      if (compressor_) {
        RIFFLE_TRY(append_stored_blocks(batch, *options_.schema, options_.store, *compressor_, part.stored));
      }
    } while (next_ < order_.size() && tokens < most_tokens);
    part.doc_count = static_cast<std::uint32_t>(next_ - first);
    RIFFLE_TRY_ASSIGN(part.run, runs_.make(static_cast<DocId>(first), static_cast<DocId>(next_)));
    return builder_->add(std::move(part));
  }

  /// The next documents, cut as IndexWriter cuts those that are added.
  Result<Batch> take_batch(IndexedBatch& part, std::uint64_t& tokens) {
    Batch batch;
    batch.first_doc = static_cast<DocId>(next_);
    while (next_ < order_.size() && !is_full(batch, options_.batch_bytes)) {
      const DocPlace& place = order_[next_++];
      const SegmentReader& reader = *sources_[place.source].reader;
      RIFFLE_TRY(take_lengths(reader, place.doc, part, tokens));
      for (std::size_t i = 0; i < number_fields_.size(); ++i) {
        std::optional<std::int64_t>& number = part.numbers[i].emplace_back();
        if (const std::optional<ColumnReader>& column = numbers_[place.source][i]) {
          RIFFLE_TRY_ASSIGN(number, column->value(place.doc));
        }
      }
      Document document;
      if (options_.store != StoreMode::kNone) {
        RIFFLE_TRY_ASSIGN(document, reader.document(place.doc));
      }
      // A joined text has one byte more than its parts.
      batch.bytes += text_bytes(document) - (is_joined_ && !document.body.empty() ? 1 : 0);
      batch.documents.push_back(std::move(document));
    }
    return batch;
  }

  /// A text field that came later is empty in an older segment.
  Status take_lengths(const SegmentReader& reader, DocId doc, IndexedBatch& part, std::uint64_t& tokens) const {
    if (!reader.touch_spans(doc, doc)) return reader.damage();
    const std::uint64_t fields = reader.text_field_count();
    for (std::uint64_t field = 0; field < fields; ++field) {
      const std::uint64_t at = doc * fields + field;
      if (reader.span(at + 1) <= reader.span(at)) {
        return reader.corrupt(SectionKind::kSpans, 4 * at, "spans are out of order");
      }
      part.field_lengths.push_back(reader.span(at + 1) - reader.span(at) - 1);
      tokens += part.field_lengths.back();
    }
    part.field_lengths.resize(part.field_lengths.size() + options_.schema->text_field_count() - fields, 0);
    return {};
  }

  void start(const Batch& first) {
    ByteBuffer dictionary;
    if (options_.store != StoreMode::kNone) {
      dictionary = train_stored_dictionary(training_samples(first, *options_.schema, options_.store));
      compressor_ = std::make_unique<StoredCompressor>(make_stored_dictionary(dictionary));
    }
    BuilderOptions options;
    options.schema = options_.schema;
    options.store = options_.store;
    options.run_budget_bytes = options_.memory_bytes / 4;
    options.spill_folder = options_.spill_folder;
    options.threads = options_.threads;
    options.find_copies = finds_copies();
    options.copy_values = options_.copy_values;
    options.format_minor = options_.format_minor;
    builder_ = std::make_unique<SegmentBuilder>(options, sink_, std::move(dictionary));
  }

  std::span<const MergeSource> sources_;
  const DocumentOrder& order_;
  const MergeOptions& options_;
  ByteSink& sink_;
  SegmentRunMaker runs_;
  std::vector<std::uint32_t> number_fields_;
  std::vector<std::vector<std::optional<ColumnReader>>> numbers_;  // by source and field of number_fields_
  bool is_joined_ = false;
  std::size_t next_ = 0;
  std::uint64_t next_part_ = 0;
  std::unique_ptr<StoredCompressor> compressor_;
  std::unique_ptr<SegmentBuilder> builder_;
};

}  // namespace

Result<BuiltSegment> merge_segments(std::span<const MergeSource> sources, const DocumentOrder& order,
                                    const MergeOptions& options, ByteSink& sink) {
  return SegmentMerger(sources, order, options, sink).merge();
}

}  // namespace riffle

#include "indexing/segment_builder.h"

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "format/column_writer.h"
#include "indexing/ordered_work.h"

namespace riffle {
namespace {

// Pairs of frequent words are filled in groups of postings, each of which takes a pass over the words: 8 bytes a
// posting and some 3 for the lists that are made of them.
constexpr std::size_t kRunBytesPerPairPosting = 8;
constexpr std::uint64_t kLeastPairPostings = 1 << 20;

constexpr std::size_t kLeastRunBuffer = 4 << 10;
constexpr std::size_t kMostRunBuffer = 256 << 10;

ByteSpan bytes_of(const std::vector<std::uint32_t>& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(std::uint32_t)};
}

Result<MergedPartition> encode_pairs(PairFiller& filler, std::uint32_t group, PostingWriter& writer) {
  MergedPartition part;
  const auto append_pair = [&](std::string_view pair, const TermPostings& postings) {
    MergedPartition::Term term;
    term.key_bytes = static_cast<std::uint32_t>(pair.size() + 1);
    term.encoded = writer.encode(postings, false, part.short_lists, part.long_lists, part.positions);
    if (term.encoded.kind == TermEntry::Kind::kInline) term.inline_doc = postings.docs[0];
    part.keys.push_back(static_cast<char>(kPairSpace));
    part.keys += pair;
    part.terms.push_back(term);
    part.occurrence_count += term.encoded.cf;
  };
  RIFFLE_TRY(filler.for_each(group, append_pair));
  return part;
}

}  // namespace

SegmentBuilder::SegmentBuilder(const BuilderOptions& options, ByteSink& sink, ByteBuffer dictionary)
    : options_(options),
      dictionary_(std::move(dictionary)),
      writer_(sink),
      text_field_count_(options.schema->text_field_count()),
      spans_(1, 0) {}

Status SegmentBuilder::add(IndexedBatch batch) {
  if (options_.store != StoreMode::kNone) {
    if (!stored_begun_) RIFFLE_TRY(writer_.begin_section(SectionKind::kStoredBlocks));
    stored_begun_ = true;
    RIFFLE_TRY(writer_.write(batch.stored.bytes));
    for (std::size_t i = 0; i < batch.stored.block_bytes.size(); ++i) {
      stored_index_.offsets.push_back(stored_bytes_);
      stored_index_.first_docs.push_back(batch.stored.first_docs[i]);
      stored_index_.raw_bytes.push_back(batch.stored.raw_bytes[i]);
      stored_bytes_ += batch.stored.block_bytes[i];
    }
  }
  for (const std::uint32_t length : batch.field_lengths) {
    token_space_ += std::uint64_t{length} + 1;
    if (token_space_ >= UINT32_MAX) return make_error(ErrorCode::kResourceLimit, "a segment of 2^32 tokens");
    spans_.push_back(static_cast<std::uint32_t>(token_space_));
  }
  numbers_.resize(batch.numbers.size());
  for (std::size_t i = 0; i < batch.numbers.size(); ++i) {
    numbers_[i].insert(numbers_[i].end(), batch.numbers[i].begin(), batch.numbers[i].end());
  }
  if (options_.find_copies) {
    if (!copies_) copies_ = std::make_unique<CopyFinder>(options_.spill_folder, options_.copy_values);
    RIFFLE_TRY(copies_->add(std::move(batch.shingles)));
  }
  doc_count_ += batch.doc_count;
  return hold_run(std::move(batch.run));
}

Status SegmentBuilder::hold_run(Run run) {
  runs_in_memory_bytes_ += run.bytes.size();
  runs_.push_back(std::move(run));
  if (runs_in_memory_bytes_ <= options_.run_budget_bytes) return {};
  if (!spill_) {
    RIFFLE_TRY_ASSIGN(spill_, SpillFile::create(options_.spill_folder));
  }
  for (Run& held : runs_) {
    if (held.spilled) continue;
    held.spill_offset = spill_->size();
    RIFFLE_TRY(spill_->write(held.bytes));
    held.bytes = ByteBuffer();
    held.spilled = true;
  }
  runs_in_memory_bytes_ = 0;
  return {};
}

Status SegmentBuilder::write_section(SectionKind kind, std::uint32_t field, std::uint64_t items, ByteSpan bytes) {
  RIFFLE_TRY(writer_.begin_section(kind, field));
  RIFFLE_TRY(writer_.write(bytes));
  writer_.end_section(items);
  return {};
}

Status SegmentBuilder::write_stored() {
  if (!stored_begun_) return {};
  writer_.end_section(doc_count_);
  stored_index_.offsets.push_back(stored_bytes_);
  stored_index_.first_docs.push_back(doc_count_);
  const ByteBuffer index = stored_index_.encode();
  RIFFLE_TRY(write_section(SectionKind::kStoredIndex, 0, stored_index_.raw_bytes.size(), index));
  if (dictionary_.empty()) return {};
  return write_section(SectionKind::kStoredDictionary, 0, 1, dictionary_);
}

Result<BuiltSegment> SegmentBuilder::finish(const std::function<Status(std::string_view)>& on_id) {
  BuiltSegment out;
  // What finds copies takes much memory, which the merge of the runs can use.
  if (copies_) known_copies_ = copies_->clusters();
  copies_.reset();
  RIFFLE_TRY(write_stored());
  RIFFLE_TRY(write_terms(on_id, out));
  runs_.clear();
  spill_.reset();
  RIFFLE_TRY(write_columns());
  RIFFLE_TRY(write_spans_and_norms(out));
  RIFFLE_TRY(write_copies());
  RIFFLE_TRY_ASSIGN(out.entry, writer_.finish());
  out.entry.doc_count = doc_count_;
  out.entry.field_tokens.assign(text_field_count_, 0);
  for (std::size_t i = 0; i + 1 < spans_.size(); ++i) {
    out.entry.field_tokens[i % text_field_count_] += spans_[i + 1] - spans_[i] - 1;
  }
  out.rows = writer_.rows();
  return out;
}

Status SegmentBuilder::write_terms(const std::function<Status(std::string_view)>& on_id, BuiltSegment& out) {
  for (std::uint32_t field = 0; field < options_.schema->fields.size(); ++field) {
    const FieldType type = options_.schema->fields[field].type;
    if (!has_term_space(type)) continue;
    ordinals_.push_back({.field = field, .by_doc = std::vector(doc_count_, OrdinalColumn::kNone)});
  }
  RIFFLE_TRY_ASSIGN(short_lists_, SpillFile::create(options_.spill_folder));
  RIFFLE_TRY_ASSIGN(positions_, SpillFile::create(options_.spill_folder));
  RIFFLE_TRY_ASSIGN(term_blocks_, SpillFile::create(options_.spill_folder));

  MergeInput input;
  input.runs = &runs_;
  input.spill = spill_.get();
  input.schema = options_.schema;
  input.format_minor = options_.format_minor;
  input.spans = &spans_;
  input.text_field_count = text_field_count_;
  input.threads = options_.threads;
  input.buffer_bytes =
      std::clamp(options_.run_budget_bytes / (4 * std::max<std::size_t>(1, runs_.size()) * options_.threads),
                 kLeastRunBuffer, kMostRunBuffer);
  RIFFLE_TRY(writer_.begin_section(SectionKind::kLongLists));
  RIFFLE_TRY(merge_runs(input, ordinals_, [&](std::uint32_t, MergedPartition&& partition) {
    return consume(std::move(partition), on_id, out);
  }));
  RIFFLE_TRY(write_pairs());
  writer_.end_section(long_list_count_);

  RIFFLE_TRY(term_blocks_->write(terms_.blocks()));
  const auto append_file = [&](SectionKind kind, const SpillFile& file, std::uint64_t items) -> Status {
    RIFFLE_TRY(writer_.begin_section(kind));
    RIFFLE_TRY(file.copy_to(writer_));
    writer_.end_section(items);
    return {};
  };
  RIFFLE_TRY(append_file(SectionKind::kShortLists, *short_lists_, short_list_count_));
  RIFFLE_TRY(append_file(SectionKind::kPositions, *positions_, positions_count_));
  RIFFLE_TRY(append_file(SectionKind::kTermBlocks, *term_blocks_, terms_.term_count()));
  const ByteBuffer index = terms_.finish_index(term_blocks_->size());
  short_lists_.reset();
  positions_.reset();
  term_blocks_.reset();
  RIFFLE_TRY(
      write_section(SectionKind::kTermIndex, 0, (terms_.term_count() + kTermsPerBlock - 1) / kTermsPerBlock, index));
  if (pairs_) {
    ByteBuffer pairs;
    append(pairs, pairs_->occurrences);
    RIFFLE_TRY(write_section(SectionKind::kPairs, 0, pairs_->count, pairs));
  }
  const TrigramWriter& trigrams = terms_.trigrams();
  if (options_.format_minor < 1) return {};
  if (trigrams.block_count() >= kLeastTrigramBlocks) {
    RIFFLE_TRY(write_section(SectionKind::kTrigrams, 0, trigrams.block_count(), trigrams.encode()));
  }
  if (terms_.frequent_terms().empty()) return {};
  const ByteBuffer frequent = terms_.frequent_terms().encode();
  if (frequent.empty()) return {};
  return write_section(SectionKind::kFrequentTerms, 0, terms_.frequent_terms().count(), frequent);
}

// The pairs of frequent words, which come between the terms of the fields and the stem classes.
Status SegmentBuilder::write_pairs() {
  if (pairs_ || options_.format_minor < 1 || frequent_words_.empty()) return {};
  PairLists lists(*positions_, frequent_words_, spans_, text_field_count_, chunk_code_of(options_.format_minor));
  const std::uint64_t postings = std::clamp<std::uint64_t>(options_.run_budget_bytes / kRunBytesPerPairPosting,
                                                           kLeastPairPostings, PairLists::kPostingsAtOnce);
  RIFFLE_TRY_ASSIGN(const bool can_list, lists.count(options_.threads, postings));
  if (!can_list) return {};
  pairs_.emplace();
  const auto make_worker = [&] {
    auto filler = std::make_shared<PairFiller>(lists);
    auto writer = std::make_shared<PostingWriter>(spans_.data(), text_field_count_, spans_.back(), doc_count_);
    return [filler, writer](std::uint32_t group) { return encode_pairs(*filler, group, *writer); };
  };
  const auto append_group = [&](std::uint32_t, const MergedPartition& group) {
    pairs_->count += group.terms.size();
    pairs_->occurrences += group.occurrence_count;
    return append_terms(group);
  };
  return OrderedWork<MergedPartition>(options_.threads, lists.group_count(), make_worker, append_group).run();
}

Status SegmentBuilder::consume(MergedPartition&& partition, const std::function<Status(std::string_view)>& on_id,
                               BuiltSegment& out) {
  const bool has_classes = !partition.keys.empty() && static_cast<TermSpace>(partition.keys[0]) == kClassSpace;
  if (has_classes) RIFFLE_TRY(write_pairs());
  partition_first_ordinals_.push_back(terms_.term_count());
  RIFFLE_TRY(append_terms(partition));
  std::string_view keys = partition.keys;
  for (const MergedPartition::Term& term : partition.terms) {
    const std::string_view key = keys.substr(0, term.key_bytes);
    keys.remove_prefix(term.key_bytes);
    const auto space = static_cast<TermSpace>(key[0]);
    if (space == kTextSpace || space == kClassSpace) continue;
    if (options_.schema->fields[space - 1u].type == FieldType::kId) RIFFLE_TRY(on_id(key.substr(1)));
  }
  more_values_.insert(more_values_.end(), partition.more_values.begin(), partition.more_values.end());
  for (const DocId doc : partition.superseded) out.superseded.add(doc);
  if (out.superseded_field_tokens.empty()) out.superseded_field_tokens.assign(text_field_count_, 0);
  for (const DocId doc : partition.superseded) {
    for (std::uint32_t field = 0; field < text_field_count_; ++field) {
      const std::size_t at = std::size_t{doc} * text_field_count_ + field;
      out.superseded_field_tokens[field] += spans_[at + 1] - spans_[at] - 1;
    }
  }
  out.posting_count += partition.posting_count;
  out.occurrence_count += partition.occurrence_count;
  return {};
}

// Lists, positions and entries of the terms, which come behind all terms so far.
Status SegmentBuilder::append_terms(const MergedPartition& partition) {
  std::uint64_t positions_offset = positions_->size();
  RIFFLE_TRY(writer_.write(partition.long_lists));
  RIFFLE_TRY(short_lists_->write(partition.short_lists));
  RIFFLE_TRY(positions_->write(partition.positions));
  std::string_view keys = partition.keys;
  std::size_t gap = 0;
  ByteSpan forms = partition.forms;
  std::vector<std::uint32_t> inline_gaps;
  for (const MergedPartition::Term& term : partition.terms) {
    const std::string_view key = keys.substr(0, term.key_bytes);
    keys.remove_prefix(term.key_bytes);
    const auto first = partition.inline_gaps.begin() + static_cast<std::ptrdiff_t>(gap);
    inline_gaps.assign(first, first + term.inline_gap_count);
    gap += term.inline_gap_count;
    const auto space = static_cast<TermSpace>(key[0]);
    if (space == kClassSpace) {
      terms_.add_class(key, term.encoded, term.inline_doc, forms.first(term.forms_bytes));
      forms = forms.subspan(term.forms_bytes);
    } else if (space == kPairSpace) {
      terms_.add_pair(key, term.encoded, term.inline_doc);
    } else {
      terms_.add(key, term.encoded, term.inline_doc, inline_gaps);
    }
    short_list_count_ += term.encoded.kind == TermEntry::Kind::kShort ? 1 : 0;
    long_list_count_ += term.encoded.list_bytes > 0 && term.encoded.kind != TermEntry::Kind::kShort ? 1 : 0;
    positions_count_ += term.encoded.positions_bytes > 0 ? 1 : 0;
    if (space == kTextSpace && term.encoded.kind == TermEntry::Kind::kLongTokenSpace) {
      frequent_words_.push_back({std::string(key.substr(1)), positions_offset});
    }
    positions_offset += term.encoded.positions_bytes;
  }
  if (terms_.blocks().size() >= (1u << 20)) {
    RIFFLE_TRY(term_blocks_->write(terms_.blocks()));
    terms_.blocks().clear();
  }
  return {};
}

Status SegmentBuilder::write_columns() {
  std::size_t number = 0;
  for (std::uint32_t field = 0; field < options_.schema->fields.size(); ++field) {
    if (has_number_column(options_.schema->fields[field].type)) {
      RIFFLE_TRY(write_section(SectionKind::kColumn, field, doc_count_, encode_column(numbers_[number++], false)));
      continue;
    }
    const auto column = std::find_if(ordinals_.begin(), ordinals_.end(),
                                     [&](const OrdinalColumn& candidate) { return candidate.field == field; });
    if (column == ordinals_.end()) continue;
    std::vector<std::optional<std::int64_t>> values(doc_count_);
    for (std::uint32_t doc = 0; doc < doc_count_; ++doc) {
      const std::uint64_t place = column->by_doc[doc];
      if (place == OrdinalColumn::kNone) continue;
      values[doc] = static_cast<std::int64_t>(ordinal_of(place));
    }
    RIFFLE_TRY(write_section(SectionKind::kColumn, field, doc_count_, encode_column(values, true)));
    RIFFLE_TRY(write_more_values(field));
  }
  return {};
}

Status SegmentBuilder::write_more_values(std::uint32_t field) {
  std::vector<std::pair<DocId, std::uint32_t>> values;
  for (const MergedPartition::MoreValue& value : more_values_) {
    if (value.field == field) values.emplace_back(value.doc, static_cast<std::uint32_t>(ordinal_of(value.place)));
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return write_section(SectionKind::kMoreValues, field, values.size(), encode_more_values(values));
}

Status SegmentBuilder::write_copies() {
  if (known_copies_.docs.empty()) return {};
  return write_section(SectionKind::kCopies, 0, known_copies_.docs.size(), encode_copies(known_copies_));
}

Status SegmentBuilder::write_spans_and_norms(BuiltSegment& out) {
  out.superseded_field_tokens.resize(text_field_count_, 0);
  RIFFLE_TRY(write_section(SectionKind::kSpans, 0, spans_.size(), bytes_of(spans_)));
  ByteBuffer norms(std::size_t{doc_count_} * (text_field_count_ + 1));
  for (std::uint32_t doc = 0; doc < doc_count_; ++doc) {
    std::uint64_t all = 0;
    for (std::uint32_t field = 0; field < text_field_count_; ++field) {
      const std::size_t at = std::size_t{doc} * text_field_count_ + field;
      const std::uint32_t length = spans_[at + 1] - spans_[at] - 1;
      all += length;
      norms[std::size_t{doc_count_} * (field + 1) + doc] = encode_length(length);
    }
    norms[doc] = encode_length(static_cast<std::uint32_t>(all));
  }
  return write_section(SectionKind::kNorms, 0, norms.size(), norms);
}

}  // namespace riffle

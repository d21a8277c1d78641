#include "indexing/batch.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "base/errors.h"
#include "base/limits.h"
#include "base/try.h"
#include "format/sentence_mark.h"
#include "format/term_dictionary.h"
#include "indexing/field_values.h"
#include "indexing/stored_batch.h"

namespace riffle {
namespace {

/// Term numbers in byte order of their terms; the first 8 bytes decide nearly always.
std::vector<std::uint32_t> sorted_terms(const TermTable& terms) {
  struct Item {
    std::uint64_t prefix;
    std::uint32_t number;
  };
  std::vector<Item> items(terms.size());
  for (std::uint32_t i = 0; i < terms.size(); ++i) items[i] = {key_prefix(terms.term(i)), i};
  std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return terms.term(a.number) < terms.term(b.number);
  });
  std::vector<std::uint32_t> numbers(items.size());
  std::transform(items.begin(), items.end(), numbers.begin(), [](const Item& item) { return item.number; });
  return numbers;
}

struct PostingCounts {
  std::uint64_t df = 0;
  std::uint64_t cf = 0;
  std::size_t bytes = 0;
};

/// The postings of one term as a run holds them, from its places in order. The same form may stand twice at one
/// position (stacked tokens); it counts once.
PostingCounts write_postings(std::span<const Place> places, std::uint8_t* const to) {
  PostingCounts counts;
  std::uint8_t* out = to;
  std::uint32_t previous_doc = 0;
  for (std::size_t i = 0; i < places.size();) {
    const std::uint32_t doc = places[i].doc;
    std::size_t end = i + 1;
    std::uint64_t tf = 1;
    for (; end < places.size() && places[end].doc == doc; ++end) {
      tf += places[end].position != places[end - 1].position ? 1 : 0;
    }
    out = store_varint(out, doc - previous_doc);
    out = store_varint(out, tf);
    out = store_varint(out, places[i].position);
    for (++i; i < end; ++i) {
      const std::uint32_t gap = places[i].position - places[i - 1].position;
      if (gap != 0) out = store_varint(out, gap);
    }
    previous_doc = doc;
    ++counts.df;
    counts.cf += tf;
  }
  counts.bytes = static_cast<std::size_t>(out - to);
  return counts;
}

}  // namespace

BatchIndexer::BatchIndexer(const BatchOptions& options, std::unique_ptr<Analyzer> analyzer,
                           std::shared_ptr<const StoredDictionary> dictionary)
    : options_(options), analyzer_(std::move(analyzer)), dictionary_(std::move(dictionary)) {}

void BatchIndexer::token(std::string_view term, std::uint32_t position, std::uint32_t begin, std::uint32_t /*end*/) {
  if (position >= field_limit_) return;
  if (begin >= next_sentence_) begin_sentence(position, begin);
  queue_.add(term, field_start_ + position);
}

void BatchIndexer::begin_sentence(std::uint32_t position, std::uint32_t begin) {
  // The first sentence begins with the field, also where its first words were left out.
  queue_.add(kSentenceMark, field_start_ + (field_begins_ ? 0 : position));
  field_begins_ = false;
  while (begin >= next_sentence_) next_sentence_ = sentences_.next();
}

Result<IndexedBatch> BatchIndexer::index(const Batch& batch) {
  IndexedBatch out;
  out.number = batch.number;
  out.doc_count = static_cast<std::uint32_t>(batch.documents.size());
  RIFFLE_TRY(index_text(batch, out));
  out.run = invert(batch);
  forget_large_buffers();
  RIFFLE_TRY(analyzer_->status());
  for (const Field& field : options_.schema->fields) {
    if (!has_number_column(field.type)) continue;
    std::vector<std::optional<std::int64_t>>& numbers = out.numbers.emplace_back();
    for (const Document& document : batch.documents) numbers.push_back(number_of_field(document, field));
  }
  if (options_.store != StoreMode::kNone) {
    StoredCompressor compressor(dictionary_);
    RIFFLE_TRY(append_stored_blocks(batch, *options_.schema, options_.store, compressor, out.stored));
  }
  return out;
}

Status BatchIndexer::index_text(const Batch& batch, IndexedBatch& out) {
  terms_.clear();
  occurrences_.clear();
  queue_.clear();
  doc_ends_.clear();
  std::vector<std::uint32_t>& shingles = out.shingles.shingles;
  shingles.reserve(most_shingles_);
  for (const Document& document : batch.documents) {
    field_start_ = 0;
    for (const Field& field : options_.schema->fields) {
      if (field.type != FieldType::kText) continue;
      field_limit_ = static_cast<std::uint32_t>(limits::kTokensPerDocument) - field_start_;
      const std::string_view text = text_of(document, field.name, member_text_);
      sentences_ = SentenceStarts(text);
      if (options_.mark_sentences) next_sentence_ = sentences_.next();
      field_begins_ = true;
      const std::uint32_t length = std::min(analyzer_->analyze(text, *this), field_limit_);
      if (options_.mark_sentences && field_begins_ && length > 0) begin_sentence(0, 0);
      RIFFLE_TRY(check_tokens(document));
      out.field_lengths.push_back(length);
      // One empty position after each field keeps phrases from crossing.
      field_start_ = std::min(field_start_ + length + 1, static_cast<std::uint32_t>(limits::kTokensPerDocument));
    }
    queue_.flush();
    doc_ends_.push_back(occurrences_.size());
    if (!options_.find_copies) continue;
    // While the text is still in the caches.
    append_shingles(document.body, shingles);
    out.shingles.ends.push_back(shingles.size());
  }
  most_shingles_ = std::max(most_shingles_, shingles.size());
  return {};
}

Status BatchIndexer::check_tokens(const Document& document) const {
  if (Status status = analyzer_->status(); !status) {
    status.error().message.insert(0, "document " + document.id + ": ");
    return status;
  }
  if (occurrences_.size() <= kBatchTokens && terms_.bytes() <= kBatchTermBytes) return {};
  return make_error(ErrorCode::kResourceLimit, "document " + document.id + ": the analyzer makes too many terms of it");
}

Run BatchIndexer::invert(const Batch& batch) {
  writer_.restart(batch.first_doc);
  const std::vector<std::uint32_t> sorted = sorted_terms(terms_);
  const std::vector<FormPlace> places = write_text_terms(batch, sorted);
  write_keywords(batch);
  write_classes(terms_, sorted, places, *analyzer_, writer_);
  return writer_.finish();
}

// What a batch of one very large document took is not kept.
void BatchIndexer::forget_large_buffers() {
  constexpr std::size_t kMostKept = 4 * kBatchBytes;
  if (occurrences_.size() * sizeof(TermOccurrence) > kMostKept) occurrences_ = TermOccurrences();
  if (places_.size() * sizeof(Place) > kMostKept) places_ = LargeVector<Place>();
  if (postings_.size() > kMostKept) postings_ = ByteBuffer();
}

// Counting sort: occurrences go to their term's place in document order, without comparing anything.
std::vector<FormPlace> BatchIndexer::write_text_terms(const Batch& batch, const std::vector<std::uint32_t>& sorted) {
  std::vector<std::uint32_t> ends(terms_.size() + 1, 0);
  for (const TermOccurrence& occurrence : occurrences_) ++ends[occurrence.term + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<std::uint32_t> next(ends.begin(), ends.end());
  if (places_.size() < occurrences_.size()) {
    places_ = LargeVector<Place>();  // first: nothing in it is wanted
    places_.resize(occurrences_.size());
  }
  std::size_t at = 0;
  for (std::uint32_t doc = 0; doc < batch.documents.size(); ++doc) {
    for (; at < doc_ends_[doc]; ++at) {
      const TermOccurrence& occurrence = occurrences_[at];
      places_[next[occurrence.term]++] = {doc, occurrence.position};
    }
  }
  std::string key;
  std::vector<FormPlace> form_places(terms_.size());
  for (const std::uint32_t term : sorted) {
    const std::span<const Place> of_term = std::span(places_).subspan(ends[term], ends[term + 1] - ends[term]);
    key.assign(1, static_cast<char>(kTextSpace)).append(terms_.term(term));
    // A document's two numbers and one of each place; grows only, so that it is cleared once.
    postings_.resize(std::max(postings_.size(), 3 * kMaxVarintBytes * of_term.size()));
    const PostingCounts counts = write_postings(of_term, postings_.data());
    form_places[term] = {writer_.offset(), counts.df};
    writer_.add(key, counts.df, counts.cf, ByteSpan(postings_).first(counts.bytes));
  }
  return form_places;
}

void BatchIndexer::write_keywords(const Batch& batch) {
  const std::vector<Field>& fields = options_.schema->fields;
  std::vector<std::pair<std::string, std::uint32_t>> values;
  std::vector<std::string> keywords;
  for (std::size_t number = 0; number < fields.size(); ++number) {
    const Field& field = fields[number];
    if (!has_term_space(field.type)) continue;
    values.clear();
    for (std::uint32_t doc = 0; doc < batch.documents.size(); ++doc) {
      keywords_of(batch.documents[doc], field, keywords);
      for (const std::string& keyword : keywords) {
        values.emplace_back(static_cast<char>(number + 1) + keyword, doc);
      }
    }
    std::sort(values.begin(), values.end());
    for (std::size_t i = 0; i < values.size();) {
      std::size_t end = i;
      while (end < values.size() && values[end].first == values[i].first) ++end;
      writer_.begin(values[i].first, end - i, end - i);
      std::uint32_t previous = 0;
      for (std::size_t j = i; j < end; ++j) {
        append_varint(writer_.data(), values[j].second - previous);
        previous = values[j].second;
      }
      writer_.end();
      i = end;
    }
  }
}

}  // namespace riffle
